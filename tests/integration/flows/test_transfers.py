"""The shipped transfer (项目流转): another place takes on, shares add up to 100, all confirm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet
from testkit.works import light

CLERK, FIRST, FIRST_HEAD = "fang_xiaohe", "ji_yunfan", "duan_tiezheng"
RECEIVER, RECEIVER_HEAD, PARK_HEAD = "mi_duoduo", "bai_linchuan", "luo_xingyi"
COMMISSION = "qiao_songbai"
PROJECT = {
    "name": "云岭齿轮项目",
    "enterprise": "云岭齿轮有限公司",
    "district": "wangxi",
    "industry": "manufacturing",
    "investment": 8000.0,
}
OPENING = {
    "project": "云岭齿轮项目",
    "enterprise": "云岭齿轮有限公司",
    "receiving_place": "qinghe",
    "cause": "land",
    "reason": "望溪没有连片用地",
    "talks_record": "云岭市工业和信息化局，2026年4月8日，记录第6号",
}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-29 09:00")
        yield office


@pytest.fixture
def project(office) -> int:
    return office.engine.open("full_service", fields=PROJECT, by=CLERK).id


@pytest.fixture
def case(office, project) -> int:
    """A transfer of a project, asked of the receiving place."""
    case = office.engine.open("transfers", fields=OPENING, by=FIRST, parent=project).id
    office.engine.record(case, by=FIRST, materials={"case_file": "资料.zip"})
    office.engine.advance(case, "propose", by=FIRST)
    return case


def taken(office: Office, case: int) -> int:
    office.engine.record(case, by=RECEIVER, fields={"receiver_opinion": "同意承接"})
    office.engine.decide(case, "receiving", "agree", by=RECEIVER_HEAD)
    office.engine.advance(case, "take_on", by=RECEIVER)
    office.engine.record(case, by=FIRST, materials={"draft_agreement": "草案.docx"})
    return case


def share(office: Office, case: int, first: float, receiver: float, park: float) -> None:
    shares = {"first_share": first, "receiver_share": receiver, "park_share": park}
    office.engine.record(case, by=CLERK, fields=shares)


def confirming(office: Office, case: int) -> int:
    share(office, taken(office, case), 40.0, 60.0, 0.0)
    office.engine.advance(case, "agree_shares", by=CLERK)
    return case


def test_a_project_is_transferred_when_all_confirm_and_the_commission_consents(
    office, case
) -> None:
    confirming(office, case)
    for person in (FIRST_HEAD, RECEIVER_HEAD):
        office.engine.decide(case, "confirming", "agree", by=person)
    office.engine.advance(case, "submit", by=CLERK)
    assert len(unmet(office, case, "transfer")) == 2
    office.engine.record(case, by=FIRST, materials={"agreement": "协议.pdf"})
    office.engine.decide(case, "consent", "agree", by=COMMISSION)

    ended = office.engine.advance(case, "transfer", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "transferred")
    assert letters(office, case) == ["project_transfer"]
    (letter,) = office.views.letters(case_id=case)
    assert "青禾县投资促进局" in letter.text
    assert "云岭市工业和信息化局" in letter.text
    text = letter.text.replace("\n", "").replace(" ", "")
    assert "因望溪没有连片用地，拟流转至青禾县" in text
    assert "原拟落户" not in text
    assert "2026年4月8日，记录第6号" in text
    assert "分成比例为：首谈地40%，承接地60%。" in text
    assert "待填" not in text


def test_the_units_that_were_filled_in_hold_the_parts_and_follow_a_correction(office) -> None:
    units = {
        "talks_unit": "promotion_wangxi",
        "receiving_unit": "promotion_qinghe",
        "park_unit": "park_lvshi",
    }
    case = office.engine.open("transfers", fields={**OPENING, **units}, by=CLERK).id
    held = [holder(office, case, role) for role in ("first_unit", "receiver", "park")]

    office.engine.record(case, by=CLERK, fields={"park_unit": "park_gaoxin"})

    assert held == ["promotion_wangxi", "promotion_qinghe", "park_lvshi"]
    assert holder(office, case, "park") == "park_gaoxin"


def test_the_first_unit_is_the_projects_and_the_receiver_is_found_by_its_place(
    office, project, case
) -> None:
    assert holder(office, case, "first_unit") == holder(office, project, "responsible_unit")
    assert holder(office, case, "receiver") == "promotion_qinghe"


def test_on_its_own_a_transfer_waits_until_the_first_unit_is_named(office) -> None:
    case = office.engine.open("transfers", fields=OPENING, by=CLERK).id
    office.engine.record(case, by=CLERK, materials={"case_file": "资料.zip"})
    assert unmet(office, case, "propose") == ["请填写首谈单位，或由招商委办公室指定"]
    office.engine.assign(case, "first_unit", "promotion_wangxi", by=CLERK, why="首谈")

    assert office.engine.advance(case, "propose", by="gao_zhuxi").stage == "asking"


@pytest.mark.parametrize(
    ("first", "receiver", "park", "is_whole"),
    [
        (40.0, 59.9999, 0.0, False),
        (40.0, 60.0, 0.0, True),
        (33.3, 33.3, 33.4, True),
        (14.3, 28.6, 57.1, True),
        (40.0, 60.0001, 0.0, False),
    ],
)
def test_shares_must_add_up_to_exactly_a_hundred(
    office, case, first, receiver, park, is_whole
) -> None:
    taken(office, case)
    office.engine.assign(case, "park", "park_gaoxin", by=CLERK, why="落户园区")
    share(office, case, first, receiver, park)

    assert (unmet(office, case, "agree_shares") == []) == is_whole


def test_shares_that_are_not_all_given_do_not_add_up(office, case) -> None:
    taken(office, case)
    office.engine.record(case, by=CLERK, fields={"first_share": 40.0, "receiver_share": 60.0})

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "agree_shares", by=CLERK)


def test_a_park_that_shares_is_named_and_confirms_too(office, case) -> None:
    share(office, taken(office, case), 30.0, 50.0, 20.0)
    assert unmet(office, case, "agree_shares") == ["园区有分成的，请填写落户园区"]
    office.engine.record(case, by=CLERK, fields={"park_unit": "park_gaoxin"})
    office.engine.advance(case, "agree_shares", by=CLERK)

    assert (case, "confirming") in owed(office, PARK_HEAD)


def test_a_party_that_does_not_confirm_sends_the_shares_back(office, case) -> None:
    confirming(office, case)
    office.engine.decide(case, "confirming", "agree", by=RECEIVER_HEAD)
    office.engine.decide(case, "confirming", "disagree", by=FIRST_HEAD, text="首谈地应占一半")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "submit", by=CLERK)
    office.engine.advance(case, "share_again", by=CLERK)
    share(office, case, 50.0, 50.0, 0.0)

    office.engine.advance(case, "agree_shares", by=CLERK)

    assert (case, "confirming") in owed(office, RECEIVER_HEAD)


def test_shares_changed_after_the_confirmation_stop_the_transfer(office, case) -> None:
    confirming(office, case)
    for person in (FIRST_HEAD, RECEIVER_HEAD):
        office.engine.decide(case, "confirming", "agree", by=person)
    office.engine.advance(case, "submit", by=CLERK)
    office.engine.record(case, by=FIRST, materials={"agreement": "协议.pdf"})
    office.engine.decide(case, "consent", "agree", by=COMMISSION)
    share(office, case, 50.0, 60.0, 0.0)

    assert unmet(office, case, "transfer") == ["比例改动过的，请退回协商、重新确认"]


def test_only_the_receiving_place_declines_and_says_why(office, case) -> None:
    with pytest.raises(NotAllowed):
        office.engine.advance(case, "decline", by=CLERK)
    assert unmet(office, case, "decline") == ["不予承接的，写明理由"]
    office.engine.record(case, by=RECEIVER, fields={"receiver_opinion": "能耗指标不足"})

    ended = office.engine.advance(case, "decline", by=RECEIVER)

    assert (ended.status, ended.stage) == ("ended", "declined")


def test_the_receiving_place_has_five_workdays_over_may_day_then_yellow_then_red(
    office, case
) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    assert due_day(office, case) == "2026-05-09"
    seen = []
    for day in ("05-09 17:00", "05-11 10:00", "05-15 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["green", "yellow", "red"]
    assert letters(office, case) == ["yellow_warning", "red_supervision"]
