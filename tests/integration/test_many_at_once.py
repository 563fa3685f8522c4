"""Many people and processes at once: nothing is lost, nobody overwrites another."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from guatu.errors import InvalidValues, NotInStage, StaleCase
from testkit.offices import (
    PERMIT,
    ROSTER,
    another_office,
    complete,
    fields,
    kinds,
    open_case,
    row_count,
)


def at_once(actions: list[Callable[[], object]]) -> list[object]:
    """Run actions in threads that start together; give what each gave or raised."""
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait()
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - the outcome is looked at
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return [done.result() for done in [pool.submit(run, action) for action in actions]]


def test_two_people_advance_one_case_and_the_second_is_told(office) -> None:
    case = open_case(office)
    complete(office, case.id)

    outcomes = at_once(
        [
            lambda p=person: office.engine.advance(case.id, "accept", by=p)
            for person in ("lin", "ma")
        ]
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, NotInStage)]
    assert len(refused) == 1
    assert refused[0].by in {"林窗口", "马主任"}
    assert kinds(office, case.id).count("moved") == 1


def test_two_people_who_saw_the_same_version_do_not_overwrite_each_other(office) -> None:
    case = open_case(office)

    outcomes = at_once(
        [
            lambda n=n: office.engine.record(
                case.id, by="lin", fields={"floor_area": 900 + n}, expect=case.version
            )
            for n in range(4)
        ]
    )

    assert sum(isinstance(outcome, StaleCase) for outcome in outcomes) == 3


def test_the_same_project_opened_twice_at_once_is_opened_once(office) -> None:
    given = fields(name="refuse 欠 identity")

    outcomes = at_once(
        [lambda: office.engine.open("permit", fields=given, by="lin") for _ in range(4)]
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, InvalidValues)]
    assert len(refusals) == 3
    assert {fault.field for refusal in refusals for fault in refusal.faults} <= {"name", "identity"}
    assert row_count(office, "case") == 1


def test_a_flow_published_by_several_at_once_is_one_version(office) -> None:
    versions = at_once([lambda: office.publish(PERMIT)[1] for _ in range(4)])

    assert versions == [1] * 4


def test_different_flows_published_at_once_are_versions_one_after_another(office, tmp_path) -> None:
    source = PERMIT.read_text(encoding="utf-8")
    for n in range(4):
        (tmp_path / f"{n}.yaml").write_text(source + f"# {n}\n", encoding="utf-8")

    versions = at_once([lambda n=n: office.publish(tmp_path / f"{n}.yaml")[1] for n in range(4)])

    assert sorted(versions) == [2, 3, 4, 5]


def test_a_roster_loaded_by_several_at_once_is_whole(office) -> None:
    outcomes = at_once([lambda: office.load_roster(ROSTER) for _ in range(4)])

    assert [outcome.people.unchanged for outcome in outcomes] == [9] * 4
    assert len(office.roster.read().people) == 9


WORKER = """
import sys
from guatu import SystemClock
from testkit.offices import another_office
url, case, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with another_office(url, SystemClock()) as office:
    for n in range(times):
        office.engine.record(case, by="lin", note=f"第{n}次")
"""


@pytest.mark.slow
def test_four_processes_writing_to_one_case_lose_no_update(office, database_url) -> None:
    case = open_case(office)
    command = [sys.executable, "-c", WORKER, database_url, str(case.id), "25"]
    env = {"PYTHONPATH": str(PERMIT.parents[1]), "PATH": "/usr/bin:/bin"}

    workers = [
        subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    complaints = [worker.communicate(timeout=120)[1] for worker in workers]

    assert complaints == [""] * 4
    with office.store.look() as uow:
        assert uow.case_file(case.id).case.version == 101
    assert kinds(office, case.id).count("noted") == 100
    assert office.verify().is_whole


def test_many_threads_over_two_offices_lose_no_update(office, database_url, clock) -> None:
    case = open_case(office)
    with another_office(database_url, clock) as other:
        outcomes = at_once(
            [
                lambda n=n: [
                    (office, other)[n % 2].engine.record(case.id, by="lin", note=f"{n}.{m}")
                    for m in range(5)
                ]
                for n in range(8)
            ]
        )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert kinds(office, case.id).count("noted") == 40
    assert office.verify().is_whole
