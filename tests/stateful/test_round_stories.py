"""Whatever happens to a round, in whatever order: it ends exactly once, as its rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import update

from guatu import ManualClock, Office
from guatu.errors import HandingRefused, NotFound, RoundRefused
from guatu.store.layout import tables
from testkit.offices import china_time, history
from testkit.stories import tell
from testkit.tenders import open_tenders, reviewed

EXAMPLES = {"sqlite": 50, "postgresql": 15}
ROUNDS = {
    "all": "views",
    "any": "either",
    "ratio": "vote",
    "order": "turns",
    "heard": "hearing",
    "quiet": "quiet",
}
ASKED = {"order": ["doctor", "deputy"]}
UNITS = {"money": "coin", "books": "ledger", "law": "judge", "centre": "net"}
PEOPLE = {"doctor": "doctor", "deputy": "deputy", "chief": "chief"}
SPEAKERS = {**UNITS, **PEOPLE}
HOLDER = st.sampled_from([*UNITS, *PEOPLE])
SAYS = st.sampled_from(["agree", "agree", "disagree", "abstain", "conditional", "veto"])


@dataclass
class Told:
    """What the model knows of the round: who is asked, what each said, who was asked before."""

    route: str
    said: dict[str, str | None] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    outcome: str = ""

    def result(self) -> str:
        """Work the result out by hand."""
        given = [*self.said.values(), *[None for _ in self.waiting]]
        if "veto" in given and self.route == "all":
            return "refused"
        counted = [v for v in given if v != "abstain"]
        for_it = sum(v in {"agree", "conditional"} for v in counted)
        is_full = None not in given
        match self.route:
            case "heard":
                return "passed" if is_full else ""
            case "any":
                return "passed" if for_it else ("refused" if is_full else "")
            case "ratio":
                return self._share(given)
            case _:
                if not is_full:
                    return ""
                return "passed" if for_it and for_it == len(counted) else "refused"

    def _share(self, given: list[str | None]) -> str:
        def is_passed(filler: str) -> bool:
            filled = [v or filler for v in given]
            counted = [v for v in filled if v != "abstain"]
            for_it = sum(v in {"agree", "conditional"} for v in counted)
            return bool(counted) and 3 * for_it >= 2 * len(counted)

        best, worst = is_passed("agree"), is_passed("disagree")
        return ("passed" if best else "refused") if best == worst else ""


class RoundStories(RuleBasedStateMachine):
    """One round of any kind, and everything that can happen to it."""

    office: Office
    clock: ManualClock

    def __init__(self) -> None:
        super().__init__()
        self.clock.move_to(china_time("2026-03-02 09:00"))

    @initialize(route=st.sampled_from(sorted(ROUNDS)))
    def ask(self, route: str) -> None:
        self.case = reviewed(self.office, route)
        self.key = ROUNDS[route]
        asked = ASKED.get(route, ["money", "books", "law"])
        is_turn = route == "order"
        self.told = Told(
            route=route,
            said=dict.fromkeys(asked[:1] if is_turn else asked),
            waiting=asked[1:] if is_turn else [],
        )
        self.runs = 1

    def settle(self) -> None:
        """Bring the model in line: somebody is asked next, or the round has ended."""
        told = self.told
        told.outcome = told.outcome or told.result()
        while not told.outcome and told.waiting and None not in told.said.values():
            told.said[told.waiting.pop(0)] = None

    def refused(self, command: Callable[[], object]) -> None:
        """Run a command the model says must be refused; the invariants see it changed nothing."""
        with pytest.raises((HandingRefused, NotFound, RoundRefused)):
            command()

    @rule(holder=HOLDER, says=SAYS)
    def decide(self, holder: str, says: str) -> None:
        told = self.told
        takes = {"veto": "disagree"}.get(says, says)
        if says == "conditional" and told.route != "all":
            return
        more = {"conditions": ["一项"]} if says == "conditional" else {}
        if says == "veto" and told.route == "all":
            more = {"ground": "debt"}

        def command():
            return self.office.engine.decide(
                self.case, self.key, takes, by=SPEAKERS[holder], text="意见", **more
            )

        mine = [h for h in told.said if SPEAKERS[h] == SPEAKERS[holder]]
        if told.outcome or not mine:
            self.refused(command)
        else:
            command()
            chosen = next((h for h in mine if told.said[h] is None), mine[0])
            told.said[chosen] = says if says != "veto" or told.route == "all" else "disagree"
            self.settle()

    @rule(holder=HOLDER)
    def recall(self, holder: str) -> None:
        told = self.told
        mine = [h for h in told.said if SPEAKERS[h] == SPEAKERS[holder]]
        owed = [h for h in mine if told.said[h] is None]

        def command():
            return self.office.engine.rounds.recall(self.case, self.key, by=SPEAKERS[holder])

        if told.outcome or not mine or owed:
            self.refused(command)
        else:
            command()
            told.said[mine[0]] = None

    @rule(holder=HOLDER)
    def add(self, holder: str) -> None:
        told = self.told
        is_known = holder in told.said or holder in told.waiting or holder in told.gone

        def command():
            return self.office.engine.rounds.add(self.case, self.key, holder, by="clerk", why="增")

        if told.outcome or is_known:
            self.refused(command)
        else:
            command()
            is_busy = told.route == "order" and None in told.said.values()
            if is_busy or told.waiting:
                told.waiting.append(holder)
            else:
                told.said[holder] = None
            self.settle()

    @rule(holder=HOLDER)
    def remove(self, holder: str) -> None:
        told = self.told
        is_last = len(told.said) + len(told.waiting) == 1
        is_owed = told.said.get(holder, "") is None or holder in told.waiting

        def command():
            return self.office.engine.rounds.remove(
                self.case, self.key, holder, by="clerk", why="减"
            )

        if told.outcome or is_last or not is_owed:
            self.refused(command)
        else:
            command()
            told.said.pop(holder, None)
            if holder in told.waiting:
                told.waiting.remove(holder)
            told.gone.add(holder)
            self.settle()

    @rule(holder=st.sampled_from([*UNITS]), to=HOLDER)
    def pass_on(self, holder: str, to: str) -> None:
        told = self.told
        is_taken = to in told.said or to in told.gone
        is_owed = told.said.get(holder, "") is None
        is_same = SPEAKERS[to] == SPEAKERS[holder]

        def command():
            return self.office.engine.tasks.pass_on(
                self.case, self.key, to, by=SPEAKERS[holder], why="转"
            )

        if told.route == "order" or is_same:
            return
        if told.outcome or not is_owed or is_taken:
            self.refused(command)
        else:
            command()
            told.said.pop(holder)
            told.gone.add(holder)
            told.said[to] = None

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(days=days))
        self.office.tick()
        if self.told.route == "quiet" and not self.told.outcome:
            self.hear_silence()

    def hear_silence(self) -> None:
        """Take from the office who was counted as silent: it is the clock's to say when."""
        run = f"{self.key}/{self.runs}" if self.runs > 1 else self.key
        for line in history(self.office, self.case):
            holder, is_now = line.data.get("holder"), line.data.get("task") == run
            is_silence = line.kind == "silence_counted" and is_now
            if is_silence and self.told.said.get(holder, "") is None:
                self.told.said[holder] = "agree"
        self.settle()

    @precondition(lambda self: self.told.outcome == "refused")
    @rule()
    def ask_again(self) -> None:
        self.office.engine.rounds.ask_again(self.case, self.key, by="clerk", why="再征求")
        self.runs += 1
        self.ask_anew()

    def ask_anew(self) -> None:
        asked = ASKED.get(self.told.route, ["money", "books", "law"])
        is_turn = self.told.route == "order"
        self.told = Told(
            route=self.told.route,
            said=dict.fromkeys(asked[:1] if is_turn else asked),
            waiting=asked[1:] if is_turn else [],
        )

    # --- what always holds --------------------------------------------------------------

    @invariant()
    def the_round_stands_as_the_model_says(self) -> None:
        if not hasattr(self, "case"):
            return
        states = self.office.engine.explain(self.case).rounds
        last = max(states, key=lambda state: (len(state.key), state.key))
        assert last.outcome == self.told.outcome
        voices = {voice.holder: voice.verdict for voice in last.voices}
        asked = {h: {"veto": "disagree"}.get(v, v) for h, v in self.told.said.items()}
        if self.told.outcome:
            asked = {h: v for h, v in asked.items() if v is not None}
        else:
            asked |= dict.fromkeys(self.told.waiting)
        assert voices == asked

    @invariant()
    def every_round_ended_once_at_most(self) -> None:
        if not hasattr(self, "case"):
            return
        lines = history(self.office, self.case)
        ended = [line.data["task"] for line in lines if line.kind == "round_ended"]
        opened = [line.data["task"] for line in lines if line.kind == "round_opened"]
        assert len(ended) == len(set(ended))
        assert set(ended) <= set(opened)
        owed = [t for t in self.office.views.tasks(case_id=self.case) if t.kind == "opinion"]
        assert not (self.told.outcome and owed)

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self.office.engine.advance(self.case, "stop", by="clerk")
        audit = self.office.verify()
        with self.office.store.writing() as connection:
            connection.execute(update(tables.timer).values(state="cancelled"))
        assert audit.is_whole


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    with open_tenders(database_url, clock) as office:
        yield office


@pytest.mark.slow
def test_a_round_ends_once_as_its_rule_says(office, clock, database_kind) -> None:
    tell(RoundStories, EXAMPLES, database_kind, steps=25, office=office, clock=clock)
