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
    write_mark(connection, key, int(read_text(connection, key) or "0") + 1)


def read_text(connection: Connection, key: str) -> str:
    """Give what is kept under a key, empty for nothing."""
    kept = select(tables.meta.c.value).where(tables.meta.c.key == key)
    return connection.execute(kept).scalar_one_or_none() or ""


def write_mark(connection: Connection, key: str, value: int | str) -> None:
    """Keep a number or a text under a key."""
    connection.execute(delete(tables.meta).where(tables.meta.c.key == key))
    connection.execute(insert(tables.meta), {"key": key, "value": str(value)})
