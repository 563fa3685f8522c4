"""Going back: sent back and taken up again, taken back, moved; each a new entry, old rungs dead."""

from __future__ import annotations

import pytest

from guatu import NotAllowed
from guatu.errors import MoveRefused, ReasonMissing, UnknownStage
from testkit.offices import history, timers
from testkit.tenders import (
    agree,
    buy,
    changed_tender,
    open_tenders,
    outcome,
    owed,
    reviewed,
    signing,
    subjects,
    tick_at,
)


def test_sent_back_to_be_approved_again_it_goes_step_by_step(office) -> None:
    case = signing(office)
    office.engine.send_back(case, "intake", by="clerk", why="需求变更")

    moved = office.engine.advance(case, "submit", by="clerk")

    assert moved.stage == "review"


def test_sent_back_to_resume_it_goes_straight_to_where_it_stopped(office) -> None:
    case = signing(office)
    agree(office, case, "draft", ["doctor"])
    office.engine.send_back(case, "intake", by="clerk", why="补一份材料", then="resume")

    moved = office.engine.advance(case, "submit", by="clerk")

    assert moved.stage == "signing"
    assert (case, "draft") not in owed(office, "doctor")
    assert (case, "final") in owed(office, "deputy")


def test_what_was_refused_is_asked_again_when_it_is_resumed(office) -> None:
    case = signing(office)
    office.engine.decide(case, "draft", "disagree", by="doctor", text="缺参数")
    office.engine.send_back(case, "intake", by="clerk", why="补参数", then="resume")

    office.engine.advance(case, "submit", by="clerk")

    assert (case, "draft") in owed(office, "doctor")


def test_opinions_given_are_kept_when_a_round_is_resumed(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin"])
    office.engine.send_back(case, "intake", by="clerk", why="补材料", then="resume")

    office.engine.advance(case, "submit", by="clerk")

    asked = {t.holder for t in office.views.tasks(case_id=case) if t.key == "views"}
    assert asked == {"books", "law"}
    agree(office, case, "views", ["ledger", "judge"])
    assert outcome(office, case, "views") == "passed"


def test_resuming_still_asks_for_what_the_transition_needs(office) -> None:
    case = signing(office)
    office.engine.send_back(case, "intake", by="clerk", why="补材料", then="resume")

    ended = office.engine.advance(case, "stop", by="clerk")

    assert ended.stage == "stopped"


def test_a_case_sent_back_has_a_clock_of_its_own_and_its_old_rungs_are_dead(office) -> None:
    case = reviewed(office, "all")
    before = timers(office, case)

    office.engine.send_back(case, "intake", by="clerk", why="材料不全")

    now = {name: state for name, state in timers(office, case).items() if name in before}
    assert set(now.values()) <= {"cancelled", "fired", "skipped"}


def test_whoever_moved_a_case_takes_it_back_and_its_clock_runs_on(office) -> None:
    case = reviewed(office, "all")
    office.clock.move_to(office.clock.now())
    due = office.engine.explain(case).light.due_at
    tick_at(office, "2026-03-04 10:00")
    agree(office, case, "views", ["coin", "ledger", "judge"])
    office.engine.advance(case, "conclude", by="clerk")

    office.engine.moves.take_back(case, by="clerk", why="点错了")

    explained = office.engine.explain(case)
    assert (explained.stage, explained.light.due_at) == ("review", due)
    assert outcome(office, case, "views") == "passed"


def test_a_case_somebody_has_worked_on_since_is_not_taken_back(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin"])

    with pytest.raises(MoveRefused) as refused:
        office.engine.moves.take_back(case, by="clerk", why="点错了")

    assert "转段后已有人办理" in refused.value.sentence()


def test_nobody_takes_back_what_another_moved(office) -> None:
    case = reviewed(office, "all")

    with pytest.raises(MoveRefused) as refused:
        office.engine.moves.take_back(case, by="buyer", why="拿回")

    assert "只能由其拿回" in refused.value.sentence()


def test_a_new_case_has_nothing_to_take_back(office) -> None:
    case = reviewed(office, "all")
    office.engine.moves.take_back(case, by="clerk", why="点错了")

    with pytest.raises(MoveRefused):
        office.engine.moves.take_back(case, by="clerk", why="再拿回")


def test_taken_back_what_had_fired_does_not_fire_again(database_url, clock, tmp_path) -> None:
    lights = """lights:
  standard: {title: 亮灯, yellow: {overdue: 1 workday}, red: {overdue: 9 workdays}}

ladders:
  standard:
    title: 督办
    rungs: [{rung: yellow, title: 黄灯预警, level: 1, when: {light: yellow}, to: [desk]}]
"""
    flow = changed_tender(tmp_path, ("ladders:\n", lights))
    with open_tenders(database_url, clock, flow=flow) as office:
        case = buy(office).id
        tick_at(office, "2026-03-12 10:00")
        office.engine.advance(case, "submit", by="clerk")
        office.engine.moves.take_back(case, by="clerk", why="点错了")

        tick_at(office, "2026-03-13 10:00")

        assert sum("黄灯预警" in subject for subject in subjects(office, "clerk")) == 1


def test_an_administrator_moves_a_case_anywhere_with_a_reason(office) -> None:
    case = reviewed(office, "all")

    moved = office.engine.moves.jump(case, "delivery", by="root", why="应急采购，事后补办")

    line = [x for x in history(office, case) if x.kind == "moved"][-1]
    assert (moved.stage, line.by, line.why, line.data["via"]) == (
        "delivery",
        "root",
        "应急采购，事后补办",
        "jump",
    )


def test_nobody_else_moves_a_case_and_not_without_a_reason_or_a_stage(office) -> None:
    case = reviewed(office, "all")

    with pytest.raises(NotAllowed):
        office.engine.moves.jump(case, "delivery", by="clerk", why="赶进度")
    with pytest.raises(ReasonMissing):
        office.engine.moves.jump(case, "delivery", by="root", why=" ")
    with pytest.raises(UnknownStage):
        office.engine.moves.jump(case, "done", by="root", why="直接验收")


def test_whoever_has_agreed_is_not_asked_again_by_a_notice_either(office) -> None:
    case = signing(office)
    agree(office, case, "draft", ["doctor"])
    before = [s for s in subjects(office, "doctor") if "初审" in s]
    office.engine.send_back(case, "intake", by="clerk", why="补材料", then="resume")

    office.engine.advance(case, "submit", by="clerk")

    assert [s for s in subjects(office, "doctor") if "初审" in s] == before


def test_sent_back_twice_it_resumes_step_by_step_to_where_it_first_stopped(office) -> None:
    case = signing(office)
    office.engine.send_back(case, "review", by="clerk", why="补论证", then="resume")
    office.engine.send_back(case, "intake", by="clerk", why="补登记", then="resume")

    stages = [
        office.engine.advance(case, "submit", by="clerk").stage,
        office.engine.advance(case, "conclude", by="clerk").stage,
    ]

    assert stages == ["review", "signing"]
