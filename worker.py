"""What lets time pass for an office: ticks, the loop that beats them, the ear for other machines."""

from __future__ import annotations

import logging
import os
import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar

from .clock import Clock, SteadyClock
from .errors import DatabaseProblem
from .notifications import Dispatcher, DispatchResult
from .store import Auditor, Digests, Listener, Pulse, SqlStore
from .workflow.digest import compose, last_digest
from .workflow.jobs import Jobs, Worked
from .workflow.loop import Loop
from .workflow.openings import Openings
from .workflow.sweep import Swept, sweep
from .workflow.transactor import Transactor

ANCHOR_EVERY = timedelta(hours=24)
SHORTEST = timedelta(seconds=1)
DELIVERIES = 1_000
BUDGET = timedelta(seconds=30)
JOBS = 100
HOST = platform.node() or "localhost"

Done = TypeVar("Done")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did: rungs fired, deliveries made, jobs worked off, chain heads sealed, cases opened."""

    swept: Swept
    dispatched: DispatchResult
    anchored: int
    worked: Worked = field(default_factory=Worked)
    opened: int = 0


class Carrier(Protocol):
    """Carries deliveries and jobs to their handlers outside the tick, on any machine."""

    def start(self) -> None:
        """Begin to work; returns at once."""
        ...

    def stop(self) -> None:
        """End after the work in hand."""
        ...

    def reconcile(self, now: datetime) -> int:
        """Defer again what waits and nobody carries; give how much that was."""
        ...


class Worker:
    """Ticks, by itself or when asked; several may work on one database, on as many machines.

    With a ``carrier`` deliveries and jobs are its work, and a tick only sees that none is forgotten.
    """

    def __init__(  # noqa: PLR0913 - it drives all of these
        self,
        store: SqlStore,
        *,
        clock: Clock,
        transactor: Transactor,
        openings: Openings,
        dispatcher: Dispatcher,
        jobs: Jobs,
        collect: Callable[[datetime], int],
        follow: Callable[[Callable[[], bool]], object],
        tidy: Callable[[], object],
        carrier: Carrier | None = None,
        listens: bool = True,
        budget: timedelta = BUDGET,
    ) -> None:
        self._store = store
        self._clock = clock
        self._transactor = transactor
        self._openings = openings
        self._dispatcher = dispatcher
        self._jobs = jobs
        self._collect = collect
        self._follow = follow
        self._tidy = tidy
        self._pulse = Pulse(store)
        self._carrier = carrier
        self._listens = listens and store.is_postgresql
        self._auditor = Auditor(store)
        self._budget = budget
        self._loop: Loop | None = None
        self._deliveries: Loop | None = None
        self._listener: Listener | None = None
        self._wakes = True
        self._stopping = threading.Event()

    def tick(self) -> Tick:
        """Fire what is due, then deliver within the budget and work off what waits; seal history."""
        return self._tick(self._deliver if self._carrier is None else None, "tick")

    def _tick(self, deliver: Callable[[], DispatchResult] | None, name: str) -> Tick:
        if isinstance(self._clock, SteadyClock):
            self._clock.sync()
        now = self._clock.now()
        self._write_heartbeat(name, now)
        # What a calendar has moved must not fire where it stood before.
        _or_log("open deadlines could not follow", lambda: self._follow(self._goes_on))
        opened = _or_log(
            "cases could not be opened by the calendar",
            lambda: self._openings.open_due(now, goes_on=self._goes_on),
        )
        swept = sweep(self._transactor, now, goes_on=self._goes_on)
        _or_log("digests could not be collected", lambda: self._collect(now))
        dispatched, worked = DispatchResult(), Worked()
        if deliver is not None:
            dispatched = deliver()
        if self._carrier is not None:
            self._carrier.reconcile(now)
        else:
            worked = self._jobs.run(limit=JOBS, goes_on=self._goes_on)
        _or_log("old sessions could not be taken away", self._tidy)
        self._write_heartbeat(name, self._clock.now())
        return Tick(
            swept=swept,
            dispatched=dispatched,
            anchored=self._auditor.anchor_if_due(now, ANCHOR_EVERY),
            worked=worked,
            opened=opened or 0,
        )

    def _write_heartbeat(self, name: str, now: datetime) -> None:
        """Say that this process ticks; what is wrong with the database the tick itself says."""
        try:
            self._pulse.beat(f"{HOST} {name}", now)
        except DatabaseProblem as problem:
            log.info("a heartbeat could not be written: %s", problem)
        except Exception:
            log.exception("a heartbeat could not be written")

    def _deliver(self) -> DispatchResult:
        return self._dispatcher.run(limit=DELIVERIES, goes_on=self._goes_on, budget=self._budget)

    def start(self, *, wakes: bool = True) -> Loop:
        """Begin to tick by itself; with ``wakes`` also at once after commits, here or elsewhere.

        Deliveries have a loop of their own, so that a beat never waits for a receiver.
        """
        if self._loop is None:
            self._stopping.clear()
            self._wakes = wakes
            if self._carrier is None:
                self._deliveries = Loop(self._send)
                self._deliveries.start()
            self._loop = Loop(self._beat)
            self._loop.start()
            if self._listens and wakes:
                self._listener = Listener(self._store.engine, self.wake)
                self._listener.start()
            if self._carrier is not None:
                self._carrier.start()
        return self._loop

    def stop(self) -> None:
        """End ticking after the work in hand: the case, the deliveries or the job under way.

        A receiver that does not answer is waited for as long as the budget, and then left.
        """
        self._stopping.set()
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
            if self._carrier is not None:
                self._carrier.stop()
        if self._deliveries is not None:
            self._deliveries.stop()
            self._deliveries = None
        if not self._dispatcher.settle(self._budget):
            log.warning("a delivery is still under way; it is made again when its lease has ended")
        self._stopping.clear()

    def wake(self) -> None:
        """Tick soon: something was left to do."""
        if self._loop is not None and self._wakes:
            self._loop.wake()
        if self._deliveries is not None and self._wakes:
            self._deliveries.wake()

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _beat(self) -> timedelta | None:
        self._tick(None, str(os.getpid()))
        if (deliveries := self._deliveries) is None:
            return self._until(self._store.next_moment(), self._openings.next_moment())
        deliveries.wake()
        waiting = self._store.next_moment(["timer", "job"])
        return self._until(waiting, self._openings.next_moment())

    def _send(self) -> timedelta | None:
        self._deliver()
        return self._until(self._store.next_moment(["delivery"]))

    def _until(self, *moments: datetime | None) -> timedelta | None:
        first = min((moment for moment in moments if moment is not None), default=None)
        return None if first is None else max(first - self._clock.now(), SHORTEST)


def _or_log(failing: str, work: Callable[[], Done]) -> Done | None:
    """Do some work that must never keep a tick from sweeping and delivering; None when it failed."""
    try:
        return work()
    except Exception:
        log.exception(failing)
        return None


def collect_digests(store: SqlStore, transactor: Transactor, at: time | None, now: datetime) -> int:
    """Write the digests whose time of day has come; give how many mails. None: there are none."""
    if at is None:
        return 0
    with store.look() as uow:
        worktime = transactor.means.worktime(uow.calendar("cn"))
    day, until = last_digest(now, at, worktime)
    return Digests(store).collect(until, lambda who, notices: compose(who, notices, day, now))
