"""The roster as it is written: what changes goes in with the events that tell it, or not at all.

Its history is one chain of hashes, like that of a case; its head is kept apart from it, so that a
history cut off at its end shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from ..workflow.history import GENESIS, ROSTER, Break, breaks, following
from ..workflow.people import Absence, OrgUnit, Person, Roster, Territory
from ..workflow.people.changes import RosterChange, changes, settled
from ..workflow.values import Event
from .layout import tables
from .marks import ROSTER as ROSTER_MARK
from .marks import raise_mark, read_text, write_mark
from .roster import read

HEAD = "roster_head"
Row = dict[str, Any]
Named = TypeVar("Named", Territory, OrgUnit, Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last event of the roster's chain; number 0 before the first."""

    seq: int = 0
    hash: str = GENESIS


class Register:
    """The roster, held by one transaction alone until it ends.

    ``roster`` is what was stored when the hold began.
    """

    def __init__(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE guatu_person IN SHARE ROW EXCLUSIVE MODE")
        self._connection = connection
        self.roster = read(connection)

    def write(self, roster: Roster, *, at: datetime, by: str, why: str) -> tuple[RosterChange, ...]:
        """Store what is to become of the roster; give what changed, nothing for the same one.

        What the given roster does not name stays as it is.
        """
        before, after = self.roster, settled(self.roster, roster, at)
        found = changes(before, after, at)
        if not found:
            return ()
        self._replace(tables.territory, before.territories, after.territories, _place_row)
        self._replace(tables.unit, before.units, after.units, _unit_row)
        self._replace(tables.person, before.people, after.people, _person_row)
        self._keep_absences(before.people, after.people, at, by)
        _append(self._connection, found, at, by, why)
        raise_mark(self._connection, ROSTER_MARK)
        self.roster = read(self._connection)
        return found

    def _replace(
        self,
        table: Table,
        before: Iterable[Named],
        after: Iterable[Named],
        row: Callable[[Named], Row],
    ) -> None:
        old = {one.key: row(one) for one in before}
        new = [row(one) for one in after]
        fresh = [one for one in new if old.get(one["key"]) != one]
        if fresh:
            gone = delete(table).where(table.c.key == bindparam("gone"))
            self._connection.execute(gone, [{"gone": one["key"]} for one in fresh])
            self._connection.execute(insert(table), fresh)

    def _keep_absences(
        self, before: Sequence[Person], after: Sequence[Person], at: datetime, by: str
    ) -> None:
        named = {person.key for person in after}
        old = {a for person in before if person.key in named for a in person.absences}
        new = {a for person in after for a in person.absences}
        table = tables.absence.c
        gone = [{"who": absence.person, "begun": absence.since} for absence in old - new]
        if gone:
            its = (table.person == bindparam("who")) & (table.since == bindparam("begun"))
            self._connection.execute(delete(tables.absence).where(its), gone)
        fresh = sorted(new - old, key=lambda absence: (absence.person, absence.since))
        if fresh:
            rows = [{**_absence_row(absence), "by": by, "at": at} for absence in fresh]
            self._connection.execute(insert(tables.absence), rows)


def roster_head(connection: Connection) -> Head:
    """Read what the roster says of the end of its chain."""
    seq, _, last = read_text(connection, HEAD).partition(" ")
    return Head(seq=int(seq), hash=last) if seq.isdecimal() else Head()


def roster_events(connection: Connection) -> list[Event]:
    """Read the roster's whole history, oldest first."""
    table = tables.roster_event
    rows = connection.execute(select(table).order_by(table.c.seq)).mappings()
    return [Event(case=ROSTER, **row) for row in rows]


def check_roster(connection: Connection) -> tuple[int, list[Break]]:
    """Walk the roster's chain; give how many events it has, and where it does not hold."""
    last, found = roster_head(connection), roster_events(connection)
    # Somebody may have changed the roster between the two looks.
    while (newer := roster_head(connection)) != last:
        last, found = newer, roster_events(connection)
    return len(found), breaks(ROSTER, found, last.seq, last.hash)


def _append(
    connection: Connection, found: Sequence[RosterChange], at: datetime, by: str, why: str
) -> None:
    last, rows = roster_head(connection), []
    for change in found:
        event = following(
            case=ROSTER,
            seq=last.seq,
            previous=last.hash,
            at=at,
            kind=change.kind,
            by=by,
            data=change.data,
            why=why,
        )
        last = Head(seq=event.seq, hash=event.hash)
        rows.append(_event_row(event))
    connection.execute(insert(tables.roster_event), rows)
    write_mark(connection, HEAD, f"{last.seq} {last.hash}")


def _event_row(event: Event) -> Row:
    return {column.name: getattr(event, column.name) for column in tables.roster_event.c}


def _place_row(place: Territory) -> Row:
    return {"key": place.key, "title": place.title, "parent": place.parent}


def _unit_row(unit: OrgUnit) -> Row:
    return {
        "key": unit.key,
        "title": unit.title,
        "short": unit.short,
        "territory": unit.territory,
        "parent": unit.parent,
        "duties": sorted(unit.duties),
        "calendar": unit.calendar,
        "scope": unit.scope,
        "kind": unit.kind,
        "code": unit.code,
    }


def _person_row(person: Person) -> Row:
    return {
        "key": person.key,
        "name": person.name,
        "unit": person.unit,
        "posts": sorted(person.posts),
        "email": person.email,
        "phone": person.phone,
        "is_active": person.is_active,
        "roles": sorted(person.roles),
        "scope": person.scope,
    }


def _absence_row(absence: Absence) -> Mapping[str, Any]:
    return {
        "person": absence.person,
        "since": absence.since,
        "until": absence.until,
        "deputy": absence.deputy,
        "why": absence.why,
    }
