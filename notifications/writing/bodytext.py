"""Reads the body of a letter: paragraphs, headings by their numbers, tables by their bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .letters import Block, Heading, Paragraph, Table
from .skeleton import BLANKS, Line, Source

APART: Final = "\\"
"""A line of this alone divides two tables."""

_NUMERALS: Final = "一二三四五六七八九十百"
_LEVELS: Final = (
    (1, re.compile(rf"[{_NUMERALS}]+、")),
    (2, re.compile(rf"（[{_NUMERALS}]+）")),
    (3, re.compile(r"\d{1,2}[.．](?!\d)")),
    (4, re.compile(r"（\d{1,2}）")),
)
_FACED_LEVELS: Final = 2
_RULE_CELL: Final = re.compile(r":?-{3,}:?")


class BodyReader:
    """Reads blocks from lines; raises LetterFailed with the line it can't read."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def blocks(self, lines: Sequence[Line]) -> tuple[Block, ...]:
        """Give the blocks of some lines; empty lines are passed over, also within a table."""
        return tuple(self._blocks(lines))

    def _blocks(self, lines: Sequence[Line]) -> Iterator[Block]:
        rows: list[Line] = []
        for line in lines:
            if line.text.startswith("|"):
                rows.append(line)
                continue
            if not self._source.filled(line.text):
                continue
            if rows:
                yield self._table(rows)
                rows = []
            if line.text != APART:
                yield self._paragraph(line.text)
        if rows:
            yield self._table(rows)

    def _paragraph(self, text: str) -> Block:
        filled = self._source.filled
        for level, mark in _LEVELS:
            if not mark.match(text):
                continue
            if level > _FACED_LEVELS:
                return Heading(level=level, text=filled(text))
            stop = text.find("。") + 1
            if 0 < stop < len(text):
                return Heading(level=level, text=filled(text[:stop]), rest=filled(text[stop:]))
            if text[-1] not in "；，：":
                return Heading(level=level, text=filled(text))
        return Paragraph(text=filled(text))

    def _table(self, lines: Sequence[Line]) -> Table:
        rows: list[tuple[str, ...]] = []
        has_head = False
        for line in lines:
            if not line.text.endswith("|") or line.text == "|":
                raise self._source.failed(
                    line, "a row of a table ends with “|”", "表格的行须以“|”结尾"
                )
            cells = [cell.strip(BLANKS) for cell in line.text[1:-1].split("|")]
            if all(_RULE_CELL.fullmatch(cell) for cell in cells):
                has_head = has_head or len(rows) == 1
                continue
            row = tuple(map(self._source.filled, cells))
            if rows and len(row) != len(rows[0]):
                raise self._source.failed(
                    line,
                    f"the row has {len(row)} cells, the first has {len(rows[0])}",
                    f"此行有 {len(row)} 格，首行有 {len(rows[0])} 格",
                )
            rows.append(row)
        if not rows:
            raise self._source.failed(lines[0], "the table has no rows", "表格没有内容")
        return Table(rows=tuple(rows), has_head=has_head)
