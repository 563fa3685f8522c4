"""Doing what a scenario says, each deed by the command anybody in the office would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from ...definitions import Flow
from ...errors import NobodyToAct, UnknownHolder, UnknownTask
from ...workflow.engine import Engine
from ...workflow.explain import Explanation
from ...workflow.people import Person
from ...workflow.values import Task
from ..language.model import Deed
from .house import House
from .whoever import able, by_whoever, everybody, owners

_WHY: Final = "情景演练"


@dataclass(slots=True)
class Acting:
    """One deed about to be done in a house."""

    house: House
    deed: Deed

    @property
    def engine(self) -> Engine:
        """The engine of the house."""
        return self.house.office.engine

    @property
    def case(self) -> int:
        """The case it is done to."""
        return self.house.case(self.deed.case)

    @property
    def explained(self) -> Explanation:
        """The case as it stands."""
        return self.house.explain(self.case)

    @property
    def flow(self) -> Flow:
        """The flow the case runs on."""
        return self.house.flow_of(self.explained)

    @property
    def why(self) -> str:
        """The reason, or text, that goes with it."""
        return str(self.deed.more.get("why") or _WHY)

    @property
    def now(self) -> datetime:
        """The moment it is done."""
        return self.house.clock.now()

    def by(self, do: Callable[..., object], likely: Iterable[Person] = ()) -> None:
        """Do something by whom the deed names, else by whoever may, the likeliest first."""
        if self.deed.by:
            explained = self.explained if self.has_case() else None
            do(by=self.named(self.deed.by, explained).key)
            return
        by_whoever([*likely, *everybody(self.house)], do)

    def has_case(self) -> bool:
        """Say whether the case it is done to is there."""
        return self.deed.case in self.house.cases or any(
            row.flow == self.house.main for row in self.house.rows()
        )

    def named(self, name: str, explained: Explanation | None) -> Person:
        """Give the person meant by a name; raise NobodyToAct when there is nobody."""
        person = self.house.who.person(name)
        if person is not None:
            return person
        if explained is not None:
            found = next(self.house.who.doers(name, explained), None)
            if found is not None:
                return found
        unit = self.house.who.unit(name)
        people = self.house.who.acting(unit.key) if unit else []
        if not people:
            raise NobodyToAct
        return people[0]

    def someone(self, name: str) -> str:
        """Give the key of the person meant by a name, whether there is a case or not."""
        return self.named(name, self.explained if self.has_case() else None).key

    def holder(self, name: str) -> str:
        """Give the key of the person or unit meant by a name."""
        found = self.house.who.holders(name, self.explained)
        if not found:
            raise UnknownHolder(name=name)
        return found[0]

    def tasks(self, name: str) -> Sequence[Task]:
        """Give the open tasks of a name on the case; raise UnknownTask for none."""
        open_ = self.house.office.views.tasks(case_id=self.case)
        found = [task for task in open_ if name in {task.name, task.key}]
        if not found:
            raise UnknownTask(name=name, known=[*{task.name for task in open_}])
        return found

    def able(self, ability: str) -> Iterator[Person]:
        """Give the people who have an ability on the case."""
        explained = self.explained
        return able(self.house, explained, owners(self.flow, explained, ability))

    def asked(self, tasks: Sequence[Task]) -> Sequence[Task]:
        """Give those of some tasks that are whom the deed names; all where it names nobody."""
        if not self.deed.by:
            return tasks
        meant = {*self.house.who.holders(self.deed.by, self.explained)}
        person = self.house.who.person(self.deed.by)
        meant |= {person.key, person.unit} if person else set()
        return [task for task in tasks if task.holder in meant] or tasks[:1]

    def each(self, do: Callable[[Task, str], object]) -> None:
        """Do something to every open task of the name: by whom the deed names, or who has it."""
        for task in self.asked(self.tasks(str(self.deed.what))):
            if self.deed.by:
                do(task, self.named(self.deed.by, self.explained).key)
            else:
                by_whoever(self.house.who.acting(task.holder), partial(_doing, do, task))


def _doing(do: Callable[[Task, str], object], task: Task, *, by: str) -> None:
    do(task, by)


Doing = Callable[[Acting], object]
"""How a deed is done; raises what its command raises, and CaseMissing."""
