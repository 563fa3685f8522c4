"""Whatever people do to cases, in whatever order: the engine does what a small model says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import update

from guatu import ManualClock, Office
from guatu.errors import (
    NotInStage,
    ReasonMissing,
    RoundRefused,
    TransitionRefused,
    UnknownStage,
    UnknownTask,
    WrongMoment,
)
from guatu.store.layout import tables
from guatu.workflow.time.lights import light_of
from testkit.offices import (
    china_time,
    complete,
    history,
    open_case,
    open_office,
    reviewer_of,
)
from testkit.stories import tell

EXAMPLES = {"sqlite": 30, "postgresql": 12}
SOURCES = {"accept": {"intake"}, "issue": {"review"}, "refuse": {"intake", "review"}}
TARGETS = {"accept": "review", "issue": "issued", "refuse": "refused"}
PICK = st.integers(0, 99)


@dataclass
class Told:
    """What the model knows of a case."""

    id: int
    is_large: bool
    stage: str = "intake"
    status: str = "running"
    entry: int = 1
    version: int = 1
    events: int = 0
    is_complete: bool = False
    visited: set[str] = field(default_factory=lambda: {"intake"})
    verdicts: dict[str, str] = field(default_factory=dict)

    def enter(self, stage: str) -> None:
        self.stage, self.entry = stage, self.entry + 1
        self.status = "ended" if stage in {"issued", "refused", "withdrawn"} else "running"
        self.visited.add(stage)
        self.verdicts = {}

    @property
    def is_asked(self) -> bool:
        """Whether the round still runs: nobody refused, and not everybody agreed."""
        said = [self.verdicts.get(person) for person in ("huo", "hua")]
        return "disagree" not in said and None in said

    @property
    def may_be_issued(self) -> bool:
        wanted = ["huo", "hua", *(["ma"] if self.is_large else [])]
        return all(self.verdicts.get(person) == "agree" for person in wanted)


class CaseStories(RuleBasedStateMachine):
    """Up to three cases, and everything that can happen to them."""

    office: Office
    clock: ManualClock

    def __init__(self) -> None:
        super().__init__()
        self.clock.move_to(china_time("2026-03-02 09:00"))
        self.cases: list[Told] = []

    # --- how commands are tried ---------------------------------------------------------

    def case(self, pick: int) -> Told:
        return self.cases[pick % len(self.cases)]

    def actor(self, told: Told) -> str:
        return "lin" if told.stage == "intake" else reviewer_of(self.office, told.id)

    def done(self, told: Told, command: Callable[[], object]) -> None:
        """Run a command that the model says must succeed."""
        told.version = command().version
        before, told.events = told.events, len(history(self.office, told.id))
        assert told.events > before

    @staticmethod
    def refused(command: Callable[[], object], *errors: type[Exception]) -> None:
        """Run a command that the model says must be refused; the invariants see it wrote nothing."""
        with pytest.raises(errors):
            command()

    # --- what people do -----------------------------------------------------------------

    @precondition(lambda self: len(self.cases) < 3)
    @rule(is_large=st.booleans(), goes_on=st.booleans())
    def open(self, is_large: bool, goes_on: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        case = open_case(self.office, floor_area=20_000 if is_large else 800)
        told = Told(id=case.id, is_large=is_large)
        told.events = len(history(self.office, case.id))
        self.cases.append(told)
        if goes_on:
            self.record(len(self.cases) - 1, with_everything=True)
            self.advance(len(self.cases) - 1, "accept", sure=0)

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, with_everything=st.booleans())
    def record(self, pick: int, with_everything: bool) -> None:  # noqa: FBT001
        told = self.case(pick)
        if told.status == "ended":
            command = lambda: self.office.engine.record(told.id, by="lin", note="补记")  # noqa: E731
            self.refused(command, WrongMoment)
            return
        actor, before = self.actor(told), told.version
        if with_everything:
            self.done(told, lambda: complete(self.office, told.id, by=actor))
            told.is_complete = True
        else:
            self.done(told, lambda: self.office.engine.record(told.id, by=actor, note="已联系"))
        assert told.version == before + 1

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, transition=st.sampled_from(sorted(SOURCES)), sure=st.integers(0, 4))
    def advance(self, pick: int, transition: str, sure: int) -> None:
        told = self.case(pick)
        if transition == "refuse" and sure > 0:
            return
        actor = "lin" if transition == "accept" else reviewer_of(self.office, told.id)

        def command():
            return self.office.engine.advance(told.id, transition, by=actor)

        is_ready = {"accept": told.is_complete, "issue": told.may_be_issued, "refuse": True}
        if told.stage not in SOURCES[transition]:
            self.refused(command, NotInStage)
        elif told.status == "paused":
            self.refused(command, WrongMoment)
        elif not is_ready[transition]:
            self.refused(command, TransitionRefused)
        else:
            self.done(told, command)
            told.enter(TARGETS[transition])

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, stage=st.sampled_from(["intake", "review", "issued"]))
    def send_back(self, pick: int, stage: str) -> None:
        told = self.case(pick)
        actor = self.actor(told)

        def command():
            return self.office.engine.send_back(told.id, stage, by=actor, why="重办")

        if told.status != "running":
            self.refused(command, WrongMoment)
        elif stage == told.stage or stage not in told.visited or stage == "issued":
            self.refused(command, UnknownStage)
        else:
            self.done(told, command)
            told.enter(stage)

    @precondition(lambda self: self.cases)
    @rule(pick=PICK)
    def pause_or_resume(self, pick: int) -> None:
        told = self.case(pick)
        actor, engine = self.actor(told), self.office.engine
        if told.status == "running":
            self.refused(lambda: engine.pause(told.id, by=actor, why=" "), ReasonMissing)
            self.refused(lambda: engine.resume(told.id, by=actor), WrongMoment)
            self.done(told, lambda: engine.pause(told.id, by=actor, why="等待"))
            told.status = "paused"
        elif told.status == "paused":
            self.refused(lambda: engine.pause(told.id, by=actor, why="再等"), WrongMoment)
            self.done(told, lambda: engine.resume(told.id, by=actor))
            told.status = "running"
        else:
            self.refused(lambda: engine.pause(told.id, by=actor, why="等待"), WrongMoment)

    @precondition(lambda self: self.cases)
    @rule(
        pick=PICK,
        person=st.sampled_from(["huo", "hua", "ma"]),
        verdict=st.sampled_from(["agree", "agree", "disagree"]),
    )
    def decide(self, pick: int, person: str, verdict: str) -> None:
        told = self.case(pick)
        task = "chief" if person == "ma" else "joint"

        def command():
            return self.office.engine.decide(told.id, task, verdict, by=person, text="意见")

        if told.status != "running":
            self.refused(command, WrongMoment)
        elif told.stage != "review" or (person == "ma" and not told.is_large):
            self.refused(command, UnknownTask)
        elif person != "ma" and not told.is_asked:
            self.refused(command, RoundRefused, UnknownTask)
        else:
            self.done(told, command)
            told.verdicts[person] = verdict

    @precondition(lambda self: any(told.stage == "review" for told in self.cases))
    @rule()
    def ask_again(self) -> None:
        told = next(told for told in self.cases if told.stage == "review")
        actor, rounds = self.actor(told), self.office.engine.rounds

        def command():
            return rounds.ask_again(told.id, "joint", by=actor, why="已整改")

        is_refused = "disagree" in [told.verdicts.get(person) for person in ("huo", "hua")]
        if told.status != "running":
            self.refused(command, WrongMoment)
        elif not is_refused:
            self.refused(command, RoundRefused)
        else:
            self.done(told, command)
            for person in ("huo", "hua"):
                told.verdicts.pop(person, None)

    @precondition(lambda self: any(told.stage == "review" for told in self.cases))
    @rule(people=st.permutations(["huo", "hua", "ma"]), goes_on=st.booleans())
    def all_agree(self, people: list[str], goes_on: bool) -> None:  # noqa: FBT001
        pick = next(n for n, told in enumerate(self.cases) if told.stage == "review")
        for person in people:
            self.decide(pick, person, "agree")
        if goes_on:
            self.advance(pick, "issue", sure=0)

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, close=st.booleans())
    def answer_or_close(self, pick: int, close: bool) -> None:  # noqa: FBT001
        told = self.case(pick)
        found = self.office.views.escalations(case_id=told.id, open_only=True)
        if found and told.status != "ended":
            by, rung = found[-1].recipients[0], found[-1].rung
            escalations = self.office.engine.escalations
            if close:
                self.done(told, lambda: escalations.close(told.id, rung, by=by, why="已办"))
            else:
                self.done(told, lambda: escalations.answer(told.id, rung, by=by, text="说明"))

    @precondition(lambda self: self.cases)
    @rule(pick=PICK, sure=st.integers(0, 9))
    def withdraw(self, pick: int, sure: int) -> None:
        told = self.case(pick)
        if sure == 0 and told.status != "ended":
            actor = self.actor(told)
            self.done(told, lambda: self.office.engine.withdraw(told.id, by=actor, why="撤回"))
            told.enter("withdrawn")

    @rule(hours=st.integers(1, 24 * 14), ticks=st.integers(0, 2))
    def time_passes(self, hours: int, ticks: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(hours=hours))
        for _ in range(ticks):
            self.office.tick()
        for told in self.cases:
            with self.office.store.look() as uow:
                version = uow.case_file(told.id).case.version
            events = len(history(self.office, told.id))
            assert (version > told.version) == (events > told.events)
            assert told.status == "running" or version == told.version
            told.version, told.events = version, events
        if ticks:
            assert self.office.tick().swept.fired == 0

    # --- what always holds --------------------------------------------------------------

    @invariant()
    def every_case_is_as_the_model_says(self) -> None:
        board = {row.id: row for row in self.office.views.board(self.clock.now(), limit=10**6)}
        for told in self.cases:
            with self.office.store.look() as uow:
                file = uow.case_file(told.id)
            case = file.case
            assert (case.stage, case.status, case.entry) == (told.stage, told.status, told.entry)
            assert (case.version, case.head_seq) == (told.version, told.events)
            assert [e.number for e in file.visited if e.left_at is None] == [told.entry]
            if told.status != "ended":
                assert board[told.id].light == light_of(file.deadline, self.clock.now())

    @invariant()
    def nothing_waits_for_an_entry_that_was_left(self) -> None:
        told = {t.id: t for t in self.cases}
        with self.office.store.reading() as connection:
            timer = tables.timer.c
            query = tables.timer.select().where(
                timer.case_id.in_(told), timer.state.in_(["armed", "held"])
            )
            for row in connection.execute(query):
                model = told[row.case_id]
                assert (row.entry, model.status != "ended") == (model.entry, True)
                assert model.status != "paused" or row.state == "held"

    @invariant()
    def every_rung_was_raised_once_at_most(self) -> None:
        for told in self.cases:
            items = self.office.views.escalations(case_id=told.id)
            raised = Counter(line.kind for line in history(self.office, told.id))["escalated"]
            assert raised == len(items)

    def teardown(self) -> None:
        audit = self.office.verify()
        with self.office.store.writing() as connection:
            connection.execute(update(tables.timer).values(state="cancelled"))
        assert audit.is_whole


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    with open_office(database_url, clock) as office:
        yield office


@pytest.mark.slow
def test_the_engine_does_what_the_model_says(office, clock, database_kind) -> None:
    tell(CaseStories, EXAMPLES, database_kind, steps=30, office=office, clock=clock)
