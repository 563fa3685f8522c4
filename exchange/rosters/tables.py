"""What a roster looks like in a spreadsheet: four tables, and the columns each of them has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...definitions.model import Field, FieldType, Title
from ...workflow.people.words import KIND_WORDS, PART_WORDS, ROLE_WORDS, SCOPE_WORDS

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SEPARATORS = re.compile(r"[、,，;；\n]+")
JOINED = "、"
SCOPE_TITLES = {key: Title(word, key) for key, word in SCOPE_WORDS.items()}
KIND_TITLES = {key: Title(word, key) for key, word in KIND_WORDS.items()}
_OPTIONS = {"scope": SCOPE_TITLES, "kind": KIND_TITLES}
ROLE_TITLES = {key: (word,) for key, word in ROLE_WORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableKind:
    """One of the tables; ``title`` names its sheet, ``thing`` a row of it in both languages."""

    key: str
    title: str
    also: Sequence[str] = ()
    thing: tuple[str, str]
    fields: Mapping[str, Field]

    @property
    def names(self) -> set[str]:
        """Everything its sheet may be called."""
        return {self.key, self.title, *self.also}


def _field(key: str, title: str, kind: FieldType = "text", *, is_required: bool = False) -> Field:
    return Field(
        key=key,
        title=Title(title, ""),
        type=kind,
        is_required=is_required,
        options=_OPTIONS.get(key, {}),
    )


def _fields(*fields: Field) -> Mapping[str, Field]:
    return {field.key: field for field in fields}


KEYED = _field("key", "编号", is_required=True)
SCOPED = _field("scope", PART_WORDS["scope"], "choice")

PLACES = TableKind(
    key="territories",
    title="地区",
    thing=("place", "地区"),
    fields=_fields(
        KEYED,
        _field("title", "名称", is_required=True),
        _field("parent", "上级地区"),
    ),
)
UNITS = TableKind(
    key="units",
    title="单位",
    thing=("unit", "单位"),
    fields=_fields(
        KEYED,
        _field("title", "名称", is_required=True),
        _field("short", "简称"),
        _field("territory", "所在地区", is_required=True),
        _field("parent", "上级单位"),
        _field("duties", "职责"),
        _field("calendar", "工作日历"),
        SCOPED,
        _field("kind", PART_WORDS["kind"], "choice"),
        _field("code", PART_WORDS["code"]),
    ),
)
PEOPLE = TableKind(
    key="people",
    title="人员",
    thing=("person", "人员"),
    fields=_fields(
        KEYED,
        _field("name", "姓名", is_required=True),
        _field("unit", "单位", is_required=True),
        _field("posts", "岗位"),
        _field("roles", "角色"),
        SCOPED,
        _field("email", "电子邮箱"),
        _field("phone", "电话"),
        _field("active", "在岗", "boolean"),
    ),
)
ABSENCES = TableKind(
    key="absences",
    title="请假代理",
    also=("请假",),
    thing=("absence", "请假"),
    fields=_fields(
        _field("person", "人员", is_required=True),
        _field("since", "开始日期", is_required=True),
        _field("until", "结束日期"),
        _field("deputy", "代理人"),
        _field("why", "事由"),
    ),
)
TABLES = (PLACES, UNITS, PEOPLE, ABSENCES)


def parts_of(text: object) -> list[str]:
    """Give the words of a list as people write it in one cell."""
    return [part for piece in SEPARATORS.split(str(text or "")) if (part := piece.strip())]
