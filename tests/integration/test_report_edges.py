"""Reports at the edges of their periods: the present moment, leap days."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from guatu import Office
from testkit.bulletins import MONTH, by_unit, with_reports
from testkit.offices import (
    another_office,
    changed_flow,
    complete,
    move,
    open_case,
    reviewer_of,
    to_review,
)

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


def test_what_two_hold_counts_once_in_the_total(offices, tmp_path) -> None:
    source = MONTH.read_text(encoding="utf-8").replace("role: desk", "role: advisers")
    office = offices(settings=with_reports(tmp_path, source))
    open_case(office)

    (standing, *_) = office.reports.make("permit_month", "2026-03").tables

    assert [row[1] for row in standing.rows] == [1, 1]
    assert standing.total is not None
    assert standing.total[1] == 1


def test_indicators_count_with_whoever_held_the_part_at_the_end_of_the_period(
    offices, tmp_path
) -> None:
    source = MONTH.read_text(encoding="utf-8").replace("role: desk", "role: reviewer")
    office = offices(settings=with_reports(tmp_path, source))
    case = to_review(office)
    before = reviewer_of(office, case.id)
    after = {"wen": "wu", "wu": "wen"}[before]
    move(office.clock, "2026-04-10 10:00")
    office.engine.staff.pass_on(case.id, "reviewer", after, by=before, why="换人")
    name = {"wen": "文审查", "wu": "吴审查"}

    march, april = (office.reports.make("permit_month", f"2026-0{month}") for month in (3, 4))

    assert list(by_unit(march, "rates")) == list(by_unit(march, "standing")) == [name[before]]
    assert list(by_unit(april, "standing")) == [name[after]]


def test_cases_on_an_older_version_of_their_flow_are_counted_by_its_own_stages(
    office, tmp_path
) -> None:
    open_case(office)
    flows = tmp_path / "flows"
    flows.mkdir()
    flow = changed_flow(
        flows,
        ("initial: intake", "initial: first"),
        *(
            (old.replace("KEY", "intake"), old.replace("KEY", "first"))
            for old in ("\n  KEY:\n", "from: KEY\n", "denominator: [KEY]")
        ),
    )
    office.publish(flow)
    open_case(office)
    move(office.clock, "2026-03-25 10:00")

    report = office.reports.make("permit_month", "2026-03")

    assert by_unit(report, "standing")[EAST][0] == 2
    lit = {row[2] for table in report.tables if table.key == "lit" for row in table.rows}
    assert lit == {"受理"}


def test_a_case_that_ended_is_not_running(office) -> None:
    case = open_case(office)
    move(office.clock, "2026-03-03 10:00")
    office.engine.withdraw(case.id, by="lin", why="企业撤回")

    assert by_unit(office.reports.make("permit_month", "2026-03"), "standing")[EAST][:2] == (0, 0)


def test_an_office_without_the_flow_has_an_empty_report(database_url, clock, tmp_path) -> None:
    settings = with_reports(tmp_path)
    with another_office(database_url, clock, settings=settings) as bare:
        report = bare.reports.make("permit_month", "2026-03")

    assert [table.rows for table in report.tables] == [()] * 5
    assert "流程 permit 没有启用，未列入" in report.notes
