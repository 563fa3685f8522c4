"""Additions of working days and working hours a second, against counting day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from guatu.definitions.spans import Span
from guatu.workflow.time.calendars import china
from guatu.workflow.time.worktime import WorkTime

from .figures import Goal, interleaved, say

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(600)]
MOMENTS = [datetime(2025, 1, 1, 2, 17, tzinfo=UTC) + timedelta(hours=23 * n) for n in range(600)]
ROUNDS, TIMES = 7, 20
SPANS = ("3 workdays", "30 workdays", "4 workhours", "30 days", "2 months")
WALKED = 30
GOAL = Goal(at_least=200_000)


def additions() -> None:
    """Measure adding spans of each kind; days alone, and whole deadlines to the minute."""
    worktime = WorkTime(china(), zone=ZONE)

    def days() -> int:
        for _ in range(TIMES):
            for day in DAYS:
                worktime.shift(day, WALKED)
        return TIMES * len(DAYS)

    def day_by_day() -> int:
        for day in DAYS:
            at, left = day, WALKED
            while left:
                at += timedelta(days=1)
                left -= worktime.is_workday(at)
        return len(DAYS)

    def deadlines(span: Span) -> Callable[[], int]:
        def way() -> int:
            for moment in MOMENTS:
                worktime.after(moment, span)
            return len(MOMENTS)

        return way

    table, walk = f"a day + {WALKED} workdays", f"a day + {WALKED} workdays, day by day"
    ways: dict[str, Callable[[], int]] = {table: days, walk: day_by_day}
    ways |= {f"a deadline in {span}": deadlines(Span.parse(span)) for span in SPANS}
    rates = interleaved(ways, ROUNDS)
    figures = {f"{name}, per s": rate for name, rate in rates.items()}
    goals = {f"{table}, per s": GOAL, "a deadline in 4 workhours, per s": GOAL}
    say(
        "working time arithmetic",
        {**figures, "ratio to day by day": rates[table] / rates[walk]},
        goals,
    )
