"""Deadlines under pauses, extensions, activity and new calendars: a small model counts along by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from guatu import ManualClock, Office
from guatu.errors import ExtensionRefused, WrongMoment
from guatu.store.layout import tables
from guatu.workflow.steps.alarms.firings import Firing
from guatu.workflow.time.calendars import library
from testkit.offices import ZONE, china_time, history, open_office
from testkit.stories import tell
from testkit.works import WORKS, open_works

EXAMPLES = {"sqlite": 20, "postgresql": 8}
FIRST, LAST = date(2026, 3, 2), date(2026, 9, 30)
PICK = st.integers(0, 99)
LIMITS = {"building": 20, "checking": 10}


def closing(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, 30, tzinfo=ZONE)


@dataclass
class Told:
    """What the model knows of a case: its stage, when it came there, and what moved its clock."""

    id: int
    stage: str
    since: datetime
    moves: list[tuple[str, datetime, datetime | int]] = field(default_factory=list)
    paused: datetime | None = None
    asked: int = 0
    granted: int = 0

    def enter(self, stage: str, now: datetime) -> None:
        """Begin anew; what was paused before this entry has nothing to say to it."""
        self.stage, self.since, self.moves = stage, now, []
        self.asked = self.granted = 0


class Counting:
    """Working days, counted one by one."""

    def __init__(self) -> None:
        self.closed: set[date] = set()
        self.china = library()

    def is_workday(self, day: date) -> bool:
        is_weekday = day.weekday() < 5 and day not in self.china.holidays
        return (is_weekday or day in self.china.workdays) and day not in self.closed

    def shift(self, day: date, workdays: int) -> date:
        while workdays:
            day += timedelta(days=1)
            workdays -= self.is_workday(day)
        return day

    def between(self, after: date, until: date) -> int:
        return sum(
            self.is_workday(after + timedelta(days=n)) for n in range(1, (until - after).days + 1)
        )

    def due(self, told: Told) -> date:
        """Count when a stage is due: each extension a period of its own, pauses put both off."""
        pauses = [(a, b) for kind, a, b in told.moves if kind == "pause"]
        grants = [n for kind, _, n in told.moves if kind == "extension"]
        due = self.period(told.since, LIMITS[told.stage], pauses)
        for days in grants:
            due = self.period(closing(due), days, pauses)
        return due

    def period(self, start: datetime, days: int, pauses: list) -> date:
        day = self.shift(start.astimezone(ZONE).date(), days)
        for begun, ended in pauses:
            since = max(begun, start)
            if ended > start and since < closing(day):
                day = self.shift(
                    day, self.between(since.astimezone(ZONE).date(), ended.astimezone(ZONE).date())
                )
        return day


class DeadlineStories(RuleBasedStateMachine):
    """Up to two cases, their clocks, and a calendar that changes under them."""

    office: Office
    clock: ManualClock

    def __init__(self) -> None:
        super().__init__()
        self.clock.move_to(china_time("2026-03-02 09:00"))
        self.counting = Counting()
        self.cases: list[Told] = []
        self.import_calendar()

    def case(self, pick: int) -> Told:
        return self.cases[pick % len(self.cases)]

    def import_calendar(self) -> None:
        china = library()
        self.office.calendars.save(
            replace(china, holidays=china.holidays | frozenset(self.counting.closed)),
            by="ma",
            why="放假安排调整",
        )

    # --- what happens -------------------------------------------------------------------

    @precondition(lambda self: len(self.cases) < 2)
    @rule()
    def open(self) -> None:
        case = open_works(self.office)
        self.cases.append(Told(id=case.id, stage="building", since=self.clock.now()))

    @precondition(lambda self: self.cases)
    @rule(pick=PICK)
    def move_on(self, pick: int) -> None:
        told = self.case(pick)
        if told.stage == "building" and told.paused is None:
            self.office.engine.advance(told.id, "inspect", by="wen")
            told.enter("checking", self.clock.now())

    @precondition(lambda self: self.cases)
    @rule(pick=PICK)
    def come_back(self, pick: int) -> None:
        told = self.case(pick)
        if told.stage == "checking" and told.paused is None:
            self.office.engine.send_back(told.id, "building", by="wen", why="整改")
            told.enter("building", self.clock.now())

    @precondition(lambda self: self.cases)
    @rule(pick=PICK)
    def note(self, pick: int) -> None:
        self.office.engine.record(self.case(pick).id, by="wen", note="有进展")

    @precondition(lambda self: self.cases)
    @rule(pick=PICK)
    def pause_or_resume(self, pick: int) -> None:
        told, now = self.case(pick), self.clock.now()
        if told.paused is None:
            self.office.engine.pause(told.id, by="wen", why="停工")
            told.paused = now
        else:
            self.office.engine.resume(told.id, by="wen")
            told.moves.append(("pause", told.paused, now))
            told.paused = None

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, days=st.integers(1, 12), verdict=st.sampled_from(["agree", "disagree"]))
    def extend(self, pick: int, days: int, verdict: str) -> None:
        told, engine = self.case(pick), self.office.engine

        def ask() -> None:
            engine.extend(told.id, f"{days} workdays", by="wen", why="待补资料")

        if told.paused is not None:
            with pytest.raises(WrongMoment):
                ask()
            return
        due = self.counting.due(told)
        last = due - timedelta(days=1)
        while not self.counting.is_workday(last):
            last -= timedelta(days=1)
        if self.clock.now() > closing(last) or told.granted == 2 or days > 10:
            with pytest.raises(ExtensionRefused):
                ask()
            return
        ask()
        engine.decide(told.id, "extension", verdict, by="ma", text="意见")
        told.asked += 1
        if verdict == "agree":
            told.granted += 1
            told.moves.append(("extension", self.clock.now(), days))

    @rule(day=st.dates(FIRST, LAST), is_told=st.booleans())
    def change_the_calendar(self, day: date, is_told: bool) -> None:  # noqa: FBT001
        """A day becomes free, or worked again; re-projected at once or by the next tick."""
        spells = [self.spells(told) for told in self.cases]
        self.counting.closed ^= {day}
        self.import_calendar()
        if is_told:
            self.office.calendars.reproject(by="ma")
        else:
            self.office.tick()
        assert [self.spells(told) for told in self.cases] == spells

    def spells(self, told: Told) -> int:
        return sum(line.kind == "spell_began" for line in history(self.office, told.id))

    @rule(hours=st.integers(1, 24 * 10), ticks=st.integers(0, 2))
    def time_passes(self, hours: int, ticks: int) -> None:
        later = self.clock.now() + timedelta(hours=hours)
        self.clock.move_to(min(later, china_time("2026-08-31 18:00")))
        for _ in range(ticks):
            self.office.tick()
        if ticks:
            assert self.office.tick().swept.fired == 0

    # --- what always holds --------------------------------------------------------------

    @invariant()
    def deadlines_are_where_counting_by_hand_puts_them(self) -> None:
        board = {row.id: row for row in self.office.views.board(self.clock.now(), limit=10**6)}
        for told in self.cases:
            light = self.office.engine.explain(told.id).light
            assert light.due_at == closing(self.counting.due(told))
            assert board[told.id].due_at == light.due_at
            assert board[told.id].light == light.color
            assert not light.is_provisional
            assert light.calendar_version == self.office.calendars.current()["cn"].version

    @invariant()
    def nothing_is_raised_or_said_twice(self) -> None:
        for told in self.cases:
            lines = history(self.office, told.id)
            raised = Counter(
                (line.kind, line.data["rung"], self._entry(lines, line))
                for line in lines
                if line.kind in {"escalated", "reminded", "reminded_again"}
            )
            assert set(raised.values()) <= {1}
            spells = self.spells(told)
            highest = [
                Firing.parse(line.data["rung"]).spell for line in lines if "rung" in line.data
            ]
            assert max(highest, default=1) <= spells + 1

    @staticmethod
    def _entry(lines: list, line: object) -> int:
        before = lines[: lines.index(line)]
        is_duty = str(line.data["rung"]).startswith("duty:")
        return 0 if is_duty else sum(1 for one in before if one.kind == "moved")

    @invariant()
    def every_waiting_timer_belongs_to_what_is_there(self) -> None:
        told = {t.id: t for t in self.cases}
        with self.office.store.reading() as connection:
            timer = tables.timer.c
            query = tables.timer.select().where(
                timer.case_id.in_(told), timer.state.in_(["armed", "held"])
            )
            for row in connection.execute(query):
                assert row.entry in {0, self._number(row.case_id)}
                assert told[row.case_id].paused is None or row.state == "held"

    def _number(self, case: int) -> int:
        with self.office.store.look() as uow:
            return uow.case_file(case).case.entry

    def teardown(self) -> None:
        assert self.office.verify().is_whole
        for told in self.cases:
            if told.paused is not None:
                self.office.engine.resume(told.id, by="wen")
            self.office.engine.withdraw(told.id, by="wen", why="结束")


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    with open_office(database_url, clock, flow=WORKS) as office:
        yield office


@pytest.mark.slow
def test_deadlines_are_what_counting_by_hand_says(office, clock, database_kind) -> None:
    tell(DeadlineStories, EXAMPLES, database_kind, steps=25, office=office, clock=clock)
