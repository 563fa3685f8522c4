"""Laws that hold for every day and every period."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from guatu.definitions.spans import Span, Unit
from guatu.workflow.time.deadlines import project
from guatu.workflow.time.lights import light_of
from guatu.workflow.values import Pause
from testkit.offices import china_time

DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(1, 250)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 30))  # noqa: DTZ001 - office time
UNITS = st.sampled_from(list(Unit))
SPANS = st.builds(Span, st.integers(1, 60), UNITS)


@given(DAYS, DAYS, SPANS)
def test_who_starts_later_is_never_due_earlier(worktime, one, other, span) -> None:
    first, second = sorted((one, other))

    starts = worktime.start_of(first), worktime.start_of(second)

    assert worktime.after(starts[0], span).moment <= worktime.after(starts[1], span).moment


@given(DAYS, st.integers(1, 60), st.integers(1, 60), UNITS)
def test_a_longer_period_never_ends_earlier(worktime, day, one, other, unit) -> None:
    shorter, longer = sorted((one, other))
    start = worktime.start_of(day)

    ends = [worktime.after(start, Span(n, unit)).moment for n in (shorter, longer)]

    assert ends == sorted(ends)


@given(DAYS, COUNTS, COUNTS)
def test_working_days_add_up(worktime, day, n, m) -> None:
    assert worktime.shift(worktime.shift(day, n), m) == worktime.shift(day, n + m)


@given(DAYS, COUNTS)
def test_counting_working_days_is_the_inverse_of_shifting(worktime, day, n) -> None:
    assert worktime.workdays_between(day, worktime.shift(day, n)) == n
    assert worktime.shift(worktime.shift(day, n), -n) == worktime.shift(worktime.shift(day, 1), -1)


@given(DAYS, SPANS)
def test_a_period_ends_on_a_working_day(worktime, day, span) -> None:
    end = worktime.after(worktime.start_of(day), span)

    assert worktime.is_workday(worktime.day_of(end.moment))


@given(MOMENTS)
def test_the_office_is_open_when_something_waits_for_it(worktime, naive) -> None:
    moment = naive.replace(tzinfo=worktime.zone)

    opens = worktime.at_work(moment)

    day = worktime.day_of(opens)
    assert opens >= moment
    assert worktime.is_workday(day)
    assert worktime.start_of(day) < opens < worktime.closing(day)
    assert worktime.at_work(opens) == opens


@st.composite
def pauses_in(draw, first: datetime, last: datetime) -> tuple[datetime, datetime]:
    minutes = int((last - first).total_seconds() // 60)
    since = first + timedelta(minutes=draw(st.integers(0, minutes)))
    return since, since + timedelta(minutes=draw(st.integers(0, 60 * 24 * 60)))


@given(st.data(), MOMENTS, st.integers(1, 60))
def test_a_pause_puts_off_the_due_day_by_exactly_the_working_days_it_covered(
    worktime, rule, deadline, data, naive, n
) -> None:
    start = naive.replace(tzinfo=worktime.zone)
    plain = project(deadline(f"{n} workdays", start), rule, worktime)
    since, until = data.draw(pauses_in(start, plain.due_at - timedelta(minutes=1)))
    pause = Pause(since=since, until=until, reason="等待", by="lin")

    put_off = project(deadline(f"{n} workdays", start, pause), rule, worktime)

    covered = worktime.workdays_between(worktime.day_of(since), worktime.day_of(until))
    due, later = worktime.day_of(plain.due_at), worktime.day_of(put_off.due_at)
    assert worktime.workdays_between(due, later) == covered


@given(MOMENTS, SPANS, st.integers(0, 1000), st.integers(0, 1000))
def test_a_pause_after_the_due_moment_never_moves_it(
    worktime, rule, deadline, naive, span, wait, length
) -> None:
    start = naive.replace(tzinfo=worktime.zone)
    plain = project(deadline(str(span), start), rule, worktime)
    since = plain.due_at + timedelta(hours=wait)
    pause = Pause(since=since, until=since + timedelta(hours=length), reason="等待", by="lin")

    paused_late = project(deadline(str(span), start, pause), rule, worktime)

    assert paused_late.due_at == plain.due_at


@given(st.data(), MOMENTS, SPANS)
def test_a_pause_never_makes_anything_due_earlier_nor_before_it_ends(
    worktime, rule, deadline, data, naive, span
) -> None:
    start = naive.replace(tzinfo=worktime.zone)
    plain = project(deadline(str(span), start), rule, worktime)
    since, until = data.draw(pauses_in(start, plain.due_at - timedelta(minutes=1)))
    pause = Pause(since=since, until=until, reason="等待", by="lin")

    put_off = project(deadline(str(span), start, pause), rule, worktime)

    assert put_off.due_at >= plain.due_at
    assert worktime.workdays_between(worktime.day_of(put_off.due_at), worktime.day_of(until)) <= 0


@given(st.data(), MOMENTS, SPANS)
def test_a_light_never_turns_back_when_a_pause_ends(
    worktime, rule, deadline, data, naive, span
) -> None:
    start = naive.replace(tzinfo=worktime.zone)
    plain = project(deadline(str(span), start), rule, worktime)
    since, until = data.draw(pauses_in(start, plain.due_at + timedelta(days=60)))
    lasting = Pause(since=since, until=None, reason="等待", by="lin")
    ended = Pause(since=since, until=until, reason="等待", by="lin")

    during = project(deadline(str(span), start, lasting), rule, worktime)
    after = project(deadline(str(span), start, ended), rule, worktime)

    assert light_of(during, until) == light_of(plain, since)
    shown = ["green", "yellow", "red"]
    assert shown.index(light_of(after, until)) >= shown.index(light_of(during, until))


@given(st.data(), MOMENTS, st.none() | SPANS)
def test_projecting_twice_gives_what_projecting_once_gave(
    worktime, rule, deadline, data, naive, span
) -> None:
    start = naive.replace(tzinfo=worktime.zone)
    since, until = data.draw(pauses_in(start, start + timedelta(days=90)))
    pause = Pause(since=since, until=until, reason="等待", by="lin")

    once = project(deadline(str(span) if span else None, start, pause), rule, worktime)

    assert project(once, rule, worktime) == once


@given(MOMENTS, SPANS, st.integers(-14, 14))
@example(datetime(2026, 3, 2, 23, 30), Span(3, Unit.WORKDAYS), 12)  # noqa: DTZ001 - office time
def test_the_zone_a_moment_is_written_in_makes_no_difference(
    worktime, rule, deadline, naive, span, offset
) -> None:
    start = naive.replace(tzinfo=worktime.zone)
    elsewhere = start.astimezone(timezone(timedelta(hours=offset)))

    here = project(deadline(str(span), start), rule, worktime)
    there = project(deadline(str(span), elsewhere), rule, worktime)

    assert (there.due_at, there.colors) == (here.due_at, here.colors)


@given(MOMENTS, SPANS)
def test_every_moment_given_is_aware_and_in_utc(worktime, rule, deadline, naive, span) -> None:
    assume(span.amount)

    projected = project(deadline(str(span), naive.replace(tzinfo=worktime.zone)), rule, worktime)

    assert {m.tzinfo for m in (projected.due_at, *projected.colors.values())} == {UTC}


ASK = """
from zoneinfo import ZoneInfo
from datetime import datetime
from guatu.definitions.spans import Span
from guatu.workflow.time.calendars import china
from guatu.workflow.time.worktime import WorkTime
zone = ZoneInfo("Asia/Shanghai")
start = datetime(2026, 3, 2, 23, 30, tzinfo=zone)
print(WorkTime(china(), zone=zone).after(start, Span.parse("3 workdays")).moment.isoformat())
"""


@pytest.mark.slow
def test_the_zone_of_the_machine_makes_no_difference() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", ASK],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for zone in ("UTC", "America/Los_Angeles")
    }

    assert said == {china_time("2026-03-05 17:30").astimezone(UTC).isoformat()}
