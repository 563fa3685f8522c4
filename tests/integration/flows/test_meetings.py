"""The shipped meetings (会议): topics, agenda, notice, minutes within five workdays, what was resolved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import Office, TransitionRefused
from guatu.errors import UnknownTask
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet
from testkit.works import light

CLERK, HEAD, CHAIR, LAND = "fang_xiaohe", "shen_zhiyuan", "qiao_songbai", "di_hengchang"


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-20 09:00")
        yield office


def called(office: Office, kind: str = "quarterly") -> int:
    fields = {"topic": "二季度招商引资例会", "kind": kind}
    return office.engine.open("meetings", fields=fields, by=CLERK).id


def collected(office: Office) -> int:
    """Bring a meeting to where its agenda is settled: who said nothing has no topic."""
    case = called(office)
    office.engine.decide(case, "topics", "agree", by=LAND, text="用地保障")
    tick_at(office, "2026-04-24 09:00")
    office.engine.record(case, by=CLERK, fields={"proposals": "用地保障", "agenda": "用地保障"})
    office.engine.advance(case, "collect", by=CLERK)
    return case


def notified(office: Office, day: date) -> int:
    """Bring a meeting to where it is held on a day."""
    case = collected(office)
    office.engine.decide(case, "agenda_consent", "agree", by=CHAIR)
    office.engine.advance(case, "settle_agenda", by=CLERK)
    said = {"held_on": day, "held_at": "9时30分", "venue": "一号会议室"}
    office.engine.record(case, by=CLERK, fields=said)
    office.engine.advance(case, "notify", by=CLERK)
    return case


def held(office: Office) -> int:
    """Bring a meeting of 29 April to its minutes."""
    case = notified(office, date(2026, 4, 29))
    tick_at(office, "2026-04-29 15:00")
    office.engine.record(case, by=CLERK, materials={"attendance": "签到.pdf"})
    office.engine.advance(case, "hold", by=CLERK)
    return case


def test_a_meeting_is_called_minuted_and_settled_when_all_its_items_are_done(office) -> None:
    case = held(office)
    office.engine.tasks.set(
        case, "resolution", "natural_resources", "落实三十亩指标", by=CLERK, due=date(2026, 5, 20)
    )
    said = {"resolutions": "保障重点项目用地", "presided_by": "乔松柏主任", "absent": "无"}
    office.engine.record(case, by=CLERK, fields=said)
    office.engine.decide(case, "minutes_consent", "agree", by=CHAIR)
    office.engine.advance(case, "issue_minutes", by=CLERK)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "settle", by=CLERK)
    office.engine.tasks.complete(case, "resolution", by=LAND, text="指标已下达")

    ended = office.engine.advance(case, "settle", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "settled")
    assert letters(office, case) == ["meeting_notice", "minutes"]
    (minutes,) = [x for x in office.views.letters(case_id=case) if x.spec == "minutes"]
    text = minutes.text.replace("\n", "")
    assert minutes.title == "二季度招商引资例会纪要"
    assert "2026年4月29日9时30分，乔松柏主任主持会议，在一号会议室召开" in text
    assert "会议决定" in text
    assert "保障重点项目用地。" in text
    assert "落实三十亩指标" in text


@pytest.mark.parametrize(
    ("kind", "body", "chair"),
    [
        ("annual", "leading_group", "ji_huaichuan"),
        ("quarterly", "commission", "qiao_songbai"),
        ("special", "commission", "qiao_songbai"),
        ("group", "development_reform", "fan_lixing"),
    ],
)
def test_the_kind_of_meeting_decides_who_convenes_and_chairs_it(office, kind, body, chair) -> None:
    case = called(office, kind)

    assert (holder(office, case, "body"), holder(office, case, "chair")) == (body, chair)


def test_departments_and_every_countys_bureau_are_asked_and_invited(office) -> None:
    case = notified(office, date(2026, 4, 29))

    invited = holder(office, case, "attendees").split(",")
    (notice,) = office.views.letters(case_id=case)
    assert {"natural_resources", "housing", "promotion_qinghe", "park_lvshi"} <= set(invited)
    assert "青禾县投资促进局" in notice.text


def test_the_notice_says_when_where_and_what_as_the_case_has_it(office) -> None:
    case = notified(office, date(2026, 4, 29))

    (notice,) = office.views.letters(case_id=case)

    text = notice.text.replace("\n", "")
    assert "关于召开二季度招商引资例会的通知" in text
    assert "2026年4月29日9时30分。" in text
    assert "一号会议室。" in text
    assert "三、会议议题用地保障。" in text.replace("\u3000", "")
    assert "为研究有关事项，定于近期召开会议" in text
    assert "待填" not in text


def test_topics_are_in_when_all_spoke_or_the_time_is_over(office) -> None:
    case = called(office)
    office.engine.record(case, by=CLERK, fields={"proposals": "用地保障"})
    assert (case, "topics") in owed(office, LAND)
    assert len(unmet(office, case, "collect")) == 1

    tick_at(office, "2026-04-24 09:00")

    assert unmet(office, case, "collect") == []


def test_the_agenda_is_settled_by_the_chair_and_by_nobody_else(office) -> None:
    case = collected(office)
    with pytest.raises(UnknownTask):
        office.engine.decide(case, "agenda_consent", "agree", by=HEAD)
    office.engine.decide(case, "agenda_consent", "disagree", by=CHAIR, text="议题太多")

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "settle_agenda", by=CLERK)


def test_a_notice_goes_out_before_the_day_and_again_when_the_day_is_moved(office) -> None:
    case = notified(office, date(2026, 4, 29))
    office.engine.advance(case, "move_date", by=CLERK)
    office.engine.record(case, by=CLERK, fields={"held_on": date(2026, 4, 24)})
    assert unmet(office, case, "notify") == ["填写今天以后的会议日期"]
    office.engine.record(case, by=CLERK, fields={"held_on": date(2026, 4, 30)})

    office.engine.advance(case, "notify", by=CLERK)

    assert letters(office, case) == ["meeting_notice", "meeting_notice"]


def test_no_meeting_was_held_before_its_day(office) -> None:
    case = notified(office, date(2026, 4, 29))
    office.engine.record(case, by=CLERK, materials={"attendance": "签到.pdf"})

    assert unmet(office, case, "hold") == ["会议召开之后再办；改期的请重发通知"]


def test_minutes_are_due_five_workdays_after_the_meeting_then_yellow_then_red(office) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    case = held(office)
    assert due_day(office, case) == "2026-05-09"
    seen = []
    for day in ("05-09 17:00", "05-11 10:00", "05-15 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["green", "yellow", "red"]
    rungs = [e.rung for e in office.views.escalations(case_id=case)]
    assert {"yellow", "red"} <= set(rungs)


def test_a_cancelled_meeting_ends_without_minutes(office) -> None:
    case = called(office)

    ended = office.engine.advance(case, "cancel", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "cancelled")
