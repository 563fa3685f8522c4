"""What belongs to an entry in a text: its lines, and the comments that are its own."""

from __future__ import annotations

from collections.abc import Sequence

from .outline import Member, Outline

Cut = tuple[int, int]


def chunk(outline: Outline, siblings: Sequence[Member], n: int) -> Cut:
    """Give where an entry of a block begins and ends, its own comments included.

    A comment right above an entry is its own, unless the next entry follows without a gap: then it
    is the heading of them all and stays. What stands behind an entry on its last line is its own.
    """
    member = siblings[n]
    end = outline.line_end(member.end)
    if not outline.begins_line(member.start) or _is_headed(outline, siblings, n, end):
        return member.start, end
    lowest = siblings[n - 1].end if n else 0
    return _first_comment(outline, member.start, lowest), end


def _is_headed(outline: Outline, siblings: Sequence[Member], n: int, end: int) -> bool:
    if n + 1 >= len(siblings):
        return False
    between = outline.text[end : siblings[n + 1].start]
    return not between.strip() and between.count("\n") == 1


def _first_comment(outline: Outline, start: int, lowest: int) -> int:
    column, first = outline.column(start), start
    while True:
        line = outline.line_start(first)
        above = outline.line_start(line - 1) if line else 0
        begins = above + column
        shown = outline.text[above:line]
        if not line or above < lowest or not shown.startswith(" " * column + "#"):
            return first
        first = begins


def without(outline: Outline, cut: Cut) -> str:
    """Give the text without a chunk of a block: whole lines, and one of two blank lines around."""
    begin, end = cut
    text = outline.text
    if not outline.begins_line(begin):
        # Behind a dash: what comes next stands there instead.
        rest = text[end:]
        return text[:begin] + rest.lstrip()
    first = outline.line_start(begin)
    after = _next_line(text, end)
    above = text[outline.line_start(first - 1) : first] if first else ""
    follows = text[after : _next_line(text, after)]
    if not above.strip() and follows and not follows.strip():
        after = _next_line(text, after)
    return text[:first] + text[after:]


def _next_line(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1
