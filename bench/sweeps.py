"""A sweep of the same number of due cases, among more and more timers that are not due."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from math import inf

from sqlalchemy import text, update

from guatu import ManualClock, Office
from guatu.store.layout import tables

from .figures import Goal, say
from .scenes import DUE, KINDS, Place, filled

CASES, SLICES = 1_000, 5
MINUTE = timedelta(minutes=1)
PENDING, FULL = (10_000, 100_000), 1_000_000
NUMBERED = {
    "SQLite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n)",
    "PostgreSQL": "WITH n(i) AS (SELECT generate_series(1, :n))",
}
PEND = (
    " INSERT INTO guatu_timer (case_id, entry, rung, fire_at, state, attempts, error)"
    " SELECT :idle, 1000 + i, 'far', '2030-01-01 00:00:00.000000', 'armed', 0, ''"
    " FROM n"
)


def among_pending(there: Place, full: bool) -> None:  # noqa: FBT001 - as every bench
    """Measure the cost of one due case, letters and notices included, among pending timers."""
    sizes = (*PENDING, FULL) if full else PENDING
    for kind in KINDS:
        cost = _costs(there, kind, sizes)
        per_case = {f"µs a due case among {n:,} pending": us for n, us in cost.items()}
        ratios, goals = {}, {}
        for smaller, larger, most in zip(sizes, sizes[1:], (2.5, 1.2), strict=False):
            name = f"cost among {larger:,} / {smaller:,}"
            ratios[name] = cost[larger] / cost[smaller]
            goals[name] = Goal(at_most=most)
        say(f"a sweep of {CASES:,} due cases, {kind}", {**per_case, **ratios}, goals)


def _costs(there: Place, kind: str, sizes: Sequence[int]) -> dict[int, float]:
    """Sweep a slice of the due cases in each office in turn; give the microseconds a case takes."""
    with ExitStack() as stack:
        offices: dict[int, Office] = {}
        for pending in sizes:
            office, cases = stack.enter_context(filled(there.url(kind), CASES + 1))
            _pend(office, kind, cases[-1], pending)
            offices[pending] = office
        slices = (DUE + MINUTE * number for number in range(SLICES))
        ways = {pending: _sweeping(office) for pending, office in offices.items()}
        best = dict.fromkeys(sizes, inf)
        for at in slices:
            for pending, way in ways.items():
                best[pending] = min(best[pending], way(at))
    return best


def _sweeping(office: Office) -> Callable[[datetime], float]:
    assert isinstance(office.clock, ManualClock)
    clock = office.clock

    def sweep(at: datetime) -> float:
        clock.move_to(at)
        begun = time.perf_counter()
        fired = office.tick().swept.fired
        seconds = time.perf_counter() - begun
        assert fired == CASES // SLICES, f"{fired} fired"
        return seconds / fired * 1e6

    return sweep


def _pend(office: Office, kind: str, idle: int, pending: int) -> None:
    """Arm so many timers far in the future, of a case that is not due; let each slice be due later."""
    timer = tables.timer
    with office.store.engine.begin() as connection:
        connection.execute(update(timer).where(timer.c.case_id == idle).values(state="held"))
        connection.execute(text(NUMBERED[kind] + PEND), {"n": pending, "idle": idle})
        for number in range(1, SLICES):
            connection.execute(
                update(timer)
                .where(timer.c.case_id % SLICES == number, timer.c.fire_at <= DUE)
                .values(fire_at=DUE + MINUTE * number)
            )
    with office.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as each:
        each.exec_driver_sql("ANALYZE guatu_timer")
