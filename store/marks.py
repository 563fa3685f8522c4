"""Version marks: what tells a process that its picture of roster or calendars is an old one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from .layout import tables

ROSTER = "roster_version"
CALENDARS = "calendar_version"

_READ = select(tables.meta.c.key, tables.meta.c.value).where(
    tables.meta.c.key.in_((ROSTER, CALENDARS))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The versions of roster and calendars; each changes with everything stored about them."""

    roster: str = "0"
    calendars: str = "0"


def read_marks(connection: Connection) -> Marks:
    """Read both marks in one statement; once for each transaction."""
    found = {row.key: row.value for row in connection.execute(_READ)}
    return Marks(roster=found.get(ROSTER, "0"), calendars=found.get(CALENDARS, "0"))


def raise_mark(connection: Connection, key: str) -> None:
    """Let every process read again what a mark stands for."""
    table = tables.meta
    highest = select(table.c.value).where(table.c.key == key)
    value = int(connection.execute(highest).scalar_one_or_none() or "0") + 1
    write_mark(connection, key, value)


def write_mark(connection: Connection, key: str, value: int) -> None:
    """Keep a number under a key."""
    connection.execute(delete(tables.meta).where(tables.meta.c.key == key))
    connection.execute(insert(tables.meta), {"key": key, "value": str(value)})
