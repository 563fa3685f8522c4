"""Migration of cases in every state: paused, failing, told before, gone on, and two runs at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guatu.errors import DefinitionFaults
from testkit.offices import all_rows, changed_flow, kinds, move, open_case, to_review

LIMIT = "limit: {small: 10 workdays, large: 20 workdays}"
SHORTER = (LIMIT, "limit: {small: 5 workdays, large: 20 workdays}")
SHORTEST = (LIMIT, "limit: {small: 3 workdays, large: 20 workdays}")
WHY = "改版"


def newer(office, folder, *changes):
    """Publish the permit flow with changes as the next version."""
    return office.publish(changed_flow(folder, *changes))[0]


def migrated(office, flow):
    """Migrate every running case by the default plan; give the run."""
    migrations = office.designer.migrations
    return migrations.go_on(migrations.start(flow, by="system", why=WHY).id)


def told(office, case):
    """Give every notice about a rung of a case, in order."""
    return sorted(str(row[:4]) for row in all_rows(office)["guatu_notice"] if row[0] == case)


@pytest.mark.parametrize("change", [SHORTER, SHORTEST])
def test_a_rung_fired_before_never_fires_again_after_migration_and_revert(
    office, tmp_path, clock, change
) -> None:
    case = to_review(office).id
    move(clock, "2026-03-17 10:00")
    office.tick()
    yellow = [key for key in told(office, case) if "'yellow'" in key]
    run = migrated(office, newer(office, tmp_path, change))
    office.tick()

    office.designer.migrations.revert(run.id, by="system", why="有误")
    office.tick()

    timers = [row for row in all_rows(office)["guatu_timer"] if row[0] == case]
    fired = [row for row in timers if (row[2], row[4]) == ("yellow", "fired")]
    assert yellow
    assert [key for key in told(office, case) if "'yellow'" in key] == yellow
    assert len(fired) == 1
    assert office.verify().is_whole


def test_a_faulty_plan_is_refused_before_a_run_begins(office, tmp_path) -> None:
    to_review(office)
    flow = newer(office, tmp_path, SHORTER)
    migrations = office.designer.migrations
    plan = replace(migrations.plan(flow), stages={"review": "nowhere"})

    with pytest.raises(DefinitionFaults):
        migrations.start(flow, plan, by="system", why=WHY)

    assert list(migrations.runs()) == []


def test_a_forced_revert_brings_back_a_case_somebody_worked_on(office, tmp_path) -> None:
    case = open_case(office).id
    old = office.engine.explain(case).flow_hash
    run = migrated(office, newer(office, tmp_path, SHORTER))
    office.engine.record(case, by="lin", note="已联系")

    done = office.designer.migrations.revert(run.id, by="system", why="有误", force=True)

    assert (done.reverted, office.engine.explain(case).flow_hash) == (1, old)
    assert office.verify().is_whole


def test_a_paused_case_goes_there_and_back_paused(office, tmp_path) -> None:
    case = open_case(office).id
    office.engine.pause(case, by="lin", why="补件")
    run = migrated(office, newer(office, tmp_path, SHORTER))
    there = office.engine.explain(case).status

    office.designer.migrations.revert(run.id, by="system", why="有误")

    assert (there, office.engine.explain(case).status) == ("paused", "paused")
    assert kinds(office, case).count("migrated") == 1
    assert office.verify().is_whole
