"""The directory: who there is. The office's roster is one; a host's own can stand in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from .roster import OfficeRole, OrgUnit, Person, Territory


class Units(Protocol):
    """The units of a directory; lists are in the order of their keys."""

    def unit(self, key: str) -> OrgUnit | None:
        """Give a unit, None when there is none."""
        ...

    def units(self) -> Mapping[str, str]:
        """Map every unit's key to its title."""
        ...

    def units_with(self, duty: str, territory: str) -> Sequence[OrgUnit]:
        """Give the units that have a duty in exactly this place."""
        ...

    def units_under(self, unit: str) -> Sequence[OrgUnit]:
        """Give the units directly below a unit."""
        ...


class Directory(Units, Protocol):
    """Who there is: one consistent picture of people, units and places.

    Lists are in the order of their keys, and hold active people only.
    """

    def person(self, key: str) -> Person | None:
        """Give an active person, None when there is none."""
        ...

    def territory(self, key: str) -> Territory | None:
        """Give a place, None when there is none."""
        ...

    def name_of(self, key: str) -> str:
        """Name a person (left or not), a unit or the system for people; else the key itself."""
        ...

    def territories(self) -> Mapping[str, str]:
        """Map every place's key to its title."""
        ...

    def people_with(self, post: str, unit: str) -> Sequence[Person]:
        """Give the people who hold a post in exactly this unit."""
        ...

    def people_in(self, territory: str, post: str) -> Sequence[Person]:
        """Give the people who hold a post in any unit of exactly this place."""
        ...

    def members(self, unit: str) -> Sequence[Person]:
        """Give the people of exactly this unit."""
        ...

    def people_as(self, role: OfficeRole) -> Sequence[Person]:
        """Give the people who have a role in the whole office."""
        ...

    def deputised_by(self, person: str) -> Sequence[Person]:
        """Give the people one of whose absences, past or coming, names this person as deputy."""
        ...


class Identity(Protocol):
    """Who somebody is whom a host has let in."""

    def person_of(self, login: str) -> str | None:
        """Give the directory's key of whoever uses a login of the host's, None for nobody."""
        ...


class SameNames:
    """The identity of an office whose logins are its roster's keys."""

    def person_of(self, login: str) -> str | None:
        """Give the login itself."""
        return login
