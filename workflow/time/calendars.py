"""Calendar data: the only door to ``chinese_calendar``, which knows holidays and make-up days (调休)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version

from chinese_calendar import constants

_SATURDAY = 5


class ChinaCalendar:
    """The national working calendar of China, as the State Council's yearly notices set it.

    Covers whole years from 2004 to the last year whose notice the installed library carries.
    """

    key = "cn"
    title = "全国工作日历"
    windows = ()

    def __init__(self) -> None:
        self.version = f"chinesecalendar-{version('chinesecalendar')}"
        self.first = date(min(constants.holidays).year, 1, 1)
        self.last = date(max(constants.holidays).year, 12, 31)
        self._holidays = frozenset(constants.holidays)
        self._made_up = frozenset(constants.workdays)

    def is_workday(self, day: date) -> bool:
        """Say whether a covered day is worked, holidays and make-up days considered."""
        # The library's own function looks through all its years for the last one, every time.
        if day in self._made_up:
            return True
        return day.weekday() < _SATURDAY and day not in self._holidays


@cache
def china() -> ChinaCalendar:
    """Give the one national calendar of this process."""
    return ChinaCalendar()
