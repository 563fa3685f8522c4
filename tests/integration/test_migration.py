"""Migration: running cases come to another version by a plan, and back, and nothing is said twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guatu.errors import DefinitionFaults, MigrationUnderWay, NotEntitled, ReasonMissing
from guatu.workflow.migration import impact_of
from testkit.offices import (
    all_rows,
    changed_flow,
    china_time,
    history,
    kinds,
    move,
    open_case,
    to_review,
)

LIMIT = "limit: {small: 10 workdays, large: 20 workdays}"
SHORTER = (LIMIT, "limit: {small: 5 workdays, large: 20 workdays}")
LONGER = (LIMIT, "limit: {small: 30 workdays, large: 40 workdays}")
RENAMED = (
    ("  review:\n    title: 审查", "  audit:\n    title: 审查"),
    ("    to: review\n", "    to: audit\n"),
    ("    from: review\n", "    from: audit\n"),
)


def newer(office, folder, *changes):
    """Publish the permit flow with changes as the next version."""
    return office.publish(changed_flow(folder, *changes))[0]


def migrated(office, flow, **plan):
    """Migrate every running case by the default plan with changes; give the run."""
    migrations = office.designer.migrations
    wanted = replace(migrations.plan(flow), **plan)
    return migrations.go_on(migrations.start(flow, wanted, by="system", why="改版").id)


def deadline(office, case):
    """Give the row of a case's open deadline."""
    (row,) = [
        r for r in all_rows(office)["guatu_deadline"] if r[0] == case and r[1] == stay(office, case)
    ]
    return row


def stay(office, case):
    """Give the number of the entry a case is in."""
    return max(entry.number for entry in office.engine.explain(case).stays)


def notices(office):
    """Give every notice's key."""
    return [(r[0], r[1], r[2], r[3]) for r in all_rows(office)["guatu_notice"]]


def row_of(office, case):
    """Give a case's line on the board."""
    return next(row for row in office.views.board(office.clock.now()) if row.id == case)


def due(office, case):
    """Give the day a case is due."""
    return row_of(office, case).due_at.astimezone(china_time("2026-03-02").tzinfo).date()


def test_a_case_is_due_by_the_new_limit_from_the_day_it_entered(office, tmp_path, clock) -> None:
    case = to_review(office).id
    before = due(office, case)
    flow = newer(office, tmp_path, SHORTER)

    run = migrated(office, flow)

    assert (run.done, run.failed, run.state) == (1, 0, "done")
    assert due(office, case) < before
    assert office.engine.explain(case).flow_hash == flow.hash
    assert "migrated" in kinds(office, case)
    assert office.verify().is_whole


def test_a_kept_clock_keeps_its_due_date_through_whatever_is_done_later(
    office, tmp_path, clock
) -> None:
    case = open_case(office).id
    before = due(office, case)
    limit = "limit: {small: 5 workdays, large: 10 workdays}"
    flow = newer(office, tmp_path, (limit, "limit: {small: 2 workdays, large: 3 workdays}"))
    migrated(office, flow, timer="keep")

    move(clock, "2026-03-03 10:00")
    office.engine.record(case, by="lin", note="已联系")

    assert due(office, case) == before


def test_a_restarted_clock_begins_at_the_migration(office, tmp_path, clock) -> None:
    case = to_review(office).id
    before = due(office, case)
    flow = newer(office, tmp_path, SHORTER)
    move(clock, "2026-03-13 10:00")

    migrated(office, flow, timer="restart")

    assert due(office, case) > before


def test_a_renamed_stage_is_found_and_no_rung_is_told_twice_in_it(office, tmp_path, clock) -> None:
    case = to_review(office).id
    move(clock, "2026-03-17 10:00")
    office.tick()
    said = notices(office)
    assert any(topic == "yellow" for _, _, topic, _ in said)
    flow = newer(office, tmp_path, *RENAMED, (LIMIT, LIMIT))

    assert office.designer.migrations.plan(flow).stages == {"review": "audit"}
    migrated(office, flow)
    office.tick()

    assert row_of(office, case).stage == "audit"
    assert [n for n in notices(office) if n[2] == "yellow"] == [n for n in said if n[2] == "yellow"]


def test_impact_tells_who_would_be_told_and_writes_nothing(office, tmp_path, clock) -> None:
    to_review(office)
    flow = newer(office, tmp_path, SHORTER)
    move(clock, "2026-03-11 10:00")
    office.tick()
    before = all_rows(office)

    (found,) = office.designer.migrations.impact(flow)
    whole = impact_of([found])

    assert all_rows(office) == before
    assert found.moved == -5
    assert list(found.told) == ["黄灯预警"]
    assert (found.light_before, found.light_after) == ("green", "yellow")
    assert (whole.earlier, whole.earlier_median, whole.told) == (1, 5, 1)


