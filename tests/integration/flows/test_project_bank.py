"""The shipped project bank: no entry without review, kept fresh each quarter, published, let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.firms import CLERK, DIRECTOR, open_firms
from testkit.shipped import due, letters
from testkit.tenders import agree, holder, outcome, owed, subjects, tick_at, unmet
from testkit.works import light

PLANNER, PLANNER_HEAD = "gao_zhuxi", "du_yiming"
INDUSTRY, REFORM, LAND, ECOLOGY = "ji_yunfan", "fan_lixing", "di_hengchang", "lan_bichuan"
REVIEWERS = (INDUSTRY, REFORM, LAND, ECOLOGY)


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def packaged(office: Office, by: str = PLANNER) -> int:
    fields = {
        "name": "轴承配套产业园",
        "district": "wangxi",
        "industry": "manufacturing",
        "investment": 12_000.0,
    }
    return office.engine.open("project_bank", fields=fields, by=by).id


def reviewing(office: Office) -> int:
    """Bring a project before the departments."""
    case = packaged(office)
    office.engine.record(
        case,
        by=PLANNER,
        fields={"content": "标准厂房", "conditions": "土地已收储", "maturity": "ready"},
        materials={"brief": "策划书.pdf"},
    )
    office.engine.advance(case, "submit", by=PLANNER)
    office.engine.record(case, by=CLERK, fields={"first_opinion": "可行"})
    office.engine.advance(case, "pass_screening", by=CLERK)
    return case


def stored(office: Office) -> int:
    """Bring a project into the bank."""
    case = reviewing(office)
    agree(office, case, "opinions", REVIEWERS)
    office.engine.decide(case, "admission", "agree", by=DIRECTOR)
    office.engine.advance(case, "admit", by=CLERK)
    return case


def published(office: Office) -> int:
    """Publish a project of the bank."""
    case = stored(office)
    office.engine.record(
        case,
        by=CLERK,
        fields={"published_on": date(2026, 3, 2), "published_in": "推介会"},
        materials={"leaflet": "折页.pdf"},
    )
    office.engine.advance(case, "publish", by=CLERK)
    return case


def test_a_reviewed_project_is_published_and_becomes_one_under_negotiation(office) -> None:
    case = published(office)
    office.engine.record(
        case, by=CLERK, fields={"enterprise": "云川轴承", "project_no": "云招〔2026〕3号"}
    )

    assert office.engine.advance(case, "convert", by=PLANNER).status == "ended"


def test_a_project_is_submitted_with_its_plan_content_conditions_and_maturity(office) -> None:
    case = packaged(office)

    assert unmet(office, case, "submit") == [
        "提交材料“项目策划书”",
        "填写“建设内容”",
        "填写“建设条件（土地、能耗、环境容量）”",
        "填写“成熟度”",
    ]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "submit", by=PLANNER)


def test_no_project_enters_unreviewed_and_silence_is_no_consent(office) -> None:
    case = reviewing(office)
    assert set(holder(office, case, "reviewers").split(",")) == {
        "industry",
        "development_reform",
        "natural_resources",
        "ecology",
    }
    agree(office, case, "opinions", REVIEWERS[:3])
    office.engine.decide(case, "admission", "agree", by=DIRECTOR)
    tick_at(office, "2026-03-17 10:00")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "admit", by=CLERK)
    assert any("部门审核催办" in s for s in subjects(office, ECOLOGY))
    assert not any("部门审核催办" in s for s in subjects(office, LAND))

    agree(office, case, "opinions", (ECOLOGY,))

    assert office.engine.advance(case, "admit", by=CLERK).stage == "stored"


def test_a_veto_keeps_a_project_out_and_it_is_turned_down_for_a_reason(office) -> None:
    case = reviewing(office)
    office.engine.decide(
        case, "opinions", "disagree", by=ECOLOGY, text="位于红线内", ground="ecology"
    )
    office.engine.decide(case, "admission", "agree", by=DIRECTOR)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "admit", by=CLERK)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "turn_down", by=CLERK)
    assert outcome(office, case, "opinions") == "refused"
    office.engine.record(case, by=CLERK, fields={"removal_reason": "不符合生态环境准入"})

    assert office.engine.advance(case, "turn_down", by=CLERK).status == "ended"


def test_a_project_that_is_sent_back_is_reviewed_anew(office) -> None:
    case = reviewing(office)
    agree(office, case, "opinions", (LAND,))
    office.engine.send_back(case, "packaging", by=CLERK, why="补充用地情况")
    assert office.engine.advance(case, "submit", by=PLANNER).stage == "screening"

    office.engine.advance(case, "pass_screening", by=CLERK)

    assert (case, "opinions") in owed(office, LAND)


def test_only_a_mature_project_is_published(office) -> None:
    case = stored(office)
    office.engine.record(
        case,
        by=CLERK,
        fields={"maturity": "idea", "published_on": date(2026, 3, 2), "published_in": "推介会"},
        materials={"leaflet": "折页.pdf"},
    )

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "publish", by=CLERK)


def test_the_refresh_is_owed_each_quarter_and_chased_when_it_does_not_come(office) -> None:
    case = stored(office)
    tick_at(office, "2026-03-16 10:00")
    assert (case, "refresh/2026-Q1") in owed(office, PLANNER)
    tick_at(office, "2026-03-26 10:00")
    assert any("季度更新" in s and "逾期催办" in s for s in subjects(office, PLANNER))

    office.engine.tasks.complete(case, "refresh/2026-Q1", by=PLANNER, text="规模未变")

    assert (case, "refresh/2026-Q1") not in owed(office, PLANNER)
    tick_at(office, "2026-06-15 10:00")
    assert (case, "refresh/2026-Q2") in owed(office, PLANNER)


def test_what_is_published_is_published_again_each_half_year(office) -> None:
    case = published(office)

    tick_at(office, "2026-06-15 10:00")

    assert (case, "publication/2026-H1") in owed(office, CLERK)


def test_the_departments_have_ten_working_days_over_may_day_and_its_make_up_saturday(
    office,
) -> None:
    tick_at(office, "2026-04-28 09:00")

    assert due(office, reviewing(office)) == "2026-05-14 17:30"


def test_a_project_nobody_keeps_up_turns_yellow_then_red_and_its_planner_is_supervised(
    office,
) -> None:
    case = published(office)
    seen = {}
    for day in ("2026-06-02", "2026-06-03", "2026-09-02", "2026-09-03"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "yellow", "red"]
    assert "red_supervision" in letters(office, case)
    assert any("红灯督办" in s for s in subjects(office, PLANNER_HEAD))


def test_a_project_leaves_the_bank_for_a_reason_and_with_consent(office) -> None:
    case = stored(office)
    office.engine.record(case, by=PLANNER, fields={"removal_reason": "土地另作他用"})
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "remove", by=CLERK)
    office.engine.decide(case, "removal", "agree", by=DIRECTOR)

    assert office.engine.advance(case, "remove", by=CLERK).status == "ended"


def test_a_department_that_only_reviews_brings_no_project_in(office) -> None:
    with pytest.raises(NotAllowed):
        packaged(office, by=LAND)
