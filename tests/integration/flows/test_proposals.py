"""The shipped flow for proposals of deputies: three months to reply, once more if dissatisfied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from guatu.errors import ExtensionRefused
from testkit.firms import CLERK, DIRECTOR, text_of
from testkit.shipped import due, letters, open_shipped
from testkit.tenders import holder, owed, subjects, tick_at, unmet
from testkit.works import light

BUREAU, BUREAU_HEAD = "lin_shuran", "cheng_boya"
GOVERNMENT, LAND = "su_wanqiao", "di_hengchang"
REPLY = {"reply": "已建立预警办法", "measures": "年内完善淘汰办法", "result_class": "a"}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        yield office


def receive(office: Office, handed: date = date(2026, 3, 2), by: str = CLERK) -> int:
    fields = {
        "session": "云岭市政协五届一次会议",
        "kind": "proposal",
        "number": "92",
        "subject": "完善预警和淘汰机制",
        "proposer": "望溪代表团",
        "handed_on": handed,
        "content": "项目久拖不决",
    }
    return office.engine.open("proposals", fields=fields, by=by).id


def entrusted(office: Office, *, co_handled: bool = False) -> int:
    """Hand a proposal to the bureau, with a department beside it if wanted."""
    case = receive(office)
    if co_handled:
        office.engine.assign(case, "co_handlers", "natural_resources", by=CLERK, why="会办")
    office.engine.record(case, by=CLERK, materials={"handing_paper": "交办.pdf"})
    office.engine.advance(case, "entrust", by=CLERK)
    return case


def signed(office: Office, case: int) -> None:
    """Let the reply be checked and signed."""
    office.engine.decide(case, "checking", "agree", by=DIRECTOR, text="同意")
    office.engine.decide(case, "signing", "agree", by=BUREAU_HEAD)


def replied(office: Office) -> int:
    """Bring a proposal to where its proposer is asked what he thinks of the reply."""
    case = entrusted(office)
    office.engine.record(case, by=BUREAU, fields=REPLY, materials={"reply_draft": "稿.docx"})
    signed(office, case)
    office.engine.advance(case, "send_reply", by=BUREAU)
    return case


def dissatisfied(office: Office) -> int:
    """Have the proposer say why he is dissatisfied, and take the proposal up again."""
    case = replied(office)
    office.engine.record(
        case,
        by=BUREAU,
        fields={"opinion": "dissatisfied", "dissatisfied_reason": "没有写明时间"},
        materials={"opinion_form": "表.pdf"},
    )
    office.engine.advance(case, "do_again", by=BUREAU)
    return case


def replied_again(office: Office) -> int:
    case = dissatisfied(office)
    signed(office, case)
    office.engine.record(
        case,
        by=BUREAU,
        fields={"second_reply_on": date(2026, 3, 9)},
        materials={"second_draft": "稿二.docx"},
    )
    office.engine.advance(case, "send_second_reply", by=BUREAU)
    return case


def test_a_proposal_is_answered_by_letter_and_closed_with_a_satisfied_proposer(office) -> None:
    case = replied(office)
    office.engine.record(
        case, by=BUREAU, fields={"opinion": "mostly"}, materials={"opinion_form": "表.pdf"}
    )

    assert office.engine.advance(case, "close", by=BUREAU).status == "ended"
    assert letters(office, case) == ["handover", "proposal_reply"]
    text = text_of(office, case, "proposal_reply")
    assert "对云岭市政协五届一次会议第92号提案的答复函" in text.replace(" ", "")
    assert "望溪代表团：" in text
    assert "办理结果：A类" in text
    assert "已建立预警办法" in text
    assert "联系人：林书然，联系电话：0000-5550122" in text
    assert "抄送：云岭市人民政府办公室" in text
    assert "待填" not in text


def test_no_reply_goes_out_undrafted_unchecked_or_unsigned(office) -> None:
    case = receive(office)
    office.engine.record(case, by=CLERK, materials={"handing_paper": "交办.pdf"})
    office.engine.advance(case, "entrust", by=CLERK)

    wanted = unmet(office, case, "send_reply")

    assert len(wanted) == 6
    assert wanted[:4] == [
        "提交材料“答复稿”",
        "填写“办理情况”",
        "填写“下一步措施”",
        "填写“办理结果分类”",
    ]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "send_reply", by=BUREAU)


def test_what_the_co_handler_says_is_heard_before_the_reply(office) -> None:
    case = entrusted(office, co_handled=True)
    office.engine.record(case, by=BUREAU, fields=REPLY, materials={"reply_draft": "稿.docx"})
    signed(office, case)
    assert (case, "views") in owed(office, LAND)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "send_reply", by=BUREAU)

    office.engine.decide(case, "views", "disagree", by=LAND, text="供地口径有出入")

    assert office.engine.advance(case, "send_reply", by=BUREAU).stage == "consulting"


def test_three_months_from_the_handing_over_end_on_the_next_working_day(office) -> None:
    tick_at(office, "2026-02-03 09:00")
    case = receive(office, handed=date(2026, 2, 3))
    assert due(office, case) == "2026-02-10 17:30"
    office.engine.record(case, by=CLERK, materials={"handing_paper": "交办.pdf"})

    office.engine.advance(case, "entrust", by=CLERK)

    assert due(office, case) == "2026-05-06 17:30"


def test_more_time_is_granted_once_and_to_six_months_at_most(office) -> None:
    case = entrusted(office)
    assert due(office, case) == "2026-06-02 17:30"
    with pytest.raises(ExtensionRefused):
        office.engine.extend(case, "4 months", by=BUREAU, why="涉及面广")
    office.engine.extend(case, "3 months", by=BUREAU, why="涉及面广")
    office.engine.decide(case, "extension/1", "agree", by=GOVERNMENT)

    assert due(office, case) == "2026-09-02 17:30"
    with pytest.raises(ExtensionRefused):
        office.engine.extend(case, "1 month", by=BUREAU, why="再延")


def test_a_late_reply_is_reminded_of_turns_red_and_comes_before_the_supervising_office(
    office,
) -> None:
    case = entrusted(office)
    seen = {}
    for day in ("2026-05-18", "2026-05-20", "2026-06-01", "2026-06-03", "2026-06-09"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "yellow", "red", "red"]
    assert letters(office, case) == ["handover", "red_supervision"]
    assert any("红灯督办" in s for s in subjects(office, BUREAU_HEAD))
    assert any("报交办机关" in s for s in subjects(office, GOVERNMENT))


def test_a_dissatisfied_proposer_is_answered_a_second_time_and_not_a_third(office) -> None:
    case = replied_again(office)
    assert letters(office, case) == ["handover", "proposal_reply", "proposal_reply"]
    office.engine.record(case, by=BUREAU, fields={"second_opinion": "dissatisfied"})

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "do_again", by=BUREAU)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "close", by=BUREAU)

    assert office.engine.advance(case, "close_dissatisfied", by=CLERK).status == "ended"


def test_the_second_opinion_is_what_counts_after_the_second_reply(office) -> None:
    case = replied_again(office)
    assert unmet(office, case, "close")[0] == "填写“提出人对重新答复的意见”"
    office.engine.record(case, by=BUREAU, fields={"second_opinion": "satisfied"})

    assert office.engine.advance(case, "close", by=BUREAU).status == "ended"


def test_a_proposal_is_handled_again_only_for_a_reason_and_signed_anew(office) -> None:
    case = replied(office)
    office.engine.record(
        case, by=BUREAU, fields={"opinion": "dissatisfied"}, materials={"opinion_form": "表.pdf"}
    )
    assert unmet(office, case, "do_again") == ["填写“不满意的理由”"]
    office.engine.record(case, by=BUREAU, fields={"dissatisfied_reason": "没有写明时间"})
    office.engine.advance(case, "do_again", by=BUREAU)

    assert (case, "checking") in owed(office, DIRECTOR)
    assert (case, "signing") in owed(office, BUREAU_HEAD)
    assert due(office, case) == "2026-04-02 17:30"


def test_silence_is_no_satisfaction_and_closes_only_after_thirty_days_of_asking(office) -> None:
    case = replied(office)
    office.engine.record(
        case,
        by=BUREAU,
        fields={"consulted_on": date(2026, 3, 2)},
        materials={"contact_record": "记录.pdf"},
    )
    tick_at(office, "2026-03-31 09:00")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "close_unheard", by=CLERK)

    tick_at(office, "2026-04-01 09:00")

    assert office.engine.advance(case, "close_unheard", by=CLERK).status == "ended"


def test_what_is_not_ours_goes_back_with_its_reason_and_consent(office) -> None:
    case = receive(office, by=GOVERNMENT)
    office.engine.decide(case, "return_consent", "agree", by=GOVERNMENT)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "return_it", by=CLERK)
    office.engine.record(case, by=CLERK, fields={"return_reason": "属规划事项"})

    assert office.engine.advance(case, "return_it", by=CLERK).status == "ended"


def test_a_proposal_comes_from_who_hands_it_over_and_goes_to_the_citys_bureau(office) -> None:
    case = receive(office)

    assert holder(office, case, "responsible_unit") == "promotion_city"
    with pytest.raises(NotAllowed):
        receive(office, by=BUREAU)
