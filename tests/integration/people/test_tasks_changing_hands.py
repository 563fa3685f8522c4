"""Tasks passed on (转办), delegated (委派), set by hand (交办), copied (抄送), all with their history."""

from __future__ import annotations

from datetime import date

import pytest

from guatu import NotAllowed
from guatu.errors import CommandRefused, HandingRefused, ReasonMissing, UnknownTask
from testkit.offices import kinds
from testkit.tenders import (
    agree,
    outcome,
    owed,
    reviewed,
    signing,
    subjects,
    tick_at,
    unmet,
)


def test_a_task_passed_on_is_the_others_and_due_when_it_was(office) -> None:
    case = reviewed(office, "all")
    due = {t.holder: t.due_at for t in office.views.tasks(case_id=case)}["money"]

    office.engine.tasks.pass_on(case, "views", "centre", by="coin", why="属信息类")

    found = {t.holder: t.due_at for t in office.views.tasks(case_id=case) if t.key == "views"}
    assert ("money" in found, found["centre"]) == (False, due)


def test_the_round_counts_whoever_has_the_task_now(office) -> None:
    case = reviewed(office, "all")
    office.engine.tasks.pass_on(case, "views", "centre", by="coin", why="属信息类")

    agree(office, case, "views", ["net", "ledger", "judge"])

    assert outcome(office, case, "views") == "passed"


def test_a_task_goes_to_nobody_who_has_it_or_had_it(office) -> None:
    case = reviewed(office, "all")
    office.engine.tasks.pass_on(case, "views", "centre", by="coin", why="属信息类")

    for to in ("books", "money"):
        with pytest.raises(HandingRefused):
            office.engine.tasks.pass_on(case, "views", to, by="net", why="再转")


def test_a_task_goes_to_no_auditor_and_not_to_oneself(office) -> None:
    case = reviewed(office, "all")

    for to in ("eye", "coin", "money"):
        with pytest.raises(HandingRefused):
            office.engine.tasks.pass_on(case, "views", to, by="coin", why="转")


def test_what_was_delegated_comes_back_with_advice(office) -> None:
    case = reviewed(office, "all")

    office.engine.tasks.delegate(case, "views", "penny", by="coin", why="请核预算")
    office.engine.tasks.advise(case, "views", by="penny", text="预算充足，建议同意")

    assert (case, "views") in owed(office, "coin")
    assert any("【委派回复】" in subject for subject in subjects(office, "coin"))
    assert "advice_given" in kinds(office, case)
    agree(office, case, "views", ["coin"])
    assert (case, "views") not in owed(office, "penny")


def test_whoever_delegated_may_decide_before_the_advice_comes(office) -> None:
    case = reviewed(office, "all")
    office.engine.tasks.delegate(case, "views", "deputy", by="coin", why="请把关")

    agree(office, case, "views", ["coin"])

    with pytest.raises(UnknownTask):
        office.engine.tasks.advise(case, "views", by="deputy", text="来迟了")


def test_advice_is_no_verdict(office) -> None:
    case = reviewed(office, "all")
    office.engine.tasks.delegate(case, "views", "deputy", by="coin", why="请把关")

    with pytest.raises(UnknownTask):
        office.engine.decide(case, "views", "agree", by="deputy")


def test_an_item_is_set_with_an_owner_and_a_date_and_reports_back(office) -> None:
    case = signing(office)

    office.engine.tasks.set(
        case, "todo", "centre", "完成网络布线", by="clerk", due=date(2026, 3, 20)
    )
    office.engine.tasks.complete(case, "todo", by="net", text="布线完成")

    assert any("【办结】" in subject for subject in subjects(office, "clerk"))
    assert owed(office, "net") == []


def test_a_case_waits_for_its_items(office) -> None:
    case = signing(office)
    agree(office, case, "draft", ["doctor"])
    office.engine.decide(case, "final", "agree", by="deputy", text="同意")
    officer = next(h.holder for h in office.engine.explain(case).people if h.role == "officer")
    office.engine.advance(case, "award", by=officer)
    none = unmet(office, case, "accept")

    office.engine.tasks.set(case, "todo", "clinic", "培训使用人员", by=officer, due="5 workdays")
    some = unmet(office, case, "accept")
    office.engine.tasks.complete(case, "todo/1", by="doctor", text="已培训")

    assert (none, some) == (["尚未交办“议定事项”"], ["待办结：培训使用人员（东城医院）"])
    assert unmet(office, case, "accept") == []


def test_a_late_item_climbs_its_ladder(office) -> None:
    case = signing(office)
    office.engine.tasks.set(case, "todo", "centre", "布线", by="clerk", due="2 workdays")

    tick_at(office, "2026-03-05 10:00")

    assert [s for s in subjects(office, "net") if "逾期催办" in s] != []


def test_an_item_can_not_be_due_in_the_past_nor_be_set_by_anybody(office) -> None:
    case = signing(office)

    with pytest.raises(CommandRefused):
        office.engine.tasks.set(case, "todo", "centre", "布线", by="clerk", due=date(2026, 3, 1))
    with pytest.raises(NotAllowed):
        office.engine.tasks.set(case, "todo", "centre", "布线", by="coin", due="2 workdays")
    with pytest.raises(ReasonMissing):
        office.engine.tasks.set(case, "todo", "centre", " ", by="clerk", due="2 workdays")


def test_copies_are_taken_note_of(office) -> None:
    case = signing(office)
    office.engine.tasks.copy(case, ["mayor", "law"], by="clerk", text="请知悉定标安排")

    office.engine.tasks.read(case, "copy/2", by="mayor")

    assert [owed(office, person) for person in ("mayor", "judge")] == [[], [(case, "copy/2")]]
    assert "noted_read" in kinds(office, case)


def test_a_transition_sends_its_own_copies(office) -> None:
    case = signing(office)

    assert (case, "copy/1") in owed(office, "deputy")
