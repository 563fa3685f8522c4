"""What a register looks like in a file: its columns, what stands in each, what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import chain
from typing import Any, Generic, TypeVar

from ..definitions.flow import Flow
from ..definitions.model import Field, FieldType
from ..workflow.registers import RegisteredCase
from .lexicon import ORDINALS, REFERENCES, Lexicon, field_of, names_of, normal
from .writing import Value

STATUSES = {"running": "在办", "paused": "暂停", "ended": "已结束"}
LIGHTS = {"green": "绿", "blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}
MARK = "系统编号"
YES, NO = "是", "否"

_TYPES: Mapping[FieldType, tuple[str, float]] = {
    "text": ("文字", 22.0),
    "integer": ("整数", 12.0),
    "number": ("数值", 14.0),
    "boolean": ("是/否", 10.0),
    "date": ("日期", 13.0),
    "choice": ("选项", 16.0),
    "territory": ("地区", 16.0),
    "unit": ("单位", 18.0),
}
_OTHER = ("文字", 18.0)
_SHOWN: Sequence[tuple[str, float]] = (
    (MARK, 15.0),
    ("阶段", 16.0),
    ("分级", 10.0),
    ("灯", 6.0),
    ("期限", 13.0),
    ("立项日期", 13.0),
    ("状态", 10.0),
)
_SURE = 10**15
"""Spreadsheets keep fifteen digits of a number; what has more is written as text."""

Line = TypeVar("Line")
"""What a row of a register is of: a case, or one of its figures."""

Names = Mapping[str, Mapping[str, str]]
"""For types of fields that name something: the titles of what there is, by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterColumn(Generic[Line]):
    """A column of a register: its header, its width in characters, what stands in it for a line.

    ``options`` are the texts that may be chosen in it, none for a column that takes anything;
    ``field`` is None for columns that are shown and not read.
    """

    header: str
    width: float
    cell: Callable[[Line], Value]
    field: Field | None = None
    options: tuple[str, ...] = ()


def register_columns(
    flow: Flow, *, names: Names, zone: tzinfo
) -> Sequence[RegisterColumn[RegisteredCase]]:
    """Give the columns of a flow's register: reference, every field, then what is only shown.

    ``names`` maps types of fields, such as ``territory``, to the titles of what they name. Days
    are those of the zone.
    """
    reference, *shown = _headers(flow)
    columns: list[RegisterColumn[RegisteredCase]] = [
        RegisterColumn(header=reference, width=18.0, cell=lambda case: case.ref)
    ]
    columns += [_field_column(field, flow, names) for field in flow.fields.values()]
    columns = [_shown_only(c) if c.field and c.field.kept_by else c for c in columns]
    cells: Sequence[Callable[[RegisteredCase], Value]] = (
        lambda case: case.mark,
        lambda case: str(case.flow.place(case.stage).title),
        _grade,
        lambda case: LIGHTS[case.light] if case.light else None,
        lambda case: case.due_at.astimezone(zone).date() if case.due_at else None,
        lambda case: case.opened_at.astimezone(zone).date(),
        lambda case: STATUSES[case.status],
        *(_holders_of(role) for role in flow.roles),
    )
    widths = (*(width for _, width in _SHOWN), *(18.0 for _ in flow.roles))
    columns += [
        RegisterColumn(header=header, width=width, cell=cell)
        for header, width, cell in zip(shown, widths, cells, strict=True)
    ]
    return columns


def lexicon_of(flow: Flow, *, told: Mapping[str, str], taught: Mapping[str, str]) -> Lexicon:
    """Give what headers mean in ledgers of a flow, the columns of its exported register included."""
    _, mark, *others = _headers(flow)
    others += [read_only(titled(f)) for f in flow.fields.values() if f.kept_by]
    return Lexicon(
        told=told,
        taught=taught,
        passed=frozenset(normal(header) for header in (mark, *others)),
        mark=normal(mark),
        teaches=True,
    )


