"""One clerk for every flow: reads what a case still needs, sees to it, and moves the case on.

He knows no flow. What a way onward needs is read from its explanation; ``docket`` says which ways
a case prefers and what is filled in where a value drawn by type would make no sense.
"""

from __future__ import annotations

import random
from collections import ChainMap, Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ..definitions import Flow
from ..definitions.lamps import Plan
from ..definitions.spans import Span, Unit
from ..errors import GuatuError, TransitionRefused
from ..office import Office
from ..workflow.explain import Explanation, WayOnward
from ..workflow.people import Roster
from ..workflow.values import Task
from .docket import WAYS
from .filling import Drawing, Filling, wanted
from .posts import Posts

WORKDAYS = {Unit.WORKDAYS: 1.0, Unit.DAYS: 0.7, Unit.WEEKS: 5.0, Unit.MONTHS: 21.0}
UNLIMITED = 12.0
LATE = 0.1
RETRY_DAYS = 3
TRIES = 8  # of a way before the next is tried
PATIENCE = 40  # tries after which a case is left to its escalations
ITEM = "落实议定事项并报送结果"


class Clerk:
    """Sees to cases of any flow, each on the days drawn for it."""

    def __init__(
        self, office: Office, posts: Posts, roster: Roster, done: Counter[str], *, seed: int
    ) -> None:
        self._office = office
        self._posts = posts
        self._done = done
        self._seed = seed
        self._filling = Filling(roster)
        self._units = sorted({unit.key: unit for unit in roster.units}.items())
        self._flows: dict[str, Flow] = {}
        self._chances: dict[int, random.Random] = {}
        self._tries: Counter[int] = Counter()
        self._agenda: dict[date, list[int]] = defaultdict(list)

    def take_on(self, case: int, flow: str, stage: str, today: date) -> None:
        """Put a case on the agenda; one he has already stays where it is."""
        if case in self._chances:
            return
        self._chances[case] = random.Random(f"{self._seed}:{case}")
        self._plan(case, self._flow(flow), stage, today)

    def work(self, today: date) -> None:
        """Do one working day's work."""
        for day in sorted(day for day in self._agenda if day <= today):
            for case in self._agenda.pop(day):
                self._step(case, today)

    def report(self, task: Task, _: str, today: date) -> None:
        """Fill in how far the plans of a case are, when a duty on it is reported."""
        if task.kind != "duty" or task.case not in self._chances:
            return
        explained = self._office.engine.explain(task.case)
        flow = self._flow(explained.flow)
        known = {field.key: field.value for field in explained.fields}
        fields = {
            plan.actual: done
            for plan in flow.plans.values()
            if not flow.fields[plan.actual].kept_by
            and (done := _reached(plan, known, today, self._chances[task.case])) is not None
        }
        who = self._posts.acting(explained, flow.may.get("record", ()))
        if fields and who is not None:
            self._office.engine.record(task.case, by=who, fields=fields, note="按月填报完成情况")

    def _flow(self, key: str) -> Flow:
        if key not in self._flows:
            self._flows[key] = self._office.flows.latest(key)
        return self._flows[key]

    def _plan(self, case: int, flow: Flow, stage: str, today: date) -> None:
        if stage not in flow.stages:
            return
        chance = self._chances[case]
        limit = next(iter(flow.stages[stage].limits.values()), None)
        usual = _workdays(limit)
        share = chance.uniform(1.1, 1.6) if chance.random() < LATE else chance.uniform(0.2, 0.85)
        self._tries[case] = 0
        self._agenda[today + timedelta(days=max(1, round(usual * share * 1.4)))].append(case)

    def _step(self, case: int, today: date) -> None:
        explained = self._office.engine.explain(case)
        flow = self._flow(explained.flow)
        if explained.stage not in flow.stages:
            return
        way = self._way(explained, flow)
        try:
            self._prepare(explained, flow, way, today)
            who = self._posts.acting(explained, flow.transitions[way.key].who)
            if who is None:
                raise _nobody(explained, way)
            after = self._office.engine.advance(case, way.key, by=who)
        except TransitionRefused:
            self._tries[case] += 1
            if self._tries[case] < PATIENCE:
                self._agenda[today + timedelta(days=RETRY_DAYS)].append(case)
            return
        self._done["转段"] += 1
        self._plan(case, flow, after.stage, today)

    def _way(self, explained: Explanation, flow: Flow) -> WayOnward:
        """Choose the way a case prefers; after some refusals the next one that leads on."""
        preferred = WAYS.get(flow.key, {}).get(explained.stage, {})
        ways = {way.key: way for way in explained.ways}
        order = [key for key in preferred if key in ways]
        if order:
            chance = random.Random(f"{self._seed}:{explained.case}:{explained.stage}")
            first = chance.choices(order, weights=[preferred[key] for key in order])
            order = [*first, *(key for key in order if key not in first)]
        onward = [key for key in ways if key not in preferred and _rank(flow, ways[key])]
        order += sorted(onward, key=lambda key: _rank(flow, ways[key]))
        order = order or [*ways]
        possible = [key for key in order if not _is_closed(flow, ways[key])] or order
        return ways[possible[self._tries[explained.case] // TRIES % len(possible)]]

    def _prepare(self, explained: Explanation, flow: Flow, way: WayOnward, today: date) -> None:
        self._hold(explained, flow, way)
        explained = self._office.engine.explain(explained.case)
        way = next(w for w in explained.ways if w.key == way.key)
        self._file(explained, flow, way, today)
        self._decide(explained, way)
        self._set(explained, flow, way)

    def _hold(self, explained: Explanation, flow: Flow, way: WayOnward) -> None:
        """Give the roles a way needs to somebody of the right kind, by whoever assigns."""
        for check in way.checks:
            if check.kind != "role" or check.is_met or not check.is_needed:
                continue
            who = self._posts.acting(explained, flow.may.get("assign", ()))
            fits = [key for key, unit in self._units if "promotion_bureau" in unit.duties]
            if who is not None and flow.roles[check.key].holder == "unit":
                chosen = self._chances[explained.case].choice(fits)
                self._office.engine.assign(
                    explained.case, check.key, chosen, by=who, why="按分工指定"
                )
                self._done["指定承办单位"] += 1

    def _file(self, explained: Explanation, flow: Flow, way: WayOnward, today: date) -> None:
        known: dict[str, Any] = {field.key: field.value for field in explained.fields}
        fields: dict[str, Any] = {}
        drawing = Drawing(self._chances[explained.case], today, ChainMap(fields, known))
        for field in wanted(flow, way, known):
            fields[field.key] = self._filling.value(field, drawing, flow=flow.key, way=way.key)
        materials = {
            check.key: f"{check.title}.pdf"
            for check in way.checks
            if check.kind == "material" and check.is_needed and not check.is_met
        }
        if not fields and not materials:
            return
        stage = flow.stages[explained.stage]
        who = self._posts.acting(explained, flow.may.get("record", (stage.owner,)))
        if who is not None:
            self._office.engine.record(
                explained.case, by=who, fields=fields, materials=materials, note="按推进条件补齐"
            )
            self._done["归集材料和信息"] += 1

    def _decide(self, explained: Explanation, way: WayOnward) -> None:
        """Let everybody who is asked say yes to what this way needs, and to no other."""
        asked = {c.key for c in way.checks if c.is_needed and not c.is_met}
        for task in self._office.views.tasks(case_id=explained.case):
            if task.kind in {"approval", "opinion"} and task.name in asked:
                self._office.engine.decide(
                    explained.case,
                    task.key,
                    "agree",
                    by=self._posts.doer(task),
                    text="经研究，同意，请按程序办理。",
                )
                self._done["审批和意见"] += 1

    def _set(self, explained: Explanation, flow: Flow, way: WayOnward) -> None:
        """Set the first item of a kind that a way waits for."""
        open_items = {t.name for t in self._office.views.tasks(case_id=explained.case)}
        for check in way.checks:
            if check.kind != "item" or check.is_met or check.key in open_items:
                continue
            stage = flow.stages[explained.stage]
            who = self._posts.acting(explained, flow.items[check.key].by or (stage.owner,))
            holder = next((h.holder for h in explained.people if h.role != "office"), None)
            if who is not None and holder is not None:
                self._office.engine.tasks.set(
                    explained.case, check.key, holder, ITEM, by=who, due="15 workdays"
                )


def _workdays(limit: Span | None) -> float:
    return limit.amount * WORKDAYS.get(limit.unit, 0.2) if limit else UNLIMITED


def _reached(
    plan: Plan, known: Mapping[str, Any], today: date, chance: random.Random
) -> float | None:
    """Give what a plan has come to by today, near its schedule; None where it has no dates."""
    start, end = known.get(plan.start), known.get(plan.end)
    whole = float(known.get(plan.target, 0)) if plan.target else 100.0
    if not isinstance(start, date) or not isinstance(end, date) or end <= start:
        return None
    share = min(1.0, max(0.0, (today - start).days / (end - start).days))
    return round(whole * min(1.0, share * chance.uniform(0.7, 1.15)), 1)


def _rank(flow: Flow, way: WayOnward) -> int:
    """Rank a way by where it leads: on, done, passed to others; 0 back or out."""
    stages = [*flow.stages]
    if way.target in flow.stages:
        source = min(stages.index(stage) for stage in flow.transitions[way.key].sources)
        return 1 if stages.index(way.target) > source else 0
    return {"completed": 2, "transferred": 3}.get(flow.terminals[way.target].kind, 0)


def _is_closed(flow: Flow, way: WayOnward) -> bool:
    """Say whether a fact that no field of the case can change keeps a way closed."""
    facts = {r.key: r.fact.names for r in flow.transitions[way.key].requirements if r.fact}
    return any(
        not check.is_met and not facts[check.key] & ({"today"} | flow.fields.keys())
        for check in way.checks
        if check.kind == "fact" and check.is_needed
    )


def _nobody(explained: Explanation, way: WayOnward) -> GuatuError:
    return TransitionRefused(case=explained.case, transition=way.key, title=way.title, unmet=())
