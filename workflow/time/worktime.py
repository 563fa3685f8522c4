"""Working-day arithmetic over one calendar, in one time zone.

Periods follow the Civil Code of China, articles 200 to 204: the first day is not counted; a period
in months ends on the corresponding day, else on the month's last; a period that ends on a holiday
ends on the next working day; it ends at the close of business.
A period in working days ends on the n-th working day after the start, make-up days included.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ...definitions.spans import Span, Unit
from ...errors import DateOutOfRange
from ..ports import CalendarSource
from .windows import OFFICE_HOURS, Window, Zone, out_of_range, require_windows, usual_hours

__all__ = ["OFFICE_HOURS", "Window"]  # office hours are asked for here, too

_WEEK, _WORKED = 7, 5
_LAST_DAY = date.max.toordinal()
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A moment reached by a period; provisional when it leans on an unpublished calendar."""

    moment: datetime
    is_provisional: bool


class WorkTime:
    """Counts working days and office hours; immutable, safe to share between threads.

    Days that the calendar does not cover are assumed worked from Monday to Friday;
    what leans on them is provisional. Raises InvalidWindows; everything that reaches outside the
    years 1 to 9999 raises DateOutOfRange.
    """

    def __init__(
        self, source: CalendarSource, *, zone: tzinfo, windows: tuple[Window, ...] = OFFICE_HOURS
    ) -> None:
        self.key = source.key
        self.title = source.title
        self.version = source.version
        self.zone = zone
        self.windows = require_windows(windows)
        self.clocks = Zone(zone)
        self.usual = usual_hours(self.windows)
        self._moments: dict[tuple[date, time], datetime] = {}
        self._first = source.first
        self._last = source.last
        first, last = source.first.toordinal(), source.last.toordinal()
        self._days = [
            ordinal
            for ordinal in range(first, last + 1)
            if source.is_workday(date.fromordinal(ordinal))
        ]
        self._before = _weekdays_until(first - 1)
        self._assumed_after = _weekdays_until(last)

    def _count(self, ordinal: int) -> int:
        """Count the working days from the year 1 to a day; it numbers them."""
        if ordinal < self._first.toordinal():
            return _weekdays_until(ordinal)
        covered = self._before + bisect_right(self._days, ordinal)
        if ordinal <= self._last.toordinal():
            return covered
        return covered + _weekdays_until(ordinal) - self._assumed_after

    def _numbered(self, number: int) -> date:
        """Give the working day with a number; the inverse of counting."""
        covered = number - self._before
        if 0 < covered <= len(self._days):
            return date.fromordinal(self._days[covered - 1])
        if covered <= 0:
            return _weekday(number)
        return _weekday(covered - len(self._days) + self._assumed_after)

    def is_workday(self, day: date) -> bool:
        """Say whether a day is worked, by the calendar or, beyond it, by assumption."""
        ordinal = day.toordinal()
        return self._count(ordinal) > self._count(ordinal - 1)

    def is_known(self, first: date, last: date) -> bool:
        """Say whether the calendar covers every day from first to last."""
        return self._first <= first and last <= self._last

    def shift(self, day: date, workdays: int) -> date:
        """Give the n-th working day after a day, or before it for a negative n."""
        if workdays > 0:
            return self._numbered(self._count(day.toordinal()) + workdays)
        if workdays < 0:
            return self._numbered(self._count(day.toordinal() - 1) + workdays + 1)
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """Count the working days in (after, until]; negative when until lies before after."""
        return self._count(until.toordinal()) - self._count(after.toordinal())

    def roll(self, day: date) -> date:
        """Give the day itself when it is worked, else the next working day."""
        return self._numbered(self._count(day.toordinal() - 1) + 1)

    def day_of(self, moment: datetime) -> date:
        """Give the day of a moment in the office's zone."""
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError:
            raise out_of_range(moment.date()) from None

    def start_of(self, day: date) -> datetime:
        """Give 00:00 of a day."""
        return self.at(day, time(0))

    def closing(self, day: date) -> datetime:
        """Give the moment the last window of a day closes."""
        return self.at(day, self.windows[-1][1])

    def at_work(self, moment: datetime) -> datetime:
        """Give the first moment from ``moment`` on at which the office is open for the day."""
        day = self.day_of(moment)
        opens = self.windows[0][0]
        if self.is_workday(day) and moment < self.closing(day):
            return max(moment, self.at(day, opens))
        return self.at(self.shift(day, 1), opens)

    def after(self, start: datetime, span: Span) -> Due:
        """Give the end of a period that starts at a moment."""
        if span.unit is Unit.WORKHOURS:
            end = after_hours(self, start, timedelta(hours=span.amount))
            last = self.day_of(end)
        else:
            last = self.last_day(self.day_of(start), span)
            end = self.closing(last)
        return Due(end, not self.is_known(self.day_of(start), last))

    def last_day(self, first: date, span: Span) -> date:
        """Give the last day of a period in days, the first day not counted."""
        if span.unit is Unit.WORKDAYS:
            return self.shift(first, span.amount)
        return self.roll(natural(first, span))

    def at(self, day: date, clock: time) -> datetime:
        """Give the moment of a day and a clock time in the office's zone.

        A time that the clocks skip, when they are put forward, is the moment they are.
        """
        found = self._moments.get((day, clock))
        if found is None:
            found = self._moments[day, clock] = self.clocks.moment(day, clock)
        return found


