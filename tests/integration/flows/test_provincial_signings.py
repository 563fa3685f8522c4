"""The shipped flow of projects signed at provincial events: who signed answers for it (谁签约、谁负责)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.crowd import multiply
from testkit.firms import text_of
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, subjects, tick_at, unmet
from testkit.works import light

CLERK, SIGNER, HEAD = "fang_xiaohe", "huo_shunda", "shen_zhiyuan"
PROJECT = {
    "name": "望溪冷链项目",
    "enterprise": "望溪冷链有限公司",
    "district": "wangxi",
    "event": "省级签约活动",
    "signed_on": date(2026, 4, 20),
    "investment": 30000.0,
    "signatory": "commerce",
    "field_of": "agriculture",
}
WAY = ("hand_out", "prepare", "begin", "produce")
FIELDS = {
    "planned_start": date(2026, 6, 1),
    "planned_production": date(2027, 6, 1),
    "started_on": date(2026, 6, 2),
    "produced_on": date(2027, 5, 20),
    "paid_in": 12000.0,
}
MATERIALS = ("contract", "breakdown", "company", "permits", "start_proof", "production_proof")


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-29 09:00")
        yield office


@pytest.fixture
def case(office) -> int:
    return office.engine.open("provincial_signing", fields=PROJECT, by=CLERK).id


def fill(office: Office, case: int) -> None:
    """Record everything any stage asks for."""
    materials = {key: f"{key}.pdf" for key in MATERIALS}
    office.engine.record(case, by=CLERK, fields=FIELDS, materials=materials)


def walk(office: Office, case: int, steps: int) -> None:
    for key in WAY[:steps]:
        office.engine.advance(case, key, by=CLERK if key == "hand_out" else SIGNER)


def keys_unmet(office: Office, case: int, transition: str) -> list[str]:
    (way,) = office.engine.explain(case, transition).ways
    return [check.key for check in way.checks if check.is_needed and not check.is_met]


def test_who_signed_answers_for_it_with_the_place_and_the_industry_beside(office, case) -> None:
    held = [holder(office, case, r) for r in ("signing_unit", "local_unit", "industry_unit")]

    assert held == ["commerce", "promotion_wangxi", "agriculture"]
    with pytest.raises(NotAllowed):
        office.engine.open("provincial_signing", fields=PROJECT | {"name": "二"}, by=SIGNER)


def test_tasks_are_handed_out_only_with_contract_and_breakdown_and_by_a_slip(office, case) -> None:
    assert len(unmet(office, case, "hand_out")) == 2
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "hand_out", by=CLERK)
    office.engine.record(
        case, by=CLERK, materials={"contract": "签约文本.pdf", "breakdown": "任务分解表.xlsx"}
    )

    office.engine.advance(case, "hand_out", by=CLERK)

    (slip,) = office.views.letters(case_id=case)
    assert slip.spec == "handover"
    assert "云岭市商务局" in slip.text


def test_a_project_goes_from_signing_through_preparation_and_works_to_production(
    office, case
) -> None:
    fill(office, case)
    walk(office, case, 4)
    assert unmet(office, case, "complete")[0] == "尚未交办“分解任务”"
    office.engine.tasks.set(case, "task", "commerce", "办结用地", by=CLERK, due="10 workdays")
    office.engine.decide(case, "verified", "agree", by=HEAD)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "complete", by=CLERK)
    office.engine.tasks.complete(case, "task", by=SIGNER, text="已办结")

    assert office.engine.advance(case, "complete", by=CLERK).stage == "completed"


@pytest.mark.parametrize(
    ("steps", "transition", "missing"), [(1, "prepare", 4), (2, "begin", 3), (3, "produce", 3)]
)
def test_each_stage_is_left_only_with_its_evidence(office, steps, transition, missing) -> None:
    case = office.engine.open("provincial_signing", fields=PROJECT, by=CLERK).id
    needed = {
        1: ({}, MATERIALS[:2]),
        2: ({k: FIELDS[k] for k in ("planned_start", "planned_production")}, MATERIALS[:3]),
        3: (
            {k: FIELDS[k] for k in ("planned_start", "planned_production", "started_on")},
            MATERIALS[:5],
        ),
    }
    fields, materials = needed[steps]
    office.engine.record(case, by=CLERK, fields=fields, materials=dict.fromkeys(materials, "1.pdf"))
    walk(office, case, steps)

    assert len(unmet(office, case, transition)) == missing
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, transition, by=SIGNER)


def test_special_supervision_is_set_at_any_time_and_holds_the_end_until_it_is_answered(
    office, case
) -> None:
    fill(office, case)
    walk(office, case, 2)
    office.engine.tasks.set(case, "special", "commerce", "核查停工原因", by=CLERK, due="5 workdays")
    assert "核查停工原因" in text_of(office, case, "special_supervision")
    tick_at(office, "2026-05-09 17:00")
    before = letters(office, case)
    tick_at(office, "2026-05-11 10:00")

    assert before == ["handover", "special_supervision"]
    assert letters(office, case) == [*before, "reminder"]
    for key in WAY[2:]:
        office.engine.advance(case, key, by=SIGNER)
    assert "special" in keys_unmet(office, case, "complete")
    office.engine.tasks.complete(case, "special", by=SIGNER, text="已复工")
    assert "special" not in keys_unmet(office, case, "complete")


def test_the_signing_unit_owes_a_monthly_and_the_office_a_quarterly_supervision(
    office, case
) -> None:
    fill(office, case)
    walk(office, case, 2)
    tick_at(office, "2026-06-24 10:00")

    asked = {key.split("@")[0] for _, key in owed(office, SIGNER)}
    visits = {key.split("@")[0] for _, key in owed(office, CLERK)}
    assert any("daily_supervision" in key for key in asked)
    assert any("regular_supervision" in key for key in visits)
    tick_at(office, "2026-06-29 10:00")
    assert any("督导逾期提醒" in subject for subject in subjects(office, SIGNER))


def test_supervision_ends_early_only_with_an_analysis_and_the_commissions_consent(
    office, case
) -> None:
    fill(office, case)
    walk(office, case, 1)
    assert len(unmet(office, case, "stop")) == 2
    office.engine.record(case, by=SIGNER, materials={"analysis_report": "分析报告.pdf"})
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "stop", by=CLERK)
    office.engine.decide(case, "consent_exit", "agree", by="qiao_songbai")

    assert office.engine.advance(case, "stop", by=CLERK).stage == "ended"


def test_ten_workdays_to_break_down_the_tasks_end_on_15_may_over_the_holiday(office, case) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    seen = [due_day(office, case)]
    for day in ("05-15 17:00", "05-18 10:00", "05-28 10:00", "05-29 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["2026-05-15", "green", "yellow", "yellow", "red"]
    assert sorted(letters(office, case)) == ["red_supervision", "yellow_warning"]


def test_the_sources_110_projects_give_76_and_53_percent(office, case) -> None:
    # 云南省投资促进局2019年5月21日答复：110 个签约项目中筹建 26、开工 53、投产 5。
    fill(office, case)
    signed = [case, *multiply(office, case, 109)]
    reached = [2] * 26 + [3] * 53 + [4] * 5
    for number, steps in zip(signed[::-1], reached, strict=False):
        walk(office, number, steps)

    rates = {i.key: i for i in office.views.indicators("provincial_signing")}
    counted = [
        (rates[k].numerator, rates[k].denominator) for k in ("fulfilment_rate", "start_rate")
    ]
    assert counted == [(84, 110), (58, 110)]
    assert [round(100 * n / d) for n, d in counted] == [76, 53]
