"""Facts are filed, roles given by hand, approvals and opinions given."""

from __future__ import annotations

import pytest

from guatu.errors import (
    InvalidValues,
    NotAllowed,
    ReasonMissing,
    TransitionRefused,
    UnknownHolder,
    UnknownMaterial,
    UnknownRole,
    UnknownTask,
)
from testkit.offices import (
    agree_jointly,
    all_rows,
    china_time,
    history,
    kinds,
    open_case,
    reviewer_of,
    to_review,
)


def test_what_is_recorded_is_told_with_what_was_there_before(office) -> None:
    case = open_case(office)

    office.engine.record(case.id, by="ma", fields={"floor_area": 900}, note="复核面积")

    line = history(office, case.id)[-1]
    assert (line.kind, line.by, line.why) == ("fields_set", "ma", "复核面积")
    assert line.data == {"old": {"floor_area": 800.0}, "new": {"floor_area": 900.0}}


def test_a_changed_grade_changes_the_limit(office, clock) -> None:
    case = open_case(office)

    office.engine.record(case.id, by="lin", fields={"floor_area": 20_000})

    (row,) = office.views.board(clock.now())
    assert row.due_at == china_time("2026-03-16 17:30")
    assert kinds(office, case.id)[-3:] == ["fields_set", "graded", "deadline_moved"]


def test_all_faulty_fields_are_refused_at_once_and_nothing_is_written(office) -> None:
    case = open_case(office)
    before = all_rows(office)

    with pytest.raises(InvalidValues) as refused:
        office.engine.record(
            case.id,
            by="lin",
            fields={"floor_area": "many", "use": "x"},
            materials={"drawings": "a"},
        )

    assert {fault.field for fault in refused.value.faults} == {"floor_area", "use"}
    assert all_rows(office) == before


def test_an_unknown_material_is_refused(office) -> None:
    case = open_case(office)
    before = all_rows(office)

    with pytest.raises(UnknownMaterial, match="drawings"):
        office.engine.record(case.id, by="lin", materials={"drawing": "图.pdf"})

    assert all_rows(office) == before


def test_a_material_filed_again_is_its_next_version(office) -> None:
    case = open_case(office)
    for name in ("初稿.pdf", "修订.pdf"):
        office.engine.record(case.id, by="lin", materials={"drawings": name})

    with office.store.look() as uow:
        filed = uow.case_file(case.id).materials

    assert [(m.number, m.name) for m in filed] == [(1, "初稿.pdf"), (2, "修订.pdf")]


def test_recording_nothing_changes_nothing(office) -> None:
    case = open_case(office)
    before = all_rows(office)

    same = office.engine.record(case.id, by="lin")

    assert same == case
    assert all_rows(office) == before


def test_a_field_given_empty_is_cleared(office) -> None:
    case = open_case(office, use="housing")

    cleared = office.engine.record(case.id, by="lin", fields={"use": None})

    assert cleared.fields["use"] is None


# --- by hand --------------------------------------------------------------------------------


def test_a_role_given_by_hand_passes_from_one_to_the_other(office) -> None:
    case = open_case(office)

    office.engine.assign(case.id, "reviewer", "wu", by="lin", why="文审查休假")

    (held,) = [h for h in office.engine.explain(case.id).people if h.role == "reviewer"]
    assert (held.holder, held.rule, held.why) == ("wu", "by_hand", "文审查休假")
    assert [n.subject for n in office.views.inbox("wu")] == [
        f"【分派】{case.title}：吴审查为审查员"
    ]


def test_a_role_of_many_gets_one_more(office) -> None:
    case = open_case(office)

    office.engine.assign(case.id, "advisers", "desk_city", by="lin", why="涉及市级管线")

    held = [h.holder for h in office.engine.explain(case.id).people if h.role == "advisers"]
    assert sorted(held) == ["desk_city", "env", "fire"]


def test_giving_a_role_to_who_has_it_changes_nothing(office) -> None:
    case = open_case(office)
    before = all_rows(office)

    office.engine.assign(case.id, "reviewer", "wen", by="lin", why="确认")

    assert all_rows(office) == before


def test_a_role_goes_back_and_forth_at_one_moment(office) -> None:
    case = open_case(office)

    for person in ("wu", "wen", "wu", "wen"):
        office.engine.assign(case.id, "reviewer", person, by="lin", why="调整")

    assert reviewer_of(office, case.id) == "wen"
    assert office.verify().is_whole


@pytest.mark.parametrize(
    ("role", "holder", "refusal"),
    [
        ("reviewers", "wu", UnknownRole),
        ("reviewer", "gone", UnknownHolder),
        ("reviewer", "fire", UnknownHolder),
        ("desk", "wu", UnknownHolder),
    ],
)
def test_a_role_is_given_only_to_those_who_can_hold_it(office, role, holder, refusal) -> None:
    case = open_case(office)

    with pytest.raises(refusal):
        office.engine.assign(case.id, role, holder, by="lin", why="调整")


