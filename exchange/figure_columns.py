"""What the figures of a series look like in a file: the fields of a row, its columns, its headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from ..definitions.flow import Flow
from ..definitions.model import Field, Series, Title
from ..workflow.figures import Figure
from ..workflow.figures import shown as plainly
from ..workflow.registers import RegisteredFigure
from .lexicon import ORDINALS, REFERENCES, Lexicon, field_of, normal
from .registers import (
    MARK,
    Names,
    RegisterColumn,
    label_of,
    offered_by,
    read_only,
    titled,
    written,
)
from .writing import Value

CASE, PART = "case.", "part."
NUMBER, DAY, AMOUNT, NOTE, STANDING = "number", "day", "amount", "note", "standing"
_TITLE, _BY, _AT = "项目名称", "登记人", "登记时间"
_DIGITS = 15
"""Spreadsheets keep as many digits of a number; what has more is written as text."""

_WIDTHS: Mapping[str, float] = {NUMBER: 8.0, DAY: 13.0, AMOUNT: 16.0, NOTE: 30.0, STANDING: 24.0}

Column = RegisterColumn[RegisteredFigure]
Cell = Callable[[RegisteredFigure], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureShape:
    """The rows of a ledger of figures: what stands in them, by keys of their own.

    ``fields`` are those that tell the case, as ``case.KEY``, the parts of the series, as
    ``part.KEY``, and number, day, amount, note and what a correction says.
    """

    flow: Flow
    series: Series
    fields: Mapping[str, Field]
    lexicon: Lexicon
    reference: str
    shown: Mapping[str, str]


def figure_shape(
    flow: Flow, series: Series, *, told: Mapping[str, str], taught: Mapping[str, str]
) -> FigureShape:
    """Give the shape of a series' ledgers.

    ``told`` are headers that were explained for this file, by key of the shape's fields; ``taught``
    those explained for the flow, which serve for the fields that tell the case.
    """
    fields = figure_fields(flow, series)
    amount = fields[AMOUNT].title.zh
    fixed = {"金额": AMOUNT, "数额": AMOUNT, series.title.zh: AMOUNT, amount: AMOUNT}
    fixed |= {fields[key].title.zh: key for key in (NUMBER, DAY, NOTE, STANDING)}
    headers = {normal(header): key for header, key in fixed.items()}
    lexicon = Lexicon(
        told={**headers, **told},
        taught={header: CASE + key for header, key in taught.items() if CASE + key in fields},
        teaches=True,
    )
    taken = {*lexicon.names(fields), *REFERENCES, *ORDINALS}
    shown: dict[str, str] = {}
    for title in (MARK, _TITLE, _BY, _AT):
        header = title
        while normal(header) in taken:
            header = read_only(header)
        taken.add(normal(header))
        shown[title] = header
    passed = frozenset(normal(header) for header in shown.values())
    names = lexicon.names(fields)
    return FigureShape(
        flow=flow,
        series=series,
        fields=fields,
        lexicon=replace(lexicon, passed=passed, mark=normal(shown[MARK])),
        reference=next((name for name in REFERENCES if name not in names), "本单位编号"),
        shown=shown,
    )


def figure_fields(flow: Flow, series: Series) -> Mapping[str, Field]:
    """Give what stands in a row, in the order of its columns, by key."""
    kept = flow.fields.get(series.total_to)
    is_whole = kept is not None and kept.type == "integer"
    # Only money is called so; other series count people or percent.
    word = "金额" if series.unit.endswith("元") else "数额"
    found = [
        replace(flow.fields[key], key=CASE + key, is_required=False, kept_by="")
        for key in flow.identity
    ]
    found += [
        Field(key=NUMBER, title=Title("序号", "entry number"), type="integer", minimum=1),
        Field(key=DAY, title=Title("日期", "day"), type="date", is_required=True),
        Field(
            key=AMOUNT,
            title=Title(word, "amount"),
            type="integer" if is_whole else "number",
            unit=series.unit,
            is_required=True,
            minimum=series.minimum,
            maximum=series.maximum,
        ),
    ]
    found += [replace(part, key=PART + key) for key, part in series.parts.items()]
    found += [
        Field(key=NOTE, title=Title("备注", "note"), type="text"),
        Field(key=STANDING, title=Title("更正说明", "correction"), type="text"),
    ]
    return {one.key: one for one in found}


def figure_columns(shape: FigureShape, *, names: Names, zone: tzinfo) -> Sequence[Column]:
    """Give the columns: which case, the figure and its parts, then what is only shown."""
    columns: list[Column] = [
        RegisterColumn(header=shape.reference, width=18.0, cell=lambda line: line.case.ref)
    ]
    if CASE + shape.flow.title_field not in shape.fields:
        columns.append(_shown(shape, _TITLE, 30.0, lambda line: line.case.title))
    columns += [_column(shape, one, names) for one in shape.fields.values() if one.key != STANDING]
    columns += [
        _shown(shape, _BY, 14.0, lambda line: line.by_name),
        _shown(shape, _AT, 17.0, lambda line: f"{line.figure.at.astimezone(zone):%Y-%m-%d %H:%M}"),
        replace(_column(shape, shape.fields[STANDING], names), field=None),
        _shown(shape, MARK, 15.0, lambda line: line.case.mark),
    ]
    return columns


def standing_of(figure: Figure) -> str:
    """Say what an entry puts right or what put it right; nothing of one that stands for itself."""
    if figure.corrected_by is not None:
        return f"已由第{figure.corrected_by}笔更正"
    if figure.corrects is None:
        return ""
    return f"{'撤销' if figure.is_taken_back else '更正'}第{figure.corrects}笔"


def _shown(shape: FigureShape, title: str, width: float, cell: Cell) -> Column:
    return RegisterColumn(header=shape.shown[title], width=width, cell=cell)


def _column(shape: FigureShape, field: Field, names: Names) -> Column:
    header = titled(field)
    said = shape.lexicon.names(shape.fields)
    is_clear = field_of(normal(header), said, shape.fields) == (field.key, False)
    offered = offered_by(field, names)
    labels = {key: label_of(key, offered) for key in offered}
    return RegisterColumn(
        header=header if is_clear else field.key,
        width=_WIDTHS.get(field.key, 18.0),
        cell=_cell(field.key, labels),
        field=field,
        options=tuple(labels.values()) if field.type == "choice" else (),
    )


def _cell(key: str, labels: Mapping[str, str]) -> Cell:
    fixed: Mapping[str, Cell] = {
        NUMBER: lambda line: line.figure.number,
        DAY: lambda line: line.figure.day,
        AMOUNT: lambda line: _amount(line.figure.amount),
        NOTE: lambda line: line.figure.note or None,
        STANDING: lambda line: standing_of(line.figure) or None,
    }
    if key in fixed:
        return fixed[key]
    name = key.removeprefix(CASE).removeprefix(PART)
    if key.startswith(PART):
        return lambda line: written(line.figure.parts.get(name), labels)
    return lambda line: written(line.case.fields.get(name), labels)


def _amount(amount: Decimal) -> Value:
    text = plainly(amount)
    if sum(sign.isdigit() for sign in text) > _DIGITS:
        return text
    return float(text) if "." in text else int(text)


def prefixed(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Give what bears a prefix, without it."""
    return {key[len(prefix) :]: values[key] for key in values if key.startswith(prefix)}
