"""Working-day arithmetic over one calendar, in one time zone.

Periods follow the Civil Code of China, articles 200 to 204: the first day is not counted; a period
in months ends on the corresponding day, else on the month's last; a period that ends on a holiday
ends on the next working day; it ends at the close of business.
A period in working days ends on the n-th working day after the start, make-up days included.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ...definitions.spans import Span, Unit
from ..ports import CalendarSource

Window = tuple[time, time]
OFFICE_HOURS: tuple[Window, ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))

_ASSUMED_YEARS = 40
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A moment reached by a period; provisional when it leans on an unpublished calendar."""

    moment: datetime
    is_provisional: bool


class WorkTime:
    """Counts working days and office hours; immutable, safe to share between threads.

    Days that the calendar does not cover are assumed worked from Monday to Friday;
    what leans on them is provisional.
    """

    def __init__(
        self, source: CalendarSource, *, zone: tzinfo, windows: tuple[Window, ...] = OFFICE_HOURS
    ) -> None:
        self.key = source.key
        self.version = source.version
        self.zone = zone
        self.windows = windows
        self._first = source.first
        self._last = source.last
        start = date(source.first.year - 1, 1, 1)
        end = date(source.last.year + _ASSUMED_YEARS, 12, 31)
        self._days = [
            ordinal
            for ordinal in range(start.toordinal(), end.toordinal() + 1)
            if self._is_worked(source, date.fromordinal(ordinal))
        ]

    @staticmethod
    def _is_worked(source: CalendarSource, day: date) -> bool:
        if source.first <= day <= source.last:
            return source.is_workday(day)
        return day.weekday() < _SATURDAY

    def is_workday(self, day: date) -> bool:
        """Say whether a day is worked, by the calendar or, beyond it, by assumption."""
        at = bisect_left(self._days, day.toordinal())
        return at < len(self._days) and self._days[at] == day.toordinal()

    def is_known(self, first: date, last: date) -> bool:
        """Say whether the calendar covers every day from first to last."""
        return self._first <= first and last <= self._last

    def shift(self, day: date, workdays: int) -> date:
        """Give the n-th working day after a day, or before it for a negative n."""
        ordinal = day.toordinal()
        if workdays > 0:
            return date.fromordinal(self._days[bisect_right(self._days, ordinal) + workdays - 1])
        if workdays < 0:
            return date.fromordinal(self._days[bisect_left(self._days, ordinal) + workdays])
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """Count the working days in (after, until]; negative when until lies before after."""
        return bisect_right(self._days, until.toordinal()) - bisect_right(
            self._days, after.toordinal()
        )

    def roll(self, day: date) -> date:
        """Give the day itself when it is worked, else the next working day."""
        return date.fromordinal(self._days[bisect_left(self._days, day.toordinal())])

    def day_of(self, moment: datetime) -> date:
        """Give the day of a moment in the office's zone."""
        return moment.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Give 00:00 of a day."""
        return self._at(day, time(0))

    def opening(self, day: date) -> datetime:
        """Give the moment the first window of a day opens."""
        return self._at(day, self.windows[0][0])

    def closing(self, day: date) -> datetime:
        """Give the moment the last window of a day closes."""
        return self._at(day, self.windows[-1][1])

    def at_work(self, moment: datetime) -> datetime:
        """Give the first moment from ``moment`` on at which the office is open for the day."""
        day = self.day_of(moment)
        if self.is_workday(day) and moment < self.closing(day):
            return max(moment, self.opening(day))
        return self.opening(self.shift(day, 1))

    def after(self, start: datetime, span: Span) -> Due:
        """Give the end of a period that starts at a moment."""
        if span.unit is Unit.WORKHOURS:
            end = self.after_hours(start, timedelta(hours=span.amount))
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

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """Measure the office hours in a stretch of time."""
        total = timedelta()
        day, last = self.day_of(since), self.day_of(until)
        while day <= last:
            if self.is_workday(day):
                for opens, closes in self.windows:
                    begin, end = max(self._at(day, opens), since), min(self._at(day, closes), until)
                    total += max(end - begin, timedelta())
            day += timedelta(days=1)
        return total

    def after_hours(self, start: datetime, left: timedelta) -> datetime:
        """Give the moment at which that much office time has passed since the start."""
        day = self.day_of(start)
        while True:
            if self.is_workday(day):
                for opens, closes in self.windows:
                    begin, end = max(self._at(day, opens), start), self._at(day, closes)
                    if end - begin >= left:
                        return begin + left
                    left -= max(end - begin, timedelta())
            day = self.shift(day, 1)

    def before_hours(self, end: datetime, left: timedelta) -> datetime:
        """Give the moment from which that much office time is left until the end."""
        day = self.day_of(end)
        while True:
            if self.is_workday(day):
                for opens, closes in reversed(self.windows):
                    begin, close = self._at(day, opens), min(self._at(day, closes), end)
                    if close - begin >= left:
                        return close - left
                    left -= max(close - begin, timedelta())
            day = self.shift(day, -1)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def natural(day: date, span: Span) -> date:
    """Give the corresponding day after days, weeks or months; a month's end clamps."""
    if span.unit is Unit.DAYS:
        return day + timedelta(days=span.amount)
    if span.unit is Unit.WEEKS:
        return day + timedelta(weeks=span.amount)
    index = day.year * 12 + day.month - 1 + span.amount
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
