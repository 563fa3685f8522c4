"""Published calendars: immutable versions, merged with their bases once per process."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, Row, func, select

from ..errors import UnknownCalendar
from ..workflow.ports import CalendarSource
from ..workflow.time.calendars import NATION, Calendar, library, whole
from .layout import tables


class CalendarShelf:
    """The calendars of one store, as a connection sees them; read again when their mark changes.

    While the database holds no national calendar, the library's stands in for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[str, Mapping[str, CalendarSource]] | None = None

    def calendar(self, connection: Connection, key: str, mark: str) -> CalendarSource:
        """Give the newest version of a calendar, its bases considered; raise UnknownCalendar."""
        sources = self.all(connection, mark)
        if key not in sources:
            raise UnknownCalendar(name=key, known=sorted(sources))
        return sources[key]

    def all(self, connection: Connection, mark: str) -> Mapping[str, CalendarSource]:
        """Give the newest version of every calendar by key."""
        known = self._known
        if known is not None and known[0] == mark:
            return known[1]
        newest = newest_calendars(connection)
        sources = {key: whole(newest, key) for key in newest}
        with self._lock:
            self._known = (mark, sources)
        return sources


def newest_calendars(connection: Connection) -> dict[str, Calendar]:
    """Read the newest version of every calendar as it was imported, by key."""
    table = tables.calendar
    newest = select(table.c.key, func.max(table.c.number).label("number")).group_by(table.c.key)
    latest = newest.subquery()
    query = select(table).join(
        latest, (latest.c.key == table.c.key) & (latest.c.number == table.c.number)
    )
    return {NATION: library()} | {row.key: calendar_value(row) for row in connection.execute(query)}


def calendar_value(row: Row[Any]) -> Calendar:
    """Give a row as a value."""
    return Calendar(
        key=row.key,
        number=row.number,
        title=row.title,
        base=row.base,
        source=row.source,
        note=row.note,
        first=date.fromisoformat(row.first) if row.first else None,
        last=date.fromisoformat(row.last) if row.last else None,
        holidays=frozenset(map(date.fromisoformat, row.holidays)),
        workdays=frozenset(map(date.fromisoformat, row.workdays)),
        windows=tuple(
            (time.fromisoformat(opens), time.fromisoformat(closes))
            for opens, closes in row.windows or ()
        ),
    )


def calendar_row(calendar: Calendar) -> dict[str, Any]:
    """Give a value as a row, without what is said of its import."""
    row = _content(calendar)
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return {
        **row,
        "number": calendar.number,
        "source": calendar.source,
        "hash": hashlib.sha256(text.encode()).hexdigest(),
    }


def _content(calendar: Calendar) -> dict[str, Any]:
    """Give what makes two calendars the same: everything but number and provider."""
    return {
        "key": calendar.key,
        "title": calendar.title,
        "base": calendar.base,
        "note": calendar.note,
        "first": calendar.first.isoformat() if calendar.first else "",
        "last": calendar.last.isoformat() if calendar.last else "",
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "workdays": sorted(day.isoformat() for day in calendar.workdays),
        "windows": [[f"{o:%H:%M}", f"{c:%H:%M}"] for o, c in calendar.windows] or None,
    }
