"""One machine's commit wakes the others; time is the database's; idle sessions are ended."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Self

import pytest

from guatu import Office, Settings, SystemClock
from guatu.clock import SteadyClock
from guatu.errors import DatabaseProblem
from guatu.store import Listener
from guatu.store.layout import tables
from testkit.offices import (
    another_office,
    fee_rules,
    fields,
    kinds,
    move,
    open_case,
    open_office,
    to_review,
)

SOON = 20.0


class Ear:
    """Counts what a listener hears, after the greeting at its start."""

    def __init__(self, office) -> None:
        self.heard = threading.Semaphore(0)
        self.listener = Listener(office.store.engine, self.heard.release)

    def __enter__(self) -> Self:
        self.listener.start()
        assert self.heard.acquire(timeout=SOON)
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.stop()

    def hears(self, timeout: float = SOON) -> bool:
        return self.heard.acquire(timeout=timeout)


@pytest.fixture
def mailing(postgres_url, clock, tmp_path):
    settings = Settings(letters_folder=tmp_path / "letters")
    with open_office(postgres_url, clock, settings=settings) as office:
        yield office


def test_a_commit_with_a_delivery_is_heard(mailing) -> None:
    with Ear(mailing) as ear:
        to_review(mailing)

        assert ear.hears()


def test_a_commit_that_leaves_nothing_soon_is_not_announced(mailing) -> None:
    case = open_case(mailing)
    with Ear(mailing) as ear:
        mailing.engine.record(case.id, by="lin", note="无事")

        assert not ear.hears(0.3)


def test_a_timer_due_within_the_longest_pause_is_announced(mailing, clock) -> None:
    case = open_case(mailing)
    mailing.engine.pause(case.id, by="lin", why="等材料")
    move(clock, "2026-03-09 00:29:50")
    with Ear(mailing) as ear:
        clock.move_to(clock.now())
        mailing.engine.resume(case.id, by="lin")
        is_soon = _first_armed(mailing, case.id) <= clock.now() + timedelta(seconds=30)
        heard = ear.hears(SOON if is_soon else 0.3)

    assert heard is is_soon


def test_what_is_rolled_back_is_not_heard(mailing) -> None:
    with Ear(mailing) as ear:
        with mailing.store.engine.connect() as host:
            transaction = host.begin()
            engine = mailing.engine.within(host)
            case = engine.open("permit", fields=fields(), by="lin")
            engine.record(case.id, by="lin", materials={"drawings": "图"})
            transaction.rollback()

        assert not ear.hears(0.3)


def test_an_office_that_does_not_notify_says_nothing(postgres_url, clock, tmp_path) -> None:
    settings = Settings(letters_folder=tmp_path / "letters", notify=False)
    with open_office(postgres_url, clock, settings=settings) as office, Ear(office) as ear:
        to_review(office)

        assert not ear.hears(0.3)


def test_what_one_machine_commits_another_delivers_at_once(mailing, postgres_url, clock) -> None:
    other = another_office(postgres_url, clock, settings=mailing.settings)
    with other:
        other.start()
        assert other._worker._listener.is_listening.wait(SOON)
        other.start().beat_now(SOON)
        begun = time.monotonic()

        to_review(mailing)

        while not mailing.views.timers().outbox.get("sent"):
            assert time.monotonic() < begun + SOON
            time.sleep(0.005)
        assert time.monotonic() - begun < 15  # the longest pause is 30 s


def test_a_listener_whose_session_is_ended_comes_back_and_calls_for_what_it_missed(
    mailing,
) -> None:
    with Ear(mailing) as ear:
        with mailing.store.engine.begin() as connection:
            ended = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN guatu%%' AND datname = current_database()"
            ).scalar_one()

        assert (ended, ear.hears()) == (1, True)
        to_review(mailing)
        assert ear.hears()


def test_stopping_a_listener_is_quick_and_may_happen_twice(mailing) -> None:
    with Ear(mailing) as ear:
        begun = time.monotonic()
        ear.listener.stop()

    assert time.monotonic() - begun < 10  # a quiet listener waits for 30 s


# --- the database's time --------------------------------------------------------------------


class HourAhead(SystemClock):
    """The clock of a machine that is set wrong."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=1)


def test_a_machine_set_an_hour_ahead_lives_on_the_databases_time(postgres_url, monkeypatch) -> None:
    monkeypatch.setattr("guatu.store.engines.SystemClock", HourAhead)
    monkeypatch.setattr("guatu.clock.SystemClock", HourAhead)
    with Office.open(postgres_url, rules=fee_rules()) as office:
        now = office.clock.now()

        assert isinstance(office.clock, SteadyClock)
        assert abs(now - SystemClock().now()) < timedelta(minutes=1)


def test_on_sqlite_the_time_is_the_machines(sqlite_url) -> None:
    with Office.open(sqlite_url) as office:
        assert type(office.clock) is SystemClock


def test_a_clock_that_is_given_always_wins(postgres_url, clock) -> None:
    with Office.open(postgres_url, clock=clock) as office:
        assert office.clock is clock


# --- idle sessions --------------------------------------------------------------------------


def test_who_stops_inside_a_transaction_loses_it_and_nothing_happens_twice(
    postgres_url, clock
) -> None:
    """A frozen process must not keep a case from firing, and must not fire it when it thaws."""
    with open_office(postgres_url, clock, settings=Settings(idle=timedelta(seconds=2))) as frozen:
        case = open_case(frozen)
        move(clock, "2026-03-10 08:30")
        with (
            another_office(postgres_url, clock) as other,
            pytest.raises(DatabaseProblem),
            frozen.store.claim(clock.now()) as claim,
        ):
            assert other.tick().swept.held == 1
            assert claim.case == case.id
            fired = _tick_until_fired(other)
            claim.put_off("来迟一步", [])

        assert fired == 1
        assert kinds(frozen, case.id).count("escalated") == 1
        assert frozen.tick().swept.fired == 0
        assert frozen.verify().is_whole


def _tick_until_fired(office) -> int:
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        if fired := office.tick().swept.fired:
            return fired
        time.sleep(0.05)
    return 0


def _first_armed(office, case: int) -> datetime:
    timer = tables.timer
    query = timer.select().where(timer.c.case_id == case, timer.c.state == "armed")
    with office.store.reading() as connection:
        return min(row.fire_at for row in connection.execute(query))
