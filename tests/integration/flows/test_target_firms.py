"""The shipped bank of target enterprises: checked before entry, kept in contact, won or let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.firms import CLERK, DIRECTOR, open_firms
from testkit.shipped import due, letters
from testkit.tenders import holder, owed, subjects, tick_at, unmet
from testkit.works import light

INDUSTRY, INDUSTRY_HEAD = "ji_yunfan", "duan_tiezheng"
REFORM, ECOLOGY, WANGXI = "fan_lixing", "lan_bichuan", "gao_zhuxi"


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def screened(office: Office, rank: str = "chain_leader", by: str = INDUSTRY) -> int:
    fields = {"name": "滨海精工", "industry": "manufacturing", "rank": rank}
    return office.engine.open("target_firms", fields=fields, by=by).id


def checking(office: Office, rank: str = "chain_leader") -> int:
    """Bring an enterprise before those who check it."""
    case = screened(office, rank)
    office.engine.record(
        case,
        by=INDUSTRY,
        fields={
            "seat": "滨海市",
            "reasons": "补轴承短板",
            "source": "agent",
            "recommended_by": "招商代表",
        },
        materials={"profile": "报告.pdf"},
    )
    office.engine.advance(case, "submit", by=INDUSTRY)
    return case


def stored(office: Office, rank: str = "chain_leader") -> int:
    """Bring an enterprise into the bank."""
    case = checking(office, rank)
    for person in (REFORM, ECOLOGY):
        office.engine.decide(case, "checks", "agree", by=person, text="符合")
    office.engine.decide(case, "admission", "agree", by=DIRECTOR)
    office.engine.advance(case, "admit", by=CLERK)
    return case


def visited(office: Office, rank: str = "chain_leader") -> int:
    """Visit an enterprise of the bank."""
    case = stored(office, rank)
    office.engine.record(
        case,
        by=INDUSTRY,
        fields={
            "visited_on": date(2026, 3, 2),
            "contact_name": "王某",
            "visit_result": "有意再谈",
        },
        materials={"visit_record": "记录.pdf"},
    )
    office.engine.advance(case, "visit", by=INDUSTRY)
    return case


def test_a_checked_enterprise_is_visited_until_it_comes(office) -> None:
    case = visited(office)
    office.engine.record(case, by=CLERK, fields={"investing": "明年扩产", "visit_no": "来访1号"})

    assert office.engine.advance(case, "come", by=INDUSTRY).status == "ended"


def test_who_was_recommended_says_by_whom_and_why_he_was_chosen(office) -> None:
    case = screened(office)
    office.engine.record(case, by=INDUSTRY, fields={"source": "business"})

    assert unmet(office, case, "submit") == [
        "填写“总部所在地”",
        "填写“筛选理由”",
        "填写“推荐人或推荐机构”",
        "提交材料“企业情况和筛选报告”",
    ]
    office.engine.record(case, by=INDUSTRY, fields={"source": "research"})
    assert "填写“推荐人或推荐机构”" not in unmet(office, case, "submit")


def test_no_enterprise_enters_unheard_or_without_consent(office) -> None:
    case = checking(office)
    office.engine.decide(case, "checks", "agree", by=REFORM, text="符合")
    office.engine.decide(case, "admission", "agree", by=DIRECTOR)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "admit", by=CLERK)
    tick_at(office, "2026-03-10 10:00")
    assert any("审核意见催办" in s for s in subjects(office, ECOLOGY))

    office.engine.decide(case, "checks", "disagree", by=ECOLOGY, text="能耗偏高")

    assert office.engine.advance(case, "admit", by=CLERK).stage == "stored"


def test_the_contact_is_reported_each_month_and_brought_forward_from_a_sunday(office) -> None:
    case = stored(office)
    tick_at(office, "2026-03-25 10:00")
    assert (case, "contact/2026-03") in owed(office, INDUSTRY)
    tick_at(office, "2026-03-26 10:00")
    assert any("每月联系" in s and "逾期催办" in s for s in subjects(office, INDUSTRY))
    office.engine.tasks.complete(case, "contact/2026-03", by=INDUSTRY, text="视频会一次")
    assert (case, "contact/2026-03") not in owed(office, INDUSTRY)

    tick_at(office, "2026-10-26 09:00")

    assert any("2026-10" in key for _, key in owed(office, INDUSTRY))
    assert any("逾期催办" in s and "每月联系" in s for s in subjects(office, INDUSTRY))


@pytest.mark.parametrize(("rank", "is_owed"), [("chain_leader", True), ("ordinary", False)])
def test_the_director_himself_keeps_in_touch_with_the_greatest(office, rank, is_owed) -> None:
    case = visited(office, rank)

    tick_at(office, "2026-06-10 10:00")

    assert ((case, "leader_visit/2026-H1") in owed(office, DIRECTOR)) is is_owed


def test_checking_takes_ten_working_days_over_the_spring_festival(office) -> None:
    tick_at(office, "2026-02-10 09:00")

    assert due(office, checking(office)) == "2026-03-02 17:30"


def test_an_enterprise_nobody_contacts_turns_yellow_then_red_by_letter(office) -> None:
    case = visited(office)
    seen = {}
    for day in ("2026-05-06", "2026-05-07", "2026-06-02", "2026-06-03"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "yellow", "red"]
    assert letters(office, case) == ["yellow_warning", "red_supervision"]
    assert any("红灯督办" in s for s in subjects(office, INDUSTRY_HEAD))


def test_what_is_put_up_for_claims_goes_to_who_claimed_it(office) -> None:
    case = stored(office)
    claim = office.engine.open(
        "claims", fields={"subject": "滨海精工", "goal": "引进"}, by=CLERK, parent=case
    ).id
    office.engine.staff.claim(claim, "undertaker", by=WANGXI)

    office.engine.staff.pass_on(case, "responsible_unit", "promotion_wangxi", by=CLERK, why="揭榜")

    assert holder(office, case, "responsible_unit") == holder(office, claim, "undertaker")
    assert letters(office, case) == ["transfer"]


def test_an_enterprise_leaves_or_is_turned_down_only_for_a_reason(office) -> None:
    case = checking(office)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "turn_down", by=CLERK)
    office.engine.record(case, by=CLERK, fields={"removal_reason": "已投外地"})

    assert office.engine.advance(case, "turn_down", by=CLERK).status == "ended"


def test_a_visit_is_no_visit_without_its_record(office) -> None:
    case = stored(office)

    assert unmet(office, case, "visit") == [
        "填写“首次拜访日期”",
        "填写“企业联系人”",
        "填写“拜访对接情况”",
        "提交材料“拜访记录”",
    ]


def test_who_leads_no_chain_brings_no_enterprise_in(office) -> None:
    with pytest.raises(NotAllowed):
        screened(office, by=ECOLOGY)
