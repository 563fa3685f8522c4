"""Meeting what a transition needs in one word, by the same commands and people as anybody would."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ...definitions import Flow
from ...workflow.explain import Explanation
from ...workflow.steps.requirements import Check
from ...workflow.values import Task
from .filling import making_true, plain_value
from .house import House
from .whoever import able, advance, by_whoever, everybody, open_below, owners

_ROUNDS: Final = 8
_ASKED: Final = ("approval", "opinion")
_SAID: Final = "同意。"


@dataclass(slots=True)
class Meeting:
    """Sees to all that a transition of a case still needs.

    ``fixed`` are fields that keep the value they were given, ``without`` what is left unmet.
    """

    house: House
    case: int
    transition: str
    fixed: frozenset[str] = frozenset()
    without: Collection[str] = ()

    def meet(self) -> None:
        """See to it, round by round, until nothing more can be done."""
        for _ in range(_ROUNDS):
            explained = self.house.explain(self.case)
            way = self.house.office.engine.explain(self.case, self.transition).ways[0]
            needed = [
                c for c in way.checks if c.is_needed and not c.is_met and not self._is_left(c)
            ]
            if not needed or not self._see_to(explained, needed):
                return

    def _is_left(self, check: Check) -> bool:
        return check.key in self.without or check.title in self.without

    def _see_to(self, explained: Explanation, needed: list[Check]) -> bool:
        """Do what can be done about some requirements; say whether anything was done."""
        before = self.house.explain(self.case).version
        self._file(explained, needed)
        seeing: Mapping[str, Callable[[str], None]] = {
            "role": self._hold,
            "team": self._team,
            "approval": self._agree,
            "round": self._hear,
            "item": self._set,
            "conditions": self._fulfil,
            "subcase": self._subcase,
        }
        for check in needed:
            if check.kind in seeing:
                seeing[check.kind](check.key)
        return self.house.explain(self.case).version != before

    def _file(self, explained: Explanation, needed: list[Check]) -> None:
        flow, house = self.house.flow_of(explained), self.house
        today = house.clock.now().astimezone(house.zone).date()
        known = {field.key: field.value for field in explained.fields}
        fields: dict[str, Any] = {}
        for check in needed:
            field = flow.fields.get(check.key) if check.kind == "field" else None
            if field and field.kept_by:
                self._enter(explained, check.key)
            elif field:
                fields[check.key] = plain_value(field, today, house.who.roster)
        materials = {c.key: f"{c.title}.pdf" for c in needed if c.kind == "material"}
        filed = [m.key for m in explained.files if m.versions]
        for requirement in flow.transitions[self.transition].requirements:
            if requirement.key in {c.key for c in needed if c.kind == "fact"}:
                fields |= making_true(
                    flow,
                    requirement,
                    {**known, **fields},
                    stage=explained.stage,
                    materials=[*filed, *materials],
                    today=today,
                    zone=house.zone,
                    roster=house.who.roster,
                    fixed=self.fixed,
                )
        if fields or materials:
            self._record(explained, fields, materials)

    def _record(
        self, explained: Explanation, fields: Mapping[str, Any], materials: Mapping[str, str]
    ) -> None:
        engine = self.house.office.engine
        roles = owners(self.house.flow_of(explained), explained, "record")
        by_whoever(
            able(self.house, explained, roles),
            lambda by: engine.record(self.case, by=by, fields=fields, materials=materials),
        )

    def _enter(self, explained: Explanation, key: str) -> None:
        """Enter a figure in the series that keeps a field."""
        house, flow = self.house, self.house.flow_of(explained)
        today = house.clock.now().astimezone(house.zone).date()
        for series in flow.series.values():
            if series.total_to != key:
                continue
            amount = series.maximum or max(series.minimum or 0, 1)
            parts = {name: next(iter(part.options)) for name, part in series.parts.items()}
            roles = series.by or owners(flow, explained, "record")
            by_whoever(
                able(house, explained, roles),
                partial(
                    house.office.engine.figures.enter,
                    self.case,
                    series.key,
                    amount,
                    on=today,
                    parts=parts,
                ),
            )

    def _hold(self, role: str) -> None:
        """Give a role to the first of the right kind who holds none, by whoever assigns."""
        house, explained = self.house, self.house.explain(self.case)
        flow, roster = house.flow_of(explained), house.who.roster
        spec = flow.roles[role]
        taken = {held.holder for held in explained.people}
        if spec.holder == "unit":
            fit = [u.key for u in roster.units if not spec.kind or u.kind == spec.kind]
            offered = sorted(fit, key=lambda key: (key != role, key in taken))
        else:
            posts = {role, *(rule.post for rule in spec.assign)}
            offered = [
                p.key
                for p in sorted(roster.people, key=lambda p: not posts & p.posts)
                if p.is_active and not p.roles and p.key not in taken
            ]
        if not offered:
            return
        people = [*able(house, explained, owners(flow, explained, "assign")), *everybody(house)]
        by_whoever(
            people,
            lambda by: house.office.engine.assign(
                self.case, role, offered[0], by=by, why="按分工指定"
            ),
        )

    def _team(self, team: str) -> None:
        explained = self.house.explain(self.case)
        held = {holding.role for holding in explained.people}
        for role in self.house.flow_of(explained).teams[team].roles:
            if role not in held:
                self._hold(role)

    def _tasks(self, kinds: Collection[str], name: str) -> list[Task]:
        tasks = self.house.office.views.tasks(case_id=self.case)
        return [task for task in tasks if task.kind in kinds and task.name == name]

    def _agree(self, name: str) -> None:
        """Let everybody who is asked say yes, whoever is asked after another too."""
        for _ in range(_ROUNDS):
            tasks = self._tasks(_ASKED, name)
            if not tasks:
                return
            for task in tasks:
                by_whoever(
                    self.house.who.acting(task.holder),
                    partial(
                        self.house.office.engine.decide, self.case, task.key, "agree", text=_SAID
                    ),
                )

    def _hear(self, name: str) -> None:
        """Let a round be passed; one that was refused is asked again first."""
        explained = self.house.explain(self.case)
        runs = [run for run in explained.rounds if run.key.partition("/")[0] == name]
        if runs and runs[-1].outcome == "refused":
            roles = owners(self.house.flow_of(explained), explained, "ask")
            by_whoever(
                able(self.house, explained, roles),
                lambda by: self.house.office.engine.rounds.ask_again(
                    self.case, name, by=by, why="已按意见处理"
                ),
            )
        self._agree(name)

    def _set(self, name: str) -> None:
        """Set an item and let it be done, or let those that are open be done."""
        house, explained = self.house, self.house.explain(self.case)
        flow = house.flow_of(explained)
        if not self._tasks(("item",), name):
            stage = flow.stages[explained.stage]
            by = flow.items[name].by or (stage.owner,)
            to = next((held.holder for held in explained.people), None)
            if to is None:
                return
            by_whoever(
                able(house, explained, by),
                lambda by: house.office.engine.tasks.set(
                    self.case, name, to, "落实议定事项", by=by, due="10 workdays"
                ),
            )
        self._complete(("item",), name)

    def _fulfil(self, name: str) -> None:
        tasks = self.house.office.views.tasks(case_id=self.case)
        for key in {task.name for task in tasks if task.kind == "condition"}:
            self._complete(("condition",), key)
        del name

    def _complete(self, kinds: Collection[str], name: str) -> None:
        for task in self._tasks(kinds, name):
            by_whoever(
                self.house.who.acting(task.holder),
                partial(
                    self.house.office.engine.tasks.complete, self.case, task.key, text="已完成。"
                ),
            )

    def _subcase(self, name: str) -> None:
        """Take the cases below to their good end, opening one where there is none."""
        house, explained = self.house, self.house.explain(self.case)
        spec = house.flow_of(explained).subcases[name]
        flow = house.flows.get(spec.flow)
        if flow is None:
            return
        running = [child for child in house.below(self.case, spec.flow) if house.is_open(child)]
        for child in running or [open_below(house, self.case, flow, spec.by)]:
            _finish(house, child)


def _finish(house: House, case: int) -> None:
    """Take a case by the shortest way to its good end, meeting what every step needs."""
    explained = house.explain(case)
    for transition in way_to_good_end(house.flow_of(explained), explained.stage):
        Meeting(house, case, transition).meet()
        advance(house, case, transition)


def way_to_good_end(flow: Flow, stage: str) -> list[str]:
    """Give the fewest transitions that lead from a stage to a completed end, none where none does."""
    ways: deque[tuple[str, list[str]]] = deque([(stage, [])])
    seen = {stage}
    while ways:
        at, taken = ways.popleft()
        terminal = flow.terminals.get(at)
        if terminal is not None and terminal.kind == "completed":
            return taken
        for transition in flow.leaving(at):
            if transition.target not in seen:
                seen.add(transition.target)
                ways.append((transition.target, [*taken, transition.key]))
    return []
