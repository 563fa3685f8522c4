"""The shipped appraisal (效能评价): self-rating, four scores, a rating, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet
from testkit.works import light

CLERK, HEAD, UNIT, COMMISSION = "fang_xiaohe", "shen_zhiyuan", "ji_yunfan", "qiao_songbai"
PROJECT = {
    "name": "云岭阀门项目",
    "enterprise": "云岭阀门有限公司",
    "district": "wangxi",
    "industry": "manufacturing",
    "investment": 8000.0,
}
NAMES = ("progress_score", "funds_score", "factors_score", "service_score")


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-29 09:00")
        yield office


@pytest.fixture
def project(office) -> int:
    return office.engine.open("full_service", fields=PROJECT, by=CLERK).id


@pytest.fixture
def appraisal(office, project) -> int:
    fields = {"subject": "云岭阀门项目", "period": "2026年第一季度", "district": "wangxi"}
    return office.engine.open("effectiveness", fields=fields, by=CLERK, parent=project).id


def rated(office: Office, case: int) -> int:
    office.engine.record(
        case, by=UNIT, fields={"self_score": 90.0}, materials={"self_report": "自评.pdf"}
    )
    office.engine.advance(case, "rate", by=UNIT)
    return case


def scored(office: Office, case: int, *scores: float) -> int:
    """Bring an appraisal to its conclusion with the four scores."""
    rated(office, case)
    fields = dict(zip(NAMES, scores, strict=True))
    office.engine.record(case, by=CLERK, fields=fields, materials={"scoring_sheet": "打分.pdf"})
    office.engine.advance(case, "check", by=CLERK)
    return case


def decided(office: Office, case: int) -> int:
    office.engine.decide(case, "conclusion", "agree", by=HEAD)
    return case


def test_a_good_project_goes_on_with_the_conclusion_of_the_offices_head(office, appraisal) -> None:
    case = decided(office, scored(office, appraisal, 80.0, 80.0, 80.0, 80.0))

    ended = office.engine.advance(case, "go_on", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "going_on")
    assert letters(office, case) == []
    rates = {i.key: i.rate for i in office.views.indicators("effectiveness")}
    assert (rates["going_on_rate"], rates["given_up_rate"]) == (1.0, 0.0)


def test_the_project_lends_its_unit_and_its_commission(office, project, appraisal) -> None:
    for role in ("office", "responsible_unit", "commission"):
        assert holder(office, appraisal, role) == holder(office, project, role)


def test_a_self_rating_needs_its_score_and_report_and_may_be_returned(office, appraisal) -> None:
    assert len(unmet(office, appraisal, "rate")) == 2
    rated(office, appraisal)
    with pytest.raises(NotAllowed):
        office.engine.advance(appraisal, "rate_again", by=UNIT)

    assert office.engine.advance(appraisal, "rate_again", by=CLERK).stage == "self_rating"


def test_nothing_is_concluded_before_all_four_scores_are_in(office, appraisal) -> None:
    rated(office, appraisal)
    office.engine.record(
        appraisal, by=CLERK, fields={"progress_score": 90.0}, materials={"scoring_sheet": "1.pdf"}
    )

    assert len(unmet(office, appraisal, "check")) == 3


@pytest.mark.parametrize(
    ("scores", "ways"),
    [
        ((79.0, 80.0, 80.0, 80.0), {"go_on", "order_mending"}),
        ((60.0, 60.0, 60.0, 60.0), {"go_on", "order_mending"}),
        ((59.0, 60.0, 60.0, 60.0), {"order_mending", "give_up"}),
        ((80.0, 80.0, 80.0, 80.0), {"go_on"}),
    ],
)
def test_the_rating_decides_which_conclusions_are_open(office, appraisal, scores, ways) -> None:
    case = scored(office, appraisal, *scores)

    found = office.engine.explain(case).ways

    assert {
        way.key
        for way in found
        if way.key in {"go_on", "order_mending", "give_up"}
        and all(check.is_met for check in way.checks if check.kind == "fact")
    } == ways


def test_a_fair_project_is_mended_by_a_day_with_a_letter(office, appraisal) -> None:
    case = decided(office, scored(office, appraisal, 70.0, 70.0, 70.0, 70.0))
    assert unmet(office, case, "order_mending") == ["写明存在的问题", "写明整改完成日期"]
    office.engine.record(
        case, by=CLERK, fields={"shortcomings": "资金到位慢", "mend_by": date(2026, 6, 30)}
    )

    ended = office.engine.advance(case, "order_mending", by=CLERK)

    assert (ended.stage, letters(office, case)) == ("mending", ["rectification"])
    assert (case, "consent") not in owed(office, COMMISSION)


def test_a_poor_project_is_given_up_only_with_an_analysis_and_the_commissions_consent(
    office, appraisal
) -> None:
    case = decided(office, scored(office, appraisal, 40.0, 40.0, 60.0, 60.0))
    assert (case, "consent") in owed(office, COMMISSION)
    office.engine.record(case, by=UNIT, fields={"proposal": "seal"})
    assert len(unmet(office, case, "give_up")) == 2
    office.engine.record(case, by=UNIT, materials={"analysis_report": "分析.pdf"})
    office.engine.decide(case, "consent", "disagree", by=COMMISSION, text="再给一次机会")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "give_up", by=CLERK)
    office.engine.decide(case, "consent", "agree", by=COMMISSION)

    ended = office.engine.advance(case, "give_up", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "given_up")


def test_five_workdays_run_over_may_day_then_yellow_and_red_climb_the_ladder(
    office, appraisal
) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    assert due_day(office, appraisal) == "2026-05-09"
    seen = []
    for day in ("05-09 17:00", "05-11 10:00", "05-14 10:00", "05-15 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, appraisal))

    assert seen == ["green", "yellow", "yellow", "red"]
    assert letters(office, appraisal) == ["yellow_warning", "red_supervision"]
