"""How wide text is on a screen of fixed cells, and where it may break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NOT_FIRST: Final = frozenset("，。、；：？！）》〉】〕”’…·,.;:?!)]}%％")
_NOT_LAST: Final = frozenset("（《〈【〔“‘([{")
_UNIT: Final = re.compile(r"[!-~]+|.", re.DOTALL)
_WIDE: Final = frozenset("WFA")
_ZERO: Final = frozenset({"Mn", "Me", "Cf"})


def cells(text: str) -> int:
    """Count the cells a text takes: a hanzi takes two, as do signs of ambiguous width."""
    return sum(map(_cells_of, text))


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines of at most ``width`` cells.

    ``first`` and ``rest`` lead the first and the later lines.
    No line begins with a closing sign or ends with an opening one; western words and numbers stay
    whole while they fit a line.
    """
    lines: list[str] = []
    line, lead, taken = "", first, cells(first)
    for unit in _units(text, width - max(cells(first), cells(rest))):
        size = cells(unit)
        if taken + size <= width or not line.strip():
            line += unit
            taken += size
            continue
        keep = _break_at(line, unit)
        lines.append(lead + line[:keep].rstrip(" "))
        line, lead = (line[keep:] + unit).lstrip(" "), rest
        taken = cells(lead) + cells(line)
    lines.append(lead + line)
    return lines


def centred(text: str, width: int) -> str:
    """Put a text in the middle of a line."""
    return " " * max(0, (width - cells(text)) // 2) + text


def flush_right(text: str, width: int) -> str:
    """Put a text at the right end of a line."""
    return " " * max(0, width - cells(text)) + text


def padded(text: str, width: int) -> str:
    """Fill a text with blanks up to a width."""
    return text + " " * max(0, width - cells(text))


def _units(text: str, width: int) -> list[str]:
    units: list[str] = []
    for found in _UNIT.findall(text):
        units.extend(found[i : i + width] for i in range(0, len(found), max(1, width)))
    return units


def _break_at(line: str, unit: str) -> int:
    """Give how much of a full line to keep, so that no sign stands where it may not."""
    keep = len(line)
    if unit[0] in _NOT_FIRST:
        while keep > 1 and line[keep - 1] in _NOT_FIRST:
            keep -= 1
        keep -= 1
    while keep > 1 and line[keep - 1] in _NOT_LAST:
        keep -= 1
    return keep if keep > len(line) // 2 else len(line)


@lru_cache(maxsize=8_192)  # more characters than an office's letters use
def _cells_of(character: str) -> int:
    if unicodedata.category(character) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
