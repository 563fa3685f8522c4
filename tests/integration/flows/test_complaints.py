"""The shipped flow for investors' complaints: seven working days to accept, sixty to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from guatu.errors import ExtensionRefused, UnknownTask
from testkit.firms import CLERK, DIRECTOR, FIRM_TITLE, open_firms, text_of
from testkit.shipped import due, letters
from testkit.tenders import holder, outcome, owed, subjects, tick_at, unmet
from testkit.works import light

LAND, JUSTICE = "di_hengchang", "zheng_faxin"


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def complain(office: Office, received: date = date(2026, 3, 2), topic: str = "land") -> int:
    fields = {
        "subject": "供地迟延",
        "enterprise": FIRM_TITLE,
        "topic": topic,
        "received_on": received,
        "district": "wangxi",
    }
    return office.engine.open("complaints", fields=fields, by=CLERK).id


def accepted(office: Office) -> int:
    case = complain(office)
    office.engine.record(
        case,
        by=CLERK,
        fields={"respondent": "某供地单位"},
        materials={"complaint_paper": "投诉书.pdf"},
    )
    office.engine.advance(case, "accept", by=CLERK)
    return case


def test_an_accepted_complaint_is_answered_in_writing_and_closed(office) -> None:
    case = accepted(office)
    assert letters(office, case) == ["acceptance"]
    for person in (LAND, JUSTICE):
        office.engine.decide(case, "statements", "agree", by=person, text="情况属实")
    office.engine.record(
        case,
        by=CLERK,
        fields={"findings": "供地晚于约定", "result": "本月内交地", "grounds": "合同第五条"},
        materials={"handling_report": "报告.pdf"},
    )
    office.engine.decide(case, "reply_consent", "agree", by=DIRECTOR)

    ended = office.engine.advance(case, "close", by=CLERK)

    assert ended.status == "ended"
    assert letters(office, case) == ["acceptance", "complaint_reply"]
    assert all(f"{FIRM_TITLE}：" in text_of(office, case, key) for key in letters(office, case))
    reply = text_of(office, case, "complaint_reply")
    assert all(said in reply for said in ("供地晚于约定", "本月内交地", "合同第五条", "供地迟延"))
    assert "【待填" not in reply


def test_a_complaint_is_accepted_only_on_paper_and_against_somebody(office) -> None:
    case = complain(office)

    assert unmet(office, case, "accept") == [
        "提交材料“书面投诉材料”",
        "填写“被投诉人”",
    ]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "accept", by=CLERK)


def test_a_refusal_needs_its_reason_and_is_told_in_a_letter(office) -> None:
    case = complain(office)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "refuse", by=CLERK)
    office.engine.record(case, by=CLERK, fields={"refusal_reason": "已由法院受理"})

    ended = office.engine.advance(case, "refuse", by=CLERK)

    assert (ended.status, letters(office, case)) == ("ended", ["rejection"])


@pytest.mark.parametrize(
    ("topic", "unit"),
    [
        ("land", "natural_resources"),
        ("environment", "ecology"),
        ("construction", "housing"),
        ("energy", "energy"),
        ("policy", "development_reform"),
    ],
)
def test_the_department_of_the_topic_and_the_lawyers_are_asked(office, topic, unit) -> None:
    case = complain(office, topic=topic)

    assert set(holder(office, case, "departments").split(",")) == {unit, "justice"}


def test_no_complaint_is_closed_before_every_department_spoke_and_the_head_agreed(office) -> None:
    case = accepted(office)
    assert (case, "statements") in owed(office, LAND)
    office.engine.record(
        case,
        by=CLERK,
        fields={"findings": "供地晚于约定", "result": "本月内交地"},
        materials={"handling_report": "报告.pdf"},
    )
    office.engine.decide(case, "statements", "disagree", by=LAND, text="并未迟延")
    assert outcome(office, case, "statements") == ""
    office.engine.decide(case, "reply_consent", "agree", by=DIRECTOR)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "close", by=CLERK)

    office.engine.decide(case, "statements", "agree", by=JUSTICE, text="合同有约定")

    assert office.engine.advance(case, "close", by=CLERK).status == "ended"


def test_seven_working_days_run_from_the_receipt_over_may_day_and_its_make_up_saturday(
    office,
) -> None:
    tick_at(office, "2026-04-28 09:00")
    case = complain(office, received=date(2026, 4, 27))

    assert due(office, case) == "2026-05-09 17:30"


def test_the_seven_working_days_stand_still_while_the_firm_mends_its_papers(office) -> None:
    case = complain(office)
    assert due(office, case) == "2026-03-11 17:30"
    tick_at(office, "2026-03-04 09:00")
    office.engine.record(case, by=CLERK, fields={"missing": "被投诉事项的证据"})
    office.engine.advance(case, "ask_more", by=CLERK)
    tick_at(office, "2026-03-13 09:00")
    assert light(office, case) == "green"
    office.engine.record(case, by=CLERK, materials={"complaint_paper": "投诉书.pdf"})

    office.engine.advance(case, "supply", by=CLERK)

    assert due(office, case) == "2026-03-20 17:30"
    tick_at(office, "2026-03-23 10:00")
    assert light(office, case) == "red"


def test_sixty_working_days_run_from_the_acceptance_and_the_red_light_comes_after_them(
    office,
) -> None:
    case = accepted(office)
    assert due(office, case) == "2026-05-28 17:30"
    seen = {}
    for day in ("2026-05-12", "2026-05-28", "2026-05-29"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "red"]
    assert any("红灯督办" in s for s in subjects(office, DIRECTOR))


def test_a_complaint_nobody_decided_on_turns_red_on_the_eighth_working_day(office) -> None:
    case = complain(office)
    seen = {}
    for day in ("2026-03-06", "2026-03-11", "2026-03-12"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert seen == {"2026-03-06": "green", "2026-03-11": "yellow", "2026-03-12": "red"}


def test_only_the_department_that_owes_its_statement_is_chased(office) -> None:
    case = accepted(office)
    office.engine.decide(case, "statements", "agree", by=JUSTICE, text="合同有约定")

    tick_at(office, "2026-03-24 10:00")

    def chased(person: str) -> bool:
        return any("情况说明催办" in s for s in subjects(office, person))

    assert (chased(LAND), chased(JUSTICE)) == (True, False)


def test_more_time_is_granted_once_by_the_head_and_asked_before_it_is_over(office) -> None:
    case = accepted(office)
    office.engine.extend(case, "30 workdays", by=CLERK, why="涉及部门多")
    with pytest.raises(UnknownTask):
        office.engine.decide(case, "extension/1", "agree", by=LAND)
    office.engine.decide(case, "extension/1", "agree", by=DIRECTOR)

    assert due(office, case) == "2026-07-10 17:30"
    with pytest.raises(ExtensionRefused):
        office.engine.extend(case, "5 workdays", by=CLERK, why="再延")


def test_only_the_complaints_office_opens_a_complaint(office) -> None:
    with pytest.raises(NotAllowed):
        office.engine.open(
            "complaints",
            fields={
                "subject": "一件投诉",
                "enterprise": FIRM_TITLE,
                "topic": "land",
                "received_on": date(2026, 3, 2),
            },
            by="gao_zhuxi",
        )


def test_a_reply_wants_the_statements_the_report_the_facts_the_result_and_consent(office) -> None:
    wanted = unmet(office, accepted(office), "close")

    assert len(wanted) == 5
    assert wanted[1:4] == ["提交材料“投诉处理情况报告”", "填写“查明的事实”", "填写“处理结果”"]
