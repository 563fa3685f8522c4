"""What the children of a crew do. Times are ISO text, because they come through a pipe."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from guatu import Clock, ManualClock, Office, Settings, SystemClock
from guatu.clock import as_utc
from guatu.store.layout import tables
from guatu.workflow.loop import Loop

from .deliveries import Ledger
from .drivers import watch
from .offices import all_rows, another_office, fee_rules

LEASE = timedelta(minutes=11)
CHANGING = {("guatu_outbox", name) for name in ("token", "attempts", "sent_at", "try_at", "error")}
"""What the outbox keeps about who tried when; two runs differ in it and are both right."""


class HurriedClock:
    """A minute of the office's time passes in a second; the same in every process.

    ``begun`` is a reading of the monotonic clock, which all processes of a machine share.
    """

    def __init__(self, begun: float, at: datetime) -> None:
        self._begun = begun
        self._at = as_utc(at)

    def now(self) -> datetime:
        """Give the present moment of the hurried office."""
        return self._at + timedelta(minutes=time.monotonic() - self._begun)


def work(
    url: str, ledger: str, begun: float, at: str, *, longest: float = 30.0, notify: bool = True
) -> None:
    """Tick by the office's own loop until killed, at the latest every so many seconds."""
    Loop.__init__.__kwdefaults__ = {"longest": timedelta(seconds=longest)}
    clock = HurriedClock(begun, datetime.fromisoformat(at))
    with _office(url, ledger, clock, mails=False, notify=notify) as office:
        office.start()
        signal.pause()


def tick_by_own_clock(url: str, ahead_hours: float) -> None:
    """Tick once in an office nobody gave a clock, on a machine whose clock is set wrong."""
    wrong = timedelta(hours=ahead_hours)
    SystemClock.now = lambda _clock: datetime.now(UTC) + wrong  # type: ignore[method-assign,assignment]  # noqa: TID251
    settings = Settings(hold_notices=False)
    with Office.open(url, rules=fee_rules(), settings=settings, upgrade=False) as office:
        print(json.dumps({"fired": office.tick().swept.fired}))


def step(
    url: str,
    ledger: str,
    at: str,
    command: str,
    case: int,
    die_at: int = -1,
    stop_before_commit_of: str = "",
    idle: float = 10.0,
) -> None:
    """Do one step; count the points around its statements, and end at one of them.

    ``die_at`` is the number of the point at which this process kills itself: what it prints last
    is that point. ``stop_before_commit_of`` names a table: the first transaction that wrote to it
    is stopped (SIGSTOP) right before its commit; PostgreSQL ends it after ``idle`` seconds.
    Without either it prints how many points it saw.
    """
    points = _Points(die_at, stop_before_commit_of)
    watch(points.pass_by)
    clock = ManualClock(datetime.fromisoformat(at))
    with _office(url, ledger, clock, idle=timedelta(seconds=idle)) as office:
        points.is_counting = True
        _do(office, command, case)
        points.is_counting = False
    print(json.dumps({"points": points.seen}))


class _Points:
    def __init__(self, die_at: int, stop_after: str) -> None:
        self.is_counting = False
        self.seen = 0
        self._die_at = die_at
        self._stop_after = stop_after
        self._is_near = False

    def pass_by(self, when: str, statement: str) -> None:
        if not self.is_counting:
            return
        if self.seen == self._die_at:
            print(json.dumps({"point": self.seen, "where": f"{when} {statement}"[:200]}))
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1
        if self._stop_after and f"INTO {self._stop_after}" in statement:
            self._is_near = True
        if self._is_near and (when, statement) == ("before", "COMMIT"):
            self._stop_after, self._is_near = "", False
            os.kill(os.getpid(), signal.SIGSTOP)


def finish(url: str, ledger: str, at: str, command: str, case: int) -> None:
    """Do a step again from the start, let every lease run out, and print the end state."""
    with _office(url, ledger, ManualClock(datetime.fromisoformat(at))) as office:
        _do(office, command, case)
        _end(office)
        print(json.dumps(_end_state(office), default=str))


def tidy(url: str, ledger: str, at: str) -> None:
    """Let every lease run out, work until nothing is left, and print what is wrong with history."""
    with _office(url, ledger, ManualClock(datetime.fromisoformat(at))) as office:
        _end(office)
        print(json.dumps([str(found) for found in office.verify().breaks]))


def _office(url: str, ledger: str, clock: Clock, **settings: Any) -> Office:
    deliveries = Ledger(Path(ledger))
    deliveries.take_over()
    return another_office(url, clock, settings=deliveries.settings(**settings))


def _do(office: Office, command: str, case: int) -> None:
    match command:
        case "tick":
            office.tick()
        case "migrate":
            _migrate(office)
        case "revert":
            office.designer.migrations.revert(1, by="system", why="有误")
        case _:
            office.engine.advance(case, command, by="lin", key="once")


def _migrate(office: Office) -> None:
    """Bring the permits onto their newest version: begin the one run, or go on with it."""
    migrations = office.designer.migrations
    if not migrations.runs():
        migrations.start(office.designer.flow("permit"), by="system", why="改版")
    migrations.go_on(1)


def _end(office: Office) -> None:
    office.tick()
    assert isinstance(office.clock, ManualClock)
    office.clock.move_to(office.clock.now() + LEASE)
    while (tick := office.tick()).swept.fired or tick.dispatched.sent:
        pass


def _end_state(office: Office) -> dict[str, Any]:
    found = all_rows(office)
    return {
        table.name: [
            [
                value
                for column, value in zip(table.columns, row, strict=True)
                if (table.name, column.name) not in CHANGING
            ]
            for row in found[table.name]
        ]
        for table in tables.metadata.sorted_tables
        if table.name != "guatu_heartbeat"  # says which process ticked, and when
    }
