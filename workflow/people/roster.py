"""People, units and places, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the roster."""

    key: str
    name: str
    unit: str
    posts: frozenset[str] = frozenset()
    email: str = ""
    phone: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgUnit:
    """An office, bureau or department; ``duties`` are what it can be made responsible for.

    ``calendar`` is the working calendar it keeps, empty for its flows' own.
    """

    key: str
    title: str
    short: str
    territory: str
    duties: frozenset[str] = frozenset()
    parent: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A node of the tree of places: a city, a district, a park."""

    key: str
    title: str
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Units, people and places as read from a file."""

    territories: tuple[Territory, ...] = field(default=())
    units: tuple[OrgUnit, ...] = field(default=())
    people: tuple[Person, ...] = field(default=())
