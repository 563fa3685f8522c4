"""The versions of every calendar: listed, read, added, removed; never changed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Row, delete, func, insert, select

from ..errors import CalendarInUse, DatabaseReadOnly, UnknownCalendar
from ..workflow.time.calendars import Calendar, Merged, chain, library, whole
from .calendars import calendar_row, calendar_value, newest_calendars
from .layout import tables
from .marks import CALENDARS, raise_mark, write_mark
from .store import SqlStore

_HIGHEST = "calendar_number/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVersion:
    """One version of a calendar, for lists; ``first`` and ``last`` are None for a local one.

    ``open_deadlines`` counts those that were computed from exactly this version, alone or as a
    layer of another.
    """

    key: str
    number: int
    name: str
    title: str
    base: str
    source: str
    note: str
    first: date | None
    last: date | None
    imported_at: datetime
    imported_by: str
    why: str
    open_deadlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """What counts with a calendar: open deadlines, running cases, flows, units, other calendars."""

    deadlines: int
    cases: int
    flows: tuple[str, ...]
    units: tuple[str, ...]
    calendars: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether nothing does."""
        return not (self.deadlines or self.cases or self.flows or self.units or self.calendars)


class CalendarCatalog:
    """The calendars of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def versions(self) -> list[CalendarVersion]:
        """List every stored version, by key and number."""
        table, deadline = tables.calendar, tables.deadline
        counted = (
            select(deadline.c.calendar_version, func.count())
            .where(deadline.c.closed_at.is_(None))
            .group_by(deadline.c.calendar_version)
        )
        with self._store.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.key, table.c.number)).all()
            in_use = [(row[0].split("+"), row[1]) for row in connection.execute(counted)]
        return [
            _version(row, sum(n for layers, n in in_use if f"{row.key}-{row.number}" in layers))
            for row in rows
        ]

    def newest(self) -> Mapping[str, Calendar]:
        """Give the newest version of every calendar as imported, by key; the library's for none."""
        with self._store.reading() as connection:
            return newest_calendars(connection)

    def current(self) -> Mapping[str, Merged]:
        """Give every calendar as it counts now, merged with its bases, by key."""
        newest = self.newest()
        return {key: whole(newest, key) for key in newest}

    def read(self, name: str) -> Calendar:
        """Give a version by its name (``cn-2``), or the newest of a key; raise UnknownCalendar."""
        newest = self.newest()
        if name in newest:
            return newest[name]
        table = tables.calendar
        key, _, number = name.rpartition("-")
        if not number.isdecimal() or len(number) > len("999999999"):
            raise UnknownCalendar(name=name, known=sorted(newest))
        with self._store.reading() as connection:
            row = connection.execute(
                select(table).where(table.c.key == key, table.c.number == int(number))
            ).one_or_none()
            if row is None:
                known = connection.execute(select(table.c.key, table.c.number)).all()
                raise UnknownCalendar(name=name, known=sorted(f"{k}-{n}" for k, n in known))
        return calendar_value(row)

    def next_number(self, key: str) -> int:
        """Give the number the next version of a key will have."""
        with self._store.reading() as connection:
            return _next_number(connection, key)

    def add(self, calendar: Calendar, *, at: datetime, by: str, why: str) -> Calendar:
        """Store a calendar as the next version of its key; the newest content again adds nothing.

        Gives it with its number. Raises UnknownCalendar for a base there is not, CalendarCircle.
        """
        table = tables.calendar
        with self._store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE guatu_calendar IN SHARE ROW EXCLUSIVE MODE")
            newest = newest_calendars(connection)
            before = newest.get(calendar.key)
            if before is not None and before.number and _is_same(before, calendar):
                return before
            number = _next_number(connection, calendar.key)
            added = replace(calendar, number=number)
            chain({**newest, calendar.key: added}, calendar.key)
            row = {"imported_at": at, "imported_by": by, "why": why}
            connection.execute(insert(table), calendar_row(added) | row)
            raise_mark(connection, CALENDARS)
        return added

    def seed(self, *, at: datetime, by: str) -> None:
        """Store the library's national calendar as version 1 when there is none.

        In a database that can only be read, the library's goes on standing in for it.
        """
        if self.newest()[library().key].number == 0:
            with suppress(DatabaseReadOnly):
                self.add(library(), at=at, by=by, why="随程序附带的全国工作日历")

    def remove(self, key: str) -> None:
        """Remove every version of a calendar; raise UnknownCalendar, CalendarInUse.

        Its numbers are not given again, so that a version never means two things.
        """
        table = tables.calendar
        with self._store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE guatu_calendar IN SHARE ROW EXCLUSIVE MODE")
            newest = newest_calendars(connection)
            if key not in newest or not newest[key].number:
                stored = sorted(k for k, calendar in newest.items() if calendar.number)
                raise UnknownCalendar(name=key, known=stored)
            used = self._use(connection, key, newest)
            if not used.is_none:
                raise CalendarInUse(key=key, where=_where(used), where_zh=_where_zh(used))
            write_mark(connection, _HIGHEST + key, _next_number(connection, key) - 1)
            connection.execute(delete(table).where(table.c.key == key))
            raise_mark(connection, CALENDARS)

    def _use(self, connection: Connection, key: str, newest: Mapping[str, Calendar]) -> _Use:
        deadline, case, unit, flow = tables.deadline, tables.case, tables.unit, tables.flow
        open_deadlines = select(func.count()).where(
            deadline.c.closed_at.is_(None), deadline.c.calendar == key
        )
        running = select(func.count()).where(case.c.calendar == key, case.c.status != "ended")
        hashes = connection.execute(select(flow.c.hash).where(flow.c.state == "published"))
        flows = [self._store.shelf.version(connection, h) for h in hashes.scalars().all()]
        units = connection.execute(select(unit.c.title).where(unit.c.calendar == key))
        return _Use(
            deadlines=connection.execute(open_deadlines).scalar_one(),
            cases=connection.execute(running).scalar_one(),
            flows=tuple(sorted({f.key for f in flows if f.calendar == key})),
            units=tuple(sorted(units.scalars())),
            calendars=tuple(sorted(k for k, calendar in newest.items() if calendar.base == key)),
        )


