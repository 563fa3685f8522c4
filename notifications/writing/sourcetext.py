"""Reads a letter's source text: ``字段：内容`` lines, ``======``, then the body and annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ...errors import LetterFailed
from .grammar import near
from .inert import SourceText
from .letters import (
    LAYOUTS,
    PRESENCES,
    URGENCIES,
    Annex,
    Block,
    Heading,
    Layout,
    OfficialLetter,
    Paragraph,
    Presence,
    Table,
)

HEADER_FIELDS: Final = {
    "版式": "layout",
    "份号": "copy_number",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "发文机关标志": "mark",
    "发文字号": "number",
    "签发人": "approvers",
    "标题": "title",
    "主送": "to",
    "出席": "presences",
    "列席": "presences",
    "请假": "presences",
    "署名": "signers",
    "成文日期": "date",
    "附注": "note",
    "抄送": "copy_to",
    "印发机关": "printer",
    "印发日期": "print_date",
}
"""The header fields, as written and as named in OfficialLetter.

标题, 发文机关标志, 签发人 and 署名 take several, divided by “|”.
"""

_SEVERAL: Final = {"approvers": "签发人", "signers": "署名"}
_APART: Final = frozenset({"layout", "urgency", "title", "mark", "presences", *_SEVERAL})
_MARK_WORD: Final = "文件"
_BLANKS: Final = " \t\u3000\r"
_NUMERALS: Final = "一二三四五六七八九十百"
_LEVELS: Final = (
    (1, re.compile(rf"[{_NUMERALS}]+、")),
    (2, re.compile(rf"（[{_NUMERALS}]+）")),
    (3, re.compile(r"\d{1,2}[.．](?!\d)")),
    (4, re.compile(r"（\d{1,2}）")),
)
_FACED_LEVELS: Final = 2
_RULE_CELL: Final = re.compile(r":?-{3,}:?")
_FIELD: Final = re.compile(r"([^：:]*)[：:](.*)")
_BREAK: Final = re.compile(r"={6,}(.*)")


@dataclass(slots=True)
class _Line:
    number: int
    text: str


@dataclass(slots=True)
class _Part:
    """The lines between two ``======``; ``title`` is what stands behind the signs."""

    title: str
    lines: list[_Line] = field(default_factory=list)


class SourceReader:
    """Reads one letter's source text; raises LetterFailed with the line it can't read."""

    def __init__(self, source: SourceText, *, letter: str = "") -> None:
        self._source = source
        self._letter = letter

    def letter(self, *, default_layout: Layout = "文件") -> OfficialLetter:
        """Give the letter."""
        head, *rest = self._parts()
        if not rest:
            raise self._failed(
                _Line(0, ""),
                "there is no line “======” between the fields and the body",
                "字段与正文之间缺少“======”一行",
            )
        body, *annexes = rest
        fields = self._fields(head.lines)
        values: dict[str, Any] = {
            **self._mark(fields),
            **{named: self._several(fields, key) for named, key in _SEVERAL.items()},
            **{
                name: self._filled(fields[key].text)
                for key, name in HEADER_FIELDS.items()
                if key in fields and name not in _APART
            },
        }
        return OfficialLetter(
            title=self._title(fields),
            layout=self._layout(fields, default_layout),
            urgency=self._urgency(fields),
            presences=self._presences(fields),
            blocks=tuple(self._blocks(body.lines)),
            annexes=tuple(
                Annex(title=self._filled(part.title), blocks=tuple(self._blocks(part.lines)))
                for part in annexes
            ),
            **values,
        )

    def _parts(self) -> list[_Part]:
        parts = [_Part("")]
        for number, raw in enumerate(self._source.skeleton.split("\n"), start=1):
            line = _Line(number, raw.strip(_BLANKS))
            found = _BREAK.fullmatch(line.text)
            if found is None:
                parts[-1].lines.append(line)
                continue
            title = found[1].strip(_BLANKS + "=")
            if len(parts) > 1 and not self._filled(title):
                raise self._failed(
                    line, "an annex needs a title", "附件须有名称，写作“======附件名”"
                )
            parts.append(_Part(title))
        return parts

    def _fields(self, lines: list[_Line]) -> dict[str, _Line]:
        fields: dict[str, _Line] = {}
        for line in lines:
            if not line.text:
                continue
            found = _FIELD.fullmatch(line.text)
            if found is None:
                raise self._failed(
                    line, "a line above ====== is “字段：内容”", "“======”之上应逐行写“字段：内容”"
                )
            key, content = found[1].strip(_BLANKS), found[2]
            if key not in HEADER_FIELDS:
                en, zh = near(self._filled(key), HEADER_FIELDS)
                raise self._failed(line, f"no such field{en}", f"没有这个字段{zh}")
            if key in fields:
                raise self._failed(line, "the field is given twice", "字段重复")
            fields[key] = _Line(line.number, content)
        return fields

    def _title(self, fields: dict[str, _Line]) -> tuple[str, ...]:
        title = self._several(fields, "标题")
        if not title:
            line = fields.get("标题", _Line(0, ""))
            raise self._failed(line, "the letter has no 标题", "函件没有“标题”")
        return title

    def _several(self, fields: dict[str, _Line], key: str) -> tuple[str, ...]:
        line = fields.get(key, _Line(0, ""))
        return tuple(t for t in map(self._filled, line.text.split("|")) if t)

    def _mark(self, fields: dict[str, _Line]) -> dict[str, Any]:
        """Give the organs of 发文机关标志, and the word that stands beside several of them."""
        organs = self._several(fields, "发文机关标志")
        if len(organs) > 1 and organs[-1] == _MARK_WORD:
            return {"mark": organs[:-1], "mark_word": _MARK_WORD}
        return {"mark": organs}

    def _presences(self, fields: dict[str, _Line]) -> tuple[Presence, ...]:
        said = ((label, self._filled(fields[label].text)) for label in PRESENCES if label in fields)
        return tuple(Presence(label=label, names=names) for label, names in said if names)

    def _layout(self, fields: dict[str, _Line], default: Layout) -> Layout:
        line = fields.get("版式")
        text = self._filled(line.text) if line else ""
        for layout in LAYOUTS:
            if layout == text:
                return layout
        if line is None or not text:
            return default
        known = "、".join(LAYOUTS)
        raise self._failed(line, f"版式 is one of {known}", f"“版式”只能是{known}")

    def _urgency(self, fields: dict[str, _Line]) -> str:
        line = fields.get("紧急程度", _Line(0, ""))
        text = self._filled(line.text)
        if text and text not in URGENCIES:
            known = "、".join(URGENCIES)
            raise self._failed(line, f"紧急程度 is one of {known}", f"“紧急程度”只能是{known}")
        return text

    def _blocks(self, lines: list[_Line]) -> Iterator[Block]:
        rows: list[_Line] = []
        for line in lines:
            if line.text.startswith("|"):
                rows.append(line)
                continue
            if not self._filled(line.text):
                continue
            if rows:
                yield self._table(rows)
                rows = []
            yield self._paragraph(line.text)
        if rows:
            yield self._table(rows)

    def _paragraph(self, text: str) -> Block:
        for level, mark in _LEVELS:
            if not mark.match(text):
                continue
            if level > _FACED_LEVELS:
                return Heading(level=level, text=self._filled(text))
            stop = text.find("。") + 1
            if 0 < stop < len(text):
                return Heading(
                    level=level, text=self._filled(text[:stop]), rest=self._filled(text[stop:])
                )
            if text[-1] not in "；，：":
                return Heading(level=level, text=self._filled(text))
        return Paragraph(text=self._filled(text))

    def _table(self, lines: list[_Line]) -> Table:
        rows: list[tuple[str, ...]] = []
        has_head = False
        for line in lines:
            if not line.text.endswith("|") or line.text == "|":
                raise self._failed(line, "a row of a table ends with “|”", "表格的行须以“|”结尾")
            cells = [cell.strip(_BLANKS) for cell in line.text[1:-1].split("|")]
            if all(_RULE_CELL.fullmatch(cell) for cell in cells):
                has_head = has_head or len(rows) == 1
                continue
            row = tuple(self._filled(cell) for cell in cells)
            if rows and len(row) != len(rows[0]):
                raise self._failed(
                    line,
                    f"the row has {len(row)} cells, the first has {len(rows[0])}",
                    f"此行有 {len(row)} 格，首行有 {len(rows[0])} 格",
                )
            rows.append(row)
        if not rows:
            raise self._failed(lines[0], "the table has no rows", "表格没有内容")
        return Table(rows=tuple(rows), has_head=has_head)

    def _filled(self, piece: str) -> str:
        return self._source.filled(piece).strip(_BLANKS)

    def _failed(self, line: _Line, what: str, what_zh: str) -> LetterFailed:
        shown = self._filled(line.text)[:60]
        at, at_zh = "", ""
        if line.number:
            at, at_zh = f"line {line.number} “{shown}”: ", f"第 {line.number} 行“{shown}”："
        return LetterFailed(
            letter=self._letter,
            line=line.number,
            what=what,
            what_zh=what_zh,
            why=f"{at}{what}",
            why_zh=f"{at_zh}{what_zh}",
        )
