"""Runs of migrations that are disturbed: by faulty cases, by each other, by a database, by a change of mind."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from guatu.errors import MigrationUnderWay, TransactionLost
from guatu.store.migration_rows import SqlMigrationRows
from testkit.migrations import RENAMED, SHORTER, begun, migrated, newer, reverted
from testkit.offices import kinds, open_case, reviewer_of, to_review

UNFIT = (
    "  use: {title: 用途, type: choice, options: {housing: 住宅, factory: 厂房}}",
    "  use: {title: 用途, type: choice, options: {housing: 住宅, store: 仓库}}",
)


def versions(office, cases):
    """Give the version each case is on."""
    return [office.engine.explain(case).flow_hash for case in cases]


def test_a_case_whose_value_does_not_fit_is_left_beside_good_ones_and_comes_once_it_does(
    office, tmp_path
) -> None:
    good, bad, other = (to_review(office, use=use).id for use in ("housing", "factory", "housing"))
    old = office.engine.explain(bad).flow_hash
    flow = newer(office, tmp_path, UNFIT, SHORTER)

    run = migrated(office, flow)
    left = [(row.case, row.note) for row in office.designer.migrations.cases(run.id) if row.note]
    reached = versions(office, [good, bad, other])
    office.engine.record(bad, by=reviewer_of(office, bad), fields={"use": "housing"})
    office.tick()
    waits = versions(office, [bad])
    again = office.designer.migrations.go_on(run.id)

    assert (run.done, run.failed, run.state) == (2, 1, "done")
    assert [case for case, _ in left] == [bad]
    assert "用途" in left[0][1]
    assert (reached, waits) == ([flow.hash, old, flow.hash], [old])
    assert (again.done, again.failed, versions(office, [bad])) == (3, 0, [flow.hash])
    assert [kinds(office, case).count("migrated") for case in (good, bad, other)] == [1, 1, 1]


def test_a_fault_of_the_program_in_one_case_stops_no_other(office, tmp_path, monkeypatch) -> None:
    cases = [open_case(office).id for _ in range(3)]
    run = begun(office, newer(office, tmp_path, SHORTER))
    settle = SqlMigrationRows.settle

    def break_down(self, row):
        if row.case == cases[1] and row.state == "done":
            raise ZeroDivisionError
        settle(self, row)

    monkeypatch.setattr(SqlMigrationRows, "settle", break_down)
    done = office.designer.migrations.go_on(run)
    broken = kinds(office, cases[1])
    monkeypatch.undo()
    again = office.designer.migrations.go_on(run)

    assert (done.done, done.failed, broken.count("migrated")) == (2, 1, 0)
    assert (again.done, again.failed) == (3, 0)
    assert [kinds(office, case).count("migrated") for case in cases] == [1, 1, 1]


@pytest.mark.parametrize("losses", [1, 9])
def test_a_transaction_the_database_ended_fails_no_case(
    office, tmp_path, monkeypatch, losses
) -> None:
    cases = [open_case(office).id for _ in range(2)]
    run = begun(office, newer(office, tmp_path, SHORTER))
    settle, lost = SqlMigrationRows.settle, iter(range(losses))

    def lose(self, row):
        if row.case == cases[0] and next(lost, None) is not None:
            raise TransactionLost(url="here", why="deadlock", is_certain=False)
        settle(self, row)

    monkeypatch.setattr(SqlMigrationRows, "settle", lose)
    first = office.designer.migrations.go_on(run)
    monkeypatch.undo()
    office.tick()

    assert first.failed == 0
    assert first.state == ("done" if losses == 1 else "running")
    assert office.designer.migrations.runs()[0].state == "done"
    assert [kinds(office, case).count("migrated") for case in cases] == [1, 1]


def test_reverting_a_run_that_goes_on_still_ends_it(office, tmp_path) -> None:
    cases = [open_case(office).id for _ in range(3)]
    old = office.engine.explain(cases[0]).flow_hash
    run = begun(office, newer(office, tmp_path, SHORTER))
    asked = iter([True, False])
    half = office.designer.migrations.go_on(run, goes_on=lambda: next(asked))

    done = reverted(office, half)
    office.tick()
    office.designer.migrations.go_on(run)

    assert (half.done, half.waiting) == (1, 2)
    assert (done.state, done.reverted, done.waiting, done.done) == ("done", 3, 0, 0)
    assert versions(office, cases) == [old] * 3
    assert [kinds(office, case).count("migrated") for case in cases] == [1, 0, 0]


def test_reverting_one_case_of_a_run_lets_the_others_go_on(office, tmp_path) -> None:
    cases = [open_case(office).id for _ in range(3)]
    old = office.engine.explain(cases[0]).flow_hash
    flow = newer(office, tmp_path, SHORTER)
    run = begun(office, flow)

    office.designer.migrations.revert(run, by="system", why="有误", cases=[cases[1]])
    office.tick()

    assert versions(office, cases) == [flow.hash, old, flow.hash]
    assert office.designer.migrations.runs()[0].state == "done"


def test_a_stage_of_a_version_no_case_is_on_any_more_stops_no_run(office, tmp_path) -> None:
    open_case(office)
    run = migrated(office, newer(office, tmp_path, *RENAMED))
    reverted(office, run)

    later = migrated(office, newer(office, tmp_path, SHORTER))

    assert (later.state, later.done) == ("done", 1)


def test_of_two_administrators_who_begin_at_once_one_is_refused(offices, tmp_path) -> None:
    first, second = offices(), offices()
    cases = [open_case(first).id for _ in range(4)]
    flow = newer(first, tmp_path, SHORTER)
    line = Barrier(2)

    def begin(office):
        line.wait()
        try:
            run = office.designer.migrations.start(flow, by="system", why="改版")
        except MigrationUnderWay as refused:
            return str(refused.facts["run"])
        return run

    with ThreadPoolExecutor(2) as both:
        said = [*both.map(begin, (first, second))]
    refused = [word for word in said if isinstance(word, str)]
    office = first if isinstance(said[0], str) else second
    office.designer.migrations.go_on(1)

    assert refused == ["1"]
    assert len(first.designer.migrations.runs()) == 1
    assert [kinds(first, case).count("migrated") for case in cases] == [1] * 4


def test_two_who_go_on_with_one_run_at_once_migrate_each_case_once(offices, tmp_path) -> None:
    both = offices(), offices()
    cases = [open_case(both[0]).id for _ in range(8)]
    run = begun(both[0], newer(both[0], tmp_path, SHORTER))
    line = Barrier(2)

    def go_on(office):
        line.wait()
        return office.designer.migrations.go_on(run)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(go_on, both))
    both[0].tick()

    found = Counter(n for case in cases for n in [kinds(both[0], case).count("migrated")])
    assert found == {1: 8}
    assert both[0].designer.migrations.runs()[0].state == "done"
    assert both[0].verify().is_whole


def test_a_case_that_ends_or_is_held_while_it_waits_is_no_failure(office, tmp_path) -> None:
    ended, goes = open_case(office).id, to_review(office).id
    flow = newer(office, tmp_path, *RENAMED)
    run = begun(office, flow)
    office.engine.withdraw(ended, by="lin", why="撤回")
    with office.store.begin() as uow:
        uow.case_file(goes, lock="wait")
        busy = office.store.is_postgresql and office.designer.migrations.go_on(run)

    done = office.designer.migrations.go_on(run)

    assert not busy or (busy.state, busy.waiting, busy.failed) == ("running", 1, 0)
    assert (done.state, done.done, done.failed) == ("done", 2, 0)
    assert "migrated" not in kinds(office, ended)
    assert versions(office, [goes]) == [flow.hash]


def test_a_run_is_not_reverted_once_another_has_gone_on_from_it(office, tmp_path) -> None:
    case = open_case(office).id
    first = newer(office, tmp_path, SHORTER)
    old = office.engine.explain(case).flow_hash
    to_first = migrated(office, first)
    back = migrated(office, office.designer.flow("permit@1"))
    there = migrated(office, first)

    refused = reverted(office, to_first)
    note = office.designer.migrations.cases(to_first.id)[0].note
    in_turn = [reverted(office, run) for run in (there, back, to_first)]

    assert (refused.touched, refused.reverted) == (1, 0)
    assert "又迁移过" in note
    assert [run.reverted for run in in_turn] == [1, 1, 1]
    assert office.engine.explain(case).flow_hash == old
    assert office.verify().is_whole
