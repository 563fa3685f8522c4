"""A year of 10,000 cases of the largest shipped flow, played: seconds."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

from guatu import Office
from guatu.simulation import Assumptions, simulate
from guatu.workflow.time.calendars import china
from guatu.workflow.time.worktime import WorkTime

from .figures import Goal, say

CASES, YEAR, SEED = 10_000, 2026, 7
GOAL = Goal(at_most=60)


def a_year() -> None:
    """Measure playing a year, everything counted."""
    with Office.open("sqlite://") as office:
        flow = office.designer.flow("full_service")
    worktime = WorkTime(china(), zone=ZoneInfo("Asia/Shanghai"))
    assumed = Assumptions(
        arrivals=CASES / 12, year=YEAR, seed=SEED, capacity={flow.stages[flow.initial].owner: 500}
    )
    begun = time.perf_counter()
    outcome = simulate(flow, assumed, worktime)
    seconds = time.perf_counter() - begun
    say(
        f"simulating a year of {outcome.opened:,} cases",
        {"seconds": seconds, "ended": outcome.ended, "running": outcome.running},
        {"seconds": GOAL},
    )