def test_giving_a_role_needs_a_reason(office) -> None:
    case = open_case(office)

    with pytest.raises(ReasonMissing):
        office.engine.assign(case.id, "reviewer", "wu", by="lin", why=" ")


# --- approvals and opinions -----------------------------------------------------------------


def test_those_who_are_asked_get_a_task_with_a_due_day(office) -> None:
    case = to_review(office, floor_area=20_000)

    tasks = {(t.key, t.holder): t.due_at for t in office.views.tasks(case_id=case.id)}

    assert tasks == {
        ("chief", "ma"): china_time("2026-03-05 17:30"),
        ("joint", "fire"): china_time("2026-03-09 17:30"),
        ("joint", "env"): china_time("2026-03-09 17:30"),
    }
    assert "task:joint" in {n.topic for n in office.views.inbox("huo")}


def test_one_disagreement_vetoes_the_round_and_says_why(office) -> None:
    case = to_review(office)
    office.engine.decide(case.id, "joint", "agree", by="hua")
    office.engine.decide(case.id, "joint", "disagree", by="huo", text="消防车道不足")

    with pytest.raises(TransitionRefused) as refused:
        office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))

    (unmet,) = refused.value.unmet
    assert unmet.mend == "海州市消防救援支队一票否决：消防车道不足；处理后可重新征求意见"


def test_a_second_verdict_replaces_the_first(office) -> None:
    case = to_review(office, floor_area=20_000.0)
    agree_jointly(office, case.id)
    office.engine.decide(case.id, "chief", "disagree", by="ma", text="图纸不全")

    office.engine.decide(case.id, "chief", "agree", by="ma")

    ended = office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))
    assert ended.status == "ended"
    assert kinds(office, case.id).count("decided") == 4


def test_a_bare_disagreement_is_refused(office) -> None:
    case = to_review(office)
    before = all_rows(office)

    with pytest.raises(ReasonMissing):
        office.engine.decide(case.id, "joint", "disagree", by="huo", text="  ")

    assert all_rows(office) == before


@pytest.mark.parametrize(("task", "person"), [("joint", "lin"), ("chief", "ma"), ("jiont", "huo")])
def test_only_those_who_are_asked_decide(office, task, person) -> None:
    case = to_review(office)

    with pytest.raises(UnknownTask, match="joint"):
        office.engine.decide(case.id, task, "agree", by=person)


def test_an_opinion_of_an_earlier_entry_does_not_count_again(office) -> None:
    case = to_review(office)
    agree_jointly(office, case.id)
    reviewer = reviewer_of(office, case.id)
    office.engine.send_back(case.id, "intake", by=reviewer, why="图纸缺页")
    office.engine.advance(case.id, "accept", by="lin")

    with pytest.raises(TransitionRefused) as refused:
        office.engine.advance(case.id, "issue", by=reviewer)

    assert [u.kind for u in refused.value.unmet] == ["round"]


def test_an_adviser_added_by_hand_is_asked_too(office) -> None:
    case = to_review(office)
    reviewer = reviewer_of(office, case.id)
    office.engine.assign(case.id, "advisers", "desk_city", by="lin", why="涉及市级管线")
    agree_jointly(office, case.id)

    with pytest.raises(TransitionRefused) as refused:
        office.engine.advance(case.id, "issue", by=reviewer)

    assert refused.value.unmet[0].mend == "待海州市政务服务中心回复意见"


# --- rights ---------------------------------------------------------------------------------

ABILITIES = {
    "record": lambda engine, case: engine.record(case, by="hua", note="补记"),
    "assign": lambda engine, case: engine.assign(case, "reviewer", "wu", by="hua", why="调整"),
    "send_back": lambda engine, case: engine.send_back(case, "intake", by="hua", why="重办"),
    "pause": lambda engine, case: engine.pause(case, by="hua", why="等待"),
    "withdraw": lambda engine, case: engine.withdraw(case, by="hua", why="撤回"),
    "advance": lambda engine, case: engine.advance(case, "refuse", by="hua"),
}


@pytest.mark.parametrize("ability", ABILITIES)
def test_nobody_does_what_is_not_his_to_do(office, ability) -> None:
    case = to_review(office)
    before = all_rows(office)

    with pytest.raises(NotAllowed) as refused:
        ABILITIES[ability](office.engine, case.id)

    assert refused.value.person == "华局长"
    assert refused.value.roles in {"审查员", "受理窗口"}
    assert all_rows(office) == before


def test_only_the_owner_resumes(office) -> None:
    case = to_review(office)
    office.engine.pause(case.id, by=reviewer_of(office, case.id), why="等待")

    with pytest.raises(NotAllowed):
        office.engine.resume(case.id, by="hua")


def test_the_right_goes_with_the_role(office) -> None:
    case = to_review(office)
    office.engine.assign(case.id, "reviewer", "wu", by="lin", why="调整")

    with pytest.raises(NotAllowed):
        office.engine.pause(case.id, by="wen", why="等待")
