"""Lines that may be the same case written otherwise: another form of a firm's name, a slip."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..definitions.model import Field

LONG_ENOUGH = 5
"""Shorter texts that differ in one sign are likely to mean different things."""

_FIRMS = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "股份公司",
    "公司",
    "集团",
)
_BRACKETS = frozenset("()[]{}<>【】〔〕《》〈〉「」『』“”\"'·-—、,.。")
_COUNTS = frozenset("甲乙丙丁戊己庚辛壬癸东西南北")
_KEPT = 8

Parts = tuple[str, ...]


def plain_parts(
    identity: Sequence[str], fields: Mapping[str, Field], values: Mapping[str, Any]
) -> Parts | None:
    """Write the identity of a case as it is compared; None when a part of it is not filled."""
    if not identity or any(values.get(key) is None for key in identity):
        return None
    return tuple(
        plain_text(str(values[key])) if fields[key].type == "text" else f"={values[key]}"
        for key in identity
    )


def plain_text(text: str) -> str:
    """Write a name in half width, without blanks, brackets and what a firm's name ends with."""
    signs = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(sign for sign in signs if not sign.isspace() and sign not in _BRACKETS)
    short = kept
    while end := next((firm for firm in _FIRMS if short.endswith(firm)), ""):
        short = short.removesuffix(end)
    return short or kept


class Nearby:
    """Finds the lines of a ledger whose identity is near another's.

    Near are identities that are written alike, and those in which one text of at least
    LONG_ENOUGH signs differs by one sign that is no number: 一期 and 二期 are two projects.
    """

    def __init__(self) -> None:
        self._lines: dict[int, Parts] = {}
        self._variants: dict[int, list[int]] = {}

    def add(self, line: int, parts: Parts) -> None:
        """Remember the identity of a line."""
        self._lines[line] = parts
        for variant in _variants(parts):
            lines = self._variants.setdefault(variant, [])
            if len(lines) < _KEPT:
                lines.append(line)

    def near(self, parts: Parts) -> Sequence[int]:
        """Give the lines whose identity is near this one, in their order."""
        found = {line for variant in _variants(parts) for line in self._variants.get(variant, ())}
        return sorted(line for line in found if are_near(self._lines[line], parts))


def are_near(one: Parts, other: Parts) -> bool:
    """Say whether two identities may mean the same case."""
    unlike = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return not unlike or (len(unlike) == 1 and _is_slip(*unlike[0]))


def _is_slip(one: str, other: str) -> bool:
    """Say whether two texts differ by one sign, added, left out or another, that counts nothing."""
    if min(len(one), len(other)) < LONG_ENOUGH or "=" in {one[0], other[0]}:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    unlike = (one[start : len(one) - end], other[start : len(other) - end])
    return max(map(len, unlike)) <= 1 and not any(map(_counts, unlike))


def _counts(signs: str) -> bool:
    return any(sign.isnumeric() or sign in _COUNTS for sign in signs)


def _variants(parts: Parts) -> Iterator[int]:
    """Give marks such that identities one sign apart have one in common."""
    yield hash(parts)
    for place, text in enumerate(parts):
        if len(text) >= LONG_ENOUGH and not text.startswith("="):
            for at in range(len(text)):
                shorter = text[:at] + text[at + 1 :]
                yield hash((*parts[:place], shorter, *parts[place + 1 :]))
