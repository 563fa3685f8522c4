"""How values stand in their tables: which columns, and what a cell is on its way there and back.

Everything is derived from the tables and the dataclasses; a column of a type that nobody has
taught this module to carry is refused when the module first meets it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table

from ...clock import as_utc
from ...workflow.casefiles import Position
from ...workflow.correspondence import Letter, LetterStep
from ...workflow.figures import Figure
from ...workflow.values import (
    Assignment,
    Case,
    Deadline,
    Entry,
    Escalation,
    Event,
    Filed,
    Notice,
    Outgoing,
    Poll,
    Task,
    Timer,
)
from ..layout import letters, reporting, tables
from ..layout.types import TEN_THOUSAND, Amount, Moment
from ..rows import TUPLES, case_row, deadline_row, deadline_value, letter_row, outbox_row

KEPT = 4_000
Convert = Callable[[Any], Any]
Cells = list[Any]
Kind = Any
"""A class of :mod:`guatu.workflow.values`; not every type checker takes a class for a cache key."""

TABLES: dict[Kind, Table] = {
    Case: tables.case,
    Position: tables.position,  # only written here
    Entry: tables.entry,
    Deadline: tables.deadline,
    Timer: tables.timer,
    Task: tables.task,
    Poll: tables.poll,
    Assignment: tables.assignment,
    Filed: tables.material,
    Escalation: tables.escalation,
    Notice: tables.notice,
    Letter: tables.letter,
    LetterStep: letters.letter_step,
    Outgoing: tables.outbox,
    Figure: reporting.figure,  # only written here
    Event: tables.event,
}

# Values that are more than their columns: these write the whole row but what commands never touch.
WHOLE: dict[Kind, Callable[[Any], dict[str, Any]]] = {
    Case: case_row,
    Deadline: deadline_row,
    Letter: letter_row,
    Outgoing: outbox_row,
}
READ: dict[Kind, Callable[[dict[str, Any]], Any]] = {Deadline: deadline_value}
UNTOUCHED = {"anchored_seq"}

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
decode = json.JSONDecoder().decode


class Shape:
    """The columns of one kind of value, in their table's order, on one database.

    ``cells`` and ``value`` go from a value to what the database takes, and from what it gives, as
    read from JSON, to a value.
    """

    def __init__(self, kind: Kind, dialect: str) -> None:
        whole = WHOLE.get(kind)
        names = [field.name for field in fields(kind)]
        self.kind = kind
        self.table = TABLES[kind]
        self.columns = tuple(
            column.name
            for column in self.table.columns
            if (whole and column.name not in UNTOUCHED) or _attribute(column.name) in names
        )
        self._attributes = tuple(_attribute(name) for name in self.columns)
        take = itemgetter(*self.columns)
        self._take: Convert = (
            (lambda value: take(whole(value))) if whole else attrgetter(*self._attributes)
        )
        found = [self.table.c[name] for name in self.columns]
        self._binding = _each(found, dialect, _binding)
        self._finding = _each(found, dialect, _finding)
        keys = {column.name for column in self.table.primary_key}
        self.key = itemgetter(*(i for i, name in enumerate(self.columns) if name in keys))

    def cells(self, value: Any) -> Cells:
        """Give a value's cells in the order of ``columns``; raise NaiveMoment for a naive one."""
        cells = list(self._take(value))
        for place, convert in self._binding:
            if (cell := cells[place]) is not None:
                cells[place] = convert(cell)
        return cells

    def record(self, value: Any) -> dict[str, Any]:
        """Give a value's cells by column."""
        return dict(zip(self.columns, self.cells(value), strict=True))

    def row(self, cells: Cells) -> dict[str, Any]:
        """Read a row by column: what :mod:`..rows` makes values of."""
        return dict(zip(self.columns, self._found(cells), strict=True))

    def values(self, rows: list[Cells]) -> tuple[Any, ...]:
        """Read values, in the order of their keys."""
        if len(rows) > 1:
            rows.sort(key=self.key)
        if read := READ.get(self.kind):
            return tuple(read(self.row(cells)) for cells in rows)
        kind, names, found = self.kind, self._attributes, self._found
        return tuple([kind(**dict(zip(names, found(cells), strict=True))) for cells in rows])

    def _found(self, cells: Cells) -> Cells:
        for place, convert in self._finding:
            if (cell := cells[place]) is not None:
                cells[place] = convert(cell)
        return cells


@cache
def shape(kind: Kind, dialect: str) -> Shape:
    """Give the shape of a kind of value on a database."""
    return Shape(kind, dialect)


def _attribute(column: str) -> str:
    return "case" if column == "case_id" else column


def _each(
    columns: Sequence[Column[Any]],
    dialect: str,
    conversion: Callable[[Column[Any], str], Convert | None],
) -> list[tuple[int, Convert]]:
    found = [conversion(column, dialect) for column in columns]
    return [(place, convert) for place, convert in enumerate(found) if convert]


def _binding(column: Column[Any], dialect: str) -> Convert | None:
    match column.type:
        case Moment():
            return _zoned if dialect == "postgresql" else _unzoned
        case JSON():
            return None if dialect == "postgresql" else encode
        case Amount():
            return _ten_thousandths
        case Date():
            return date.isoformat
        case String() | Integer() | Boolean():
            return None
        case other:
            raise TypeError(f"the hot path does not know how to carry {other!r}")


def _finding(column: Column[Any], dialect: str) -> Convert | None:
    match column.type:
        case Moment():
            return _moment
        case JSON() if dialect == "postgresql":
            return tuple if column.name in TUPLES else None
        case JSON():
            return _decoded_tuple if column.name in TUPLES else decode
        case Boolean():
            return None if dialect == "postgresql" else bool
        case _:
            return None


# The moments of one case are few, and most of its rows share them.


@lru_cache(maxsize=KEPT)
def _zoned(moment: datetime) -> str:
    return as_utc(moment).isoformat()


@lru_cache(maxsize=KEPT)
def _unzoned(moment: datetime) -> str:
    """Write a moment as SQLAlchemy does on SQLite, where no offset is kept."""
    return as_utc(moment).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=KEPT)
def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _ten_thousandths(amount: Decimal) -> int:
    return int(amount * TEN_THOUSAND)


def _decoded_tuple(text: str) -> tuple[Any, ...]:
    return tuple(decode(text))
