"""The shipped joint consultation (会商): agenda, attendees, points, decision, minutes, follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from guatu.definitions.files import FLOWS
from guatu.errors import FlowOff, MoveRefused
from testkit.offices import history
from testkit.shipped import open_shipped
from testkit.tenders import outcome, owed, subjects, tick_at, unmet

CLERK = "fang_xiaohe"
PROJECT = {
    "name": "云岭轴承项目",
    "enterprise": "云岭轴承有限公司",
    "district": "wangxi",
    "industry": "manufacturing",
    "investment": 8000.0,
}


@pytest.fixture
def office(database_url, clock) -> Iterator[Office]:
    with open_shipped(database_url, clock) as office:
        yield office


@pytest.fixture
def project(office) -> int:
    return office.engine.open("full_service", fields=PROJECT, by=CLERK).id


@pytest.fixture
def meeting(office, project) -> int:
    """A consultation under the project, called and waiting for each unit's points."""
    fields = {"topic": "云岭轴承项目落地会商", "district": "wangxi"}
    case = office.engine.open("joint_consultation", fields=fields, by=CLERK, parent=project).id
    office.engine.record(
        case,
        by=CLERK,
        fields={
            "agenda": "选址、用能",
            "background": "年产轴承五百万套",
            "held_on": date(2026, 3, 5),
        },
    )
    office.engine.advance(case, "call", by=CLERK)
    return case


def points(office, case: int) -> None:
    """Let every attendee say his point."""
    for person in ("fan_lixing", "di_hengchang", "lan_bichuan", "kuang_hexu", "zhu_guangsha"):
        office.engine.decide(case, "points", "agree", by=person, text=f"{person}的意见")


def test_the_meeting_takes_its_people_from_the_project(office, project, meeting) -> None:
    def held(case: int, role: str) -> set[str]:
        return {h.holder for h in office.engine.explain(case).people if h.role == role}

    assert held(meeting, "attendees") >= held(project, "support")
    assert held(meeting, "responsible_unit") == held(project, "responsible_unit")
    assert held(meeting, "convenor") == held(project, "office")


def test_every_attendee_is_asked_for_his_point_in_words(office, meeting) -> None:
    assert (meeting, "points") in owed(office, "fan_lixing")
    with pytest.raises(TransitionRefused):
        office.engine.advance(meeting, "conclude", by=CLERK)


def test_points_against_are_recorded_and_do_not_block(office, meeting) -> None:
    office.engine.decide(meeting, "points", "disagree", by="lan_bichuan", text="环境容量不足")
    for person in ("fan_lixing", "di_hengchang", "kuang_hexu", "zhu_guangsha"):
        office.engine.decide(meeting, "points", "agree", by=person, text="同意")

    assert outcome(office, meeting, "points") == "passed"


def test_the_minutes_say_each_point_and_each_task_with_owner_and_date(office, meeting) -> None:
    points(office, meeting)
    office.engine.tasks.set(
        meeting, "followup", "natural_resources", "落实用地指标", by=CLERK, due=date(2026, 4, 10)
    )
    office.engine.record(
        meeting, by=CLERK, fields={"conclusion": "admit", "decision": "同意落户，抓紧供地"}
    )

    office.engine.advance(meeting, "conclude", by=CLERK)

    (minutes,) = [x for x in office.views.letters(case_id=meeting) if x.spec == "minutes"]
    assert "云岭市生态环境局：同意" in minutes.text
    text = minutes.text.replace("\n", "")
    assert "落实用地指标，由云岭市自然资源和规划局负责，于2026年4月10日前完成" in text


def test_follow_up_reports_back_and_the_meeting_is_settled(office, project, meeting) -> None:
    points(office, meeting)
    office.engine.record(meeting, by=CLERK, fields={"conclusion": "admit", "decision": "同意"})
    office.engine.advance(meeting, "conclude", by=CLERK)
    assert unmet(office, meeting, "settle") == ["尚未交办“议定事项”"]
    office.engine.tasks.set(
        meeting, "followup", "natural_resources", "落实用地指标", by=CLERK, due="10 workdays"
    )
    tick_at(office, "2026-03-20 10:00")
    late = [s for s in subjects(office, "di_hengchang") if "议定事项逾期督办" in s]

    office.engine.tasks.complete(meeting, "followup", by="di_hengchang", text="指标已落实")
    office.engine.advance(meeting, "settle", by=CLERK)

    assert len(late) == 1
    assert any("【办结】" in s for s in subjects(office, CLERK))
    told = [line.what for line in history(office, project) if line.kind.startswith("subcase")]
    assert told == [
        f"立子事项 #{meeting}“云岭轴承项目落地会商”",
        f"子事项 #{meeting}“云岭轴承项目落地会商”会商办结",
    ]


def test_only_the_projects_office_convenes_and_only_while_it_runs(office, project) -> None:
    fields = {"topic": "另一场会商"}
    with pytest.raises(NotAllowed):
        office.engine.open("joint_consultation", fields=fields, by="gao_zhuxi", parent=project)
    office.engine.withdraw(project, by=CLERK, why="企业放弃")

    with pytest.raises(MoveRefused):
        office.engine.open("joint_consultation", fields=fields, by=CLERK, parent=project)


def test_the_relocation_flow_is_shipped_switched_off_and_says_why(office) -> None:
    assert "relocation" not in {v.key for v in office.flows.versions()}

    with pytest.raises(FlowOff) as refused:
        office.publish(FLOWS / "relocation.yaml")

    assert "《优化营商环境条例》第十九条" in refused.value.sentence()


def test_switched_on_the_relocation_flow_records_and_never_blocks(office, tmp_path) -> None:
    source = (FLOWS / "relocation.yaml").read_text(encoding="utf-8")
    kept = [line for line in source.split("\n") if not line.startswith("off:")]
    (tmp_path / "relocation.yaml").write_text("\n".join(kept), encoding="utf-8")
    flow, _ = office.publish(tmp_path / "relocation.yaml")

    case = office.engine.open(
        "relocation", fields={"enterprise": "某轴承公司", "district": "wangxi"}, by="gao_zhuxi"
    ).id

    asked = {task.holder for task in office.views.tasks(case_id=case) if task.key == "concerns"}
    assert (len(asked), flow.transitions["note_move"].requirements) == (3, ())
    assert office.engine.advance(case, "note_move", by="gao_zhuxi").status == "ended"
