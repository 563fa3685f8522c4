"""A transition is taken when everything it needs is there; otherwise it says all that is missing."""

from __future__ import annotations

import pytest

from guatu.errors import (
    NotAllowed,
    NotInStage,
    StaleCase,
    TransitionRefused,
    UnknownCase,
    UnknownTransition,
    WrongMoment,
)
from testkit.offices import (
    agree_jointly,
    all_rows,
    china_time,
    complete,
    history,
    kinds,
    move,
    open_case,
    reviewer_of,
    timers,
    to_review,
)


def test_a_refusal_lists_everything_missing_with_its_owner_and_its_mend(office) -> None:
    case = open_case(office, district="west", by="zhou")

    with pytest.raises(TransitionRefused) as refused:
        office.engine.advance(case.id, "accept", by="zhou")

    unmet = {(u.kind, u.title): u for u in refused.value.unmet}
    assert list(unmet) == [
        ("material", "施工图"),
        ("field", "计划开工日期"),
        ("role", "已指定审查员"),
    ]
    assert unmet["role", "已指定审查员"].mend == "请窗口指定审查员"
    assert all(u.mend for u in refused.value.unmet)


def test_a_refusal_writes_nothing(office) -> None:
    case = open_case(office)
    before = all_rows(office)

    with pytest.raises(TransitionRefused):
        office.engine.advance(case.id, "accept", by="lin", key="accept-1")

    assert all_rows(office) == before


def test_explaining_tells_beforehand_what_a_refusal_would(office) -> None:
    case = open_case(office)

    (way,) = office.engine.explain(case.id, "accept").ways

    assert [(c.kind, c.is_met) for c in way.checks] == [
        ("material", False),
        ("field", False),
        ("role", True),
        ("fact", True),
    ]
    assert way.missing == 2


def test_a_requirement_of_some_grades_is_not_asked_of_the_others(office) -> None:
    small, large = to_review(office), to_review(office, floor_area=20_000)

    needed = [
        {c.kind: c.is_needed for c in office.engine.explain(case.id, "issue").ways[0].checks}
        for case in (small, large)
    ]

    assert [n["approval"] for n in needed] == [False, True]


def test_a_transition_moves_the_case_and_starts_a_clock_of_its_own(office, clock) -> None:
    case = open_case(office)
    complete(office, case.id)
    move(clock, "2026-03-04 15:00")

    moved = office.engine.advance(case.id, "accept", by="lin", why="材料齐全")

    (row,) = office.views.board(clock.now())
    assert (moved.stage, moved.entry, moved.version) == ("review", 2, 3)
    assert (row.stage_title, row.due_at) == ("审查", china_time("2026-03-18 17:30"))
    last = [line for line in history(office, case.id) if line.kind == "moved"][-1]
    assert (last.by, last.why, last.data["from"], last.data["to"]) == (
        "lin", "材料齐全", "intake", "review",
    )  # fmt: skip


def test_the_way_to_the_end(office) -> None:
    case = to_review(office, floor_area=20_000)
    agree_jointly(office, case.id)
    office.engine.decide(case.id, "chief", "agree", by="ma")

    ended = office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))

    assert (ended.stage, ended.status) == ("issued", "ended")
    assert office.views.tasks(case_id=case.id) == []
    assert "armed" not in timers(office, case.id).values()
    assert office.verify().is_whole


def test_a_hosts_rule_that_says_no_is_a_requirement_like_any_other(office) -> None:
    case = to_review(office, name="欠费工程")
    agree_jointly(office, case.id)

    with pytest.raises(TransitionRefused) as refused:
        office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))

    assert [(u.kind, u.mend, u.owner) for u in refused.value.unmet] == [
        ("rule", "请缴费", "东城区政务服务中心")
    ]


def test_a_hosts_rule_that_breaks_never_lets_a_case_pass(offices) -> None:
    office = offices()
    case = to_review(office)
    agree_jointly(office, case.id)
    office.rules._rules["fee_paid"] = lambda facts: facts["no such fact"]

    with pytest.raises(TransitionRefused, match="KeyError"):
        office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))


def test_a_transition_from_elsewhere_tells_who_moved_the_case_and_when(office, clock) -> None:
    case = open_case(office)
    complete(office, case.id)
    move(clock, "2026-03-04 15:00")
    office.engine.advance(case.id, "accept", by="ma")

    with pytest.raises(NotInStage) as refused:
        office.engine.advance(case.id, "accept", by="lin")

    error = refused.value
    assert (error.stage, error.by, error.at) == ("审查", "马主任", "2026-03-04 15:00")
    assert "issue（发证）" in error.open


def test_an_ended_case_goes_nowhere(office) -> None:
    case = open_case(office)
    office.engine.withdraw(case.id, by="lin", why="撤回")

    with pytest.raises(NotInStage):
        office.engine.advance(case.id, "accept", by="lin")
    with pytest.raises(WrongMoment, match="it is ended"):
        office.engine.record(case.id, by="lin", note="补记")


def test_an_unknown_transition_is_refused_with_those_there_are(office) -> None:
    case = open_case(office)

    with pytest.raises(UnknownTransition, match="accept"):
        office.engine.advance(case.id, "acept", by="lin")


@pytest.mark.parametrize("name", [999, 0, -1, 10**30, "999", "2026-404", str(10**30), ""])
def test_an_unknown_case_is_refused(office, name) -> None:
    with pytest.raises(UnknownCase):
        office.engine.advance(name, "accept", by="lin")


def test_a_person_without_the_part_is_told_who_may(office) -> None:
    case = open_case(office)
    complete(office, case.id)

    with pytest.raises(NotAllowed, match="华局长.*受理窗口"):
        office.engine.advance(case.id, "accept", by="hua")


def test_a_case_changed_in_between_is_stale_and_says_by_whom_and_when(office, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-03 10:15")
    office.engine.record(case.id, by="ma", note="现场踏勘")

    with pytest.raises(StaleCase) as refused:
        office.engine.record(case.id, by="lin", note="补正", expect=case.version)

    error = refused.value
    assert (error.by, error.at, error.expected, error.actual) == (
        "马主任", "2026-03-03 10:15", 1, 2,
    )  # fmt: skip


def test_a_case_as_it_was_expected_is_changed(office) -> None:
    case = open_case(office)

    changed = office.engine.record(case.id, by="lin", note="补正", expect=1)

    assert changed.version == 2


def test_a_transition_that_carries_a_letter_drafts_it(office) -> None:
    case = to_review(office)

    (letter,) = office.views.letters(case_id=case.id)

    assert letter.spec == "handover"
    assert case.title in letter.text
    assert letter.html.startswith("<!DOCTYPE html>")
    assert "letter_drafted" in kinds(office, case.id)
