"""How wide text is on paper, and where its lines break; sizes are in pixels of the drawing."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_WIDE = frozenset("WFA")
_NARROW: Final = 0.57
_SLIM = frozenset("iljtfrI.,:;'|!()[] ")
_BREAKS = " -/／·、，（("


def width_of(text: str, size: float) -> float:
    """Estimate the width of a text: full for Chinese, by letter for the rest."""
    return size * sum(map(_share, text))


def _share(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in _WIDE:
        return 1.0
    if sign in _SLIM:
        return 0.34
    return 0.86 if sign in "MWmw@%" else 0.66 if sign.isupper() else _NARROW


def wrap(text: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """Break a text into at most so many lines of a width; what is left over becomes ``…``."""
    made: list[str] = []
    rest = text.strip()
    while rest and len(made) < lines:
        cut = _fitting(rest, size, width)
        if cut < len(rest) and len(made) == lines - 1:
            short = rest[: max(_fitting(rest, size, width - size), 1)]
            made.append(f"{short.rstrip()}…")
            break
        cut = _at_break(rest, cut)
        made.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return _balanced(made, size, width)


def _fitting(text: str, size: float, width: float) -> int:
    """Count the signs that fit into a width, at least one."""
    used = 0.0
    for count, sign in enumerate(text):
        used += size * _share(sign)
        if used > width and count:
            return count
    return len(text)


def _at_break(text: str, cut: int) -> int:
    """Move a break to where a word ends, unless that would leave almost nothing."""
    if cut >= len(text) or not (text[cut].isascii() and text[cut - 1].isascii()):
        # A Chinese line may break anywhere, but never begins with a stop.
        return cut - 1 if cut < len(text) and text[cut] in "，。、；：）”》" and cut > 1 else cut
    for at in range(cut, cut // 3, -1):
        if text[at - 1] in _BREAKS or text[at] == " ":
            return at
    return cut


def _balanced(lines: Sequence[str], size: float, width: float) -> tuple[str, ...]:
    """Let two Chinese lines be about equally long: no single sign is left alone."""
    whole = "".join(lines)
    if len(lines) != 2 or whole.isascii() or len(lines[1]) > 2 or lines[1].endswith("…"):  # noqa: PLR2004 - two lines
        return tuple(lines)
    half = -(-len(whole) // 2)
    if width_of(whole[:half], size) > width or whole[half - 1 : half + 1].isascii():
        return tuple(lines)
    return whole[:half], whole[half:]
