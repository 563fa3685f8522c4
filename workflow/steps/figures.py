"""Entering figures of a series, and putting them right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ...definitions import coerce_values
from ...definitions.model import Field, Series, Title
from ...definitions.values import coerce_amount
from ...errors import (
    FigureCorrected,
    InvalidValues,
    ReasonMissing,
    UnknownFigure,
    UnknownSeries,
    ValueFault,
)
from ..figures import Figure, shown, total_of
from .settling import settle
from .sheet import Sheet
from .staffing.parts import require_part
from .standing import WORDS, require_status

DAY = Field(key="on", title=Title("日期", "day"), type="date", is_required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a figure; what is None stays as it was in the entry that is corrected."""

    amount: object
    on: date | None = None
    parts: Mapping[str, str] | None = None
    note: str = ""


def enter(sheet: Sheet, key: str, said: Said) -> None:
    """Enter a figure; raise UnknownSeries, and InvalidValues with everything that does not fit."""
    series = _series(sheet, key)
    _require(sheet, series, "enter")
    before = sheet.uow.around.figures(sheet.case.id, series.key)
    figure = _read(sheet, series, said, number=len(before) + 1)
    figures = [*before, figure]
    total = _keep_total(sheet, series, figures)
    sheet.figures.put(figure)
    sheet.log("figure_entered", _told(series, figure, total), why=said.note)
    _settle(sheet)


def correct(sheet: Sheet, key: str, number: int, said: Said, *, why: str) -> None:
    """Put a figure right by a new one; an amount of 0 takes it back.

    Raises UnknownSeries, UnknownFigure, ReasonMissing, FigureCorrected for one that was put right
    already, and InvalidValues.
    """
    series = _series(sheet, key)
    _require(sheet, series, "correct")
    if not why.strip():
        en, zh = WORDS["correct"]
        raise ReasonMissing(action=en, action_zh=zh)
    before = sheet.uow.around.figures(sheet.case.id, series.key)
    wrong = _wrong(sheet, series, before, number)
    figure = _read(sheet, series, _completed(said, wrong), number=len(before) + 1, corrects=number)
    closed = replace(wrong, corrected_by=figure.number)
    total = _keep_total(sheet, series, [*(f for f in before if f is not wrong), closed, figure])
    sheet.figures.put(closed)
    sheet.figures.put(figure)
    was = {"day": wrong.day, "amount": shown(wrong.amount), "parts": dict(wrong.parts)}
    told = _told(series, figure, total) | {"corrects": number, "was": was}
    sheet.log("figure_corrected", told, why=why)
    _settle(sheet)


def _series(sheet: Sheet, key: str) -> Series:
    series = sheet.flow.series.get(key)
    if series is None:
        raise UnknownSeries(name=key, known=tuple(sheet.flow.series))
    return series


def _require(sheet: Sheet, series: Series, word: str) -> None:
    """Check that the case takes figures, and that the person who acts may enter them.

    Money goes on coming in after a case was completed, but not after any other end.
    """
    terminal = sheet.flow.terminals.get(sheet.case.stage)
    if terminal is None or terminal.kind != "completed":
        require_status(sheet, word, ("running", "paused"))
    stage = sheet.flow.stages.get(sheet.case.stage) or _last_stage(sheet)
    roles = series.by or sheet.flow.may.get("record") or ((stage.owner,) if stage else ())
    en, zh = WORDS[word]
    require_part(sheet, roles, action=en, action_zh=zh)


def _last_stage(sheet: Sheet) -> Any:
    """Give the stage an ended case was in before its end."""
    stays = sorted(sheet.entries, key=lambda entry: entry.number, reverse=True)
    stages = sheet.flow.stages
    return next((stages[entry.stage] for entry in stays if entry.stage in stages), None)


