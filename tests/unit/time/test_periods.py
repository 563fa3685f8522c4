"""Periods end where the law says; the vectors are those of the State Council's calendars."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from guatu.definitions.spans import Span
from guatu.workflow.time.calendars import china
from guatu.workflow.time.periods import period_named
from testkit.offices import china_time


@pytest.mark.parametrize(
    ("start", "period", "due"),
    [
        ("2025-09-26", "5 workdays", "2025-10-10"),
        ("2025-09-30", "3 workdays", "2025-10-11"),
        ("2026-02-13", "3 workdays", "2026-02-25"),
        ("2026-04-30", "5 workdays", "2026-05-11"),
        ("2026-09-24", "10 workdays", "2026-10-15"),
        ("2018-06-28", "7 workdays", "2018-07-09"),
        ("2026-01-16", "30 days", "2026-02-24"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-07-01", "3 months", "2026-10-08"),
    ],
)
def test_a_period_ends_on_the_day_the_calendar_gives(worktime, start, period, due) -> None:
    last = worktime.last_day(date.fromisoformat(start), Span.parse(period))

    assert last == date.fromisoformat(due)


def test_the_first_day_is_not_counted(worktime) -> None:
    monday = date(2026, 3, 2)

    assert worktime.last_day(monday, Span.parse("1 workday")) == date(2026, 3, 3)


def test_counting_from_a_holiday_begins_with_the_next_day(worktime) -> None:
    sunday, saturday = date(2026, 3, 8), date(2026, 3, 7)

    ends = {worktime.last_day(day, Span.parse("1 workday")) for day in (saturday, sunday)}

    assert ends == {date(2026, 3, 9)}


def test_a_make_up_saturday_is_a_working_day(worktime) -> None:
    make_up = [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]

    assert all(worktime.is_workday(day) for day in make_up)


@pytest.mark.parametrize(
    ("start", "period", "due"),
    [
        ("2026-03-31", "1 month", "2026-04-30"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2025-08-31", "18 months", "2027-03-01"),
        ("2025-12-31", "2 months", "2026-02-28"),
        ("2026-03-02", "2 weeks", "2026-03-16"),
        ("2026-03-02", "5 days", "2026-03-09"),
    ],
)
def test_months_clamp_and_a_natural_period_rolls_off_a_holiday(
    worktime, start, period, due
) -> None:
    last = worktime.last_day(date.fromisoformat(start), Span.parse(period))

    assert last == date.fromisoformat(due)


def test_a_period_ends_when_the_last_window_closes(worktime) -> None:
    end = worktime.after(china_time("2026-03-02 09:00"), Span.parse("3 workdays"))

    assert end.moment == china_time("2026-03-05 17:30")


def test_a_period_within_the_published_years_is_certain(worktime) -> None:
    end = worktime.after(china_time("2026-12-01 09:00"), Span.parse("5 workdays"))

    assert not end.is_provisional


@pytest.mark.parametrize("period", ["40 workdays", "60 days", "2 months", "200 workhours"])
def test_a_period_into_an_unpublished_year_is_provisional(worktime, period) -> None:
    end = worktime.after(china_time("2026-12-01 09:00"), Span.parse(period))

    assert end.is_provisional
    assert end.moment.year == 2027


def test_a_period_far_beyond_every_calendar_still_ends(worktime) -> None:
    end = worktime.after(china_time("2199-12-30 09:00"), Span.parse("3 workdays"))

    assert (end.moment, end.is_provisional) == (china_time("2200-01-02 17:30"), True)


def test_a_period_before_every_calendar_still_ends(worktime) -> None:
    end = worktime.after(china_time("1900-01-05 09:00"), Span.parse("1 workday"))

    assert (end.moment.date(), end.is_provisional) == (date(1900, 1, 8), True)


@pytest.mark.parametrize(
    ("since", "until", "workdays"),
    [
        ("2026-02-13", "2026-02-25", 3),
        ("2026-03-06", "2026-03-08", 0),
        ("2026-03-06", "2026-03-09", 1),
        ("2026-03-09", "2026-03-06", -1),
    ],
)
def test_working_days_between_leave_out_the_first_day(worktime, since, until, workdays) -> None:
    between = worktime.workdays_between(date.fromisoformat(since), date.fromisoformat(until))

    assert between == workdays


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02 09:00", "2026-03-02 09:00"),
        ("2026-03-02 06:00", "2026-03-02 08:30"),
        ("2026-03-02 17:30", "2026-03-03 08:30"),
        ("2026-03-06 20:00", "2026-03-09 08:30"),
        ("2026-03-07 10:00", "2026-03-09 08:30"),
        ("2026-02-14 00:00", "2026-02-14 08:30"),
        ("2026-02-15 10:00", "2026-02-24 08:30"),
    ],
)
def test_what_falls_due_outside_office_hours_waits_for_the_office(worktime, moment, opens) -> None:
    assert worktime.at_work(china_time(moment)) == china_time(opens)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 09:00", 1, "2026-03-02 10:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 15:00"),
        ("2026-03-02 12:30", 1, "2026-03-02 15:00"),
        ("2026-03-02 17:00", 1, "2026-03-03 09:00"),
        ("2026-03-06 17:00", 4, "2026-03-09 12:00"),
        ("2026-02-14 17:00", 1, "2026-02-24 09:00"),
        ("2026-03-02 08:30", 7, "2026-03-02 17:30"),
    ],
)
def test_working_hours_run_only_while_the_office_is_open(worktime, start, hours, end) -> None:
    reached = worktime.after(china_time(start), Span.parse(f"{hours} workhours"))

    assert reached.moment == china_time(end)


def test_the_zone_of_the_office_decides_which_day_it_is(worktime) -> None:
    late_in_london = china_time("2026-03-03 00:30")

    assert worktime.day_of(late_in_london) == date(2026, 3, 3)
    assert worktime.start_of(date(2026, 3, 3)) == late_in_london - timedelta(minutes=30)


def test_the_calendar_says_what_its_library_says() -> None:
    calendar = china()
    days = [
        calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days)
    ]

    assert [calendar.is_workday(day) for day in days] == [
        chinese_calendar.is_workday(day) for day in days
    ]


def test_the_calendar_covers_the_year_2026_and_not_the_next() -> None:
    assert (china().first, china().last) == (date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("every", "label", "words"),
    [
        ("week", "2026-W10", "2026年第10周"),
        ("month", "2026-03", "2026年3月"),
        ("quarter", "2026-Q1", "2026年第一季度"),
        ("quarter", "2026-Q4", "2026年第四季度"),
        ("half_year", "2026-H1", "2026年上半年"),
        ("half_year", "2026-H2", "2026年下半年"),
        ("year", "2026", "2026年"),
    ],
)
def test_a_period_is_said_as_people_say_it(every, label, words) -> None:
    period = period_named(label, every)

    assert (period.label, period.words) == (label, words)
