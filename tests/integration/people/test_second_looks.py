"""What a fresh reader found in how people work together, each mended once and for all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from guatu import NotAllowed, Office
from guatu.errors import (
    HandingRefused,
    NotEntitled,
    RoundRefused,
    UnknownCase,
    UnknownHolder,
    UnknownPerson,
)
from testkit.offices import kinds
from testkit.tenders import (
    agree,
    buy,
    changed_tender,
    holder,
    open_tenders,
    outcome,
    owed,
    reviewed,
    signing,
    subjects,
    tick_at,
    vacancies,
)


def seen_by(office: Office, person: str) -> list[int]:
    return sorted(row.id for row in office.desk(person).board(include_ended=True))


# --- handing over ---------------------------------------------------------------------------


def test_a_handover_and_a_sub_case_that_ends_never_wait_for_each_other(postgres_url, clock) -> None:
    with open_tenders(postgres_url, clock) as office:
        above = buy(office).id
        below = office.engine.open(
            "tender",
            fields={"name": "附属", "district": "east", "kind": "medical", "route": "open"},
            by="clerk",
            parent=above,
        ).id
        held, goes_on = threading.Event(), threading.Event()

        def looked(_: int) -> None:
            held.set()
            goes_on.wait(2)

        with ThreadPoolExecutor(2) as pool:
            moving = pool.submit(
                office.engine.staff.hand_over,
                "deputy",
                "chief",
                by="clerk",
                why="调整",
                progress=looked,
            )
            held.wait(5)
            ending = pool.submit(office.engine.advance, below, "stop", by="clerk")
            goes_on.set()

            assert ending.result(20).status == "ended"
            assert moving.result(20).done != ()


def test_whoever_takes_over_sees_what_he_took_over_and_nothing_else(office) -> None:
    cases = [buy(office).id for _ in range(3)]
    for case in cases:
        office.engine.assign(case, "safety", "wire", by="clerk", why="指定")
    office.engine.assign(cases[0], "safety", "net", by="clerk", why="改派")
    before = seen_by(office, "net")

    office.engine.staff.hand_over("wire", "ops", by="buyer", why="调离")

    assert seen_by(office, "net") == before
    assert all("第" in s for s in subjects(office, "ops") if "工作移交" in s)


def test_a_refused_handover_names_no_case(office) -> None:
    buy(office, kind="computing")

    with pytest.raises(NotEntitled) as refused:
        office.engine.staff.hand_over("wire", "net", by="deputy", why="越权")

    assert "1" not in refused.value.sentence()


def test_what_is_out_of_reach_stays_and_the_rest_is_handed_over(office) -> None:
    mine, other = buy(office, kind="computing").id, buy(office, kind="computing").id
    office.engine.assign(mine, "desk", "centre", by="clerk", why="自采")

    done = office.engine.staff.hand_over("wire", "net", by="net", why="调离")

    assert {line.case for line in done.done} == {mine}
    assert holder(office, other, "officer") == "wire"


def test_a_leavers_opinion_is_one_voice_with_whoever_takes_it_over(
    database_url, clock, tmp_path
) -> None:
    flow = changed_tender(
        tmp_path,
        (
            "hearing: {title: 听取意见, ask: [experts]",
            "hearing: {title: 听取意见, ask: [lead.head, director]",
        ),
    )
    with open_tenders(database_url, clock, flow=flow) as office:
        case = reviewed(office, "heard")
        agree(office, case, "hearing", ["deputy"])

        office.engine.staff.hand_over("doctor", "deputy", by="buyer", why="外派")
        office.engine.record(case, by="clerk", note="续办")

        assert outcome(office, case, "hearing") == "passed"


def test_a_task_of_somebody_who_left_is_told_of_and_closed_once_it_is_done(office) -> None:
    case = reviewed(office, "all")
    office.engine.tasks.pass_on(case, "views", "penny", by="coin", why="经办")
    office.people.leave("penny", by="root", why="调离")
    office.tick()
    raised = [e.title for e in vacancies(office, case)]

    office.engine.rounds.remove(case, "views", "penny", by="clerk", why="已离岗")

    assert (raised, vacancies(office, case)) == (["“部门论证”无人办理"], [])


# --- going back -----------------------------------------------------------------------------


def test_a_round_that_passed_early_stays_passed_and_asks_nobody_when_resumed(office) -> None:
    case = reviewed(office, "ratio")
    agree(office, case, "vote", ["coin", "ledger"])
    office.engine.send_back(case, "intake", by="clerk", why="补材料", then="resume")

    office.engine.advance(case, "submit", by="clerk")

    assert (outcome(office, case, "vote"), owed(office, "judge")) == ("passed", [])


def test_the_second_run_of_a_round_is_the_one_that_is_resumed(office) -> None:
    case = reviewed(office, "any")
    for person in ("coin", "ledger", "judge"):
        office.engine.decide(case, "either", "disagree", by=person, text="否")
    office.engine.rounds.ask_again(case, "either", by="clerk", why="已修改")
    agree(office, case, "either", ["coin"])
    office.engine.send_back(case, "intake", by="clerk", why="补材料", then="resume")

    office.engine.advance(case, "submit", by="clerk")

    assert office.engine.advance(case, "conclude", by="clerk").stage == "signing"


def test_taking_back_a_resumed_move_still_resumes(office) -> None:
    case = signing(office)
    office.engine.send_back(case, "intake", by="clerk", why="补材料", then="resume")
    office.engine.advance(case, "submit", by="clerk")
    office.engine.moves.take_back(case, by="clerk", why="点错了")

    assert office.engine.advance(case, "submit", by="clerk").stage == "signing"


def test_nobody_to_approve_is_no_matter_any_more_once_the_stage_is_left(
    database_url, clock, tmp_path
) -> None:
    flow = changed_tender(
        tmp_path, ("[{approval: draft}", "[{approval: pledge}, {approval: draft}")
    )
    with open_tenders(database_url, clock, flow=flow) as office:
        case = signing(office)
        before = [e.title for e in vacancies(office, case)]

        office.engine.send_back(case, "intake", by="clerk", why="重来")

        assert (before, vacancies(office, case)) == (["“承诺确认”无人办理"], [])


# --- rounds ---------------------------------------------------------------------------------


def test_whoever_has_a_part_now_waits_in_the_queue_for_it(office) -> None:
    case = reviewed(office, "order")
    office.engine.assign(case, "director", "chief", by="clerk", why="调整")

    agree(office, case, "turns", ["doctor"])

    assert (
        (case, "turns") in owed(office, "chief"),
        (case, "turns") in owed(office, "deputy"),
    ) == (
        True,
        False,
    )


def test_a_part_speaks_once_though_it_changes_hands(office) -> None:
    case = reviewed(office, "order")
    agree(office, case, "turns", ["doctor"])
    office.engine.rounds.add(case, "turns", "law", by="clerk", why="合规")
    agree(office, case, "turns", ["deputy"])

    office.engine.assign(case, "director", "chief", by="clerk", why="调整")

    assert (case, "turns") not in owed(office, "chief")
    agree(office, case, "turns", ["judge"])
    assert outcome(office, case, "turns") == "passed"


def test_silence_that_was_counted_is_not_taken_back(office) -> None:
    case = reviewed(office, "quiet")
    office.clock.move_to(office.clock.now())
    office.engine.rounds.add(case, "quiet", "centre", by="clerk", why="补充")
    tick_at(office, "2026-03-05 09:00")

    with pytest.raises(RoundRefused):
        office.engine.rounds.recall(case, "quiet", by="coin")


def test_nobody_is_asked_for_what_is_certain_already(database_url, clock, tmp_path) -> None:
    flow = changed_tender(
        tmp_path,
        (
            "[lead.head, director], order: sequential}",
            "[lead.head, director], order: sequential, pass: any}",
        ),
    )
    with open_tenders(database_url, clock, flow=flow) as office:
        case = reviewed(office, "order")

        agree(office, case, "turns", ["doctor"])

        asked = [s for s in subjects(office, "deputy") if "依次会签" in s]
        assert (outcome(office, case, "turns"), asked) == ("passed", [])


@pytest.mark.parametrize("give", ["add", "set", "assign", "pass_on", "hand_over"])
def test_nothing_is_given_to_an_auditor(office, give) -> None:
    case = reviewed(office, "all")
    engine = office.engine
    commands = {
        "add": lambda: engine.rounds.add(case, "views", "eye", by="clerk", why="增"),
        "set": lambda: engine.tasks.set(case, "todo", "eye", "核查", by="clerk"),
        "assign": lambda: engine.assign(case, "officer", "eye", by="clerk", why="指定"),
        "pass_on": lambda: engine.tasks.pass_on(case, "views", "eye", by="coin", why="转"),
        "hand_over": lambda: engine.staff.hand_over("ada", "eye", by="clerk", why="转"),
    }

    with pytest.raises((HandingRefused, UnknownHolder)):
        commands[give]()


# --- rights ---------------------------------------------------------------------------------


def test_a_case_is_opened_under_another_by_whoever_plays_a_part_on_it_only(office) -> None:
    above = buy(office).id

    with pytest.raises(NotAllowed):
        office.engine.open(
            "tender",
            fields={"name": "附属", "district": "east", "kind": "medical"},
            by="mayor",
            parent=above,
        )


def test_a_key_gives_nothing_to_whoever_has_no_right_any_more(office) -> None:
    case = buy(office).id
    office.engine.record(case, by="clerk", note="一次", key="note-1")
    with pytest.raises(UnknownCase):
        office.engine.record(case, by="ops", note="一次", key="note-1")
    office.people.leave("clerk", by="root", why="调离")

    with pytest.raises(UnknownPerson):
        office.engine.record(case, by="clerk", note="一次", key="note-1")


def test_a_copy_can_be_read_after_the_end(office) -> None:
    case = buy(office).id
    office.engine.tasks.copy(case, ["law"], by="clerk", text="请知悉")
    office.engine.advance(case, "stop", by="clerk")

    office.engine.tasks.read(case, "copy/1", by="judge")

    assert "noted_read" in kinds(office, case)
