"""Joining what two people made of the same text: a three-way merge by lines.

The pieces are those of diff3 (Khanna, Kunal and Pierce, A Formal Investigation of Diff3, 2007):
where only one side differs from the base it is taken, where both do alike it is taken once, where
they differ it is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Lines both sides changed, each in his own way.

    ``first`` and ``last`` are the lines of ``mine`` in the merged text, counted from 1; ``last`` is
    one less than ``first`` where mine has none. ``base`` is what both began from.
    """

    first: int
    last: int
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The text of a merge, with mine where there are ``conflicts``, in the order of the text."""

    text: str
    conflicts: tuple[Conflict, ...]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to decide."""
        return not self.conflicts


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of lines of the base, and what each side has in its place."""

    base: list[str]
    mine: list[str]
    theirs: list[str]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Join two texts that both began from ``base``, by lines."""
    lines: list[str] = []
    conflicts: list[Conflict] = []
    for piece in _pieces(_lines(base), _lines(mine), _lines(theirs)):
        if piece.mine in (piece.base, piece.theirs):
            lines += piece.theirs
        elif piece.theirs == piece.base:
            lines += piece.mine
        else:
            conflict = Conflict(
                first=len(lines) + 1,
                last=len(lines) + len(piece.mine),
                base="".join(piece.base),
                mine="".join(piece.mine),
                theirs="".join(piece.theirs),
            )
            conflicts.append(conflict)
            lines += piece.mine
    return Merged(text=_joined(lines), conflicts=tuple(conflicts))


def _lines(text: str) -> list[str]:
    """Split into lines with their breaks; only the line feed ends a line."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _joined(lines: list[str]) -> str:
    """Put lines together; one that was the last of its text without a break gets one."""
    ended = [line if line.endswith("\n") else f"{line}\n" for line in lines[:-1]]
    return "".join([*ended, *lines[-1:]])


def _pieces(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[_Piece]:
    """Cut the three texts where all three agree."""
    ours, others = _matches(base, mine), _matches(base, theirs)
    b = m = t = 0
    for at in (*sorted(ours.keys() & others.keys()), len(base)):
        my, their = (ours[at], others[at]) if at < len(base) else (len(mine), len(theirs))
        if (b, m, t) != (at, my, their):
            yield _Piece(base[b:at], mine[m:my], theirs[t:their])
        if at < len(base):
            yield _Piece(base[at : at + 1], mine[my : my + 1], theirs[their : their + 1])
        b, m, t = at + 1, my + 1, their + 1


def _matches(base: list[str], other: list[str]) -> dict[int, int]:
    """Map the lines of the base that stand unchanged in another text to where they stand there."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {a + n: b + n for a, b, size in blocks for n in range(size)}
