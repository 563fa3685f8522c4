"""The shipped flow for promised policies: registered, reviewed for fair competition, granted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from guatu.errors import NotInStage
from testkit.firms import CLERK, FIRM_TITLE, open_firms, text_of
from testkit.shipped import due, letters
from testkit.tenders import holder, owed, subjects, tick_at, unmet
from testkit.works import light

BUREAU, JUSTICE = "gao_zhuxi", "zheng_faxin"


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def promised(office: Office, kind: str = "funds", due_on: date = date(2026, 4, 30)) -> int:
    fields = {
        "policy": "设备购置奖补",
        "enterprise": FIRM_TITLE,
        "kind": kind,
        "amount": 200.0,
        "due_on": due_on,
        "district": "wangxi",
    }
    return office.engine.open("policy_promise", fields=fields, by=CLERK).id


def reviewing(office: Office) -> int:
    """Bring a promise to its review."""
    case = promised(office)
    office.engine.record(
        case,
        by=BUREAU,
        fields={"basis": "投资合同第八条"},
        materials={"promise": "合同.pdf"},
    )
    office.engine.advance(case, "submit", by=BUREAU)
    return case


def reviewed(office: Office, result: str = "conforms") -> int:
    """Let the reviewers come to their result."""
    case = reviewing(office)
    office.engine.record(
        case,
        by=JUSTICE,
        fields={"review_result": result},
        materials={"fair_competition": "结论.pdf"},
    )
    office.engine.decide(case, "fair_review", "agree", by=JUSTICE)
    return case


def granting(office: Office) -> int:
    """Bring a promise to where it is granted."""
    case = reviewed(office)
    office.engine.advance(case, "clear", by=BUREAU)
    return case


def paid(office: Office, case: int, amount: float = 200.0) -> None:
    office.engine.record(
        case,
        by=BUREAU,
        fields={"granted": amount, "granted_on": date(2026, 3, 2)},
        materials={"payment_proof": "凭证.pdf"},
    )


def test_a_reviewed_promise_is_granted_with_a_letter_to_the_firm(office) -> None:
    case = granting(office)
    paid(office, case)

    assert office.engine.advance(case, "grant", by=BUREAU).status == "ended"
    assert letters(office, case) == ["policy_payment"]
    said = text_of(office, case, "policy_payment")
    assert all(
        words in said
        for words in (
            f"{FIRM_TITLE}：",
            "投资合同第八条",
            "200万元",
            "资金奖补",
            "结论为：符合要求",
        )
    )


@pytest.mark.parametrize(
    ("kind", "unit"), [("land", "natural_resources"), ("funds", "promotion_wangxi")]
)
def test_the_kind_of_policy_says_who_grants_it(office, kind, unit) -> None:
    assert holder(office, promised(office, kind), "payer") == unit


def test_a_promise_is_sent_to_review_with_the_paper_and_the_clause_it_rests_on(office) -> None:
    case = promised(office)

    assert len(unmet(office, case, "submit")) == 2
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "submit", by=BUREAU)


def test_nothing_is_granted_before_the_review_for_fair_competition(office) -> None:
    case = reviewing(office)
    paid(office, case)
    assert (case, "fair_review") in owed(office, JUSTICE)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "clear", by=BUREAU)
    with pytest.raises(NotInStage):
        office.engine.advance(case, "grant", by=BUREAU)

    assert letters(office, case) == []


def test_the_reviewers_head_must_agree_besides_the_paper_with_the_result(office) -> None:
    case = reviewing(office)
    office.engine.record(
        case,
        by=JUSTICE,
        fields={"review_result": "conforms"},
        materials={"fair_competition": "结论.pdf"},
    )
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "clear", by=BUREAU)

    office.engine.decide(case, "fair_review", "agree", by=JUSTICE)

    assert office.engine.advance(case, "clear", by=BUREAU).stage == "granting"


def test_what_fails_the_review_is_refused_with_a_reason_and_never_granted(office) -> None:
    case = reviewed(office, "fails")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "clear", by=BUREAU)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "refuse", by=CLERK)
    office.engine.record(case, by=BUREAU, fields={"refusal_reason": "限定本地企业"})

    assert office.engine.advance(case, "refuse", by=CLERK).status == "ended"


def test_a_result_that_is_overturned_after_the_review_stops_the_grant(office) -> None:
    case = granting(office)
    paid(office, case)
    office.engine.record(case, by=JUSTICE, fields={"review_result": "fails"})

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "grant", by=BUREAU)


def test_a_promise_that_passed_its_review_is_not_refused(office) -> None:
    case = granting(office)
    office.engine.record(case, by=BUREAU, fields={"refusal_reason": "资金紧张"})

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "refuse", by=CLERK)


def test_less_than_was_promised_does_not_end_the_case(office) -> None:
    case = granting(office)
    paid(office, case, 199.0)
    assert unmet(office, case, "grant") == ["兑现金额不少于承诺金额才能办结"]

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "grant", by=BUREAU)


def test_five_working_days_to_register_over_the_make_up_saturday(office) -> None:
    tick_at(office, "2026-04-30 09:00")

    assert due(office, promised(office, due_on=date(2026, 6, 1))) == "2026-05-11 17:30"


def test_a_promise_not_granted_in_time_is_red_and_supervised(office) -> None:
    case = granting(office)
    assert due(office, case) == "2026-05-06 17:30"
    seen = {}
    for day in ("2026-04-15", "2026-05-06", "2026-05-07"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "red"]
    assert letters(office, case) == ["red_supervision"]
    assert any("红灯督办" in s for s in subjects(office, "du_yiming"))


def test_a_slow_review_does_not_put_the_red_light_off(office) -> None:
    case = reviewing(office)

    tick_at(office, "2026-05-07 10:00")

    assert light(office, case) == "red"
    assert any("审查催办" in s for s in subjects(office, JUSTICE))


def test_only_the_office_registers_a_promise(office) -> None:
    with pytest.raises(NotAllowed):
        office.engine.open(
            "policy_promise",
            fields={
                "policy": "奖补",
                "enterprise": FIRM_TITLE,
                "kind": "funds",
                "amount": 1.0,
                "due_on": date(2026, 4, 30),
            },
            by=BUREAU,
        )


def test_a_grant_wants_its_proof_day_and_amount(office) -> None:
    fields = {
        "policy": "用地优惠",
        "enterprise": FIRM_TITLE,
        "kind": "land",
        "amount": 80.0,
        "due_on": date(2026, 4, 30),
        "review_result": "exempt",
        "basis": "投资合同第九条",
    }
    case = office.engine.open("policy_promise", fields=fields, by=CLERK).id
    papers = {"promise": "合同.pdf", "fair_competition": "结论.pdf"}
    office.engine.record(case, by=CLERK, materials=papers)
    office.engine.advance(case, "submit", by=CLERK)
    office.engine.decide(case, "fair_review", "agree", by=JUSTICE)
    office.engine.advance(case, "clear", by=CLERK)

    assert unmet(office, case, "grant") == [
        "提交材料“兑现凭证”",
        "填写“兑现日期”",
        "填写“实际兑现金额”",
        "实际兑现金额未填写",
    ]
