"""Whoever comes and goes, in whatever order: in is who should be, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from guatu import ManualClock, Office
from guatu.accounts import Accounts, Passwords, Strength
from guatu.accounts.limits import AddressPace
from guatu.errors import SignInRefused
from testkit.offices import open_office
from testkit.stories import tell

EXAMPLES = {"sqlite": 20, "postgresql": 10}
PEOPLE = ("lin", "wen")
WORDS = ("东海岸的三只海鸥 2026", "西山上的七棵松树 2027")
IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)


@dataclass
class Known:
    """What the model knows of an account."""

    word: str
    is_active: bool = True
    is_there: bool = True
    failures: int = 0
    locked_until: datetime | None = None


@dataclass
class Stay:
    """What the model knows of a session."""

    login: str
    begun: datetime
    ends: datetime
    written: datetime


class SessionStories(RuleBasedStateMachine):
    """Two people with an account each, whoever tries their passwords, and an administrator."""

    office: Office
    clock: ManualClock

    def __init__(self) -> None:
        super().__init__()
        office = self.office
        self.accounts = Accounts(
            office.store,
            office.roster,
            self.clock,
            office.settings,
            passwords=Passwords(Strength(passes=1, kibibytes=8, lanes=1)),
            pace=AddressPace(burst=100_000),
        )
        there = {account.login for account in self.accounts.accounts(by="system")}
        self.known: dict[str, Known] = {}
        self.stays: dict[str, Stay] = {}
        for login in PEOPLE:
            self._roster(login, is_active=True)
            if login in there:
                self.accounts.enable(login, by="system")
                self.accounts.reset_password(login, WORDS[0], by="system")
            else:
                self.accounts.create(login, login, WORDS[0], by="system")
            self.known[login] = Known(WORDS[0])

    @rule(login=st.sampled_from(PEOPLE), word=st.sampled_from(WORDS))
    def sign_in(self, login: str, word: str) -> None:
        known, now = self.known[login], self.clock.now()
        may = False
        if known.locked_until is None or now >= known.locked_until:
            may = known.word == word and known.is_active and known.is_there
            self._count(known, now, is_right=may)
        try:
            token = self.accounts.sign_in(login, word, address="10.0.0.1").token
        except SignInRefused:
            assert may is False
        else:
            assert may is True
            self.stays[token] = Stay(login, now, now + IDLE, now)

    @rule(login=st.sampled_from(PEOPLE), by=st.sampled_from([1, 3, 6]))
    def guess(self, login: str, by: int) -> None:
        for _ in range(by):
            known, now = self.known[login], self.clock.now()
            if known.locked_until is None or now >= known.locked_until:
                self._count(known, now, is_right=False)
            with pytest.raises(SignInRefused):
                self.accounts.sign_in(login, "完全不对的一句话", address="10.0.0.1")

    @rule(by=st.sampled_from([30, 59, 61, 900, 40_000, 43_200, 90_000]))
    def wait(self, by: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(seconds=by))

    @rule(which=st.integers(min_value=0, max_value=5))
    def sign_out(self, which: int) -> None:
        for token in [*self.stays][which : which + 1]:
            is_kept = self.accounts.sign_out(token)
            assert is_kept or not self._is_in(self.stays[token])
            del self.stays[token]

    @rule(login=st.sampled_from(PEOPLE), word=st.sampled_from(WORDS))
    def reset(self, login: str, word: str) -> None:
        self.accounts.reset_password(login, word, by="system")
        known = self.known[login]
        known.word, known.failures, known.locked_until = word, 0, None
        self._forget(login)

    @rule(login=st.sampled_from(PEOPLE))
    def disable(self, login: str) -> None:
        self.accounts.disable(login, by="system")
        self.known[login].is_active = False
        self._forget(login)

    @rule(login=st.sampled_from(PEOPLE))
    def enable(self, login: str) -> None:
        self.accounts.enable(login, by="system")
        known = self.known[login]
        known.is_active, known.failures, known.locked_until = True, 0, None

    @rule(login=st.sampled_from(PEOPLE))
    def leave(self, login: str) -> None:
        self._roster(login, is_active=False)
        self.known[login].is_there = False

    @rule(login=st.sampled_from(PEOPLE))
    def rejoin(self, login: str) -> None:
        self._roster(login, is_active=True)
        self.known[login].is_there = True

    @rule()
    def tidy(self) -> None:
        self.accounts.tidy()

    @invariant()
    def in_is_who_should_be(self) -> None:
        now = self.clock.now()
        for token, stay in [*self.stays.items()]:
            found = self.accounts.session_of(token)

            assert (found is not None) is self._is_in(stay)
            if found is None:
                del self.stays[token]
            elif now - stay.written >= timedelta(minutes=1):
                stay.written = now
                stay.ends = min(now + IDLE, stay.begun + LONGEST)

    def _is_in(self, stay: Stay) -> bool:
        known = self.known[stay.login]
        return self.clock.now() < stay.ends and known.is_active and known.is_there

    def _count(self, known: Known, now: datetime, *, is_right: bool) -> None:
        known.failures = 0 if is_right else known.failures + 1
        over = known.failures - 5
        pause = timedelta(seconds=min(30 * 2 ** max(over, 0), 900))
        known.locked_until = now + pause if over >= 0 else None
        if known.failures >= 100:
            known.locked_until = datetime.max.replace(tzinfo=now.tzinfo)

    def _forget(self, login: str) -> None:
        self.stays = {token: s for token, s in self.stays.items() if s.login != login}

    def _roster(self, login: str, *, is_active: bool) -> None:
        roster = self.office.roster.read()
        people = (
            replace(person, is_active=is_active) if person.key == login else person
            for person in roster.people
        )
        self.office.roster.save(replace(roster, people=tuple(people)))


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    with open_office(database_url, clock) as office:
        yield office


@pytest.mark.slow
def test_in_is_who_should_be_and_nobody_else(office, clock, database_kind) -> None:
    tell(SessionStories, EXAMPLES, database_kind, steps=25, office=office, clock=clock)
