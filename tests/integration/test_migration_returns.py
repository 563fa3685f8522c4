"""A case that nobody touched in between is, after migration and revert, what it was: whatever it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guatu import Office
from testkit.migrations import (
    LIMIT,
    RENAMED,
    ROUNDLESS,
    changed_since,
    migrated,
    newer,
    reverted,
    standing,
)
from testkit.offices import (
    changed_flow,
    kinds,
    move,
    open_case,
    open_office,
    reviewer_of,
    to_review,
)

ALLOWED = "\nextension: {by: [desk.head], times: 2, at_most: 10 workdays, ask_before: 1 workday}"
EXTENSION = ("\napprovals:\n", f"{ALLOWED}\napprovals:\n")
CHIEF = "{approval: chief, when: \"size == 'large'\"}"
REVIEWER = (
    "  reviewer: {title: 审查员, holder: person,"
    " assign: {post: reviewer, near: desk, pick: least_open}}\n"
)
Change = tuple[str, str]
OTHERWISE: dict[str, tuple[Change, ...]] = {
    "shorter": ((LIMIT, "limit: {small: 3 workdays, large: 6 workdays}"),),
    "longer": ((LIMIT, "limit: {small: 30 workdays, large: 60 workdays}"),),
    "renamed": (*RENAMED, (LIMIT, "limit: 4 workdays")),
    "no round": (ROUNDLESS,),
    "another round": (("pass: all, veto: true, limit: 5", "pass: any, limit: 2"),),
    "approval of all": ((CHIEF, "approval: chief"),),
    "no approval": ((f"      - {CHIEF}\n", ""),),
    "approval of none large": ((CHIEF, CHIEF.replace("large", "small")),),
    "another grade": (("floor_area >= 10000.0", "floor_area >= 500.0"),),
    "another rung": (
        ("rung: yellow\n", "rung: amber\n"),
        ("unanswered: yellow", "unanswered: amber"),
    ),
    "other advisers": (
        ("advisers: {title: 会审部门", "helpers: {title: 会审部门"),
        ("ask: [advisers]", "ask: [helpers]"),
    ),
    "no reviewer": (
        (REVIEWER, REVIEWER.replace("reviewer: {title: 审查员", "clerk: {title: 经办人")),
        ("    owner: reviewer\n", "    owner: clerk\n"),
        ("who: [reviewer]", "who: [clerk]"),
        ("to: [desk, reviewer]", "to: [desk, clerk]"),
        ("{role: reviewer, ", "{role: clerk, "),
    ),
    "an observer": (
        (
            "title: 观察员, holder: person}",
            f"title: 观察员, {REVIEWER.split('审查员, ')[1].strip()}",
        ),
    ),
    "another type": (
        (
            "use: {title: 用途, type: choice, options: {housing: 住宅, factory: 厂房}}",
            "use: {title: 用途, type: text}",
        ),
        ("identity: [name, applicant]", "identity: [name]"),
    ),
    "no extensions": ((EXTENSION[1], EXTENSION[0]),),
    "no ladder": (("    limit: {small: 10", "    ladder: none\n    limit: {small: 10"),),
}
PLANS: tuple[dict[str, Any], ...] = (
    {},
    {"timer": "keep", "tasks": {"joint": "reopen", "chief": "reopen"}},
    {"timer": "restart", "passed": "skip", "tasks": {"joint": "close", "chief": "close"}},
)


def large(office: Office) -> int:
    """Give a large case in review, for which the chief is asked."""
    return to_review(office, floor_area=20_000.0, use="factory").id


def half_asked(office: Office) -> int:
    """Give a case one of two advisers agreed to."""
    case = to_review(office).id
    office.engine.decide(case, "joint", "agree", by="huo")
    return case


def asking(office: Office) -> int:
    """Give a case for which an extension is asked."""
    case = to_review(office).id
    office.engine.extend(case, "5 workdays", by=reviewer_of(office, case), why="补件")
    return case


def extended(office: Office) -> int:
    """Give a case that got an extension."""
    case = asking(office)
    office.engine.decide(case, "extension", "agree", by="ma")
    return case


def paused(office: Office) -> int:
    """Give a case that is paused."""
    case = to_review(office).id
    office.engine.pause(case, by=reviewer_of(office, case), why="补件")
    return case


def sent_back(office: Office) -> int:
    """Give a case in its third entry."""
    case = to_review(office).id
    office.engine.send_back(case, "intake", by=reviewer_of(office, case), why="重办")
    return case


def watched(office: Office) -> int:
    """Give a case somebody observes."""
    case = open_case(office, use="housing").id
    office.engine.assign(case, "observer", "wu", by="lin", why="旁听")
    return case


OLD: tuple[Callable[[Office], int], ...] = (large, half_asked, extended, watched)
YOUNG: tuple[Callable[[Office], int], ...] = (large, half_asked, asking, paused, sent_back)


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_office(sqlite_url, clock, flow=changed_flow(tmp_path, EXTENSION)) as office:
        yield office


@pytest.mark.slow
def test_after_a_revert_a_case_is_what_it_was(office, tmp_path, clock) -> None:
    cases = [state(office) for state in OLD]
    move(clock, "2026-03-18 10:00")
    office.tick()
    cases += [state(office) for state in YOUNG]
    before = {case: standing(office, case) for case in cases}

    wrong: dict[str, list[str]] = {}
    for name, changes in OTHERWISE.items():
        flow = newer(office, tmp_path, EXTENSION, *changes)
        for plan in PLANS:
            run = migrated(office, flow, **plan)
            done = reverted(office, run)
            found = changed_since(office, before)
            if found or (run.done, run.failed, done.reverted) != (len(cases), 0, len(cases)):
                wrong[f"{name} {plan}"] = found[:3]

    assert wrong == {}
    assert office.tick().swept.fired == 0
    tries = len(OTHERWISE) * len(PLANS)
    assert {kinds(office, case).count("migrated") for case in cases} == {tries}
    assert office.verify().is_whole


def test_a_role_that_is_gone_ends_and_one_that_is_new_is_given_and_told(office, tmp_path) -> None:
    case = large(office)
    migrated(office, newer(office, tmp_path, EXTENSION, *OTHERWISE["no reviewer"]))

    held = {holding.role: holding.holder for holding in office.engine.explain(case).people}
    told = [notice.recipient for notice in office.views.inbox(held["clerk"])]

    assert "reviewer" not in held
    assert held["clerk"] in {"wen", "wu"}
    assert told
    assert office.engine.explain(case).light.due_at is not None
