"""Office hours: refused windows, long periods, zones that change their clocks, the ends of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu import Settings
from guatu.definitions.spans import Span, Unit
from guatu.errors import DateOutOfRange, InvalidSpan, InvalidWindows
from guatu.workflow.time.calendars import Calendar, alone, china
from guatu.workflow.time.deadlines import project
from guatu.workflow.time.worktime import (
    WorkTime,
    after_hours,
    before_hours,
    worked,
)
from guatu.workflow.values import Pause
from testkit.offices import china_time

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = ((time(1), time(4)), (time(20), time(23, 59)))
DAY_AND_NIGHT = WorkTime(
    alone(
        Calendar(
            key="nights",
            number=1,
            title="昼夜",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            # Every Sunday is worked: clocks change on Sundays.
            workdays=frozenset(date(2026, 1, 4) + timedelta(weeks=n) for n in range(52)),
        )
    ),
    zone=BERLIN,
    windows=NIGHT,
)
MOMENTS = st.datetimes(datetime(2025, 11, 1), datetime(2027, 2, 1))  # noqa: DTZ001 - wall time
LENGTHS = st.integers(0, 60 * 400).map(lambda minutes: timedelta(minutes=minutes))
TIMES = st.sampled_from([DAY_AND_NIGHT, WorkTime(china(), zone=ZoneInfo("Asia/Shanghai"))])


def walked(worktime: WorkTime, since: datetime, until: datetime) -> timedelta:
    """Measure office time the slow way: every window of every day."""
    total, day = timedelta(), worktime.day_of(since)
    while day <= worktime.day_of(until):
        if worktime.is_workday(day):
            for opens, closes in worktime.windows:
                begin, end = worktime.at(day, opens), worktime.at(day, closes)
                total += max(min(end, until) - max(begin, since), timedelta())
        day += timedelta(days=1)
    return total


# --- windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("windows", "why"),
    [
        ((), "一段也没有"),
        (((time(12), time(8, 30)),), "12:00-08:30 的结束不晚于开始"),
        (((time(8), time(8)),), "结束不晚于开始"),
        (((time(8, 30), time(12)), (time(11), time(17))), "11:00-17:00 与前一段重叠"),
        (((time(14), time(17)), (time(8), time(12))), "08:00-12:00 与前一段重叠"),
    ],
)
def test_windows_that_can_not_be_used_are_refused_before_anything_counts_with_them(
    windows, why
) -> None:
    for make in (
        lambda: Settings(windows=windows),
        lambda: WorkTime(china(), zone=UTC, windows=windows),
    ):
        with pytest.raises(InvalidWindows) as refused:
            make()
        assert why in refused.value.sentence("zh")


def test_windows_may_touch() -> None:
    windows = ((time(8), time(12)), (time(12), time(16)))

    assert WorkTime(china(), zone=UTC, windows=windows).usual == timedelta(hours=8)


@pytest.mark.parametrize("text", ["0 workdays", "-3 workdays", "-3 days", "0 workhours"])
def test_a_limit_of_nothing_or_less_is_no_span(text) -> None:
    with pytest.raises(InvalidSpan):
        Span.parse(text)


# --- hours ------------------------------------------------------------------------------------


@given(TIMES, MOMENTS, LENGTHS)
def test_hours_after_a_moment_are_worked_between(worktime, naive, length) -> None:
    start = naive.replace(tzinfo=worktime.zone).astimezone(UTC)

    end = after_hours(worktime, start, length)

    assert worked(worktime, start, end) == length


@given(TIMES, MOMENTS, LENGTHS)
def test_hours_before_a_moment_are_worked_between(worktime, naive, length) -> None:
    end = naive.replace(tzinfo=worktime.zone).astimezone(UTC)

    start = before_hours(worktime, end, length)

    assert worked(worktime, start, end) == length


@given(TIMES, MOMENTS, MOMENTS)
def test_counting_hours_is_the_same_as_walking_every_window(worktime, one, other) -> None:
    since, until = sorted(m.replace(tzinfo=worktime.zone).astimezone(UTC) for m in (one, other))

    assert worked(worktime, since, until) == walked(worktime, since, until)


@given(TIMES, MOMENTS, LENGTHS, LENGTHS)
def test_hours_add_up(worktime, naive, n, m) -> None:
    start = naive.replace(tzinfo=worktime.zone).astimezone(UTC)

    once = after_hours(worktime, start, n + m)

    assert worked(worktime, start, after_hours(worktime, after_hours(worktime, start, n), m)) == (
        worked(worktime, start, once)
    )


def test_thousands_of_hours_end_where_walking_ends(worktime) -> None:
    start = china_time("2020-01-02 10:00")

    end = worktime.after(start, Span(9999, Unit.WORKHOURS)).moment

    assert walked(worktime, start, end) == timedelta(hours=9999)


@given(TIMES, MOMENTS, st.integers(1, 200), st.integers(0, 99), st.integers(0, 60 * 24 * 40))
def test_a_pause_puts_hours_off_by_exactly_the_hours_it_covered(
    rule, deadline, worktime, naive, hours, share, minutes
) -> None:
    start = naive.replace(tzinfo=worktime.zone).astimezone(UTC)
    span = f"{hours} workhours"
    plain = project(deadline(span, start), rule, worktime).due_at
    since = start + (plain - start) * share / 100
    until = since + timedelta(minutes=minutes)
    pause = Pause(since=since, until=until, reason="等待", by="lin")

    put_off = project(deadline(span, start, pause), rule, worktime).due_at

    assert worked(worktime, plain, put_off) == worked(worktime, since, until)


# --- zones that change their clocks -------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 2), ("2026-10-25", 4), ("2026-03-22", 3)],
    ids=["put forward", "put back", "left alone"],
)
def test_a_night_in_which_the_clock_is_changed_is_as_long_as_it_was(day, hours) -> None:
    """From one to four: an hour of it is skipped in March and comes twice in October."""
    day = date.fromisoformat(day)

    night = worked(DAY_AND_NIGHT, DAY_AND_NIGHT.at(day, time(0)), DAY_AND_NIGHT.at(day, time(12)))

    assert night == timedelta(hours=hours)


def test_a_time_that_is_skipped_is_the_moment_the_clock_is_put_forward() -> None:
    skipped = [DAY_AND_NIGHT.at(date(2026, 3, 29), time(2, minute)) for minute in (0, 30, 59)]

    assert skipped == [datetime(2026, 3, 29, 1, tzinfo=UTC)] * 3


def test_a_window_that_is_skipped_whole_has_no_length() -> None:
    windows = ((time(2, 10), time(2, 50)),)
    worktime = WorkTime(
        alone(
            Calendar(
                key="gap",
                number=1,
                title="",
                first=date(2026, 1, 1),
                last=date(2026, 12, 31),
                workdays=frozenset({date(2026, 3, 29)}),
            )
        ),
        zone=BERLIN,
        windows=windows,
    )
    start = worktime.start_of(date(2026, 3, 28))

    end = after_hours(worktime, start, timedelta(minutes=40))

    assert end == worktime.at(date(2026, 3, 30), time(2, 50))


def test_a_day_without_its_midnight_begins_when_it_begins() -> None:
    """In Beirut the clock is put forward at midnight."""
    worktime = WorkTime(china(), zone=ZoneInfo("Asia/Beirut"))

    assert worktime.start_of(date(2026, 3, 29)) == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_a_period_in_days_ends_at_the_same_wall_time_on_both_sides_of_a_change() -> None:
    worktime = WorkTime(china(), zone=BERLIN)
    start = datetime(2026, 3, 27, 8, tzinfo=UTC)

    end = worktime.after(start, Span.parse("1 workday")).moment.astimezone(BERLIN)

    assert (end.date(), end.time()) == (date(2026, 3, 30), time(17, 30))


# --- the ends of time ---------------------------------------------------------------------------


def test_29_february_clamps_in_a_common_year(worktime) -> None:
    assert worktime.last_day(date(2024, 2, 29), Span.parse("12 months")) == date(2025, 2, 28)
    assert worktime.last_day(date(2024, 1, 31), Span.parse("1 month")) == date(2024, 2, 29)


@pytest.mark.parametrize("span", ["3 workdays", "30 days", "4 weeks", "2 months", "80 workhours"])
def test_a_period_beyond_the_year_9999_is_a_clear_error(worktime, span) -> None:
    start = datetime(9999, 12, 30, 1, tzinfo=UTC)

    with pytest.raises(DateOutOfRange) as refused:
        worktime.after(start, Span.parse(span))

    assert "公元1年至9999年" in refused.value.sentence("zh")


def test_the_first_day_of_time_is_a_clear_error_east_of_greenwich(worktime) -> None:
    with pytest.raises(DateOutOfRange):
        worktime.start_of(date(1, 1, 1))


def test_the_last_moment_of_time_is_a_clear_error_east_of_greenwich(worktime) -> None:
    with pytest.raises(DateOutOfRange):
        worktime.day_of(datetime(9999, 12, 31, 20, tzinfo=UTC))


def test_a_calendar_without_a_working_day_still_counts_beyond_it() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    idle = Calendar(
        key="idle",
        number=1,
        title="",
        first=year[0],
        last=year[-1],
        holidays=frozenset(year),
    )
    worktime = WorkTime(alone(idle), zone=UTC)

    due = worktime.after(datetime(2026, 3, 2, 9, tzinfo=UTC), Span.parse("3 workdays"))

    assert (due.moment.date(), due.is_provisional) == (date(2027, 1, 5), True)
