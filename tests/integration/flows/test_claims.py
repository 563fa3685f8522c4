"""The shipped flow for claims (认领揭榜): the first who claims has it, else the office hands it over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from guatu.errors import ClaimRefused, UnknownCase
from testkit.firms import CLERK, DIRECTOR, open_firms, text_of
from testkit.shipped import due, letters
from testkit.tenders import holder, owed, subjects, tick_at, unmet, vacancies
from testkit.works import light

WANGXI, GAOXIN, INDUSTRY = "gao_zhuxi", "tong_jiayue", "ji_yunfan"


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def listed(office: Office, by: str = CLERK) -> int:
    fields = {"subject": "轴承配套产业园", "industry": "manufacturing", "goal": "引进两家"}
    return office.engine.open("claims", fields=fields, by=by).id


def claimed(office: Office) -> int:
    """Have the district's bureau claim it and draw up its plan."""
    case = listed(office)
    office.engine.staff.claim(case, "undertaker", by=WANGXI)
    office.engine.advance(case, "take_down", by=WANGXI)
    return case


def test_whoever_claims_first_has_it_with_a_slip_and_carries_it_to_its_end(office) -> None:
    case = claimed(office)
    assert letters(office, case) == ["handover"]
    assert "望溪区投资促进局：" in text_of(office, case, "handover")
    office.engine.record(case, by=WANGXI, fields={"plan": "赴滨海对接"})
    office.engine.decide(case, "plan_consent", "agree", by=DIRECTOR, text="可行")
    office.engine.advance(case, "set_out", by=WANGXI)
    office.engine.record(
        case, by=WANGXI, fields={"result": "签约一家"}, materials={"result_report": "报告.pdf"}
    )

    assert office.engine.advance(case, "deliver", by=WANGXI).status == "ended"


def test_every_bureau_park_and_department_is_asked_and_the_second_comes_too_late(office) -> None:
    case = listed(office)
    assert all((case, "undertaker") in owed(office, who) for who in (WANGXI, GAOXIN, INDUSTRY))
    office.engine.staff.claim(case, "undertaker", by=GAOXIN)

    with pytest.raises(ClaimRefused):
        office.engine.staff.claim(case, "undertaker", by=WANGXI)

    assert holder(office, case, "undertaker") == "park_gaoxin"


def test_who_does_not_bring_projects_in_does_not_even_see_it(office) -> None:
    case = listed(office)

    with pytest.raises(UnknownCase):
        office.engine.staff.claim(case, "undertaker", by="di_hengchang")


def test_unclaimed_in_five_working_days_over_may_day_it_is_handed_over_by_the_office(
    office,
) -> None:
    tick_at(office, "2026-04-29 09:00")
    case = listed(office)
    tick_at(office, "2026-05-09 17:00")
    assert (case, "undertaker") in owed(office, INDUSTRY)
    tick_at(office, "2026-05-11 09:00")
    assert (case, "undertaker") not in owed(office, INDUSTRY)
    assert [e.recipients for e in vacancies(office, case)] == [(CLERK,)]

    office.engine.assign(case, "undertaker", "commerce", by=CLERK, why="无人认领，交办")

    assert letters(office, case) == ["handover"]
    assert office.engine.advance(case, "take_down", by=CLERK).stage == "planning"


def test_nothing_is_taken_down_by_nobody_or_without_its_goal(office) -> None:
    case = office.engine.open("claims", fields={"subject": "一家链主企业"}, by=CLERK).id

    assert unmet(office, case, "take_down") == [
        "填写“目标和要求”",
        "请等单位认领，期满无人认领的由招商委办公室指定",
    ]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "take_down", by=CLERK)


def test_a_plan_sets_out_only_with_consent_and_a_claim_ends_only_with_its_report(office) -> None:
    case = claimed(office)
    office.engine.record(case, by=WANGXI, fields={"plan": "赴滨海对接"})
    office.engine.decide(case, "plan_consent", "disagree", by=DIRECTOR, text="目标不清")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "set_out", by=WANGXI)
    office.engine.record(case, by=WANGXI, fields={"plan": "赴滨海对接三家"})
    office.engine.decide(case, "plan_consent", "agree", by=DIRECTOR, text="可行")
    office.engine.advance(case, "set_out", by=WANGXI)

    assert unmet(office, case, "deliver") == ["填写“对接结果”", "提交材料“对接情况报告”"]


def test_a_plan_that_does_not_come_turns_yellow_then_red_with_the_undertakers_head(office) -> None:
    case = claimed(office)
    seen = {}
    for day in ("2026-03-09", "2026-03-10", "2026-03-13", "2026-03-16"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "yellow", "red"]
    assert any("红灯督办" in s for s in subjects(office, "du_yiming"))


def test_a_claim_that_comes_to_nothing_is_released_for_its_reason(office) -> None:
    case = claimed(office)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "release", by=CLERK)
    office.engine.record(case, by=WANGXI, fields={"release_reason": "企业改投外地"})

    assert office.engine.advance(case, "release", by=CLERK).status == "ended"


def test_only_the_office_puts_something_up_for_claims(office) -> None:
    with pytest.raises(NotAllowed):
        listed(office, by=WANGXI)


def test_a_plan_is_due_five_working_days_after_the_claim_was_taken_up(office) -> None:
    assert due(office, claimed(office)) == "2026-03-09 17:30"
