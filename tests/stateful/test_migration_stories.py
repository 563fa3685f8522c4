"""Cases that are worked on, wait, and change their version to and fro: what was said is never said again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from guatu import ManualClock, Office, Settings
from guatu.errors import GuatuError
from guatu.workflow.migration import Run
from guatu.workflow.steps.alarms.firings import Firing
from guatu.workflow.steps.alarms.ladder import rearm
from guatu.workflow.steps.projecting import project_stage
from testkit.migrations import LIMIT, RENAMED, ROUNDLESS, changed_since, newer, standing
from testkit.offices import (
    china_time,
    complete,
    history,
    open_case,
    open_office,
    reviewer_of,
)
from testkit.stories import tell

EXAMPLES = {"sqlite": 8, "postgresql": 3}
CHIEF = "{approval: chief, when: \"size == 'large'\"}"
VERSIONS = {
    2: (
        *RENAMED,
        (LIMIT, "limit: {small: 4 workdays, large: 8 workdays}"),
        ("rung: yellow\n", "rung: amber\n"),
        ("unanswered: yellow", "unanswered: amber"),
        (CHIEF, "approval: chief"),
    ),
    3: (
        ROUNDLESS,
        (LIMIT, "limit: {small: 15 workdays, large: 6 workdays}"),
        ("floor_area >= 10000.0", "floor_area >= 500.0"),
        ("before_due: 2 workdays", "before_due: 3 workdays"),
    ),
    4: (
        ("pass: all, veto: true, limit: 5", "pass: any, limit: 2"),
        ("    title: 受理\n", "    title: 收件\n"),
    ),
}
SAME = {"amber": "yellow"}
SPOKEN_FOR = {"fire": "huo", "env": "hua", "ma": "ma"}
PICK = st.integers(0, 99)
POLICY = st.sampled_from(["keep", "recompute", "restart"])
PLANS = st.fixed_dictionaries(
    {
        "timer": POLICY,
        "passed": st.sampled_from(["tell", "skip"]),
        "tasks": st.sampled_from([{}, {"joint": "reopen"}, {"joint": "close", "chief": "reopen"}]),
    }
)


class MigrationStories(RuleBasedStateMachine):
    """Up to four cases, four versions, and runs between them that are ended at once or by a tick."""

    office: Office
    clock: ManualClock

    def __init__(self) -> None:
        super().__init__()
        self.clock.move_to(china_time("2026-03-02 09:00"))
        self.cases: list[int] = []
        self.runs: list[int] = []

    def case(self, pick: int) -> int:
        return self.cases[pick % len(self.cases)]

    def actor(self, case: int) -> str:
        is_in_review = self.office.engine.explain(case).stage != "intake"
        return reviewer_of(self.office, case) if is_in_review else "lin"

    @staticmethod
    def tried(command: Callable[[], object]) -> None:
        """Do what people might do; where it is refused, nothing has happened."""
        with suppress(GuatuError):
            command()

    # --- what people do -----------------------------------------------------------------

    @initialize()
    def begin_with_some(self) -> None:
        for is_large, goes_on in ((False, True), (True, True), (False, False)):
            self.open(is_large, goes_on)

    @precondition(lambda self: len(self.cases) < 4)
    @rule(is_large=st.booleans(), goes_on=st.booleans())
    def open(self, is_large: bool, goes_on: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        case = open_case(self.office, floor_area=20_000.0 if is_large else 800.0).id
        self.cases.append(case)
        complete(self.office, case)
        if goes_on:
            self.office.engine.advance(case, "accept", by="lin")

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, what=st.sampled_from(["note", "accept", "pause", "resume", "back", "answer"]))
    def work(self, pick: int, what: str) -> None:
        case, engine = self.case(pick), self.office.engine
        by = self.actor(case)
        commands: dict[str, Callable[[], object]] = {
            "note": lambda: engine.record(case, by=by, note="有进展"),
            "accept": lambda: engine.advance(case, "accept", by=by),
            "pause": lambda: engine.pause(case, by=by, why="等待"),
            "resume": lambda: engine.resume(case, by=by),
            "back": lambda: engine.send_back(case, "intake", by=by, why="重办"),
            "answer": lambda: engine.escalations.answer(case, "yellow", by="ma", text="已办"),
        }
        self.tried(commands[what])

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, verdict=st.sampled_from(["agree", "disagree"]))
    def decide(self, pick: int, verdict: Any) -> None:
        case = self.case(pick)
        tasks = [row for row in standing(self.office, case)["task"] if row[9] is None]
        if tasks:
            key, holder = tasks[pick % len(tasks)][3:5]
            decide, by = self.office.engine.decide, SPOKEN_FOR[holder]
            self.tried(lambda: decide(case, key, verdict, by=by, text="意见"))

    @rule(days=st.sampled_from([12, 7, 3, 1, 0]), ticks=st.sampled_from([1, 0]))
    def time_passes(self, days: int, ticks: int) -> None:
        later = self.clock.now() + timedelta(days=days, hours=1)
        self.clock.move_to(min(later, china_time("2026-08-31 18:00")))
        for _ in range(ticks):
            self.office.tick()
            assert self.office.tick().swept.fired == 0

    # --- what administrators do ---------------------------------------------------------

    def dues(self) -> list[object]:
        """Give when each case is due."""
        return [self.office.engine.explain(case).light.due_at for case in self.cases]

    def begin(self, version: int, plan: dict[str, Any]) -> int:
        migrations = self.office.designer.migrations
        flow = self.office.designer.flow(f"permit@{version}")
        wanted = replace(migrations.plan(flow), only_cases=tuple(self.cases), **plan)
        self.runs.append(migrations.start(flow, wanted, by="system", why="改版").id)
        return self.runs[-1]

    def go_on(self) -> Run | None:
        """End the run that is under way, if there is one."""
        return self.office.designer.migrations.go_on(self.runs[-1]) if self.runs else None

    @precondition(lambda self: self.cases)
    @rule(version=st.integers(1, 4), plan=PLANS, days=st.sampled_from([0, 9, 20]))
    def migrate(self, version: int, plan: dict[str, Any], days: int) -> None:
        self.go_on()
        dues = self.dues()
        done = self.office.designer.migrations.go_on(self.begin(version, plan))

        assert (done.state, done.failed) == ("done", 0)
        flow = self.office.designer.flow(f"permit@{version}").hash
        assert {self.office.engine.explain(case).flow_hash for case in self.cases} == {flow}
        assert plan["timer"] != "keep" or self.dues() == dues
        if days:
            self.time_passes(days, 1)

    @precondition(lambda self: self.cases)
    @rule(version=st.integers(1, 4), plan=PLANS)
    def begin_only(self, version: int, plan: dict[str, Any]) -> None:
        self.go_on()
        self.begin(version, plan)

    @precondition(lambda self: self.cases)
    @rule(version=st.integers(1, 4), plan=PLANS)
    def migrate_and_return(self, version: int, plan: dict[str, Any]) -> None:
        self.go_on()
        before = {case: standing(self.office, case) for case in self.cases}
        run = self.office.designer.migrations.go_on(self.begin(version, plan))
        done = self.office.designer.migrations.revert(run.id, by="system", why="有误")

        assert (run.failed, done.reverted) == (0, run.total)
        assert changed_since(self.office, before) == []

    @precondition(lambda self: self.runs)
    @rule(pick=PICK, force=st.booleans())
    def revert(self, pick: int, force: bool) -> None:  # noqa: FBT001
        run = self.runs[-1 - pick % min(2, len(self.runs))]
        migrations = self.office.designer.migrations
        done = migrations.revert(run, by="system", why="有误", force=force)
        assert (done.state, done.waiting) == ("done", 0)
        assert done.total == done.reverted + done.touched + done.done + done.failed

    # --- what always holds --------------------------------------------------------------

    @invariant()
    def nothing_is_said_twice_in_an_entry(self) -> None:
        for case in self.cases:
            entry, said = 1, Counter[tuple[int, str, str]]()
            for line in history(self.office, case):
                entry += line.kind in {"moved", "sent_back"}
                if line.kind in {"escalated", "reminded", "reminded_again"}:
                    firing = Firing.parse(line.data["rung"])
                    same = replace(firing, rung=SAME.get(firing.rung, firing.rung))
                    said[entry, line.kind, str(same)] += 1
            assert set(said.values()) <= {1}, said

    @invariant()
    def a_case_waits_for_what_its_own_version_says(self) -> None:
        for case in self.cases:
            with self.office._transactor.reading(case) as sheet:
                assert sheet.case.stage in sheet.flow.stages
                known = {rung.key for rung in sheet.flow.ladder_of(sheet.case.stage)}
                for timer in sheet.timers:
                    firing = Firing.parse(timer.rung)
                    if timer.state in {"armed", "held"} and not firing.subject:
                        assert (timer.entry, firing.rung in known) == (sheet.case.entry, True)
                project_stage(sheet, is_told=False)
                rearm(sheet)
                assert sheet.timers.written() == ()
                assert sheet.deadlines.written() == ()

    def teardown(self) -> None:
        self.go_on()
        for case in self.cases:
            for kind, count in Counter(x.kind for x in history(self.office, case)).items():
                assert kind != "migrated" or count <= len(self.runs)
            if self.office.engine.explain(case).status == "paused":
                self.office.engine.resume(case, by=self.actor(case))
            self.office.engine.withdraw(case, by=self.actor(case), why="结束")
        assert self.office.verify().is_whole


@pytest.fixture
def office(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[Office]:
    with open_office(database_url, clock, settings=Settings(hold_notices=False)) as office:
        for changes in VERSIONS.values():
            newer(office, tmp_path, *changes)
        yield office


@pytest.mark.slow
def test_versions_come_and_go_and_nothing_is_lost_or_said_twice(
    office, clock, database_kind
) -> None:
    tell(MigrationStories, EXAMPLES, database_kind, steps=25, office=office, clock=clock)
