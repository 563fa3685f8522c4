"""The shipped flow of major projects: recognised, banked, four ones, tasks approved above, pushed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from guatu.errors import BatchRefused, UnknownTask
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet
from testkit.works import light

CLERK, HEAD, NOMINATOR, ABOVE = "fang_xiaohe", "shen_zhiyuan", "gao_zhuxi", "qiao_songbai"
PROJECT = {
    "name": "望溪电池材料项目",
    "enterprise": "望溪电池材料有限公司",
    "district": "wangxi",
    "investment": 200000.0,
}
CRITERIA = {
    "leading_role": "带动上下游二十户",
    "market_benefit": "年产值三十亿元",
    "groundwork": "可研已完成",
}
RIPE = ("investor_settled", "land_settled", "permits_done", "funds_settled")
FOUR_ONES = ("project_file", "push_plan", "support_policy", "push_group")


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-29 09:00")
        yield office


@pytest.fixture
def case(office) -> int:
    return office.engine.open("major_project", fields=PROJECT, by=NOMINATOR).id


@pytest.fixture
def nominated(office, case) -> int:
    office.engine.record(
        case, by=NOMINATOR, fields=CRITERIA, materials={"application": "申报书.pdf"}
    )
    office.engine.advance(case, "nominate", by=NOMINATOR)
    return case


@pytest.fixture
def banked(office, nominated) -> int:
    office.engine.record(
        nominated, by=CLERK, fields={**dict.fromkeys(RIPE, True), "batch": "2026年第一批"}
    )
    office.engine.decide(nominated, "recognise", "agree", by=HEAD)
    office.engine.advance(nominated, "enter", by=CLERK)
    return nominated


@pytest.fixture
def submitted(office, banked) -> int:
    office.engine.record(
        banked,
        by=NOMINATOR,
        fields={"planned_production": date(2026, 9, 18)},
        materials=dict.fromkeys((*FOUR_ONES, "breakdown_plan"), "1.pdf"),
    )
    office.engine.advance(banked, "submit_breakdown", by=CLERK)
    return banked


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_project_is_not_nominated_while_a_criterion_is_unsaid(office, case, criterion) -> None:
    said = {key: value for key, value in CRITERIA.items() if key != criterion}
    office.engine.record(case, by=NOMINATOR, fields=said, materials={"application": "1.pdf"})

    assert len(unmet(office, case, "nominate")) == 1
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "nominate", by=NOMINATOR)


def test_a_project_below_the_line_of_investment_is_not_nominated(office, case) -> None:
    office.engine.record(
        case,
        by=NOMINATOR,
        fields=CRITERIA | {"investment": 99999.0},
        materials={"application": "1.pdf"},
    )

    assert unmet(office, case, "nominate") == ["总投资不足10亿元的不作为重大项目申报"]


def test_the_bank_takes_what_is_recognised_ready_and_in_a_batch(office, nominated) -> None:
    assert len(unmet(office, nominated, "enter")) == 3
    office.engine.decide(nominated, "recognise", "agree", by=HEAD)
    office.engine.record(nominated, by=CLERK, fields={"land_settled": True, "batch": "一"})
    (mend,) = unmet(office, nominated, "enter")
    assert mend.startswith("投资主体、用地须已落实")
    with pytest.raises(TransitionRefused):
        office.engine.advance(nominated, "enter", by=CLERK)
    office.engine.record(nominated, by=CLERK, fields=dict.fromkeys(RIPE, True))

    assert office.engine.advance(nominated, "enter", by=CLERK).stage == "banked"
    assert letters(office, nominated) == ["handover"]


@pytest.mark.parametrize(
    ("settled", "maturity"),
    [(2, "immature"), (3, "nearly"), (4, "mature")],
)
def test_what_is_settled_decides_how_mature_a_project_is(
    office, nominated, settled, maturity
) -> None:
    office.engine.decide(nominated, "recognise", "agree", by=HEAD)
    said = dict.fromkeys(RIPE[:settled], True)
    case = office.engine.record(nominated, by=CLERK, fields={**said, "batch": "2026年第一批"})

    assert case.grade == maturity
    assert bool(unmet(office, nominated, "enter")) == (maturity == "immature")


def test_recognition_may_be_refused_or_returned_by_the_office_alone(office, nominated) -> None:
    with pytest.raises(NotAllowed):
        office.engine.advance(nominated, "refuse", by=NOMINATOR)
    assert office.engine.advance(nominated, "return_nomination", by=CLERK).stage == "nomination"
    office.engine.advance(nominated, "nominate", by=NOMINATOR)

    assert office.engine.advance(nominated, "refuse", by=CLERK).stage == "not_recognised"


@pytest.mark.parametrize("one", FOUR_ONES)
def test_the_breakdown_goes_up_only_with_all_four_ones(office, banked, one) -> None:
    there = [key for key in (*FOUR_ONES, "breakdown_plan") if key != one]
    office.engine.record(
        banked,
        by=NOMINATOR,
        fields={"planned_production": date(2026, 9, 18)},
        materials=dict.fromkeys(there, "1.pdf"),
    )

    assert len(unmet(office, banked, "submit_breakdown")) == 1
    with pytest.raises(TransitionRefused):
        office.engine.advance(banked, "submit_breakdown", by=CLERK)


def test_the_breakdown_is_approved_by_the_higher_unit_and_nobody_else(office, submitted) -> None:
    assert holder(office, submitted, "approver") == "commission"
    assert (submitted, "approve_breakdown") in owed(office, ABOVE)
    with pytest.raises(UnknownTask):
        office.engine.decide(submitted, "approve_breakdown", "agree", by=HEAD)
    with pytest.raises(TransitionRefused):
        office.engine.advance(submitted, "push", by=CLERK)
    office.engine.decide(submitted, "approve_breakdown", "agree", by=ABOVE)

    assert office.engine.advance(submitted, "push", by=CLERK).stage == "pushing"


def test_a_major_project_is_ticked_off_when_its_tasks_are_done(office, submitted) -> None:
    office.engine.decide(submitted, "approve_breakdown", "agree", by=ABOVE)
    office.engine.advance(submitted, "push", by=CLERK)
    assert len(unmet(office, submitted, "complete")) == 4
    office.engine.tasks.set(
        submitted, "task", "natural_resources", "落实用地", by=CLERK, due="10 workdays"
    )
    office.engine.record(
        submitted,
        by=NOMINATOR,
        fields={"paid_in": 150000.0, "produced_on": date(2026, 9, 1)},
        materials={"production_proof": "验收.pdf"},
    )
    with pytest.raises(TransitionRefused):
        office.engine.advance(submitted, "complete", by=CLERK)
    office.engine.tasks.complete(submitted, "task", by="di_hengchang", text="已供地")

    assert office.engine.advance(submitted, "complete", by=CLERK).stage == "completed"
    assert letters(office, submitted) == ["handover", "handover"]
    rates = {i.key: i.rate for i in office.views.indicators("major_project")}
    keys = ("bank_rate", "four_ones_rate", "approved_rate", "completion_rate")
    assert [rates[key] for key in keys] == [1.0] * 4


def test_a_project_leaves_the_bank_only_with_an_analysis_and_consent_from_above(
    office, banked
) -> None:
    office.engine.record(banked, by=NOMINATOR, materials={"analysis_report": "1.pdf"})
    with pytest.raises(TransitionRefused):
        office.engine.advance(banked, "remove", by=CLERK)
    office.engine.decide(banked, "consent_removal", "agree", by=ABOVE)

    assert office.engine.advance(banked, "remove", by=CLERK).stage == "removed"


def test_pushing_is_due_the_workday_after_the_planned_production_a_sunday_at_work(
    office, submitted
) -> None:
    # 计划投产9月18日（星期五）；9月20日（星期日）上班
    office.engine.decide(submitted, "approve_breakdown", "agree", by=ABOVE)
    office.engine.advance(submitted, "push", by=CLERK)

    assert due_day(office, submitted) == "2026-09-20"


def test_nomination_takes_ten_workdays_over_the_holiday_and_turns_red_ten_later(
    office, case
) -> None:
    seen = [due_day(office, case)]
    for day in ("05-15 17:00", "05-18 10:00", "05-28 10:00", "05-29 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["2026-05-15", "green", "yellow", "yellow", "red"]
    assert sorted(letters(office, case)) == ["red_supervision", "yellow_warning"]


def test_funds_are_reported_monthly_while_the_project_is_pushed(office, submitted) -> None:
    assert not any("funds_report" in key for _, key in owed(office, NOMINATOR))
    office.engine.decide(submitted, "approve_breakdown", "agree", by=ABOVE)
    office.engine.advance(submitted, "push", by=CLERK)
    tick_at(office, "2026-06-24 10:00")

    assert any("funds_report" in key for _, key in owed(office, NOMINATOR))


def test_projects_are_recognised_batch_by_batch(office) -> None:
    first, second = "2026年第一批", "2026年第二批"
    cases = [
        nominate(office, name, batch)
        for name, batch in zip("甲乙丙", (first, second, first), strict=True)
    ]

    rows = office.desk(HEAD).approvals("major_project", "recognise", where={"batch": first})
    office.engine.tasks.decide_all(
        [row.case for row in rows], "recognise", "agree", by=HEAD, text="第一批予以认定"
    )

    assert [row.case for row in rows] == [cases[0], cases[2]]
    assert [unmet(office, case, "enter") for case in (cases[0], cases[2])] == [[], []]
    assert len(unmet(office, cases[1], "enter")) == 1
    assert office.views.history(cases[0], office.zone)[-1].data["batch"] == 1


def test_a_batch_with_a_project_that_is_not_nominated_is_not_recognised(office, case) -> None:
    ready = nominate(office, "甲", "2026年第一批")

    with pytest.raises(BatchRefused) as refused:
        office.engine.tasks.decide_all([ready, case], "recognise", "agree", by=HEAD)

    assert [refusal.case for refusal in refused.value.refusals] == [case]
    assert len(unmet(office, ready, "enter")) == 1


def nominate(office, name: str, batch: str) -> int:
    """Bring a project of its own name and batch before the commission."""
    fields = PROJECT | CRITERIA | {"name": name, "batch": batch} | dict.fromkeys(RIPE, True)
    case = office.engine.open("major_project", fields=fields, by=NOMINATOR).id
    office.engine.record(case, by=NOMINATOR, materials={"application": "申报书.pdf"})
    office.engine.advance(case, "nominate", by=NOMINATOR)
    return case
