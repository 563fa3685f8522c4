"""Calendar data as values; the only door to ``chinese_calendar``, which knows 调休 by the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache
from importlib.metadata import version

from chinese_calendar import constants

from ...errors import CalendarCircle, UnknownCalendar

Windows = tuple[tuple[time, time], ...]

NATION = "cn"
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One version of a calendar: which days differ from Monday to Friday, and its office hours.

    ``number`` counts the versions of a key from 1. ``holidays`` are days off, ``workdays`` days
    worked, make-up days (调休) above all. ``windows`` are empty where it sets no hours. A calendar
    with a ``base`` is local: it says only what differs there, and ``first`` and ``last`` are None;
    any other covers every day from ``first`` to ``last``.
    ``source`` says who provided it, ``note`` the official document it follows.
    """

    key: str
    number: int
    title: str
    base: str = ""
    source: str = ""
    note: str = ""
    first: date | None = None
    last: date | None = None
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    windows: Windows = ()

    @property
    def name(self) -> str:
        """The version as people read it, such as ``cn-3``."""
        return f"{self.key}-{self.number}"

    @property
    def years(self) -> range:
        """The years covered; none for a local one."""
        if self.first is None or self.last is None:
            return range(0)
        return range(self.first.year, self.last.year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A calendar with its bases below it, ready to count with; a CalendarSource.

    ``version`` names every layer, such as ``haizhou-1+cn-3``: it is what a deadline stores.
    """

    key: str
    title: str
    version: str
    first: date
    last: date
    holidays: frozenset[date]
    workdays: frozenset[date]
    windows: Windows = ()

    def is_workday(self, day: date) -> bool:
        """Say whether a covered day is worked, holidays and make-up days considered."""
        if day in self.workdays:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays


def merged(override: Calendar, base: Merged) -> Merged:
    """Lay a local calendar over its base: its days and hours win, the base's coverage stays."""
    return replace(
        base,
        key=override.key,
        title=override.title,
        version=f"{override.name}+{base.version}",
        holidays=(base.holidays - override.workdays) | override.holidays,
        workdays=(base.workdays - override.holidays) | override.workdays,
        windows=override.windows or base.windows,
    )


def alone(calendar: Calendar) -> Merged:
    """Give a calendar that stands on no base as something to count with."""
    if calendar.first is None or calendar.last is None:
        raise UnknownCalendar(name=calendar.base)
    return Merged(
        key=calendar.key,
        title=calendar.title,
        # The library's own data, not stored yet, are named by the library.
        version=calendar.name if calendar.number else calendar.source,
        first=calendar.first,
        last=calendar.last,
        holidays=calendar.holidays,
        workdays=calendar.workdays,
        windows=calendar.windows,
    )


def chain(known: Mapping[str, Calendar], key: str) -> list[Calendar]:
    """Give a calendar and its bases below it; raise UnknownCalendar, CalendarCircle."""
    layers: list[Calendar] = []
    while True:
        if key not in known:
            raise UnknownCalendar(name=key, known=sorted(known))
        if any(layer.key == key for layer in layers):
            raise CalendarCircle(keys=[*(layer.key for layer in layers), key])
        layers.append(known[key])
        if not known[key].base:
            return layers
        key = known[key].base


def whole(known: Mapping[str, Calendar], key: str) -> Merged:
    """Give a calendar merged with its bases; raise UnknownCalendar, CalendarCircle."""
    *overrides, lowest = chain(known, key)
    source = alone(lowest)
    for override in reversed(overrides):
        source = merged(override, source)
    return source


@cache
def library() -> Calendar:
    """Give China's national calendar as the installed ``chinesecalendar`` knows it, unnumbered.

    It follows the State Council's yearly notices and covers whole years from 2004 on.
    """
    return Calendar(
        key=NATION,
        number=0,
        title="全国工作日历",
        source=f"chinesecalendar-{version('chinesecalendar')}",
        first=date(min(constants.holidays).year, 1, 1),
        last=date(max(constants.holidays).year, 12, 31),
        holidays=frozenset(constants.holidays),
        workdays=frozenset(constants.workdays),
    )


@cache
def china() -> Merged:
    """Give the library's national calendar, ready to count with."""
    return alone(library())