def _weekdays_until(ordinal: int) -> int:
    """Count the days from Monday to Friday up to an ordinal; ordinal 1 is a Monday."""
    weeks, days = divmod(ordinal, _WEEK)
    return weeks * _WORKED + min(days, _WORKED)


def _weekday(number: int) -> date:
    """Give the n-th day from Monday to Friday since the year 1."""
    weeks, days = divmod(number - 1, _WORKED)
    ordinal = weeks * _WEEK + days + 1
    if not 1 <= ordinal <= _LAST_DAY:
        raise DateOutOfRange(what="the end of a period", what_zh="期限的终点")
    return date.fromordinal(ordinal)


def natural(day: date, span: Span) -> date:
    """Give the corresponding day after days, weeks or months; a month's end clamps."""
    try:
        if span.unit is Unit.DAYS:
            return day + timedelta(days=span.amount)
        if span.unit is Unit.WEEKS:
            return day + timedelta(weeks=span.amount)
        index = day.year * 12 + day.month - 1 + span.amount
        year, month = divmod(index, 12)
        return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        raise out_of_range(day) from None


def worked(worktime: WorkTime, since: datetime, until: datetime) -> timedelta:
    """Measure the office hours in a stretch of time; nothing when it runs backwards."""
    if until <= since:
        return timedelta()
    first, last = worktime.day_of(since), worktime.day_of(until)
    total = _within(worktime, first, since, until)
    if first < last:
        total += _full_days(worktime, first, last - _DAY) + _within(worktime, last, since, until)
    return total


def after_hours(worktime: WorkTime, start: datetime, left: timedelta) -> datetime:
    """Give the moment at which that much office time has passed since the start."""
    start = start.astimezone(UTC)
    day = worktime.day_of(start)
    while True:
        for opens, closes in _windows(worktime, day):
            begin = max(opens, start)
            if closes - begin >= left:
                return begin + left
            left -= max(closes - begin, timedelta())
        # All but the last of the whole days still to pass.
        ahead = worktime.shift(day, max(_whole_days(worktime, left), 0))
        passed = _full_days(worktime, day, ahead)
        if passed < left:
            left, day = left - passed, ahead
        day = worktime.shift(day, 1)


def before_hours(worktime: WorkTime, end: datetime, left: timedelta) -> datetime:
    """Give the moment from which that much office time is left until the end."""
    end = end.astimezone(UTC)
    day = worktime.day_of(end)
    while True:
        for opens, closes in reversed(_windows(worktime, day)):
            close = min(closes, end)
            if close - opens >= left:
                return close - left
            left -= max(close - opens, timedelta())
        behind = worktime.shift(day, -max(_whole_days(worktime, left), 0))
        passed = _full_days(worktime, behind - _DAY, day - _DAY)
        if passed < left:
            left, day = left - passed, behind
        day = worktime.shift(day, -1)


def _whole_days(worktime: WorkTime, left: timedelta) -> int:
    """Count the usual days that surely pass before the last one of some office time begins."""
    return -(-left // worktime.usual) - 1


def _full_days(worktime: WorkTime, after: date, until: date) -> timedelta:
    """Measure the office time of all days in (after, until]."""
    total = worktime.workdays_between(after, until) * worktime.usual
    for year in range(after.year, until.year + 1):
        for day in worktime.clocks.changes(year):
            if after < day <= until and worktime.is_workday(day):
                total += sum((c - o for o, c in _windows(worktime, day)), -worktime.usual)
    return total


def _within(worktime: WorkTime, day: date, since: datetime, until: datetime) -> timedelta:
    return sum(
        (
            max(min(closes, until) - max(opens, since), timedelta())
            for opens, closes in _windows(worktime, day)
        ),
        timedelta(),
    )


def _windows(worktime: WorkTime, day: date) -> list[tuple[datetime, datetime]]:
    if not worktime.is_workday(day):
        return []
    return [
        (worktime.at(day, opens), worktime.at(day, closes)) for opens, closes in worktime.windows
    ]
