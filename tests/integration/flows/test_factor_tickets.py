"""The shipped factor ticket (要素保障协调、代办领办): one lead unit, assistants, a result, its confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet, vacancies
from testkit.works import light

CLERK, PROJECT_UNIT = "fang_xiaohe", "ji_yunfan"
LAND, ECOLOGY = "di_hengchang", "lan_bichuan"
PROJECT = {
    "name": "云岭轴承项目",
    "enterprise": "云岭轴承有限公司",
    "district": "wangxi",
    "industry": "manufacturing",
    "investment": 8000.0,
}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def project(office, clock) -> int:
    move(clock, "2026-04-29 09:00")
    return office.engine.open("full_service", fields=PROJECT, by=CLERK).id


@pytest.fixture
def ticket(office, project) -> int:
    """A shortage of land, raised by the project's unit."""
    return raise_ticket(office, project)


def raise_ticket(office: Office, project: int, bottleneck: str = "land", **more) -> int:
    fields = {
        "matter": "三十亩用地指标",
        "district": "wangxi",
        "bottleneck": bottleneck,
        "demand": "指标未落实",
        **more,
    }
    return office.engine.open("factor_ticket", fields=fields, by=PROJECT_UNIT, parent=project).id


def dispatched(office: Office, ticket: int) -> int:
    office.engine.advance(ticket, "dispatch", by=CLERK)
    return ticket


def reported(office: Office, ticket: int) -> int:
    office.engine.record(
        ticket,
        by=LAND,
        fields={"plan": "调剂指标", "result": "已批复"},
        materials={"proof": "批复.pdf"},
    )
    office.engine.advance(ticket, "report", by=LAND)
    return ticket


@pytest.mark.parametrize(
    ("bottleneck", "unit"),
    [
        ("land", "natural_resources"),
        ("eia", "ecology"),
        ("energy", "energy"),
        ("facilities", "housing"),
        ("agency", "promotion_wangxi"),
        ("financing", "development_reform"),
    ],
)
def test_the_class_of_the_bottleneck_finds_the_one_lead_unit(
    office, project, bottleneck, unit
) -> None:
    # 示例名册里没有金融部门，融资由发展改革部门兜底
    ticket = raise_ticket(office, project, bottleneck)

    assert holder(office, ticket, "lead_unit") == unit
    assert holder(office, ticket, "project_unit") == holder(office, project, "responsible_unit")


def test_under_another_flow_the_unit_that_answers_for_the_project_confirms(office, project) -> None:
    signing = {
        "name": "望溪冷链项目",
        "enterprise": "望溪冷链有限公司",
        "district": "wangxi",
        "event": "省级签约活动",
        "signed_on": date(2026, 4, 20),
        "investment": 30000.0,
        "signatory": "commerce",
        "field_of": "agriculture",
    }
    major = {key: PROJECT[key] for key in ("name", "enterprise", "district", "investment")}
    cases = [
        office.engine.open("provincial_signing", fields=signing, by=CLERK).id,
        office.engine.open("major_project", fields=major, by=CLERK).id,
    ]
    fields = {"matter": "用能指标", "district": "wangxi", "bottleneck": "energy"}

    tickets = [
        office.engine.open("factor_ticket", fields=fields, by=by, parent=case).id
        for case, by in zip(cases, ("huo_shunda", "gao_zhuxi"), strict=True)
    ]

    units = [holder(office, ticket, "project_unit") for ticket in tickets]
    assert units == ["commerce", "promotion_wangxi"]


def test_a_ticket_is_handed_over_with_a_slip_solved_and_ticked_off_by_the_projects_unit(
    office, ticket
) -> None:
    reported(office, dispatched(office, ticket))
    with pytest.raises(NotAllowed):
        office.engine.advance(ticket, "confirm", by=LAND)
    with pytest.raises(TransitionRefused):
        office.engine.advance(ticket, "confirm", by=PROJECT_UNIT)
    office.engine.record(ticket, by=PROJECT_UNIT, fields={"verdict": "solved"})

    ended = office.engine.advance(ticket, "confirm", by=PROJECT_UNIT)

    assert (ended.status, ended.stage) == ("ended", "solved")
    (slip,) = office.views.letters(case_id=ticket)
    assert slip.spec == "handover"
    assert "云岭市自然资源和规划局" in slip.text
    rates = {i.key: i.rate for i in office.views.indicators("factor_ticket")}
    assert (rates["solved_rate"], rates["elevated_rate"]) == (1.0, 0.0)


def test_a_ticket_is_not_handed_over_before_the_demand_is_written_down(office, project) -> None:
    fields = {"matter": "用地指标", "district": "wangxi", "bottleneck": "land"}
    ticket = office.engine.open("factor_ticket", fields=fields, by=PROJECT_UNIT, parent=project).id

    assert unmet(office, ticket, "dispatch") == ["请项目责任单位写明诉求和具体困难"]


