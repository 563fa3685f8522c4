"""What the terms of a deadline come to: due moment, thresholds, pauses, overdue count."""

from __future__ import annotations

import pytest

from guatu.definitions.model import Condition, LightRule, LightStep, Title
from guatu.definitions.spans import Span
from guatu.workflow.time.deadlines import overdue_workdays, project
from guatu.workflow.time.lights import light_of
from testkit.offices import china_time


def only(kind: str, span: str, color: str = "yellow") -> LightRule:
    condition = Condition(kind=kind, span=Span.parse(span))
    step = LightStep(color=color, when=(condition,))
    return LightRule(key="one", title=Title("一条"), steps=(step,))


def test_overdue_counts_the_working_days_after_the_due_day_up_to_today(
    worktime, rule, deadline
) -> None:
    due_before_the_holiday = project(deadline("1 workday", "2026-02-12 09:00"), rule, worktime)

    over = overdue_workdays(due_before_the_holiday, china_time("2026-02-25 10:00"), worktime)

    assert due_before_the_holiday.due_at == china_time("2026-02-13 17:30")
    assert over == 3


@pytest.mark.parametrize(
    ("now", "over"), [("2026-03-05 17:29", 0), ("2026-03-05 23:00", 0), ("2026-03-06 00:00", 1)]
)
def test_nothing_is_overdue_on_the_due_day_itself(worktime, rule, deadline, now, over) -> None:
    terms = project(deadline("3 workdays", "2026-03-02 09:00"), rule, worktime)

    assert overdue_workdays(terms, china_time(now), worktime) == over


@pytest.mark.parametrize(
    ("now", "light"),
    [
        ("2026-03-05 23:59", "green"),
        ("2026-03-06 00:00", "yellow"),
        ("2026-03-18 23:59", "yellow"),
        ("2026-03-19 00:00", "red"),
    ],
)
def test_a_light_changes_at_the_first_moment_of_its_day(
    worktime, rule, deadline, now, light
) -> None:
    terms = project(deadline("3 workdays", "2026-03-02 09:00"), rule, worktime)

    assert light_of(terms, china_time(now)) == light


def test_a_light_before_the_due_day_comes_that_many_working_days_earlier(
    worktime, deadline
) -> None:
    terms = deadline("5 workdays", "2026-03-02 09:00")

    projected = project(terms, only("before_due", "3 workdays"), worktime)

    assert projected.due_at == china_time("2026-03-09 17:30")
    assert projected.colors["yellow"] == china_time("2026-03-04 00:00")


def test_a_light_a_few_working_hours_before_the_end_comes_at_that_hour(worktime, deadline) -> None:
    terms = deadline("1 workday", "2026-03-02 09:00")

    projected = project(terms, only("before_due", "4 workhours"), worktime)

    assert projected.colors["yellow"] == china_time("2026-03-03 11:30")


def test_inactivity_shows_from_the_day_after_the_period(worktime, deadline) -> None:
    terms = deadline(None, "2026-03-02 09:00", active="2026-03-10 15:00")

    projected = project(terms, only("inactive", "2 months"), worktime)

    assert projected.due_at is None
    assert projected.colors["yellow"] == china_time("2026-05-12 00:00")


def test_a_stage_without_a_limit_is_never_overdue(worktime, rule, deadline) -> None:
    terms = project(deadline(None, "2026-03-02 09:00"), rule, worktime)

    assert (terms.due_at, terms.colors) == (None, {})
    assert overdue_workdays(terms, china_time("2026-12-01 09:00"), worktime) == 0


def test_a_deadline_that_leans_on_an_unpublished_year_says_so(worktime, rule, deadline) -> None:
    terms = project(deadline("20 workdays", "2026-12-20 09:00"), rule, worktime)

    assert terms.is_provisional
    assert terms.calendar_version.startswith("chinesecalendar-")


def test_a_light_that_leans_on_an_unpublished_year_makes_the_deadline_provisional(
    worktime, rule, deadline
) -> None:
    terms = project(deadline("2 workdays", "2026-12-28 09:00"), rule, worktime)

    assert terms.due_at == china_time("2026-12-30 17:30")
    assert terms.is_provisional