def test_what_the_impact_foretold_is_what_the_next_tick_tells(office, tmp_path, clock) -> None:
    case = to_review(office).id
    flow = newer(office, tmp_path, SHORTER)
    move(clock, "2026-03-11 10:00")
    office.tick()
    (found,) = office.designer.migrations.impact(flow)
    migrated(office, flow)

    office.tick()

    told = [n for n in notices(office) if n[0] == case and n[2] == "yellow"]
    assert len(told) == len(found.told["黄灯预警"])


def test_rungs_the_migration_puts_into_the_past_may_be_passed_over(office, tmp_path, clock) -> None:
    case = to_review(office).id
    flow = newer(office, tmp_path, SHORTER)
    move(clock, "2026-03-11 10:00")
    office.tick()
    migrated(office, flow, passed="skip")

    office.tick()

    assert [n for n in notices(office) if n[2] == "yellow"] == []
    assert "rung_skipped" in kinds(office, case)


def test_a_paused_case_migrates_paused(office, tmp_path, clock) -> None:
    case = open_case(office).id
    office.engine.pause(case, by="lin", why="补件")

    migrated(office, newer(office, tmp_path, SHORTER))

    assert office.engine.explain(case).status == "paused"


def test_a_reverted_case_has_the_deadline_it_had(office, tmp_path, clock) -> None:
    case = to_review(office).id
    before = deadline(office, case)
    old = office.engine.explain(case).flow_hash
    flow = newer(office, tmp_path, *RENAMED, SHORTER)
    run = migrated(office, flow, timer="restart")

    done = office.designer.migrations.revert(run.id, by="system", why="有误")

    assert (done.reverted, done.done) == (1, 0)
    assert deadline(office, case) == before
    explained = office.engine.explain(case)
    assert (explained.flow_hash, explained.stage) == (old, "review")
    assert "migration_reverted" in kinds(office, case)
    assert office.verify().is_whole


def test_a_case_worked_on_since_is_left_unless_forced(office, tmp_path, clock) -> None:
    case = open_case(office).id
    flow = newer(office, tmp_path, SHORTER)
    run = migrated(office, flow)
    move(clock, "2026-03-03 10:00")
    office.engine.record(case, by="lin", note="已联系")
    migrations = office.designer.migrations

    left = migrations.revert(run.id, by="system", why="有误")
    forced = migrations.revert(run.id, by="system", why="有误", force=True)

    assert (left.touched, left.reverted) == (1, 0)
    assert (forced.touched, forced.reverted) == (0, 1)


def test_a_stage_without_a_target_keeps_its_cases_where_they_are(office, tmp_path, clock) -> None:
    case = to_review(office).id
    flow = newer(office, tmp_path, *RENAMED)
    migrations = office.designer.migrations
    plan = replace(migrations.plan(flow), stages={})

    (found,) = migrations.impact(flow, plan)
    with pytest.raises(DefinitionFaults) as caught:
        migrations.read("migration: permit\nstages: {}\n", flow)

    assert (found.stage_after, len(found.problems)) == ("", 1)
    assert [fault.code for fault in caught.value.faults] == ["plan-lacks"]
    assert row_of(office, case).stage == "review"


def test_a_plan_written_is_the_plan_read(office, tmp_path, clock) -> None:
    to_review(office)
    flow = newer(office, tmp_path, *RENAMED)
    migrations = office.designer.migrations
    plan = replace(migrations.plan(flow), timers={"audit": "keep"}, tasks={"joint": "reopen"})

    assert migrations.read(migrations.write(plan, flow), flow) == plan


def test_a_run_goes_on_with_the_next_tick_and_does_each_case_once(office, tmp_path, clock) -> None:
    cases = [open_case(office).id for _ in range(3)]
    flow = newer(office, tmp_path, SHORTER)
    migrations = office.designer.migrations
    run = migrations.start(flow, by="system", why="改版")
    asked = iter([True, False])
    migrations.go_on(run.id, goes_on=lambda: next(asked))

    office.tick()

    assert [kinds(office, case).count("migrated") for case in cases] == [1, 1, 1]
    assert migrations.runs()[0].state == "done"


def test_only_administrators_migrate_for_a_reason_and_one_run_at_a_time(
    office, tmp_path, clock
) -> None:
    open_case(office)
    flow = newer(office, tmp_path, SHORTER)
    migrations = office.designer.migrations
    with pytest.raises(NotEntitled):
        migrations.start(flow, by="lin", why="改版")
    with pytest.raises(ReasonMissing):
        migrations.start(flow, by="system", why=" ")
    migrations.start(flow, by="system", why="改版")

    with pytest.raises(MigrationUnderWay):
        migrations.start(flow, by="system", why="改版")


def test_history_says_to_which_version_a_case_came(office, tmp_path, clock) -> None:
    case = to_review(office).id
    migrated(office, newer(office, tmp_path, SHORTER))

    (line,) = [line for line in history(office, case) if line.kind == "migrated"]

    assert line.what.startswith("转到第2版，期限：")
