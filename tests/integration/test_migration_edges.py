"""What a case has under way when its version changes: extensions, rounds, letters, parents, rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from guatu import Office
from guatu.errors import TransitionRefused
from testkit.migrations import (
    LIMIT,
    RENAMED,
    ROUNDLESS,
    SHORTER,
    begun,
    migrated,
    newer,
    reverted,
    standing,
)
from testkit.offices import (
    agree_jointly,
    changed_flow,
    complete,
    history,
    kinds,
    move,
    open_case,
    open_office,
    reviewer_of,
    timers,
    to_review,
)

OPENING = "\napprovals:\n"
EXTENSION = (
    OPENING,
    f"\nextension: {{by: [desk.head], at_most: 10 workdays, ask_before: 1 workday}}{OPENING}",
)
SHELF = "  refused: {title: 不予许可, kind: exited}"
REST = (
    (SHELF, f"{SHELF}\n  shelf: {{title: 封存, kind: sealed}}"),
    (
        "\ntransitions:\n",
        """
transitions:
  seal: {title: 封存, from: intake, to: shelf, who: [desk]}
  unseal: {title: 解封, from: shelf, to: intake, who: [desk]}
""",
    ),
)
SUBCASE = (
    (
        "\nrounds:\n",
        "\nsubcases:\n  part: {title: 分项, flow: permit, may_be_none: true}\n\nrounds:\n",
    ),
    ("      - field: planned_start\n", "      - subcase: part\n      - field: planned_start\n"),
)
BASE = (EXTENSION, *REST, *SUBCASE)


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_office(sqlite_url, clock, flow=changed_flow(tmp_path, *BASE)) as office:
        yield office


def due(office: Office, case: int):
    """Give when a case is due."""
    return office.engine.explain(case).light.due_at


def colors(office: Office, case: int):
    """Give when each light of a case comes."""
    with office._transactor.reading(case) as sheet:
        return dict(sheet.deadline.colors)


def open_tasks(office: Office, case: int) -> dict[str, str]:
    """Give the holder of each open task of a case, by key."""
    return {row[3]: row[4] for row in standing(office, case)["task"] if row[9] is None}


def extended(office: Office) -> int:
    """Give a case with five days more."""
    case = to_review(office).id
    office.engine.extend(case, "5 workdays", by=reviewer_of(office, case), why="补件")
    office.engine.decide(case, "extension", "agree", by="ma")
    return case


def test_an_extension_counts_under_the_new_limit_unless_the_clock_begins_anew(
    office, tmp_path, clock
) -> None:
    case, plain = extended(office), to_review(office).id
    flow = newer(office, tmp_path, *BASE, SHORTER)
    before = due(office, case)
    found = {}
    for policy in ("keep", "recompute", "restart"):
        run = migrated(office, flow, timer=policy)
        found[policy] = due(office, case), due(office, plain)
        reverted(office, run)

    assert found["keep"][0] == before
    assert found["recompute"][1] < found["recompute"][0] < before
    assert found["restart"][0] == found["restart"][1]
    assert due(office, case) == before


def test_an_extension_that_is_asked_for_can_be_granted_after_the_migration(
    office, tmp_path
) -> None:
    case = to_review(office).id
    office.engine.extend(case, "5 workdays", by=reviewer_of(office, case), why="补件")
    migrated(office, newer(office, tmp_path, *BASE, SHORTER))
    before = due(office, case)

    office.engine.decide(case, "extension", "agree", by="ma")

    assert due(office, case) == before + timedelta(days=7)


@pytest.mark.parametrize("policy", ["keep", "close", "reopen"])
def test_a_round_under_way_is_kept_or_asked_anew_and_can_be_ended(office, tmp_path, policy) -> None:
    case = to_review(office).id
    office.engine.decide(case, "joint", "agree", by="huo")
    migrated(office, newer(office, tmp_path, *BASE, SHORTER), tasks={"joint": policy})
    key = next(iter(open_tasks(office, case)))

    voices = {"keep": ("hua",)}.get(policy, ("huo", "hua"))
    for person in voices:
        office.engine.decide(case, key, "agree", by=person)
    ended = office.engine.advance(case, "issue", by=reviewer_of(office, case))

    assert key == ("joint" if policy == "keep" else "joint/2")
    assert ended.status == "ended"
    assert office.verify().is_whole


def test_a_round_no_longer_asked_for_is_dropped_and_asked_anew_by_a_later_version(
    office, tmp_path
) -> None:
    case = to_review(office).id
    office.engine.decide(case, "joint", "agree", by="huo")
    migrated(office, newer(office, tmp_path, *BASE, ROUNDLESS))
    between = open_tasks(office, case)
    migrated(office, newer(office, tmp_path, *BASE, SHORTER))

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "issue", by=reviewer_of(office, case))
    for person in ("huo", "hua"):
        office.engine.decide(case, "joint/2", "agree", by=person)
    ended = office.engine.advance(case, "issue", by=reviewer_of(office, case))

    assert between == {}
    assert ended.stage == "issued"


def test_an_approval_the_new_grade_does_not_need_is_closed_and_asked_once_it_does(
    office, tmp_path
) -> None:
    case = to_review(office, floor_area=20_000.0).id
    flow = newer(office, tmp_path, *BASE, ("floor_area >= 10000.0", "floor_area >= 50000.0"))
    before = open_tasks(office, case)
    migrated(office, flow)
    between = open_tasks(office, case)
    office.engine.record(case, by=reviewer_of(office, case), fields={"floor_area": 60_000.0})

    agree_jointly(office, case)
    office.engine.decide(case, "chief", "agree", by="ma")
    ended = office.engine.advance(case, "issue", by=reviewer_of(office, case))

    assert ("chief" in before, "chief" in between) == (True, False)
    assert ended.stage == "issued"


def test_what_was_told_under_one_name_is_not_told_under_another_however_late_it_comes(
    office, tmp_path, clock
) -> None:
    case = to_review(office).id
    move(clock, "2026-03-17 10:00")
    office.tick()
    other = (("rung: yellow\n", "rung: amber\n"), ("unanswered: yellow", "unanswered: amber"))
    later = (LIMIT, "limit: {small: 20 workdays, large: 40 workdays}")
    run = migrated(office, newer(office, tmp_path, *BASE, *other, later))
    move(clock, "2026-04-03 10:00")
    office.tick()
    reverted(office, run)
    office.tick()

    told = [line.data["rung"] for line in history(office, case) if line.kind == "escalated"]

    assert [rung for rung in told if rung in {"yellow", "amber"}] == ["yellow"]


def test_a_new_rung_below_what_was_told_is_passed_over(office, tmp_path, clock) -> None:
    case = to_review(office).id
    move(clock, "2026-03-17 10:00")
    office.tick()
    first = "      - {rung: reminder"
    nudge = "      - {rung: nudge, title: 催一催, level: 0, when: {before_due: 4 workdays}, to: [desk]}\n"
    migrated(office, newer(office, tmp_path, *BASE, (first, nudge + first)))

    fired = office.tick().swept.fired

    assert fired == 0
    assert timers(office, case)[2, "nudge"] == "skipped"


def test_a_clock_kept_twice_keeps_the_rules_it_began_under(office, tmp_path) -> None:
    case = to_review(office).id
    before = due(office, case), colors(office, case)
    patient = ("yellow: {overdue: 1 workday}", "yellow: {overdue: 4 workdays}")
    migrated(office, newer(office, tmp_path, *BASE, *RENAMED, SHORTER, patient), timer="keep")
    migrated(office, newer(office, tmp_path, *BASE, ROUNDLESS), timer="keep")
    office.engine.record(case, by=reviewer_of(office, case), note="已联系")

    assert (due(office, case), colors(office, case)) == before


def test_a_forced_revert_brings_back_a_case_that_moved_on_into_a_renamed_stage(
    office, tmp_path, clock
) -> None:
    case, went_back = open_case(office).id, to_review(office).id
    old = office.engine.explain(case).flow_hash
    run = migrated(office, newer(office, tmp_path, *BASE, *RENAMED))
    move(clock, "2026-03-04 10:00")
    complete(office, case)
    office.engine.advance(case, "accept", by="lin")
    office.engine.send_back(went_back, "intake", by=reviewer_of(office, went_back), why="重办")

    left = reverted(office, run)
    notes = [row.note for row in office.designer.migrations.cases(run.id)]
    forced = reverted(office, run, force=True)
    agree_jointly(office, case)
    ended = office.engine.advance(case, "issue", by=reviewer_of(office, case))

    assert (left.touched, left.reverted) == (2, 0)
    assert all("办理过" in note for note in notes)
    assert (forced.reverted, forced.touched) == (2, 0)
    assert [office.engine.explain(one).flow_hash for one in (case, went_back)] == [old] * 2
    assert [stay.stage for stay in office.engine.explain(went_back).stays] == [
        "intake",
        "review",
        "intake",
    ]
    assert ended.stage == "issued"
    assert office.verify().is_whole


def test_a_case_that_ended_since_is_not_brought_back_even_by_force(office, tmp_path) -> None:
    case = open_case(office).id
    run = migrated(office, newer(office, tmp_path, *BASE, SHORTER))
    office.engine.withdraw(case, by="lin", why="撤回")

    done = reverted(office, run, force=True)

    assert (done.touched, done.reverted) == (1, 0)
    assert "已办结或退出" in office.designer.migrations.cases(run.id)[0].note


def test_a_sealed_case_keeps_its_version_and_is_taken_up_by_it(office, tmp_path) -> None:
    rests, sealed_since = open_case(office).id, open_case(office).id
    office.engine.advance(rests, "seal", by="lin")
    old = office.engine.explain(rests).flow_hash
    flow = newer(office, tmp_path, *BASE, SHORTER)
    run = begun(office, flow)
    office.engine.advance(sealed_since, "seal", by="lin")

    done = office.designer.migrations.go_on(run)
    versions = {office.engine.explain(case).flow_hash for case in (rests, sealed_since)}
    cases = [office.engine.advance(case, "unseal", by="lin").id for case in (rests, sealed_since)]
    again = migrated(office, flow)

    assert (done.total, done.done, done.failed) == (1, 1, 0)
    assert versions == {old}
    assert again.done == 2
    assert {office.engine.explain(case).flow_hash for case in cases} == {flow.hash}


def test_a_letter_the_new_version_lacks_is_still_reviewed_signed_and_numbered(
    office, tmp_path, clock
) -> None:
    case = to_review(office).id
    move(clock, "2026-03-18 10:00")
    office.tick()
    key = f"{case}-2-yellow"
    gone = "  yellow_warning: {title: 黄灯预警通知书, template: yellow_warning.txt.j2}\n"
    flow = newer(office, tmp_path, *BASE, ("        letter: yellow_warning\n", ""), (gone, ""))
    migrated(office, flow)

    letters = office.engine.letters
    letters.review(key, by="lin")
    letters.sign(key, by="ma")
    numbered = letters.number(key, by="lin")
    answered = office.engine.escalations.answer(case, "yellow", by="lin", text="已办")

    assert numbered.number
    assert office.letters.paper(key)
    assert answered.status == "running"
    assert office.verify().is_whole


@pytest.mark.parametrize("is_needed", [True, False])
def test_a_case_below_another_ends_where_its_parent_runs_on_a_newer_version(
    office, tmp_path, is_needed
) -> None:
    parent = open_case(office).id
    complete(office, parent)
    below = open_case(office, parent=parent)
    changes = (SHORTER,) if is_needed else (SHORTER, (SUBCASE[1][1], SUBCASE[1][0]))
    run = migrated(office, newer(office, tmp_path, *BASE, *changes))

    if is_needed:
        with pytest.raises(TransitionRefused):
            office.engine.advance(parent, "accept", by="lin")
        office.engine.withdraw(below.id, by="lin", why="撤回")
    office.engine.advance(parent, "accept", by="lin")
    if not is_needed:
        office.engine.withdraw(below.id, by="lin", why="撤回")

    assert run.done == 2
    assert office.engine.explain(parent).stage == "review"
    assert "subcase_ended" in kinds(office, parent)
    assert office.verify().is_whole