def _wrong(sheet: Sheet, series: Series, before: Sequence[Figure], number: int) -> Figure:
    wrong = next((figure for figure in before if figure.number == number), None)
    if wrong is None:
        raise UnknownFigure(name=number, known=[str(figure.number) for figure in before])
    if wrong.corrected_by is not None:
        newer = wrong.corrected_by
        raise FigureCorrected(
            case=sheet.case.id,
            why=f"entry {number} of “{series.title}” was corrected by entry {newer}; correct that one",
            why_zh=f"“{series.title}”第{number}笔已由第{newer}笔更正，请更正第{newer}笔",
        )
    return wrong


def _completed(said: Said, wrong: Figure) -> Said:
    return replace(
        said,
        on=wrong.day if said.on is None else said.on,
        parts=wrong.parts if said.parts is None else said.parts,
    )


def _read(
    sheet: Sheet, series: Series, said: Said, *, number: int, corrects: int | None = None
) -> Figure:
    """Read what was said; raise InvalidValues with every fault."""
    faults: list[ValueFault] = []
    day, amount, parts = sheet.worktime.day_of(sheet.now), Decimal(), dict[str, str]()
    with _gathering(faults):
        day = _day(sheet, said.on)
    with _gathering(faults):
        field = _amount_field(sheet, series)
        amount = coerce_amount(field, said.amount)
        if corrects is None or amount != 0:  # what takes an entry back keeps to no bounds
            bounded = replace(field, minimum=series.minimum, maximum=series.maximum)
            coerce_amount(bounded, amount)
    with _gathering(faults):
        given = said.parts or {}
        parts = coerce_values(series.parts, given, territories={}, partial=False)
    if faults:
        raise InvalidValues(faults=faults)
    return Figure(
        case=sheet.case.id,
        series=series.key,
        number=number,
        day=day,
        amount=amount,
        parts={name: parts[name] for name in sorted(parts) if parts[name] is not None},
        note=said.note,
        by=sheet.by,
        at=sheet.now,
        corrects=corrects,
    )


@contextmanager
def _gathering(faults: list[ValueFault]) -> Iterator[None]:
    try:
        yield
    except InvalidValues as invalid:
        faults.extend(fault for fault in invalid.faults if fault not in faults)


def _day(sheet: Sheet, on: date | None) -> date:
    read = coerce_values({DAY.key: DAY}, {DAY.key: on}, territories={}, partial=False)
    day: date = read[DAY.key]
    today = sheet.worktime.day_of(sheet.now)
    if day > today:
        fault = ValueFault(
            field=DAY.key,
            title=DAY.title.zh,
            value=day.isoformat(),
            what=f"it may not be later than today, {today.isoformat()}",
            what_zh=f"不能晚于今天（{today.isoformat()}）",
        )
        raise InvalidValues(faults=[fault])
    return day


def _amount_field(sheet: Sheet, series: Series) -> Field:
    """Give the field an amount is read by: whole numbers for a field of whole numbers."""
    kept = sheet.flow.fields.get(series.total_to)
    is_whole = kept is not None and kept.type == "integer"
    return Field(
        key="amount",
        title=series.title,
        type="integer" if is_whole else "number",
        unit=series.unit,
    )


def _keep_total(sheet: Sheet, series: Series, figures: Sequence[Figure]) -> Decimal | None:
    """Keep the field in step with what the figures come to; raise InvalidValues out of its bounds."""
    total = total_of(series, figures)
    if series.total_to:
        kept = replace(sheet.flow.fields[series.total_to], kept_by="")
        given = {kept.key: total}
        values = coerce_values({kept.key: kept}, given, territories={}, partial=True)
        sheet.case = replace(sheet.case, fields={**sheet.case.fields, **values})
    return total


def _told(series: Series, figure: Figure, total: Decimal | None) -> dict[str, Any]:
    return {
        "series": series.key,
        "number": figure.number,
        "day": figure.day,
        "amount": shown(figure.amount),
        "parts": dict(figure.parts),
        "total": None if total is None else shown(total),
    }


def _settle(sheet: Sheet) -> None:
    """Bring the case in line as recording does; what is over stays as it ended."""
    if sheet.case.status != "ended":
        settle(sheet, is_active=True)
