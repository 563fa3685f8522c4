"""Which passwords may be chosen."""

from __future__ import annotations

import re

import pytest

from guatu.accounts import invented
from guatu.accounts.passwords import COMMON, Passwords, Strength, require_good
from guatu.errors import PasswordRefused

NAMES = ("zhao_min", "zhao_min", "赵敏")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse",
        "春眠不觉晓处处闻啼鸟",
        "aB3$aB3$aB",
        "zhao min lives in the east",
        "a" * 5 + "bcdefgh",
    ],
)
def test_a_long_one_of_any_signs_is_good(password) -> None:
    assert require_good(password, shortest=10, names=NAMES) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "shorter than 10"),
        ("九个字九个字九个字", "shorter than 10"),
        ("ﬁ" * 4, "shorter than 10"),
        ("x" * 1_001, "longer than 1000"),
        ("with a\ttab inside", "can't be seen"),
        ("zhao_min2026", "login or name"),
        ("ZHAO_MIN!!!2026", "login or name"),
        ("赵敏20260101", "login or name"),
        ("zhao_minzhao_min", "login or name"),
        ("Password123", "first that others"),
        ("woaini1314520", "first that others"),
        ("abababababab", "first that others"),
        ("1234567890", "first that others"),
        ("zyxwvutsrq", "first that others"),
        ("１２３４５６７８９０", "first that others"),
    ],
)
def test_one_that_others_would_try_is_refused_with_the_reason(password, why) -> None:
    with pytest.raises(PasswordRefused, match=re.escape(why)):
        require_good(password, shortest=10, names=NAMES)


def test_the_list_of_common_ones_names_none_that_is_too_short_anyway() -> None:
    assert [word for word in COMMON if len(word) < 10 or word != word.casefold()] == []


def test_an_invented_one_is_good_and_never_twice_the_same() -> None:
    made = {invented() for _ in range(100)}

    assert len(made) == 100
    assert [word for word in made if not re.fullmatch(r"(\w{4}-){3}\w{4}", word)] == []
    assert require_good(made.pop(), shortest=10, names=NAMES) is None


def test_nobodys_hash_is_never_right() -> None:
    passwords = Passwords(Strength(passes=1, kibibytes=8, lanes=1))

    assert passwords.is_right(None, "") is False


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$x$y", "\x00"])
def test_what_is_no_hash_lets_nobody_in(kept) -> None:
    passwords = Passwords(Strength(passes=1, kibibytes=8, lanes=1))

    assert passwords.is_right(kept, "anything at all") is False
