"""The shipped flow for trips: planned, consented to, reported in five days, every lead handed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.firms import CLERK, DIRECTOR, open_firms
from testkit.shipped import due, letters
from testkit.tenders import holder, subjects, tick_at, unmet
from testkit.works import light

WANGXI, WANGXI_HEAD, CHAIRMAN = "gao_zhuxi", "du_yiming", "qiao_songbai"


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def planned(
    office: Office,
    *,
    leader: bool = False,
    returns: date = date(2026, 3, 6),
    by: str = WANGXI,
    unit: str | None = None,
) -> int:
    fields: dict[str, object] = {
        "name": f"赴滨海拜访轴承龙头（{returns:%d}日回）",
        "district": "wangxi",
        "leader": leader,
        "departs_on": date(2026, 3, 4),
        "returns_on": returns,
    }
    if unit is not None:
        fields["organising_unit"] = unit
    return office.engine.open("outings", fields=fields, by=by).id


def submitted(office: Office, *, leader: bool = False, returns: date = date(2026, 3, 6)) -> int:
    """Bring a trip before who consents to it."""
    case = planned(office, leader=leader, returns=returns)
    office.engine.record(
        case,
        by=WANGXI,
        fields={"leader_name": "杜一茗", "destination": "滨海市", "targets": "两家龙头"},
        materials={"plan": "计划.pdf"},
    )
    office.engine.advance(case, "submit", by=WANGXI)
    return case


def travelling(office: Office, *, leader: bool = False, returns: date = date(2026, 3, 6)) -> int:
    """Let a trip set out."""
    case = submitted(office, leader=leader, returns=returns)
    approval, who = ("leader_consent", CHAIRMAN) if leader else ("consent", DIRECTOR)
    office.engine.decide(case, approval, "agree", by=who)
    office.engine.advance(case, "set_out", by=CLERK)
    return case


def reported(office: Office, leads: int) -> int:
    """Report a trip on the working day after the return."""
    case = travelling(office)
    office.engine.record(
        case,
        by=WANGXI,
        fields={"visited": 2, "leads": leads, "outcome": "有意回访"},
        materials={"trip_report": "报告.pdf"},
    )
    tick_at(office, "2026-03-09 09:00")
    office.engine.advance(case, "report", by=WANGXI)
    return case


def test_a_trip_ends_when_each_lead_it_brought_is_handed_over(office) -> None:
    case = reported(office, leads=1)
    assert unmet(office, case, "close")[:3] == [
        "没有线索的填 0",
        "提交材料“线索移交清单”",
        "请另立线索，并填写编号",
    ]
    office.engine.record(
        case, by=WANGXI, fields={"handed_leads": 0}, materials={"handover_list": "清单.pdf"}
    )
    assert unmet(office, case, "close")[-1] == "还有没有移交的线索，请逐条移交"
    fields = {
        "name": "滨海精工回访",
        "visitor": "滨海精工",
        "industry": "manufacturing",
        "district": "wangxi",
    }
    lead = office.engine.open("visitors", fields=fields, by=WANGXI, parent=case)
    office.engine.record(
        case, by=WANGXI, fields={"handed_leads": 1, "lead_numbers": f"项目 {lead.id}"}
    )

    assert office.engine.advance(case, "close", by=WANGXI).status == "ended"


def test_a_trip_that_brought_no_lead_says_so_and_needs_no_list(office) -> None:
    case = reported(office, leads=0)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "close", by=WANGXI)
    office.engine.record(case, by=WANGXI, fields={"handed_leads": 0})

    assert office.engine.advance(case, "close", by=WANGXI).status == "ended"


def test_a_trip_is_submitted_with_its_plan_and_days_in_their_order(office) -> None:
    case = planned(office, returns=date(2026, 3, 3))

    assert unmet(office, case, "submit") == [
        "提交材料“外出招商计划”",
        "填写“带队人”",
        "填写“目的地”",
        "填写“拟拜访企业”",
        "请更正出发日期或者返回日期",
    ]


@pytest.mark.parametrize(
    ("leader", "approval", "who"),
    [(False, "consent", DIRECTOR), (True, "leader_consent", CHAIRMAN)],
)
def test_nobody_sets_out_without_consent_and_a_leader_only_with_the_commissions(
    office, leader, approval, who
) -> None:
    case = submitted(office, leader=leader)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "set_out", by=CLERK)
    office.engine.decide(case, approval, "agree", by=who)

    assert office.engine.advance(case, "set_out", by=CLERK).stage == "travelling"


def test_the_report_is_due_five_working_days_after_the_return_and_not_before_it(office) -> None:
    case = travelling(office, returns=date(2026, 4, 30))
    assert due(office, case) == "2026-05-11 17:30"
    office.engine.record(
        case,
        by=WANGXI,
        fields={"visited": 2, "leads": 0, "outcome": "有意回访"},
        materials={"trip_report": "报告.pdf"},
    )

    assert unmet(office, case, "report") == ["返回以后再提交报告；行程有变的，请更正返回日期"]


def test_a_later_return_puts_the_report_off(office) -> None:
    case = travelling(office)
    assert due(office, case) == "2026-03-13 17:30"

    office.engine.record(case, by=WANGXI, fields={"returns_on": date(2026, 3, 10)})

    assert due(office, case) == "2026-03-17 17:30"


def test_a_report_that_does_not_come_is_reminded_of_and_supervised_by_letter(office) -> None:
    case = travelling(office)
    seen = {}
    for day in ("2026-03-13", "2026-03-16", "2026-03-19", "2026-03-20"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "yellow", "red"]
    assert letters(office, case) == ["reminder", "red_supervision"]
    assert any("红灯督办" in s for s in subjects(office, WANGXI_HEAD))


def test_trips_are_counted_by_unit_and_those_of_leaders_apart(office) -> None:
    reported(office, leads=3)
    travelling(office, leader=True, returns=date(2026, 3, 7))
    planned(office, returns=date(2026, 3, 5))

    found = {i.key: i for i in office.views.indicators("outings", by="organiser")}

    assert {i.group_title for i in found.values()} == {"望溪区投资促进局"}
    assert {key: found[key].numerator for key in ("trips", "leader_trips")} == {
        "trips": 2,
        "leader_trips": 1,
    }
    assert (found["firms_visited"].numerator, found["leads_brought"].numerator) == (2, 3)


def test_a_department_that_organises_a_trip_is_named_and_plans_it_itself(office) -> None:
    case = planned(office, unit="commerce", by="huo_shunda")

    assert holder(office, case, "organiser") == "commerce"


def test_a_trip_called_off_says_why(office) -> None:
    case = submitted(office)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "cancel", by=WANGXI)
    office.engine.record(case, by=WANGXI, fields={"cancel_reason": "企业改期"})

    assert office.engine.advance(case, "cancel", by=WANGXI).status == "ended"


def test_another_districts_bureau_plans_no_trip_here(office) -> None:
    with pytest.raises(NotAllowed):
        planned(office, by="mi_duoduo")
