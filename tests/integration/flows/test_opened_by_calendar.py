"""The shipped flows that open by the calendar: the right cases on the right days of 2026, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guatu import Office
from testkit.offices import move
from testkit.openings import opened
from testkit.shipped import due_day, open_shipped
from testkit.tenders import holder, tick_at, unmet

CLERK, COMMISSION, COUNTY = "fang_xiaohe", "qiao_songbai", "mi_duoduo"
BUREAUS = {
    *("promotion_city", "promotion_wangxi", "promotion_luming", "promotion_qinghe"),
    *("promotion_shidu", "park_gaoxin", "park_lvshi"),
}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    """An office that published its flows before the year began."""
    move(clock, "2025-12-31 09:00")
    with open_shipped(sqlite_url, clock) as office:
        yield office


def begun(office: Office, day: str) -> dict[str, set[str]]:
    """Tick on a day, twice, and give the units something was opened for by flow and period."""
    before = set(opened(office))
    tick_at(office, f"{day} 09:00")
    office.tick()
    found: dict[str, set[str]] = {}
    for row in office.views.openings():
        if (row.period, row.unit) not in before:
            found.setdefault(f"{row.flow} {row.period}", set()).add(row.unit)
    return found


def case(office: Office, number: str) -> int:
    return office.engine.explain(number).case


def test_on_the_first_working_day_every_bureau_gets_its_plan_and_last_months_report(office) -> None:
    assert begun(office, "2026-01-03") == {}

    assert begun(office, "2026-01-05") == {
        "work_plan 2026": BUREAUS,
        "work_reports 2025-12": BUREAUS,
    }
    assert len(office.views.openings()) == len(BUREAUS) * 2


def test_a_plan_opened_in_january_is_issued_once_its_targets_are_filled_in(office) -> None:
    tick_at(office, "2026-01-05 09:00")
    plan = case(office, "work_plan-2026-promotion_qinghe")
    assert holder(office, plan, "bearer") == "promotion_qinghe"
    assert len(unmet(office, plan, "issue")) == 6
    targets = {"contracts_target": 12, "funds_target": 100000.0}
    more = {"foreign_target": 2000.0, "large_target": 3}
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    office.engine.record(plan, by=CLERK, fields={**targets, **more, **days})
    office.engine.decide(plan, "target", "agree", by=COMMISSION)

    assert office.engine.advance(plan, "issue", by=CLERK).stage == "breaking_down"


def test_a_report_opened_by_the_month_is_a_monthly_one_and_due_in_five_working_days(office) -> None:
    tick_at(office, "2026-03-02 09:00")
    report = case(office, "work_reports-2026-02-promotion_qinghe")

    mends = unmet(office, report, "submit")

    assert due_day(office, report) == "2026-03-09"
    assert "工作信息报告须填本期在谈项目，没有的填0" in mends
    assert not any("外出" in mend for mend in mends)


def test_the_half_year_that_ended_is_assessed_in_each_place(office) -> None:
    assert "capacity 2025-H2" not in begun(office, "2026-01-09")

    found = begun(office, "2026-01-12")

    assert found["capacity 2025-H2"] == BUREAUS
    assessment = case(office, "capacity-2025-H2-park_gaoxin")
    assert holder(office, assessment, "reporter") == "park_gaoxin"


def test_a_year_has_one_meeting_of_the_leading_group_besides(office) -> None:
    tick_at(office, "2026-02-24 09:00")

    meeting = case(office, "meetings-2026")

    assert opened(office)["2026", ""] == "2026年招商引资工作会议"
    assert holder(office, meeting, "body") == "leading_group"


def test_a_quarter_has_one_regular_meeting_of_the_commission(office) -> None:
    tick_at(office, "2026-04-10 09:00")

    meeting = case(office, "meetings-2026-Q2")

    assert begun(office, "2026-04-13") == {}
    assert opened(office)["2026-Q2", ""] == "2026年第二季度招商委例会"
    assert holder(office, meeting, "body") == "commission"
