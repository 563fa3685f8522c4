"""What differs between two calendars, in sentences by year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ...errors import Language
from .calendars import SATURDAY, Merged, Windows

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChange:
    """The days of one year that are worked in one calendar and free in the other.

    ``is_new`` for a year the older one did not cover: it was assumed worked from Monday to Friday.
    """

    year: int
    is_new: bool
    freed: tuple[date, ...]
    worked: tuple[date, ...]

    def sentence(self, language: Language = "zh") -> str:
        """Say the year's changes."""
        freed, worked = spoken(self.freed), spoken(self.worked)
        if language == "zh":
            parts = [f"{self.year}年" + ("（新公布）" if self.is_new else "")]
            parts += [f"改为放假{len(self.freed)}天：{'、'.join(freed)}"] if freed else []
            parts += [f"改为上班{len(self.worked)}天：{'、'.join(worked)}"] if worked else []
            return "；".join(parts)
        parts = [f"{self.year}" + (" (newly published)" if self.is_new else "")]
        parts += [f"{len(self.freed)} days become free: {', '.join(freed)}"] if freed else []
        parts += [f"{len(self.worked)} days become worked: {', '.join(worked)}"] if worked else []
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChange:
    """All that differs between two versions of a calendar, or between two calendars."""

    old: str
    new: str
    years: tuple[YearChange, ...]
    lost_years: tuple[int, ...]
    old_windows: Windows
    new_windows: Windows

    @property
    def is_none(self) -> bool:
        """Whether both come to the same."""
        return not (self.years or self.lost_years or self.old_windows != self.new_windows)

    def sentences(self, language: Language = "zh") -> list[str]:
        """Say every difference, a line each."""
        zh = language == "zh"
        lines = [year.sentence(language) for year in self.years]
        lines += [f"{y}年不再包含" if zh else f"{y} is no longer covered" for y in self.lost_years]
        if self.old_windows != self.new_windows:
            own = "按办公室设置" if zh else "as the office sets"
            old, new = (clocks(w) or own for w in (self.old_windows, self.new_windows))
            lines.append(f"上班时间：{old} → {new}" if zh else f"office hours: {old} → {new}")
        return lines or ["两者没有差别" if zh else "there is no difference"]


def changes(old: Merged, new: Merged) -> CalendarChange:
    """Compare two calendars day by day; days the older does not cover count as assumed."""
    years = []
    for year in range(new.first.year, new.last.year + 1):
        change = _year(old, new, year)
        if change.is_new or change.freed or change.worked:
            years.append(change)
    return CalendarChange(
        old=old.version,
        new=new.version,
        years=tuple(years),
        lost_years=tuple(
            y
            for y in range(old.first.year, old.last.year + 1)
            if not new.first.year <= y <= new.last.year
        ),
        old_windows=old.windows,
        new_windows=new.windows,
    )


def _year(old: Merged, new: Merged, year: int) -> YearChange:
    is_new = not old.first.year <= year <= old.last.year
    freed, worked = [], []
    day = date(year, 1, 1)
    while day.year == year:
        before = day.weekday() < SATURDAY if is_new else old.is_workday(day)
        after = new.is_workday(day)
        if before and not after:
            freed.append(day)
        elif after and not before:
            worked.append(day)
        day += _DAY
    return YearChange(year=year, is_new=is_new, freed=tuple(freed), worked=tuple(worked))


def spoken(days: Iterable[date]) -> list[str]:
    """Write days as a file does: neighbours as one range, ``2027-02-05..2027-02-12``."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [f"{run[0]}..{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def clocks(windows: Windows) -> str:
    """Write office hours as a file does: ``08:30-12:00, 14:00-17:30``."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in windows)