def test_acting_for_an_investor_wants_his_mandate_and_the_list_of_approvals(
    office, project
) -> None:
    ticket = raise_ticket(office, project, "agency")
    assert len(unmet(office, ticket, "dispatch")) == 2
    office.engine.record(
        ticket,
        by=PROJECT_UNIT,
        fields={"approval_items": "企业设立登记、施工许可"},
        materials={"mandate": "委托书.pdf"},
    )

    assert dispatched(office, ticket) == ticket
    assert (office.engine.explain(ticket).stage, unmet(office, ticket, "report")[:1]) == (
        "handling",
        ["填写“办理措施”"],
    )


def test_every_assistant_answers_before_the_lead_unit_reports(office, ticket) -> None:
    for unit in ("ecology", "housing"):
        office.engine.assign(ticket, "assistants", unit, by=CLERK, why="协办")
    dispatched(office, ticket)
    assert (ticket, "assist") in owed(office, ECOLOGY)
    office.engine.record(
        ticket, by=LAND, fields={"plan": "调剂", "result": "批复"}, materials={"proof": "1.pdf"}
    )
    office.engine.decide(ticket, "assist", "disagree", by=ECOLOGY, text="需补环境容量说明")
    with pytest.raises(TransitionRefused):
        office.engine.advance(ticket, "report", by=LAND)

    office.engine.decide(ticket, "assist", "agree", by="zhu_guangsha", text="已接通道路")

    assert office.engine.advance(ticket, "report", by=LAND).stage == "confirming"


def test_an_assistant_named_while_the_matter_is_handled_is_asked_too(office, ticket) -> None:
    dispatched(office, ticket)
    assert vacancies(office, ticket) == []

    office.engine.assign(ticket, "assistants", "ecology", by=LAND, why="需要环评配合")

    assert (ticket, "assist") in owed(office, ECOLOGY)


def test_only_an_assistant_that_owes_its_answer_is_chased(office, ticket) -> None:
    for unit in ("ecology", "housing"):
        office.engine.assign(ticket, "assistants", unit, by=CLERK, why="协办")
    dispatched(office, ticket)
    office.engine.decide(ticket, "assist", "agree", by="zhu_guangsha", text="已接通道路")

    tick_at(office, "2026-05-07 17:00")
    before = letters(office, ticket)
    tick_at(office, "2026-05-08 10:00")

    assert (before, letters(office, ticket)) == (["handover"], ["handover", "reminder"])
    (chase,) = [x for x in office.views.letters(case_id=ticket) if x.spec == "reminder"]
    assert "云岭市生态环境局" in chase.text
    assert "云岭市住房和城乡建设局" not in chase.text


def test_what_is_not_solved_goes_back_to_the_lead_unit_with_its_reason(office, ticket) -> None:
    reported(office, dispatched(office, ticket))
    assert len(unmet(office, ticket, "send_again")) == 2
    office.engine.record(
        ticket,
        by=PROJECT_UNIT,
        fields={"verdict": "unsolved", "unsolved_why": "只批了一半"},
    )

    office.engine.advance(ticket, "send_again", by=PROJECT_UNIT)

    assert office.engine.explain(ticket).stage == "handling"
    assert letters(office, ticket) == ["handover", "handover"]
    again = office.views.letters(case_id=ticket)[-1].text.replace("\n", "")
    assert "退回再办" in again


def test_another_lead_unit_takes_over_with_a_transfer_slip(office, ticket) -> None:
    dispatched(office, ticket)

    office.engine.staff.pass_on(ticket, "lead_unit", "housing", by=CLERK, why="属配套事项")

    assert holder(office, ticket, "lead_unit") == "housing"
    assert letters(office, ticket) == ["handover", "transfer"]


def test_what_cannot_be_solved_here_goes_up_with_a_report_and_consent(office, ticket) -> None:
    dispatched(office, ticket)
    assert len(unmet(office, ticket, "elevate")) == 2
    office.engine.record(ticket, by=LAND, materials={"unable_report": "说明.pdf"})
    with pytest.raises(TransitionRefused):
        office.engine.advance(ticket, "elevate", by=CLERK)
    office.engine.decide(ticket, "give_up", "agree", by="shen_zhiyuan")

    assert office.engine.advance(ticket, "elevate", by=CLERK).stage == "elevated"


def test_the_lead_unit_may_return_what_is_not_its_business(office, ticket) -> None:
    dispatched(office, ticket)

    assert office.engine.advance(ticket, "dispute", by=LAND).stage == "triage"


@pytest.mark.parametrize(("urgent", "day"), [(False, "2026-05-12"), (True, "2026-05-07")])
def test_handling_takes_seven_workdays_and_three_when_urgent_over_the_may_holiday(
    office, project, urgent, day
) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    ticket = dispatched(office, raise_ticket(office, project, urgent=urgent))

    assert due_day(office, ticket) == day


def test_the_light_is_yellow_the_workday_after_and_red_after_five(office, ticket) -> None:
    dispatched(office, ticket)
    seen = []
    for day in ("05-12 17:00", "05-13 10:00", "05-18 10:00", "05-19 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, ticket))

    assert seen == ["green", "yellow", "yellow", "red"]
    assert sorted(letters(office, ticket)) == ["handover", "red_supervision", "yellow_warning"]
