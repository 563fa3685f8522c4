"""Office hours as wall-clock windows, and what they come to in a zone that changes its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ...errors import DateOutOfRange, InvalidWindows

Window = tuple[time, time]
OFFICE_HOURS: tuple[Window, ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def require_windows(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Give the windows back; raise InvalidWindows unless they follow each other within a day."""
    shown = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in windows) or "—"
    if not windows:
        raise InvalidWindows(windows=shown, why="there are none", why_zh="一段也没有")
    end = time.min
    for opens, closes in windows:
        if closes <= opens:
            raise InvalidWindows(
                windows=shown,
                why=f"{opens:%H:%M}-{closes:%H:%M} ends before it begins",
                why_zh=f"{opens:%H:%M}-{closes:%H:%M} 的结束不晚于开始",
            )
        if opens < end:
            raise InvalidWindows(
                windows=shown,
                why=f"{opens:%H:%M}-{closes:%H:%M} begins before the one before it ends",
                why_zh=f"{opens:%H:%M}-{closes:%H:%M} 与前一段重叠",
            )
        end = closes
    return windows


def usual_hours(windows: tuple[Window, ...]) -> timedelta:
    """Measure the office time of a day on which no clock is changed."""
    day = date.min
    return sum(
        (datetime.combine(day, c) - datetime.combine(day, o) for o, c in windows), timedelta()
    )


class Zone:
    """The wall clock of a time zone, exact on the days on which it is put forward or back."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._changes: dict[int, frozenset[date]] = {}

    def moment(self, day: date, clock: time) -> datetime:
        """Give the moment of a wall-clock time; a time that is skipped is the end of the gap.

        A time that comes twice is the first of the two. Raises DateOutOfRange.
        """
        naive = datetime.combine(day, clock)
        try:
            moment = naive.replace(tzinfo=self._zone).astimezone(UTC)
        except OverflowError:
            raise out_of_range(day) from None
        if day in self.changes(day.year):
            shown = moment.astimezone(self._zone).replace(tzinfo=None)
            if shown != naive:
                return self._end_of_gap(moment)
        return moment

    def _end_of_gap(self, beyond: datetime) -> datetime:
        """Find the moment the clock was put forward, less than a day before another moment."""
        offset = beyond.astimezone(self._zone).utcoffset()
        low, high = beyond - _DAY, beyond
        while high - low > _SECOND:
            middle = low + (high - low) // 2
            if middle.astimezone(self._zone).utcoffset() == offset:
                high = middle
            else:
                low = middle
        return high.replace(microsecond=0)

    def changes(self, year: int) -> frozenset[date]:
        """Give the days of a year on which the clock is put forward or back."""
        known = self._changes.get(year)
        if known is None:
            known = self._changes[year] = frozenset(self._changed(year))
        return known

    def _changed(self, year: int) -> list[date]:
        day, found = date(year, 1, 1), []
        for _ in range((date(year, 12, 31) - day).days):
            if self._offset(day) != self._offset(day + _DAY):
                # A clock put forward at midnight leaves the next day without its first hour.
                found += [day, day + _DAY]
            day += _DAY
        if date.min < day < date.max and self._offset(day) != self._offset(day + _DAY):
            found.append(day)
        return found

    def _offset(self, day: date) -> timedelta | None:
        return datetime.combine(day, time.min, self._zone).utcoffset()


def out_of_range(day: date) -> DateOutOfRange:
    """Say that a day can't be counted with."""
    return DateOutOfRange(what=f"what follows from {day}", what_zh=f"由 {day} 推算的日期")
