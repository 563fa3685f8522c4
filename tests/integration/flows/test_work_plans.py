"""The shipped yearly plan (年度招商计划和目标): issued, broken down, confirmed, reported monthly, verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import InvalidValues, NotAllowed, Office, TransitionRefused
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import owed, tick_at, unmet
from testkit.works import light

CLERK, HEAD, COMMISSION = "fang_xiaohe", "shen_zhiyuan", "qiao_songbai"
COUNTY, COUNTY_HEAD = "mi_duoduo", "bai_linchuan"
TARGETS = {
    "contracts_target": 12,
    "funds_target": 100000.0,
    "foreign_target": 2000.0,
    "large_target": 3,
}
OPENING = {"name": "青禾县年度招商目标", "year": "2026年", "place": "qinghe", **TARGETS}
DONE = {"contracts_done": 12, "funds_done": 100000.0, "foreign_done": 2000.0, "large_done": 3}
YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-02-11 09:00")
        yield office


@pytest.fixture
def case(office) -> int:
    """A plan that was issued to a county."""
    case = office.engine.open("work_plan", fields={**OPENING, **YEAR}, by=CLERK).id
    office.engine.decide(case, "target", "agree", by=COMMISSION)
    office.engine.advance(case, "issue", by=CLERK)
    return case


def executing(office: Office, case: int) -> int:
    papers = {"industry_plan": "计划.pdf", "breakdown": "分解.xlsx"}
    office.engine.record(case, by=COUNTY, fields={"industries": "绿色食品"}, materials=papers)
    office.engine.advance(case, "break_down", by=COUNTY)
    office.engine.decide(case, "acceptance", "agree", by=COUNTY_HEAD)
    office.engine.advance(case, "confirm", by=CLERK)
    return case


def closing(office: Office, case: int, **done) -> int:
    """Bring a plan to its verification, on the last day of its year."""
    executing(office, case)
    move(office.clock, "2026-12-31 09:00")
    office.engine.record(
        case, by=COUNTY, fields={**DONE, **done}, materials={"summary": "总结.pdf"}
    )
    office.engine.advance(case, "close", by=COUNTY)
    return case


def test_a_plan_whose_four_targets_are_reached_is_found_met(office, case) -> None:
    closing(office, case)
    assert unmet(office, case, "find_missed")[0] == "四项都完成的，请核定为完成"
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "find_met", by=CLERK)
    office.engine.decide(case, "verification", "agree", by=HEAD)

    ended = office.engine.advance(case, "find_met", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "met")
    assert letters(office, case)[0] == "handover"


def test_one_target_missed_is_a_plan_missed_and_says_why(office, case) -> None:
    closing(office, case, large_done=2)
    assert unmet(office, case, "find_met")[0] == "有一项没有完成的，请核定为未完成"
    office.engine.decide(case, "verification", "agree", by=HEAD)
    assert unmet(office, case, "find_missed") == ["写明未完成的原因"]
    office.engine.record(case, by=COUNTY, fields={"shortfall": "一个项目推迟签约"})

    ended = office.engine.advance(case, "find_missed", by=CLERK)

    assert ended.stage == "missed"


def test_targets_are_issued_with_the_commissions_consent_and_by_no_county(office) -> None:
    case = office.engine.open("work_plan", fields=OPENING, by=CLERK).id
    assert len(unmet(office, case, "issue")) == 2
    with pytest.raises(NotAllowed):
        office.engine.advance(case, "issue", by=COUNTY)
    with pytest.raises(InvalidValues):
        office.engine.open("work_plan", fields=OPENING, by=CLERK)


def test_the_units_head_confirms_what_was_broken_down_or_it_goes_back(office, case) -> None:
    assert len(unmet(office, case, "break_down")) == 3
    papers = {"industry_plan": "计划.pdf", "breakdown": "分解.xlsx"}
    office.engine.record(case, by=COUNTY, fields={"industries": "绿色食品"}, materials=papers)
    office.engine.advance(case, "break_down", by=COUNTY)
    office.engine.decide(case, "acceptance", "disagree", by=COUNTY_HEAD, text="季度任务不均")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "confirm", by=CLERK)

    assert office.engine.advance(case, "break_down_again", by=COUNTY).stage == "breaking_down"


def test_a_monthly_report_is_owed_while_the_plan_is_executed(office, case) -> None:
    executing(office, case)

    tick_at(office, "2026-03-25 09:00")

    assert (case, "progress_report/2026-03") in owed(office, COUNTY)


def test_no_year_is_closed_before_it_is_over(office, case) -> None:
    executing(office, case)
    office.engine.record(case, by=COUNTY, fields=DONE, materials={"summary": "总结.pdf"})

    assert unmet(office, case, "close") == ["计划截止日期以后再作年终核定"]


@pytest.mark.parametrize(
    ("funds", "color"),
    [(29000.0, "red"), (31000.0, "yellow"), (39000.0, "yellow"), (41000.0, "green")],
)
def test_funds_below_four_fifths_of_the_plan_are_yellow_and_below_three_fifths_red(
    office, case, funds, color
) -> None:
    # 到7月1日已过 181 天，序时进度约为 49.7%
    executing(office, case)
    office.engine.record(case, by=COUNTY, fields={"funds_done": funds})
    move(office.clock, "2026-07-01 10:00")

    assert light(office, case) == color


def test_ten_workdays_to_break_down_run_over_the_spring_festival_and_its_make_up_day(
    office, case
) -> None:
    # 2月15日至23日放假，2月14日、28日（星期六）上班
    assert due_day(office, case) == "2026-03-03"
    seen = []
    for day in ("03-03 17:00", "03-04 10:00", "03-10 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["green", "yellow", "red"]
    assert letters(office, case) == ["handover", "yellow_warning", "red_supervision"]
