"""What a file is called here and where it is fetched, and how its size is said."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

BYTES, SUFFIX = 200, 16
"""The longest name, in UTF-8, and the longest ending of one that is kept when it is cut."""

UNTITLED = "untitled"

_PATH = re.compile(r"[/\\]")
_UNFIT = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KIB = 1024


def tidy_name(text: str) -> str:
    """Make a name that is safe on every system of whatever a browser or a person gave.

    Only what follows the last slash or backslash counts; characters that control text or turn its
    direction are left out, those no file system takes become ``_``, Chinese stays. The ending is
    the one people see, and survives where a long name is cut.
    """
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(
        " " if character.isspace() else character
        for character in normal
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    name = _UNFIT.sub("_", _SPACES.sub(" ", _PATH.split(seen)[-1])).strip(". ")
    if not name:
        return UNTITLED
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _cut(name)


def _cut(name: str) -> str:
    if len(name.encode()) <= BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    ending = f".{suffix}" if dot and len(suffix.encode()) <= SUFFIX else ""
    stem = stem if ending else name
    while len(stem.encode()) + len(ending.encode()) > BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") + ending


def suffix_of(name: str) -> str:
    """Give the ending of a file name in small letters, without its dot; empty for none."""
    stem, dot, suffix = name.rpartition(".")
    return suffix.casefold() if dot and stem else ""


def disposition(name: str) -> str:
    """Write the header ``Content-Disposition`` under which a file is saved, never shown.

    RFC 6266: the name in ASCII for old browsers, and in UTF-8 as RFC 8187 writes it.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "replace").decode()
    plain = re.sub(r"[^ !#$&+\-.0-9A-Z^_`a-z{}~()\[\],;=@]", "_", plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def said_size(size: int) -> str:
    """Say a number of bytes for people, such as ``1.5 MB``."""
    if size < _KIB:
        return f"{size} B"
    amount, unit = size / _KIB, "KB"
    for larger in ("MB", "GB", "TB"):
        if amount < _KIB:
            break
        amount, unit = amount / _KIB, larger
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
