"""People, units and places, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from ...definitions.correspondence import UnitKind

Scope = Literal["own", "unit", "territory", "all"]
"""How far somebody sees: his own cases, his unit's, those of his unit's places, all of them."""

OfficeRole = Literal["administrator", "auditor", "operator"]
"""What somebody is to the whole office, whatever parts he plays on its cases."""

SCOPES: tuple[Scope, ...] = get_args(Scope)
OFFICE_ROLES: tuple[OfficeRole, ...] = get_args(OfficeRole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away from a moment until before another, None for open end.

    ``deputy`` acts in his place (代理); empty: nobody does.
    """

    person: str
    since: datetime
    until: datetime | None = None
    deputy: str = ""
    why: str = ""

    def covers(self, now: datetime) -> bool:
        """Say whether he is away at a moment."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the roster.

    ``roles`` are what he is to the whole office; ``scope`` says how far he sees, empty for as far
    as his unit. ``absences`` are in the order they begin.
    """

    key: str
    name: str
    unit: str
    posts: frozenset[str] = frozenset()
    email: str = ""
    phone: str = ""
    is_active: bool = True
    roles: frozenset[OfficeRole] = frozenset()
    scope: Scope | Literal[""] = ""
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgUnit:
    """An office, bureau or department; ``duties`` are what it can be made responsible for.

    ``calendar`` is the working calendar it keeps, empty for its flows' own; ``scope`` says how far
    its people see. ``kind`` says what it is by law, empty when nobody said: then nobody can judge
    what it may write to whom. ``code`` is its 机关代字, which its document numbers begin with.
    """

    key: str
    title: str
    short: str
    territory: str
    duties: frozenset[str] = frozenset()
    parent: str = ""
    calendar: str = ""
    scope: Scope = "unit"
    kind: UnitKind | Literal[""] = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A node of the tree of places: a city, a district, a park."""

    key: str
    title: str
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Units, people and places as read from a file; each person carries his absences."""

    territories: tuple[Territory, ...] = field(default=())
    units: tuple[OrgUnit, ...] = field(default=())
    people: tuple[Person, ...] = field(default=())
