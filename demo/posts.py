"""Who sits where in the demonstration: the people through whom units and roles act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..workflow.explain import Explanation
from ..workflow.people import Roster
from ..workflow.values import Task

HEAD = ".head"


class Posts:
    """The people of a roster by unit: its head, and whoever does its daily work."""

    def __init__(self, roster: Roster) -> None:
        self._people = {person.key: person.unit for person in roster.people}
        self._heads = {p.unit: p.key for p in roster.people if "head" in p.posts}
        others = {p.unit: p.key for p in roster.people if "head" not in p.posts}
        liaisons = {p.unit: p.key for p in roster.people if "liaison" in p.posts}
        self._clerks = self._heads | others | liaisons

    def head(self, unit: str) -> str | None:
        """Give the head of a unit, None for one without."""
        return self._heads.get(unit)

    def clerk(self, unit: str) -> str | None:
        """Give whoever does the daily work of a unit, its head where there is nobody else."""
        return self._clerks.get(unit)

    def doer(self, task: Task) -> str:
        """Give who does a task: its holder, or somebody of the unit that holds it."""
        return task.holder if task.holder_kind == "person" else self._clerks[task.holder]

    def holders(self, explained: Explanation, role: str) -> Sequence[str]:
        """Give the keys of whoever holds a role on a case."""
        return [held.holder for held in explained.people if held.role == role]

    def acting(self, explained: Explanation, roles: Iterable[str]) -> str | None:
        """Give who acts for the first of some roles that is held, ``ROLE.head`` being heads."""
        for role in roles:
            for holder in self.holders(explained, role.removesuffix(HEAD)):
                unit = self._people.get(holder, holder)
                found = self._heads.get(unit) if role.endswith(HEAD) else self._clerks.get(holder)
                if found or holder in self._people:
                    return found or holder
        return None
