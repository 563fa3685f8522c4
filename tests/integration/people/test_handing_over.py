"""Parts from hand to hand: given, passed on, and a leaver's whole work in one command and one letter."""

from __future__ import annotations

import pytest

from guatu import NotAllowed
from guatu.errors import HandingRefused, ReasonMissing, UnknownHolder
from testkit.offices import all_rows, kinds
from testkit.tenders import buy, holder, owed, signing, subjects, vacancies, why


def test_a_part_given_by_hand_comes_with_its_slip(office) -> None:
    case = buy(office).id

    office.engine.assign(case, "lead", "centre", by="clerk", why="设备以软件为主")

    (letter,) = office.views.letters(case_id=case)
    assert (letter.spec, letter.recipients) == ("handover", ("海州市信息中心",))
    assert "设备以软件为主" in letter.text


def test_whoever_has_a_part_passes_it_on_with_a_slip(office) -> None:
    case = buy(office).id
    officer = holder(office, case, "officer")

    office.engine.staff.pass_on(case, "officer", "doctor", by=officer, why="经办人出差")

    assert (holder(office, case, "officer"), why(office, case, "officer")) == (
        "doctor",
        "经办人出差",
    )
    (letter,) = office.views.letters(case_id=case)
    assert letter.spec == "transfer"
    assert office.roster.directory().name_of(officer) in letter.text


def test_a_unit_passes_its_part_on_through_any_of_its_people(office) -> None:
    case = buy(office).id

    office.engine.staff.pass_on(case, "lead", "centre", by="doctor", why="转信息中心办理")

    assert holder(office, case, "lead") == "centre"


def test_somebody_elses_part_is_passed_on_by_whoever_may_hand_over_only(office) -> None:
    case = buy(office).id

    with pytest.raises(NotAllowed):
        office.engine.staff.pass_on(case, "officer", "doctor", by="coin", why="越俎代庖")

    office.engine.staff.pass_on(case, "officer", "doctor", by="clerk", why="统一调整")
    assert holder(office, case, "officer") == "doctor"


def test_a_part_of_several_can_not_be_passed_on(office) -> None:
    case = buy(office).id

    with pytest.raises(HandingRefused):
        office.engine.staff.pass_on(case, "experts", "clinic", by="coin", why="转")


def test_all_of_a_leavers_work_goes_to_one_in_one_command_with_one_letter(office) -> None:
    cases = [buy(office, kind="computing").id for _ in range(3)]
    assert {holder(office, case, "officer") for case in cases} == {"wire"}

    done = office.engine.staff.hand_over("wire", "net", by="buyer", why="魏经办调离")

    assert [holder(office, case, "officer") for case in cases] == ["net"] * 3
    (letter,) = [x for x in office.views.letters() if x.case is None]
    assert (letter.key, letter.title) == (done.letter, "魏经办工作移交单")
    assert all(f"（序号{case}）" in letter.text for case in cases)
    assert sum("工作移交" in subject for subject in subjects(office, "net")) == 3


def test_without_a_name_each_part_goes_to_whoever_its_rules_choose(office) -> None:
    cases = [buy(office).id for _ in range(4)]
    his = [case for case in cases if holder(office, case, "officer") == "ada"]

    done = office.engine.staff.hand_over("ada", by="buyer", why="艾经办退休")

    now = {holder(office, case, "officer") for case in his}
    assert (now <= {"bo", "cai"}, "ada" in now, done.stays) == (True, False, ())
    assert all("原承办：艾经办" in why(office, case, "officer") for case in his)


def test_what_nobody_can_take_stays_and_is_said(office) -> None:
    case = buy(office, kind="computing").id

    done = office.engine.staff.hand_over("wire", by="buyer", why="魏经办调离")

    (line,) = done.stays
    assert (line.case, line.what, holder(office, case, "officer")) == (case, "经办人", "wire")


def test_open_tasks_go_along_and_keep_their_deadline(office) -> None:
    case = signing(office)
    office.engine.tasks.set(case, "todo", "doctor", "补合同附件", by="clerk", due="5 workdays")
    due = {t.key: t.due_at for t in office.views.tasks(case_id=case)}["todo/1"]

    office.engine.staff.hand_over("doctor", "ada", by="buyer", why="窦院长外派")

    (task,) = [t for t in office.views.tasks(case_id=case) if t.key == "todo/1"]
    assert (task.holder, task.due_at) == ("ada", due)


def test_a_handing_over_is_one_transaction(office) -> None:
    for _ in range(2):
        buy(office, kind="computing")
    before = all_rows(office)

    with pytest.raises(UnknownHolder):
        office.engine.staff.hand_over("wire", "nobody", by="buyer", why="调离")

    assert all_rows(office) == before


def test_whoever_may_not_assign_hands_nothing_over(office) -> None:
    case = buy(office, kind="computing").id

    with pytest.raises(NotAllowed):
        office.engine.staff.hand_over("wire", "net", by="net", why="自行接手")

    assert holder(office, case, "officer") == "wire"


def test_a_handing_over_needs_a_reason(office) -> None:
    with pytest.raises(ReasonMissing):
        office.engine.staff.hand_over("wire", "net", by="buyer", why=" ")


def test_a_handing_over_stands_in_each_cases_history_and_closes_its_vacancy(office) -> None:
    case = buy(office, kind="computing").id

    office.engine.staff.hand_over("wire", "net", by="buyer", why="调离")

    assert (kinds(office, case).count("work_handed_over"), vacancies(office, case)) == (1, [])
    assert owed(office, "wire") == []


def test_the_work_of_somebody_who_has_left_is_handed_over_too(office) -> None:
    case = buy(office, kind="computing").id
    office.people.leave("wire", by="root", why="调离")
    office.tick()
    before = [e.why for e in vacancies(office, case) if "经办人" in e.title]

    office.engine.staff.hand_over("wire", "net", by="buyer", why="魏经办调离")

    after = [e for e in vacancies(office, case) if "经办人" in e.title]
    assert (before, after) == (["魏经办已离岗"], [])
    assert holder(office, case, "officer") == "net"


def test_whoever_stands_in_answers_what_the_other_was_told_of(office) -> None:
    case = buy(office, kind="computing").id
    office.people.leave("wire", by="root", why="调离")
    office.tick()
    now = office.clock.now()
    office.people.away("clerk", since=now, deputy="penny", by="clerk", why="休假")

    office.engine.escalations.answer(case, "vacant", by="penny", text="正在物色人选")

    assert "escalation_answered" in kinds(office, case)
