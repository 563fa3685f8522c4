"""Passwords: which may be chosen, and how they are kept; the only door to ``argon2``.

The rules are NIST SP 800-63B's: length and nothing about kinds of letters, and none of those
everybody tries first.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ..errors import ExtraMissing, PasswordRefused

library: Any = None
try:
    import argon2
except ModuleNotFoundError:
    pass  # the extra guatu[web] is not installed: the first password says so
else:
    library = argon2

SHORTEST: Final = 10
LONGEST: Final = 1_000
AT_ONCE: Final = 4
"""How many passwords a process works on at the same time: each takes 64 MiB."""

_TRIED_FIRST: Final = """
0123456789 0987654321 1234567890 1122334455 1234512345 12345678910 123456789a 123456789q 1234567890a
1314520520 147258369a 1q2w3e4r5t 1qaz2wsx3edc 5201314520 5201314521 520520520a a123456789
a1234567890 aa123456789 aa12345678 abc1234567 abc123456789 abcd123456 abcd12345678 admin12345
admin123456 admin@123456 administrator asdfghjkl; changeme123 changemenow dragon12345
football123 guatu12345 guatu123456 helloworld iloveyou123 iloveyou520 letmein123 letmein1234
monkey12345 p@ssw0rd123 p@ssw0rd1234 passw0rd123 password01 password10 password11 password12
password123 password1234 password12345 q1w2e3r4t5 q123456789 qazwsxedcrfv qq123456789
qq12345678 qwer123456 qwer12345678 qwerty1234 qwerty12345 qwerty123456 qwertyuiop
qwertyuiop123 root123456 sunshine123 superman123 test123456 user123456 welcome123 welcome1234
welcome2024 welcome2025 welcome2026 woaini1314 woaini1314520 woaini520520 woaini5201314
wang123456 w123456789 x123456789 z123456789 zxcvbnm123 zxcvbnm,./ zaq12wsxcde3 zhaoshang123
zhaoshangju guatu_guatu beijing2008
"""
COMMON: Final = frozenset(_TRIED_FIRST.split())
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """What a hash costs; the values are RFC 9106's second recommendation (64 MiB, 3 passes)."""

    passes: int = 3
    kibibytes: int = 65_536
    lanes: int = 4


class Passwords:
    """Hashes passwords with Argon2id and compares them; a method takes 50 to 200 ms of processor time.

    Never call one inside a transaction. Every method raises ExtraMissing without the extra ``web``.
    """

    def __init__(self, strength: Strength | None = None) -> None:
        self._strength = strength or Strength()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = _hash_of_nothing(self._strength)

    def require_extra(self) -> None:
        """Raise ExtraMissing unless passwords can be worked on here."""
        self._hasher()

    def hashed(self, password: str) -> str:
        """Give what is kept of a password, as text that names how it was made."""
        with self._places:
            made: str = self._hasher().hash(_bytes(password))
        return made

    def is_right(self, kept: str | None, password: str) -> bool:
        """Say whether a password is the one that was kept; None takes as long, and is never right."""
        hasher = self._hasher()
        with self._places:
            try:
                hasher.verify(kept or self._nobody, _bytes(password[: LONGEST + 1]))
            except library.exceptions.VerificationError:
                return False
            except library.exceptions.InvalidHashError:
                return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Say whether what is kept was made at another strength than it would be now."""
        return bool(self._hasher().check_needs_rehash(kept))

    def _hasher(self) -> Any:
        if library is None:
            raise ExtraMissing(extra="web")
        strength = self._strength
        return library.PasswordHasher(
            time_cost=strength.passes,
            memory_cost=strength.kibibytes,
            parallelism=strength.lanes,
        )


def require_good(password: str, *, shortest: int, names: Iterable[str]) -> None:
    """Raise PasswordRefused for one that is too short or long, or that others would try first.

    ``names`` are its owner's: his login, his name, his key.
    """
    if len(password) > LONGEST:
        raise PasswordRefused(
            why=f"it is longer than {LONGEST} characters", why_zh=f"超过 {LONGEST} 个字符"
        )
    text = _normal(password)
    if len(text) < shortest:
        raise PasswordRefused(
            why=f"it is shorter than {shortest} characters; a short sentence does well",
            why_zh=f"少于 {shortest} 个字符，可以用一句话",
        )
    if not text.isprintable():
        raise PasswordRefused(
            why="it has signs that can't be seen, such as a tab",
            why_zh="含有看不见的字符，例如制表符",
        )
    low = text.casefold()
    if any(_is_little_more(low, _normal(name).casefold()) for name in names):
        raise PasswordRefused(
            why="it is your login or name, or little more", why_zh="与登录名或姓名相同或相近"
        )
    if low in COMMON or _is_pattern(low):
        raise PasswordRefused(
            why="it is among the first that others would try", why_zh="过于常见，容易被猜中"
        )


def invented() -> str:
    """Invent a password that can be read out: four times four letters and digits, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _is_little_more(password: str, name: str) -> bool:
    """Say whether a password is a name, with nothing but digits and signs around it."""
    return bool(name) and name in password and not any(map(str.isalpha, password.replace(name, "")))


def _is_pattern(password: str) -> bool:
    """Say whether a password repeats one or two signs, or counts up or down."""
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    return len(set(password)) <= 2 or steps in ({1}, {-1})  # noqa: PLR2004


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "backslashreplace")


def _hash_of_nothing(strength: Strength) -> str:
    """Make up a hash that costs as much to compare with as a real one, and that nothing has."""
    salt, key = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return (
        f"$argon2id$v=19$m={strength.kibibytes},t={strength.passes},p={strength.lanes}${salt}${key}"
    )
