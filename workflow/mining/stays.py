"""What is mined: the stays of cases in stages, and how many working days each took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from ..time.worktime import WorkTime

PauseSpan = tuple[datetime, datetime | None]


class Stay(NamedTuple):
    """One stay of a case in a stage or an end, as far as mining asks; a row, so light as one.

    ``via`` says how the case came there, ``by`` who brought it; ``left_at`` is None while it lasts,
    and only then it matters when it is due: of one that is over ``was_on_time`` is known.
    ``pauses`` are those of its clock, which may be older than the stay itself.
    """

    case: int
    stage: str
    entered_at: datetime
    left_at: datetime | None
    via: str
    by: str
    was_on_time: bool | None
    due_at: datetime | None
    calendar: str
    pauses: tuple[PauseSpan, ...] = ()

    def is_late(self, now: datetime) -> bool:
        """Say whether it was left late or, while it lasts, is overdue; a pause holds it where it was."""
        if self.left_at is not None:
            return self.was_on_time is False
        if self.due_at is None:
            return False
        is_paused = bool(self.pauses) and self.pauses[-1][1] is None
        return (self.pauses[-1][0] if is_paused else now) > self.due_at


class Taken(NamedTuple):
    """What a stay took: its working days without the paused ones, those, and how many pauses."""

    days: int
    paused: int = 0
    pauses: int = 0


class Elapsed:
    """Counts the working days of stays, each by its own calendar, as deadlines are counted.

    The day of entry is not counted, that of leaving is; a stay that lasts is counted up to ``now``.
    """

    def __init__(self, worktimes: Callable[[str], WorkTime], now: datetime) -> None:
        self._worktime_of = worktimes
        self._worktimes: dict[str, WorkTime] = {}
        self._now = now
        self._between: dict[tuple[str, date, date], int] = {}

    def taken(self, stay: Stay) -> Taken:
        """Count what a stay took."""
        end = self._now if stay.left_at is None else stay.left_at
        days = self._count(stay.calendar, stay.entered_at, end)
        if not stay.pauses:
            return Taken(days)
        paused, pauses = 0, 0
        for since, until in stay.pauses:
            begins, ends = max(since, stay.entered_at), min(until or end, end)
            if begins < ends:
                paused += self._count(stay.calendar, begins, ends)
                pauses += since >= stay.entered_at
        return Taken(max(days - paused, 0), paused, pauses)

    def _count(self, calendar: str, since: datetime, until: datetime) -> int:
        worktime = self._worktimes.get(calendar)
        if worktime is None:
            worktime = self._worktimes[calendar] = self._worktime_of(calendar)
        # Most days come again and again among many cases, most moments do not.
        between = (calendar, worktime.day_of(since), worktime.day_of(until))
        known = self._between.get(between)
        if known is None:
            known = max(worktime.workdays_between(between[1], between[2]), 0)
            self._between[between] = known
        return known
