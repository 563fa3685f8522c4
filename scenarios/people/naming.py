"""Who a scenario means: a role, its head, a person or a unit, by key or by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...definitions import Flow
from ...workflow.explain import Explanation
from ...workflow.people import OrgUnit, Person, Roster

HEAD = ".head"


@dataclass(frozen=True, slots=True)
class Who:
    """The people and units of a roster by every name they go by."""

    roster: Roster

    def person(self, name: str) -> Person | None:
        """Give a person by key or by name."""
        return next((p for p in self.roster.people if name in {p.key, p.name}), None)

    def unit(self, name: str) -> OrgUnit | None:
        """Give a unit by key, title or short title."""
        return next((u for u in self.roster.units if name in {u.key, u.title, u.short}), None)

    def names(self, flow: Flow) -> list[str]:
        """Give every name somebody may go by in a flow."""
        roles = [name for key in flow.roles for name in (key, f"{key}{HEAD}")]
        people = [name for p in self.roster.people for name in (p.name, p.key)]
        units = [name for u in self.roster.units for name in (u.short or u.title, u.key)]
        return [*roles, *people, *units]

    def is_known(self, name: str, flow: Flow) -> bool:
        """Say whether anybody goes by a name."""
        bare = name.removesuffix(HEAD)
        return bare in flow.roles or bool(self.person(name) or self.unit(bare))

    def holders(self, name: str, explained: Explanation) -> list[str]:
        """Give the keys of the people and units meant: who holds a role, or whoever is named."""
        bare = name.removesuffix(HEAD)
        held = [h.holder for h in explained.people if h.role == bare]
        person, unit = self.person(name), self.unit(bare)
        found = held or [who.key for who in (person or unit,) if who is not None]
        if name.endswith(HEAD) and person is None:
            return [head.key for key in found for head in self.having("head", self._unit_of(key))]
        return found

    def acting(self, holder: str) -> list[Person]:
        """Give the people who act for a holder: himself, or the unit's, its clerks first."""
        person = self.person(holder)
        if person is not None:
            return [person]
        there = [p for p in self.roster.people if p.unit == holder and p.is_active]
        return sorted(there, key=lambda p: ("head" in p.posts, "liaison" not in p.posts, p.key))

    def told(self, holder: str) -> list[Person]:
        """Give the people through whom a holder is told: himself, a unit's liaisons, else its head."""
        person = self.person(holder)
        if person is not None:
            return [person]
        return self.having("liaison", holder) or self.having("head", holder)

    def having(self, post: str, unit: str) -> list[Person]:
        """Give the people of a unit who have a post."""
        people = (p for p in self.roster.people if p.is_active)
        return [p for p in people if p.unit == unit and post in p.posts]

    def doers(self, name: str, explained: Explanation) -> Iterator[Person]:
        """Give the people who may be meant by who does something, the likeliest first."""
        for holder in self.holders(name, explained):
            yield from self.acting(holder)

    def called(self, key: str) -> str:
        """Name a person or unit for people; the key itself for somebody who is not there."""
        titles: Mapping[str, str] = {u.key: u.short or u.title for u in self.roster.units}
        names = {p.key: p.name for p in self.roster.people}
        return names.get(key) or titles.get(key, key)

    def listed(self, keys: Sequence[str]) -> str:
        """Name several, a dash for none."""
        return "、".join(self.called(key) for key in keys) or "—"

    def _unit_of(self, key: str) -> str:
        person = self.person(key)
        return person.unit if person else key
