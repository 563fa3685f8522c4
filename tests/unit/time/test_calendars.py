"""Calendars as values: merging, versions, and what differs between two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.errors import CalendarCircle, UnknownCalendar
from guatu.workflow.time.calendars import Calendar, alone, china, library, merged, whole
from guatu.workflow.time.changes import changes, spoken

YEAR = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CITY = Calendar(key="haizhou", number=1, title="海州", base="cn")


def numbered(number: int) -> Calendar:
    return replace(library(), number=number)


def test_a_stored_calendar_is_named_by_its_number_and_the_librarys_by_the_library() -> None:
    assert alone(numbered(3)).version == "cn-3"
    assert china().version.startswith("chinesecalendar-")


def test_an_override_names_every_layer() -> None:
    unit = Calendar(key="port", number=4, title="港口", base="haizhou")
    known = {"cn": numbered(3), "haizhou": CITY, "port": unit}

    assert whole(known, "port").version == "port-4+haizhou-1+cn-3"


def test_an_override_covers_what_its_base_covers_and_keeps_its_hours() -> None:
    base = replace(numbered(1), windows=((time(9), time(17)),))

    laid = merged(CITY, alone(base))

    assert (laid.key, laid.first, laid.last) == ("haizhou", base.first, base.last)
    assert laid.windows == base.windows


@given(st.frozensets(YEAR, max_size=9), st.frozensets(YEAR, max_size=9))
def test_an_override_changes_its_own_days_and_no_other(off, on) -> None:
    base = alone(numbered(1))
    off = off - on

    laid = merged(replace(CITY, holidays=off, workdays=on), base)

    for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        expected = day in on or (day not in off and base.is_workday(day))
        assert laid.is_workday(day) == expected


@given(st.permutations(["cn", "haizhou", "port"]))
def test_the_order_of_imports_does_not_matter(order) -> None:
    stored = {
        "cn": numbered(2),
        "haizhou": replace(CITY, holidays=frozenset({date(2026, 3, 5)})),
        "port": Calendar(
            key="port",
            number=1,
            title="港口",
            base="haizhou",
            workdays=frozenset({date(2026, 3, 7)}),
        ),
    }

    assert whole({key: stored[key] for key in order}, "port") == whole(stored, "port")


def test_a_base_that_is_not_there_and_a_circle_are_named() -> None:
    with pytest.raises(UnknownCalendar):
        whole({"haizhou": CITY}, "haizhou")
    with pytest.raises(CalendarCircle) as refused:
        whole({"cn": replace(CITY, key="cn", base="haizhou"), "haizhou": CITY}, "cn")

    assert refused.value.circle == "cn → haizhou → cn"


def test_what_differs_is_told_by_day() -> None:
    old, off, on = china(), date(2026, 3, 5), date(2026, 3, 7)
    city = replace(CITY, holidays=frozenset({off}), workdays=frozenset({on}))

    change = changes(old, merged(city, old))

    (year,) = change.years
    assert (year.year, year.freed, year.worked, year.is_new) == (2026, (off,), (on,), False)
    assert change.sentences("zh") == ["2026年；改为放假1天：2026-03-05；改为上班1天：2026-03-07"]


def test_nothing_differs_between_a_calendar_and_itself() -> None:
    change = changes(china(), china())

    assert change.is_none
    assert change.sentences("zh") == ["两者没有差别"]
    assert change.sentences("en") == ["there is no difference"]


def test_hours_and_years_that_are_lost_are_told() -> None:
    short = replace(china(), last=date(2025, 12, 31), windows=((time(9), time(17)),))

    change = changes(china(), short)

    assert change.lost_years == (2026,)
    assert change.sentences("zh") == ["2026年不再包含", "上班时间：按办公室设置 → 09:00-17:00"]


@given(st.sets(YEAR, min_size=1, max_size=40))
def test_days_are_written_as_ranges_that_hold_exactly_them(days) -> None:
    shuffled = list(days)
    Random(1).shuffle(shuffled)

    read = set()
    for text in spoken(shuffled):
        first, _, last = text.partition("..")
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        read |= {start + timedelta(days=n) for n in range((end - start).days + 1)}

    assert read == days
