"""The office's people in the demonstration: seeded, lifelike, sometimes late.

They work through the engine like anybody else: file what is asked, give opinions and approvals,
take transitions, answer escalations. Nothing here knows the database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from ..definitions import Flow
from ..errors import TransitionRefused
from ..office import Office
from ..workflow.explain import Explanation, WayOnward
from ..workflow.values import Task, Verdict
from .fates import Plan, draw, value_for
from .posts import Posts

VETOED = 0.05
TIED = 0.05
RETRY_WORKDAYS = 3
PAYING = ("registration", "preparation", "start", "production")
EARLY = 0.4  # how often money comes in during a month outside construction
ORIGINS = {"county": 2, "state": 3, "province": 4, "foreign": 1}


class Opinion(NamedTuple):
    """What somebody says on a task."""

    verdict: Verdict = "agree"
    text: str = ""
    conditions: tuple[str, ...] = ()
    ground: str = ""


class Staff:
    """Takes the projects of the main flow through their stages, each by the course drawn for it."""

    def __init__(
        self, office: Office, flow: Flow, posts: Posts, done: Counter[str], *, seed: int
    ) -> None:
        self._office = office
        self._flow = flow
        self._posts = posts
        self._done = done
        self._seed = seed
        self._plans: dict[int, Plan] = {}
        self._agenda: dict[int, list[int]] = defaultdict(list)
        self._day = 0

    def take_on(self, case: int, stage: str) -> None:
        """Put a case on the agenda."""
        self._plans[case] = draw(self._seed, case)
        self._plan_step(case, stage)

    def work(self, today: date) -> None:
        """Do one working day's work."""
        self._day += 1
        for case in self._agenda.pop(self._day, ()):
            self._step(case, today)

    def _plan_step(self, case: int, stage: str) -> None:
        if stage in self._flow.stages:
            self._agenda[self._day + self._plans[case].workdays(stage)].append(case)

    def _step(self, case: int, today: date) -> None:
        plan = self._plans[case]
        explained = self._office.engine.explain(case)
        way = _find(explained, plan.way(explained.stage))
        if any(check.key == "paid_in" and not check.is_met for check in way.checks):
            self._fund(explained, self._who(explained, "commissioner"), today)
        self._file(explained, way, plan, today)
        self._decide(case, way, plan)
        try:
            self._advance(explained, way.key)
        except TransitionRefused:
            self._refused(explained, plan)
            return
        plan.tries = 0
        plan.was_rectified = plan.was_rectified or way.key == "order_rectification"
        self._done["转段"] += 1
        self._plan_step(case, way.target)

    def _advance(self, explained: Explanation, way: str) -> None:
        role = self._flow.transitions[way].who[0]
        self._office.engine.advance(explained.case, way, by=self._who(explained, role))

    def _refused(self, explained: Explanation, plan: Plan) -> None:
        """Go back to talk after a veto, otherwise try again some days later."""
        plan.tries += 1
        self._done["被拒转段"] += 1
        if explained.stage in {"opinions", "review"} and plan.tries > 1:
            self._advance(explained, "revise")
            plan.tries = 0
            self._plan_step(explained.case, "negotiation")
        else:
            self._agenda[self._day + RETRY_WORKDAYS].append(explained.case)

    def _file(self, explained: Explanation, way: WayOnward, plan: Plan, today: date) -> None:
        open_checks = [c for c in way.checks if c.is_needed and not c.is_met]
        fields = {
            c.key: value_for(c.key, today, plan, "已填写")
            for c in open_checks
            if c.kind == "field" and not self._flow.fields[c.key].kept_by
        }
        materials = {c.key: f"{c.title}.pdf" for c in open_checks if c.kind == "material"}
        if not fields and not materials:
            return
        self._office.engine.record(
            explained.case,
            by=self._who(explained, "commissioner"),
            fields=fields,
            materials=materials,
            note="按推进条件补齐",
        )
        self._done["归集材料和信息"] += 1

    def _decide(self, case: int, way: WayOnward, plan: Plan) -> None:
        asked = {check.key for check in way.checks}
        for task in self._office.views.tasks(case_id=case):
            if task.kind not in {"approval", "opinion"} or task.name not in asked:
                continue
            said = self._opinion(plan) if task.kind == "opinion" else Opinion()
            self._office.engine.decide(
                case,
                task.key,
                said.verdict,
                by=self._posts.doer(task),
                text=said.text,
                conditions=said.conditions,
                ground=said.ground,
            )
            self._done["审批和意见"] += 1
            if said.ground:
                return  # a veto ends the round: nobody else is asked any more

    @staticmethod
    def _opinion(plan: Plan) -> Opinion:
        """Agree mostly; now and then tie it to a condition, or veto."""
        chance = plan.random.random()
        if chance < VETOED:
            return Opinion("disagree", "选址不符合国土空间规划，建议另行选址", ground="planning")
        if chance < VETOED + TIED:
            return Opinion("conditional", "原则同意", conditions=("开工前取得环评批复",))
        return Opinion()

    def report(self, task: Task, who: str, today: date) -> None:
        """Enter the figures that go with a progress report on works."""
        if task.case not in self._plans or task.name != "progress_report":
            return
        progress = self._office.engine.explain(task.case)
        if progress.stage == "construction":
            self._measure(progress, who, today)
        elif progress.stage in PAYING and self._plans[task.case].random.random() < EARLY:
            self._fund(progress, who, today)

    def _measure(self, explained: Explanation, who: str, today: date) -> None:
        """Report how far the works are: near the schedule for most, far behind for some."""
        fields = {field.key: field.value for field in explained.fields}
        start, end = fields.get("started_on"), fields.get("planned_completion")
        if not isinstance(start, date) or not isinstance(end, date) or end <= start:
            return
        planned = 100 * min((today - start).days / (end - start).days, 1.0)
        pace = self._plans[explained.case].pace
        done = round(min(100.0, planned / max(pace, 1.0)), 1)
        self._office.engine.figures.enter(explained.case, "works", done, on=today, by=who)
        self._fund(explained, who, today)

    def _fund(self, explained: Explanation, who: str, today: date) -> None:
        """Enter money that came in: a small part of the investment, most of it from the province."""
        chance = self._plans[explained.case].random
        investment = next(float(str(f.value)) for f in explained.fields if f.key == "investment")
        (origin,) = chance.choices([*ORIGINS], weights=[*ORIGINS.values()])
        self._office.engine.figures.enter(
            explained.case,
            "funds",
            max(10.0, round(investment * chance.uniform(0.01, 0.07), 1)),
            on=today,
            parts={"origin": origin},
            by=who,
        )
        self._done["登记到位资金"] += 1

    def _who(self, explained: Explanation, role: str) -> str:
        found = self._posts.acting(explained, [role])
        if found is None:
            raise LookupError(role)
        return found


def _find(explained: Explanation, key: str) -> WayOnward:
    return next(way for way in explained.ways if way.key == key)
