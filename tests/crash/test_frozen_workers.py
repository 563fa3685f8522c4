"""Workers that stop, stand in the wrong hour, or are not told: others go on, nothing comes twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from guatu import Office, SystemClock
from testkit.chores import HurriedClock
from testkit.crew import Crew
from testkit.deliveries import Ledger
from testkit.offices import (
    china_time,
    complete,
    history,
    open_case,
    open_office,
    row_count,
)

OVERDUE = china_time("2026-03-12 10:00")
IDLE = 1.5
CASES = 5


def _wait_until(is_so: Callable[[], bool], seconds: float = 20.0) -> float:
    """Give the seconds it took until something was so; fail when that takes too long."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds
        time.sleep(0.02)
    return round(time.monotonic() - begun, 2)


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads Linux's process table")
def test_a_worker_frozen_before_its_commit_is_overtaken_and_fires_nothing_when_it_thaws(
    postgres_url, clock, crew: Crew, ledger: Ledger, say
) -> None:
    with open_office(postgres_url, clock, settings=ledger.settings()) as office:
        case = open_case(office).id
        told = {"url": postgres_url, "ledger": str(ledger.file), "at": OVERDUE.isoformat()}
        frozen = crew.start(
            "step",
            command="tick",
            case=case,
            stop_before_commit_of="guatu_escalation",
            idle=IDLE,
            **told,
        )
        _wait_until(lambda: _is_stopped(frozen))
        waited = _wait_until(
            lambda: crew.do("tidy", **told) == [] and row_count(office, "escalation") == 1
        )
        os.kill(frozen, signal.SIGCONT)
        zombie = crew.wait(frozen)
        breaks = crew.do("tidy", **told)
        raised = [line.kind for line in history(office, case)].count("escalated")
        say(waited=waited, zombie_ended_with=zombie.code, escalated=raised)

        assert (raised, row_count(office, "escalation"), breaks) == (1, 1, [])
        assert len(ledger.counts()) == row_count(office, "outbox")
        assert set(ledger.counts().values()) == {1}
        assert waited >= IDLE / 2


def _due_in(office: Office, span: timedelta) -> None:
    with office.store.writing() as connection:
        connection.execute(
            text(
                "UPDATE guatu_timer SET fire_at = CASE rung WHEN 'yellow'"
                " THEN clock_timestamp() + :span ELSE '2099-01-01' END"
            ),
            {"span": span},
        )


@pytest.mark.slow
def test_a_node_whose_clock_is_an_hour_ahead_fires_nothing_early(
    postgres_url, crew: Crew, say
) -> None:
    with open_office(postgres_url, SystemClock()) as office:
        for _ in range(CASES):
            open_case(office)
        _due_in(office, timedelta(minutes=30))
        early = crew.do("tick_by_own_clock", url=postgres_url, ahead_hours=1)["fired"]
        _due_in(office, timedelta(minutes=-1))
        late = crew.do("tick_by_own_clock", url=postgres_url, ahead_hours=-1)["fired"]
    say(timers=CASES, early=early, fired_when_due=late)

    assert (early, late) == (0, CASES)


@pytest.mark.slow
def test_without_notify_the_regular_beat_still_finds_the_work(
    postgres_url, crew: Crew, ledger: Ledger, say
) -> None:
    begun = time.monotonic()
    clock = HurriedClock(begun, OVERDUE)
    told = {"url": postgres_url, "ledger": str(ledger.file), "at": OVERDUE.isoformat()}
    with open_office(
        postgres_url, clock, settings=ledger.settings(mails=False, notify=False)
    ) as office:
        worker = crew.start("work", begun=begun, longest=0.5, notify=False, **told)
        case = complete(office, open_case(office).id)
        _wait_until(lambda: office.views.timers().outbox == {})
        office.engine.advance(case.id, "accept", by="lin")
        waited = _wait_until(lambda: ledger.counts().total() == 1)
        crew.kill(worker)
        say(beat=0.5, delivered_after=waited)

        assert list(ledger.counts().values()) == [1]
