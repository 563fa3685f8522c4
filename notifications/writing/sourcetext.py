"""Reads a letter's source text: ``字段：内容`` lines, ``======``, then the body and annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from .bodytext import BodyReader
from .grammar import near
from .inert import SourceText, cleaned_source
from .letters import (
    LAYOUTS,
    PRESENCES,
    URGENCIES,
    Annex,
    Layout,
    OfficialLetter,
    Presence,
)
from .skeleton import BLANKS, Line, Source

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
MARK_WORD: Final = "文件"
_FIELD: Final = re.compile(r"([^：:]*)[：:](.*)")
_BREAK: Final = re.compile(r"={6,}(.*)")


@dataclass(slots=True)
class _Part:
    """The lines between two ``======``; ``title`` is what stands behind the signs."""

    title: str
    lines: list[Line] = field(default_factory=list)


def read_source(text: str, *, letter: str = "") -> OfficialLetter:
    """Read a finished source text, such as a person edited it; raise LetterFailed with its line."""
    return SourceReader(SourceText(skeleton=cleaned_source(text)), letter=letter).letter()


class SourceReader:
    """Reads one letter's source text; raises LetterFailed with the line it can't read."""

    def __init__(self, source: SourceText, *, letter: str = "") -> None:
        self._source = Source(source, letter)
        self._body = BodyReader(self._source)

    def letter(self, *, default_layout: Layout = "文件") -> OfficialLetter:
        """Give the letter."""
        head, *rest = self._parts()
        if not rest:
            raise self._source.failed(
                Line(0, ""),
                "there is no line “======” between the fields and the body",
                "字段与正文之间缺少“======”一行",
            )
        body, *annexes = rest
        fields = self._fields(head.lines)
        values: dict[str, Any] = {
            **self._mark(fields),
            **{named: self._several(fields, key) for named, key in _SEVERAL.items()},
            **{
                name: self._source.filled(fields[key].text)
                for key, name in HEADER_FIELDS.items()
                if key in fields and name not in _APART
            },
        }
        return OfficialLetter(
            title=self._title(fields),
            layout=self._layout(fields, default_layout),
            urgency=self._urgency(fields),
            presences=self._presences(fields),
            blocks=self._body.blocks(body.lines),
            annexes=tuple(
                Annex(title=self._source.filled(part.title), blocks=self._body.blocks(part.lines))
                for part in annexes
            ),
            **values,
        )

    def _parts(self) -> list[_Part]:
        parts = [_Part("")]
        for line in self._source.lines():
            found = _BREAK.fullmatch(line.text)
            if found is None:
                parts[-1].lines.append(line)
                continue
            title = found[1].strip(BLANKS + "=")
            if len(parts) > 1 and not self._source.filled(title):
                raise self._source.failed(
                    line, "an annex needs a title", "附件须有名称，写作“======附件名”"
                )
            parts.append(_Part(title))
        return parts

    def _fields(self, lines: list[Line]) -> dict[str, Line]:
        fields: dict[str, Line] = {}
        for line in lines:
            if not line.text:
                continue
            found = _FIELD.fullmatch(line.text)
            if found is None:
                raise self._source.failed(
                    line, "a line above ====== is “字段：内容”", "“======”之上应逐行写“字段：内容”"
                )
            key, content = found[1].strip(BLANKS), found[2]
            if key not in HEADER_FIELDS:
                en, zh = near(self._source.filled(key), HEADER_FIELDS)
                raise self._source.failed(line, f"no such field{en}", f"没有这个字段{zh}")
            if key in fields:
                raise self._source.failed(line, "the field is given twice", "字段重复")
            at = line.column + len(found[1]) + 1
            fields[key] = Line(
                line.number, content, at + len(content) - len(content.lstrip(BLANKS))
            )
        return fields

    def _title(self, fields: dict[str, Line]) -> tuple[str, ...]:
        title = self._several(fields, "标题")
        if not title:
            line = fields.get("标题", Line(0, ""))
            raise self._source.failed(line, "the letter has no 标题", "函件没有“标题”")
        return title

    def _several(self, fields: dict[str, Line], key: str) -> tuple[str, ...]:
        line = fields.get(key, Line(0, ""))
        return tuple(t for t in map(self._source.filled, line.text.split("|")) if t)

    def _mark(self, fields: dict[str, Line]) -> dict[str, Any]:
        """Give the organs of 发文机关标志, and the word that stands beside several of them."""
        organs = self._several(fields, "发文机关标志")
        written = fields.get("发文机关标志", Line(0, "")).text.split("|")
        if len(organs) > 1 and written[-1].strip(BLANKS) == MARK_WORD:
            return {"mark": organs[:-1], "mark_word": MARK_WORD}
        return {"mark": organs}

    def _presences(self, fields: dict[str, Line]) -> tuple[Presence, ...]:
        said = (
            (label, self._source.filled(fields[label].text))
            for label in PRESENCES
            if label in fields
        )
        return tuple(Presence(label=label, names=names) for label, names in said if names)

    def _layout(self, fields: dict[str, Line], default: Layout) -> Layout:
        line = fields.get("版式")
        text = self._source.filled(line.text) if line else ""
        for layout in LAYOUTS:
            if layout == text:
                return layout
        if line is None or not text:
            return default
        known = "、".join(LAYOUTS)
        raise self._source.failed(line, f"版式 is one of {known}", f"“版式”只能是{known}")

    def _urgency(self, fields: dict[str, Line]) -> str:
        line = fields.get("紧急程度", Line(0, ""))
        text = self._source.filled(line.text)
        if text and text not in URGENCIES:
            known = "、".join(URGENCIES)
            raise self._source.failed(
                line, f"紧急程度 is one of {known}", f"“紧急程度”只能是{known}"
            )
        return text