# --- pauses ---------------------------------------------------------------------------------


def test_a_pause_puts_the_due_day_off_by_the_working_days_it_covered(
    worktime, rule, deadline, paused
) -> None:
    pause = paused("2026-03-03 10:00", "2026-03-09 10:00")

    projected = project(deadline("5 workdays", "2026-03-02 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-03-13 17:30")


def test_a_pause_over_a_holiday_consumes_no_working_day(worktime, rule, deadline, paused) -> None:
    pause = paused("2026-02-15 09:00", "2026-02-23 20:00")

    projected = project(deadline("3 workdays", "2026-02-13 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-02-25 17:30")


def test_pauses_one_after_another_add_up(worktime, rule, deadline, paused) -> None:
    first = paused("2026-03-03 10:00", "2026-03-04 10:00")
    second = paused("2026-03-05 10:00", "2026-03-09 10:00")

    projected = project(deadline("5 workdays", "2026-03-02 09:00", first, second), rule, worktime)

    assert projected.due_at == china_time("2026-03-12 17:30")


def test_a_pause_within_one_day_moves_nothing(worktime, rule, deadline, paused) -> None:
    pause = paused("2026-03-03 09:00", "2026-03-03 16:00")

    projected = project(deadline("5 workdays", "2026-03-02 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-03-09 17:30")


def test_a_pause_of_working_hours_puts_off_working_hours(worktime, rule, deadline, paused) -> None:
    pause = paused("2026-03-02 10:00", "2026-03-02 15:00")

    projected = project(deadline("4 workhours", "2026-03-02 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-03-03 09:00")


def test_a_pause_after_the_due_moment_does_not_move_it(worktime, rule, deadline, paused) -> None:
    pause = paused("2026-03-09 18:00", "2026-03-20 10:00")

    projected = project(deadline("5 workdays", "2026-03-02 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-03-09 17:30")


def test_a_pause_after_the_due_moment_holds_back_the_lights_still_to_come(
    worktime, rule, deadline, paused
) -> None:
    pause = paused("2026-03-11 10:00", "2026-03-16 10:00")
    terms = deadline("5 workdays", "2026-03-02 09:00", pause)

    projected = project(terms, rule, worktime)

    assert projected.colors["red"] == china_time("2026-03-26 00:00")
    assert overdue_workdays(projected, china_time("2026-03-16 12:00"), worktime) == 2


def test_an_open_pause_freezes_light_and_overdue_count(worktime, rule, deadline, paused) -> None:
    terms = deadline("5 workdays", "2026-03-02 09:00", paused("2026-03-09 10:00"))
    projected = project(terms, rule, worktime)

    later = china_time("2026-06-01 10:00")

    assert (light_of(projected, later), overdue_workdays(projected, later, worktime)) == (
        "green",
        0,
    )


def test_a_pause_begun_in_the_days_a_period_rolled_over_still_puts_it_off(
    worktime, rule, deadline, paused
) -> None:
    """30 days from 16 January end on 15 February, in the holiday, and so on the 24th."""
    pause = paused("2026-02-17 09:00", "2026-03-10 09:00")

    projected = project(deadline("30 days", "2026-01-16 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-03-17 17:30")


def test_a_pause_begun_before_the_clock_started_counts_from_its_start(
    worktime, rule, deadline, paused
) -> None:
    pause = paused("2026-02-25 09:00", "2026-03-05 09:00")

    projected = project(deadline("5 workdays", "2026-03-02 09:00", pause), rule, worktime)

    assert projected.due_at == china_time("2026-03-12 17:30")


def test_a_record_made_during_a_pause_does_not_make_the_rest_of_it_count(
    worktime, deadline, paused
) -> None:
    pause = paused("2026-03-01 09:00", "2026-06-01 09:00")
    terms = deadline(None, "2026-02-25 09:00", pause, active="2026-03-02 09:00")

    projected = project(terms, only("inactive", "2 months"), worktime)

    assert projected.colors["yellow"] == china_time("2026-08-04 00:00")
