"""The roster in the database: people, units and places, as one consistent picture."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection, select

from ..workflow.people import (
    Absence,
    Directory,
    OfficeRole,
    OrgUnit,
    Person,
    Roster,
    Territory,
)
from ..workflow.values import SYSTEM
from .layout import tables
from .marks import read_marks

Key = TypeVar("Key", bound=tuple[str, str])
Member = TypeVar("Member", OrgUnit, Person)


class RosterUnits:
    """The units of a roster held in memory."""

    def __init__(self, roster: Roster) -> None:
        self._units = {unit.key: unit for unit in roster.units}
        self._unit_titles = {unit.key: unit.title for unit in roster.units}
        self._below = _grouped(((unit.parent, ""), unit) for unit in roster.units if unit.parent)
        self._duties = _grouped(
            ((duty, unit.territory), unit) for unit in roster.units for duty in unit.duties
        )

    def unit(self, key: str) -> OrgUnit | None:
        """Give a unit, None when there is none."""
        return self._units.get(key)

    def units(self) -> Mapping[str, str]:
        """Map every unit's key to its title."""
        return self._unit_titles

    def units_with(self, duty: str, territory: str) -> Sequence[OrgUnit]:
        """Give the units that have a duty in exactly this place, by key."""
        return self._duties.get((duty, territory), ())

    def units_under(self, unit: str) -> Sequence[OrgUnit]:
        """Give the units directly below a unit, by key."""
        return self._below.get((unit, ""), ())


class RosterDirectory(RosterUnits):
    """A directory over a roster held in memory; it never changes."""

    def __init__(self, roster: Roster) -> None:
        super().__init__(roster)
        self._people = {person.key: person for person in roster.people if person.is_active}
        self._names = {SYSTEM: "系统"} | {unit.key: unit.title for unit in roster.units}
        self._names |= {person.key: person.name for person in roster.people}
        self._places = {place.key: place for place in roster.territories}
        self._titles = {place.key: place.title for place in roster.territories}
        self._posts = _grouped(
            ((post, person.unit), person)
            for person in self._people.values()
            for post in person.posts
        )
        self._posts_in = _grouped(
            ((self._units[person.unit].territory, post), person)
            for person in self._people.values()
            for post in person.posts
            if person.unit in self._units
        )
        active = sorted(self._people.values(), key=lambda person: person.key)
        self._members = _grouped(((person.unit, ""), person) for person in active)
        self._roles = _grouped(((role, ""), person) for person in active for role in person.roles)
        self._principals = _grouped(
            ((deputy, ""), person)
            for person in active
            for deputy in {absence.deputy for absence in person.absences if absence.deputy}
        )

    def person(self, key: str) -> Person | None:
        """Give an active person, None when there is none."""
        return self._people.get(key)

    def territory(self, key: str) -> Territory | None:
        """Give a place, None when there is none."""
        return self._places.get(key)

    def name_of(self, key: str) -> str:
        """Name a person (left or not), a unit or the system for people; else the key itself."""
        return self._names.get(key, key)

    def territories(self) -> Mapping[str, str]:
        """Map every place's key to its title."""
        return self._titles

    def people_with(self, post: str, unit: str) -> Sequence[Person]:
        """Give the active people who hold a post in exactly this unit, by key."""
        return self._posts.get((post, unit), ())

    def people_in(self, territory: str, post: str) -> Sequence[Person]:
        """Give the active people who hold a post in any unit of exactly this place, by key."""
        return self._posts_in.get((territory, post), ())

    def members(self, unit: str) -> Sequence[Person]:
        """Give the active people of exactly this unit, by key."""
        return self._members.get((unit, ""), ())

    def people_as(self, role: OfficeRole) -> Sequence[Person]:
        """Give the active people who have a role in the whole office, by key."""
        return self._roles.get((role, ""), ())

    def deputised_by(self, person: str) -> Sequence[Person]:
        """Give the active people one of whose absences names this person as deputy, by key."""
        return self._principals.get((person, ""), ())


def _grouped(pairs: Iterable[tuple[Key, Member]]) -> dict[Key, list[Member]]:
    groups: dict[Key, list[Member]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    for group in groups.values():
        group.sort(key=lambda value: value.key)
    return groups


class RosterCache:
    """Keeps the directory of the newest roster version seen, and reads it again when it is older.

    With a directory of the host's it gives that one, always.
    """

    def __init__(self, own: Directory | None = None) -> None:
        self._own = own
        self._lock = threading.Lock()
        self._known: tuple[str, RosterDirectory] | None = None

    def directory(self, connection: Connection, mark: str | None = None) -> Directory:
        """Give the directory as this connection sees it; without the roster's mark, it is read."""
        if self._own is not None:
            return self._own
        version = read_marks(connection).roster if mark is None else mark
        known = self._known
        if known is not None and known[0] == version:
            return known[1]
        directory = RosterDirectory(read(connection))
        with self._lock:
            self._known = (version, directory)
        return directory


def read(connection: Connection) -> Roster:
    """Read the whole roster."""
    absences: dict[str, list[Absence]] = {}
    kept = select(tables.absence).order_by(tables.absence.c.person, tables.absence.c.since)
    for row in connection.execute(kept):
        absence = Absence(
            person=row.person, since=row.since, until=row.until, deputy=row.deputy, why=row.why
        )
        absences.setdefault(row.person, []).append(absence)
    return Roster(
        territories=tuple(
            Territory(key=row.key, title=row.title, parent=row.parent)
            for row in connection.execute(select(tables.territory))
        ),
        units=tuple(
            OrgUnit(
                key=row.key,
                title=row.title,
                short=row.short,
                territory=row.territory,
                parent=row.parent,
                duties=frozenset(row.duties),
                calendar=row.calendar,
                scope=row.scope,
                kind=row.kind,
                code=row.code,
            )
            for row in connection.execute(select(tables.unit))
        ),
        people=tuple(
            Person(
                key=row.key,
                name=row.name,
                unit=row.unit,
                posts=frozenset(row.posts),
                email=row.email,
                phone=row.phone,
                is_active=row.is_active,
                roles=frozenset(row.roles),
                scope=row.scope,
                absences=tuple(absences.get(row.key, ())),
            )
            for row in connection.execute(select(tables.person))
        ),
    )
