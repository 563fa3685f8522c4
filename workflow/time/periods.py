"""Periods of the calendar and the one day in each that a cycle names."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from ...definitions.cycles import DAYS_OF_WEEK, MONTHS, Cycle, Every
from .worktime import WorkTime

_YEAR = 12
_QUARTERS, _HALVES = "一二三四", "上下"


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month, quarter, half-year or year; ``label`` names it and sorts with its kind."""

    every: Every
    label: str
    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def words(self) -> str:
        """The period in Chinese words, such as 2026年第一季度 or 2026年上半年."""
        year, part = self.label[:4], self.label[5:].lstrip("WQH")
        number = int(part) if part else 1
        return (
            f"{int(year)}年"
            + {
                "week": f"第{number}周",
                "month": f"{number}月",
                "quarter": f"第{_QUARTERS[(number - 1) % 4]}季度",
                "half_year": f"{_HALVES[(number - 1) % 2]}半年",
                "year": "",
            }[self.every]
        )

    @property
    def previous(self) -> Period:
        """The period before this one."""
        return period_of(self.first - timedelta(days=1), self.every)

    @property
    def next(self) -> Period:
        """The period after this one."""
        if self.every == "week":
            return period_of(self.first + timedelta(days=DAYS_OF_WEEK), "week")
        year, month = divmod(
            self.first.year * _YEAR + self.first.month - 1 + MONTHS[self.every], 12
        )
        return period_of(date(year, month + 1, 1), self.every)


def period_named(label: str, every: Every) -> Period:
    """Give the period of a label."""
    year, part = int(label[:4]), label[5:].lstrip("WQH")
    if every == "week":
        return period_of(date.fromisocalendar(year, int(part), 1), every)
    number = int(part) if part else 1
    return period_of(date(year, (number - 1) * MONTHS[every] + 1, 1), every)


def period_of(day: date, every: Every) -> Period:
    """Give the period a day lies in."""
    if every == "week":
        year, week, weekday = day.isocalendar()
        return Period(every, f"{year:04}-W{week:02}", day - timedelta(days=weekday - 1))
    length = MONTHS[every]
    number = (day.month - 1) // length
    first = date(day.year, number * length + 1, 1)
    label = {
        "month": f"{day.year:04}-{first.month:02}",
        "quarter": f"{day.year:04}-Q{number + 1}",
        "half_year": f"{day.year:04}-H{number + 1}",
    }.get(every, f"{day.year:04}")
    return Period(every, label, first)


def due_day(cycle: Cycle, period: Period, worktime: WorkTime) -> date:
    """Give the day of a period that a cycle names; a month with fewer days gives its last.

    “The 23rd, or the working day before” is ``rolls`` before.
    """
    if cycle.every == "week":
        day = period.first + timedelta(days=cycle.day - 1)
    else:
        month = period.first.month + cycle.month - 1
        year = period.first.year
        day = date(year, month, min(cycle.day, months.monthrange(year, month)[1]))
    if cycle.rolls == "after":
        return worktime.roll(day)
    if cycle.rolls == "before":
        return worktime.shift(day + timedelta(days=1), -1)
    return day
