"""Merging two texts that were changed at the same time from the same one, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

MINE, OR, THEIRS = "<<<<<<< mine", "=======", ">>>>>>> theirs"
"""Stand around what could not be merged; none of them is YAML, so that none is published."""

Lines = Sequence[str]
_Stretch = tuple[int, int, int, int]
_AHEAD: Final = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place both changed differently: at a line of the merged text, counted from 1, both sides."""

    line: int
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merged text; where there are conflicts both sides stand in it between marks."""

    text: str
    conflicts: tuple[Conflict, ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge two changes of a text; what only one side changed, or both alike, is taken as it is."""
    texts = [_lines(text) for text in (base, mine, theirs)]
    merged: list[str] = []
    conflicts: list[Conflict] = []
    for old, ours, others, is_same in _chunks(*texts):
        if is_same or others in (old, ours):
            merged += ours
        elif ours == old:
            merged += others
        else:
            both = Conflict(line=len(merged) + 1, mine="".join(ours), theirs="".join(others))
            conflicts.append(both)
            merged += [f"{MINE}\n", *_ended(ours), f"{OR}\n", *_ended(others), f"{THEIRS}\n"]
    return Merged(text="".join(merged), conflicts=tuple(conflicts))


def _lines(text: str) -> Lines:
    """Cut a text into lines at line feeds alone: YAML keeps other breaks inside its values."""
    cut = text.split("\n")
    return [f"{line}\n" for line in cut[:-1]] + ([cut[-1]] if cut[-1] else [])


def _ended(lines: Lines) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n"


def _chunks(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[Lines, Lines, Lines, bool]]:
    """Walk the three texts in step: what lies between two stretches all share, then the stretch."""
    b, m, t = 0, 0, 0
    for start, ours, others, size in (*_shared(base, mine, theirs), _AHEAD):
        is_last = not size
        to = (len(base), len(mine), len(theirs)) if is_last else (start, ours, others)
        if (b, m, t) != to:
            yield base[b : to[0]], mine[m : to[1]], theirs[t : to[2]], False
        if is_last:
            return
        b, m, t = start + size, ours + size, others + size
        yield base[start:b], mine[ours:m], theirs[others:t], True


def _shared(base: Lines, mine: Lines, theirs: Lines) -> Iterator[_Stretch]:
    """Give the stretches of the base that both sides kept: where they begin in each, and how long."""
    ours, others = _kept(base, mine), _kept(base, theirs)
    while ours and others:
        (b, m, n), (c, t, k) = ours[0], others[0]
        start, end = max(b, c), min(b + n, c + k)
        if start < end:
            yield start, m + start - b, t + start - c, end - start
        (ours if b + n < c + k else others).pop(0)


def _kept(base: Lines, side: Lines) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]
