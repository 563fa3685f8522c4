"""What a calendar file comes to among the calendars there are: bases, noise, long rests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from ..definitions.findings import near
from ..errors import CalendarCircle, UnknownCalendar
from ..workflow.time.calendars import SATURDAY, Calendar, Merged, chain, whole
from .calendar_days import LONGEST, Days
from .calendar_faults import Faults

FEWEST = 5
"""No country rests on fewer working days a year; fewer is a list that was not finished."""

LAYERS = 3
"""A unit's calendar on a city's on the nation's: what a deadline's version has room for."""


def check_base(calendar: Calendar, known: Mapping[str, Calendar], faults: Faults) -> Merged | None:
    """Merge a calendar with its bases; None, and a fault, when it can't be."""
    there = {**known, calendar.key: calendar}
    try:
        layers = chain(there, calendar.key)
    except UnknownCalendar as error:
        words = near(error.name, sorted(known))
        faults.add(
            ("base",),
            f"there is no calendar “{error.name}”",
            words["near"],
            f"没有工作日历“{error.name}”",
            words["near_zh"],
        )
        return None
    except CalendarCircle as error:
        faults.add(
            ("base",),
            f"the calendar would stand on itself: {error.circle}",
            "name another base",
            f"日历会绕回自己：{error.circle}",
            "请改写 base",
        )
        return None
    if len(layers) > LAYERS:
        faults.add(
            ("base",),
            f"{len(layers)} calendars would stand on each other, more than {LAYERS}",
            "name a base that is lower",
            f"日历叠了 {len(layers)} 层，超过 {LAYERS} 层",
            "请改用更低一层的日历作 base",
        )
        return None
    if layers[-1].first is None:
        return None
    return whole(there, calendar.key)


def check_rest(
    merged: Merged, there: Mapping[str, Calendar], years: Mapping[int, Days], faults: Faults
) -> None:
    """Record days that lie beyond the base or change nothing, and rests that never end."""
    base = there[merged.key].base
    below = whole(there, base) if base else None
    for year, days in years.items():
        for name in ("holidays", "workdays"):
            for day, spot in days.of(name).items():
                if below is not None and not below.first <= day <= below.last:
                    _beyond(day, spot, below, faults)
        for day, spot in days.workdays.items():
            is_worked = below.is_workday(day) if below else day.weekday() < SATURDAY
            if is_worked and day not in days.holidays:
                faults.add(
                    spot,
                    f"{day} is a working day anyway",
                    "leave it out, or correct the date",
                    f"{day} 本来就是工作日",
                    "请删去，或核对日期",
                )
        if merged.first.year <= year <= merged.last.year:
            _require_work(merged, year, faults)
            if below is None:
                _require_rest(merged, year, faults)


def _beyond(day: date, spot: tuple[str | int, ...], below: Merged, faults: Faults) -> None:
    faults.add(
        spot,
        f"{day} lies outside of what “{below.key}” covers, {below.first} to {below.last}",
        "import that year for the base first, or correct the date",
        f"{day} 超出“{below.key}”的范围（{below.first} 至 {below.last}）",
        "请先为所依据的日历导入该年，或核对日期",
    )


def _require_work(merged: Merged, year: int, faults: Faults) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    worked = [day for day in days if merged.is_workday(day)]
    path = ("years", str(year))
    if not worked:
        faults.add(
            path,
            f"{year} has no working day at all",
            "correct its holidays",
            f"{year} 年没有一个工作日",
            "请核对放假日期",
            on="key",
        )
        return
    for one, following in pairwise([first - timedelta(days=1), *worked, last + timedelta(days=1)]):
        if (following - one).days > LONGEST + 1:
            faults.add(
                path,
                f"nobody works for {(following - one).days - 1} days after {one}",
                f"let no rest be longer than {LONGEST} days",
                f"{one} 之后连续 {(following - one).days - 1} 天没有工作日",
                f"连续休息不能超过 {LONGEST} 天",
                on="key",
            )


def _require_rest(merged: Merged, year: int, faults: Faults) -> None:
    """Record a year with hardly a holiday, unless something else is wrong with the file.

    A year that is written replaces that year whole, so such a list was not finished.
    """
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    rested = sum(1 for day in days if day.weekday() < SATURDAY and not merged.is_workday(day))
    if rested < FEWEST and not (faults.own or faults.findings.faults):
        faults.add(
            ("years", str(year)),
            f"{year} has {rested} holidays from Monday to Friday, fewer than {FEWEST}",
            "a year that is written replaces that year whole: list all of its holidays",
            f"{year} 年周一至周五只有 {rested} 天放假，少于 {FEWEST} 天",
            "写出的年份会整年替换：请列全该年的放假日期",
            on="key",
        )
