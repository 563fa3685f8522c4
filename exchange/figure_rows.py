"""Reads a ledger of figures: which case each row is of, what it says, everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..definitions import coerce_values
from ..definitions.values import coerce_amount
from ..errors import InvalidValues, ValueFault
from ..workflow.registers import RegisteredCase
from .checking import faults_in_row
from .faults import CellFault, Column, cell_fault, unreadable
from .figure_columns import (
    AMOUNT,
    CASE,
    DAY,
    NOTE,
    NUMBER,
    PART,
    STANDING,
    FigureShape,
    prefixed,
)
from .ledger import Ledger, LedgerRow, read_ledger
from .matching import match_lines

_PUT_RIGHT = re.compile(r"(已由第\d+笔更正|撤销第\d+笔)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFigure:
    """A good row: the case, and the figure as it is said.

    ``number`` is that of the entry it was written from, None where none stands there; ``is_home`` whether
    this office wrote the row, so that the number means an entry of the case. ``is_put_right`` says
    that it does not count.
    """

    number: int
    case: RegisteredCase
    entry: int | None
    is_home: bool
    day: date
    amount: Decimal
    parts: Mapping[str, str]
    note: str
    is_put_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLedger:
    """A ledger of figures divided: good rows, and what is wrong in the rest."""

    ledger: Ledger
    good: tuple[ReadFigure, ...]
    faults: tuple[CellFault, ...]
    warnings: tuple[CellFault, ...]


def read_figures(  # noqa: PLR0913 - what rows are read with
    path: Path | str,
    *,
    shape: FigureShape,
    territories: Mapping[str, str],
    units: Mapping[str, str],
    known: Iterable[RegisteredCase],
    today: date,
) -> FigureLedger:
    """Read a ledger of figures; raise UnreadableFile where no column tells the case.

    A row is of the case whose mark it bears, else the one with its reference, else the running one
    with its identity; ``known`` are the cases that may be meant.
    """
    ledger = read_ledger(path, shape.fields, shape.lexicon)
    _require_case(ledger, shape)
    named = [replace(row, values=prefixed(row.values, CASE)) for row in ledger.rows]
    matches = match_lines(
        replace(ledger, rows=tuple(named)),
        shape.flow,
        territories,
        known,
        updates=True,
        units=units,
    )
    places = {"territories": territories, "units": units}
    reader = _Reader(shape, ledger, places, today)
    for row in ledger.rows:
        reader.take(row, matches.cases.get(row.number))
    return FigureLedger(
        ledger=ledger,
        good=tuple(reader.good),
        faults=(*ledger.faults, *reader.faults),
        warnings=(*ledger.warnings, *reader.warnings),
    )


class _Reader:
    """Reads rows one by one, and keeps the good ones and the faults of the others."""

    def __init__(
        self,
        shape: FigureShape,
        ledger: Ledger,
        places: Mapping[str, Mapping[str, str]],
        today: date,
    ) -> None:
        self._shape = shape
        self._ledger = ledger
        self._places = places
        self._today = today
        self._refused: dict[int, set[str]] = {}
        for fault in ledger.faults:
            self._refused.setdefault(fault.row, set()).add(fault.column)
        self._entries: dict[tuple[int, int], int] = {}
        self.good: list[ReadFigure] = []
        self.faults: list[CellFault] = []
        self.warnings: list[CellFault] = []

    def take(self, row: LedgerRow, case: RegisteredCase | None) -> None:
        """Read a row."""
        refused = self._refused.get(row.number, set())
        found = self._wrong_case(row, case)
        values: dict[str, Any] = {}
        for part in (self._plain, self._amount):
            try:
                values |= part(row)
            except InvalidValues as error:
                found += faults_in_row(self._ledger, row.number, error)
        found = [fault for fault in found if not fault.column or fault.column not in refused]
        if case is not None and not found and not refused:
            read = _figure_row(row, case, values)
            found = self._twice(read)
            if not found:
                self.good.append(read)
                self._compare(row, case)
        self.faults += found

    def _plain(self, row: LedgerRow) -> dict[str, Any]:
        """Read everything but the amount; raise InvalidValues."""
        fields = {k: f for k, f in self._shape.fields.items() if _is_plain(k)}
        given = {k: v for k, v in row.values.items() if k in fields}
        faults: list[ValueFault] = []
        values: dict[str, Any] = {}
        try:
            values = coerce_values(fields, given, territories={}, partial=False)
        except InvalidValues as error:
            faults += error.facts["faults"]
        faults += self._later(given)
        if faults:
            raise InvalidValues(faults=faults)
        return values

    def _later(self, given: Mapping[str, object]) -> list[ValueFault]:
        """Say that a day lies in the future, whatever else is wrong with the row."""
        field = self._shape.fields[DAY]
        try:
            read = coerce_values({DAY: field}, {DAY: given.get(DAY)}, territories={}, partial=True)
        except InvalidValues:
            return []
        day = read.get(DAY)
        if day is None or day <= self._today:
            return []
        return [
            ValueFault(
                field=DAY,
                title=field.title.zh,
                value=day.isoformat(),
                what=f"it may not be later than today, {self._today.isoformat()}",
                what_zh=f"不能晚于今天（{self._today.isoformat()}）",
            )
        ]

    def _amount(self, row: LedgerRow) -> dict[str, Any]:
        field = self._shape.fields[AMOUNT]
        given = row.values.get(AMOUNT)
        if given is None or (isinstance(given, str) and not given.strip()):
            what, what_zh = "it must be filled in", "必须填写"
            fault = ValueFault(
                field=AMOUNT, title=field.title.zh, value="", what=what, what_zh=what_zh
            )
            raise InvalidValues(faults=[fault])
        amount = coerce_amount(replace(field, minimum=None, maximum=None), given)
        if amount != 0 or NUMBER not in row.values:  # what takes an entry back keeps to no bounds
            coerce_amount(field, given)
        return {AMOUNT: amount}

    def _wrong_case(self, row: LedgerRow, case: RegisteredCase | None) -> list[CellFault]:
        column = self._ledger.reference
        if case is None:
            first = next((c for k, c in self._ledger.columns.items() if k.startswith(CASE)), None)
            value = row.ref if column else row.values.get(_key_at(self._ledger, first))
            return [
                cell_fault(
                    row.number,
                    column or first,
                    value,
                    "there is no such case, or you may not look at it",
                    "没有这个项目，或您无权查看",
                )
            ]
        if row.mark == case.mark and row.ref is not None and row.ref != case.ref:
            has, has_zh = (f"“{case.ref}”",) * 2 if case.ref else ("none", "空")
            return [
                cell_fault(
                    row.number,
                    column,
                    row.ref,
                    f"the mark is that of case #{case.id}, whose number is {has}; empty the mark and"
                    " the entry number of a new row",
                    f"系统编号是项目 #{case.id} 的，其编号为{has_zh}；新增的行请清空系统编号和序号",
                )
            ]
        return []

    def _twice(self, read: ReadFigure) -> list[CellFault]:
        """Say that an earlier row is the same entry."""
        if read.entry is None or not read.is_home:
            return []
        earlier = self._entries.setdefault((read.case.id, read.entry), read.number)
        if earlier == read.number:
            return []
        return [
            cell_fault(
                read.number,
                self._ledger.columns.get(NUMBER),
                read.entry,
                f"row {earlier} is the same entry; empty the number of a new row",
                f"与第 {earlier} 行是同一笔；新增的行请清空序号",
            )
        ]

    def _compare(self, row: LedgerRow, case: RegisteredCase) -> None:
        """Warn where what tells the case says another one than it is."""
        fields = {key: self._shape.flow.fields[key] for key in self._shape.flow.identity}
        given = {k: v for k, v in prefixed(row.values, CASE).items() if k in fields}
        try:
            said = coerce_values(fields, given, **self._places, partial=True)
        except InvalidValues:
            said = given
        for key, value in said.items():
            if value is not None and value != case.fields.get(key):
                self.warnings.append(
                    cell_fault(
                        row.number,
                        self._ledger.columns.get(CASE + key),
                        value,
                        f"it is another one than that of case #{case.id} “{case.title}”",
                        f"和项目 #{case.id} “{case.title}” 的不同，请核对",
                    )
                )


def _is_plain(key: str) -> bool:
    return key != AMOUNT and not key.startswith(CASE)


def _figure_row(row: LedgerRow, case: RegisteredCase, values: Mapping[str, Any]) -> ReadFigure:
    return ReadFigure(
        number=row.number,
        case=case,
        entry=values.get(NUMBER),
        is_home=row.mark == case.mark,
        day=values[DAY],
        amount=values[AMOUNT],
        parts=dict(sorted(prefixed(values, PART).items())),
        note=values.get(NOTE, ""),
        is_put_right=bool(_PUT_RIGHT.match(values.get(STANDING, ""))),
    )


def _key_at(ledger: Ledger, column: Column | None) -> str:
    return next((key for key, one in ledger.columns.items() if one is column), "")


def _require_case(ledger: Ledger, shape: FigureShape) -> None:
    """Raise UnreadableFile for a ledger that has no column to tell the case by."""
    identity = [CASE + key for key in shape.flow.identity]
    is_named = bool(identity) and all(key in ledger.columns for key in identity)
    if is_named or ledger.reference or any(row.mark for row in ledger.rows):
        return
    titles = "、".join(shape.fields[key].title.zh for key in identity)
    more, more_zh = (f", or the columns {titles}", f"，或{titles}各列") if titles else ("", "")
    raise unreadable(
        ledger.file,
        "no column tells which case a row is of",
        f"Give a column {shape.reference}{more}.",
        zh=("没有说明各行是哪个项目的列", f"请加“{shape.reference}”一列{more_zh}"),
    )