def notes(columns: Iterable[RegisterColumn[Any]]) -> Iterator[Sequence[Value]]:
    """Explain every column, a row each: header, kind, unit, whether it must be filled, options."""
    yield "列", "类型", "单位", "必填", "可填内容"
    for column in columns:
        field = column.field
        if field is None:
            kind = "本单位的编号" if normal(column.header) in REFERENCES else "只读，导入时不读取"
            yield column.header, kind, None, None, None
            continue
        kind, _ = _TYPES.get(field.type, _OTHER)
        required = YES if field.is_required else NO
        yield column.header, kind, field.unit or None, required, "、".join(_limits(column)) or None


def _limits(column: RegisterColumn[Any]) -> Iterator[str]:
    assert column.field is not None, "only fields are explained"  # noqa: S101
    yield from column.options
    if column.field.minimum is not None:
        yield f"不小于 {column.field.minimum:g}"
    if column.field.maximum is not None:
        yield f"不大于 {column.field.maximum:g}"


def _headers(flow: Flow) -> Sequence[str]:
    """Give the headers of what is no field: reference, mark, further shown columns, roles.

    None of them is what a header of a field may say.
    """
    taken = {*names_of(flow.fields), *(normal(f.title.zh) for f in flow.fields.values())}
    reference = next((name for name in REFERENCES if name not in taken), "本单位编号")
    taken |= {*REFERENCES, *ORDINALS}
    found = [reference]
    for title in chain((title for title, _ in _SHOWN), (r.title.zh for r in flow.roles.values())):
        header = title
        while normal(header) in taken:
            header = read_only(header)
        taken.add(normal(header))
        found.append(header)
    return found


def titled(field: Field) -> str:
    """Give the header of a field: its title with its unit."""
    return f"{field.title.zh}（{field.unit}）" if field.unit else field.title.zh


def _shown_only(column: RegisterColumn[RegisteredCase]) -> RegisterColumn[RegisteredCase]:
    """Show a field that a series keeps, under a header that no field has: it is not read."""
    return replace(column, header=read_only(column.header), field=None, options=())


def read_only(header: str) -> str:
    """Give a header for what is shown and not read, where the header itself is taken."""
    return f"{header}（只读）"


def _field_column(field: Field, flow: Flow, names: Names) -> RegisterColumn[RegisteredCase]:
    header = titled(field)
    is_clear = field_of(normal(header), names_of(flow.fields), flow.fields) == (field.key, False)
    offered = offered_by(field, names)
    labels = {key: label_of(key, offered) for key in offered}
    _, width = _TYPES.get(field.type, _OTHER)
    options: tuple[str, ...] = (YES, NO) if field.type == "boolean" else ()
    return RegisterColumn(
        header=header if is_clear else field.key,
        width=width,
        cell=lambda case: written(case.fields.get(field.key), labels),
        field=field,
        options=tuple(labels.values()) if field.type == "choice" else options,
    )


def offered_by(field: Field, names: Names) -> Mapping[str, tuple[str, ...]]:
    """Give what may stand in a field that offers something: titles by key."""
    if field.type == "choice":
        return {key: (title.zh, title.en) for key, title in field.options.items()}
    return {key: (title,) for key, title in names.get(field.type, {}).items()}


def label_of(key: str, offered: Mapping[str, tuple[str, ...]]) -> str:
    """Give the title of a key where it leads back to that key alone, else the key itself."""
    title = offered[key][0].strip()
    if not title or (title in offered and title != key):
        return key
    meant = [other for other, titles in offered.items() if title in titles]
    return title if meant == [key] else key


def written(value: Any, labels: Mapping[str, str]) -> Value:
    """Write a value of a field as a cell; ``labels`` are written for the keys it may be."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and value.is_integer() and abs(value) < _SURE:
        return int(value)
    if isinstance(value, int | float) and not _is_sure(value):
        return str(value)
    return labels.get(value, value) if isinstance(value, str) else value


def _is_sure(value: float) -> bool:
    return abs(value) < _SURE if isinstance(value, int) else float(f"{value:.15g}") == value


def _grade(case: RegisteredCase) -> Value:
    decision = case.flow.decisions.get(case.flow.grade)
    title = decision.outcomes.get(case.grade) if decision else None
    return str(title or case.grade) or None


def _holders_of(role: str) -> Callable[[RegisteredCase], Value]:
    return lambda case: "、".join(case.holders.get(role, ())) or None