def _is_same(one: Calendar, other: Calendar) -> bool:
    return bool(calendar_row(one)["hash"] == calendar_row(other)["hash"])


def _next_number(connection: Connection, key: str) -> int:
    table, meta = tables.calendar, tables.meta
    stored = select(func.max(table.c.number)).where(table.c.key == key)
    removed = select(meta.c.value).where(meta.c.key == _HIGHEST + key)
    return 1 + max(
        connection.execute(stored).scalar_one() or 0,
        int(connection.execute(removed).scalar_one_or_none() or 0),
    )


def _version(row: Row[tuple[object, ...]], open_deadlines: int) -> CalendarVersion:
    calendar = calendar_value(row)
    return CalendarVersion(
        key=calendar.key,
        number=calendar.number,
        name=calendar.name,
        title=calendar.title,
        base=calendar.base,
        source=calendar.source,
        note=calendar.note,
        first=calendar.first,
        last=calendar.last,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
        why=row.why,
        open_deadlines=open_deadlines,
    )


def _where(used: _Use) -> str:
    return ", ".join(
        ([f"{used.deadlines} open deadline(s)"] if used.deadlines else [])
        + ([f"{used.cases} running case(s)"] if used.cases else [])
        + [f"the flow {key}" for key in used.flows]
        + [f"the unit {title}" for title in used.units]
        + [f"the calendar {key}" for key in used.calendars]
    )


def _where_zh(used: _Use) -> str:
    return "、".join(
        ([f"未结期限{used.deadlines}个"] if used.deadlines else [])
        + ([f"在办项目{used.cases}个"] if used.cases else [])
        + [f"流程 {key}" for key in used.flows]
        + [f"单位 {title}" for title in used.units]
        + [f"日历 {key}" for key in used.calendars]
    )
