"""Reports at the edges of their periods: the present moment, leap days."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from guatu import Office
from testkit.bulletins import MONTH, by_unit, with_reports
from testkit.offices import complete, move, open_case, to_review

EAST = "东城区政务服务中心"


@pytest.fixture
def office(offices: Callable[..., Office], tmp_path) -> Office:
    return offices(settings=with_reports(tmp_path))


def test_what_falls_due_later_today_is_not_overdue_yet(office) -> None:
    open_case(office)
    due = office.views.board(office.clock.now())[0].due_at
    assert due is not None

    office.clock.move_to(due - timedelta(minutes=1))
    before = by_unit(office.reports.make("permit_month", f"{due:%Y-%m}"), "standing")[EAST]
    office.clock.move_to(due)
    then = by_unit(office.reports.make("permit_month", f"{due:%Y-%m}"), "standing")[EAST]

    assert [before[1:3], then[1:3]] == [(0, 0), (1, 0)]


def test_growth_of_a_february_counts_the_leap_day_of_the_year_before(office, tmp_path) -> None:
    source = MONTH.read_text(encoding="utf-8").replace(
        "indicators: [permit.issue_rate, {indicator: permit.on_time_rate, over: period}]",
        "indicators: [{indicator: permit.on_time_rate, over: period, growth: true}]",
    )
    with_reports(tmp_path, source)
    move(office.clock, "2028-01-31 09:00")
    late = open_case(office)
    move(office.clock, "2028-02-28 09:00")
    to_review(office)
    move(office.clock, "2028-02-29 09:00")
    complete(office, late.id)
    office.engine.advance(late.id, "accept", by="lin")
    move(office.clock, "2029-02-27 09:00")
    to_review(office)
    move(office.clock, "2029-03-01 09:00")

    report = office.reports.make("permit_month", "2029-02")

    # Half of what was left in February 2028 was left in time, the late half on the 29th.
    assert by_unit(report, "rates")[EAST] == (1.0,)
