"""Workers that migrate many cases are killed again and again: each case is migrated once, and so back."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from guatu import ManualClock, Office
from testkit.crew import Crew
from testkit.crowd import copied
from testkit.databases import Room
from testkit.deliveries import Ledger
from testkit.offices import changed_flow, china_time, move, open_case, open_office, to_review

EVERY = int(os.environ.get("GUATU_CRASH_EVERY", "3"))
KILLS = int(os.environ.get("GUATU_CRASH_ROUNDS", "4"))
EACH = KILLS * 3 // 2
BEGUN, TOLD, NOW = "2026-03-02 09:00", "2026-03-17 10:00", china_time("2026-03-18 10:00")
CHANGES = (
    ("  review:\n    title: 审查", "  audit:\n    title: 审查"),
    ("    to: review\n", "    to: audit\n"),
    ("    from: review\n", "    from: audit\n"),
    ("limit: {small: 5 workdays", "limit: {small: 3 workdays"),
    ("limit: {small: 10 workdays, large: 20", "limit: {small: 4 workdays, large: 9"),
    ("pass: all, veto: true, limit: 5 workdays}", "pass: any, limit: 3 workdays}"),
    (
        "{approval: chief, when: \"size == 'large'\"}",
        "{approval: chief, when: \"size == 'small'\"}",
    ),
)
SAID = {"escalated", "reminded", "reminded_again"}
Step = dict[str, Any]
State = dict[str, list[list[str]]]


def fill(office: Office, clock: ManualClock, each: int) -> int:
    """Open cases in every state; those that are late have been told so. Give how many go on."""
    move(clock, BEGUN)
    for _ in range(each):
        to_review(office)
        open_case(office, floor_area=20_000.0)
        office.engine.withdraw(open_case(office).id, by="lin", why="撤回")
    move(clock, TOLD)
    office.tick()
    for _ in range(each):
        paused = open_case(office).id
        office.engine.pause(paused, by="lin", why="补件")
        to_review(office, floor_area=20_000.0)
    clock.move_to(NOW)
    office.tick()
    return 4 * each


@pytest.fixture
def prepare(database_url: str, clock: ManualClock, tmp_path: Path):
    """Give a database of permits that have not come to their newest version yet."""

    def made(each: int) -> int:
        with open_office(database_url, clock) as office:
            count = fill(office, clock, each)
            office.publish(changed_flow(tmp_path, *CHANGES))
        return count

    return made


def wrong_in(ended: State, calm: State) -> list[str]:
    """Name each table that is not as if nobody had been killed."""
    return [name for name in calm if ended[name] != calm[name]]


def events(state: State, kinds: set[str]) -> list[tuple[str, str, Any]]:
    """Give case, kind and data of some events, in order."""
    return [(row[0], row[3], json.loads(row[5])) for row in state["guatu_event"] if row[3] in kinds]


def kill_again_and_again(
    crew: Crew, url: str, steps: list[Step], length: int, draw: random.Random
) -> int:
    """Let workers do a thing, each a step of its own way, and kill each; give how many it took.

    The last one, at the first of the steps, ends by itself.
    """
    kills = 0
    for step in cycle(steps):
        die_at = draw.randrange(length, length * 2)
        died = crew.run("step", url=url, die_at=die_at, **step)
        kills += died.signal == signal.SIGKILL
        assert kills < 20 * KILLS, "nothing goes on any more"
        if died.signal == 0 and step is steps[0]:
            return kills
    raise AssertionError


@pytest.mark.slow
@pytest.mark.parametrize("command", ["migrate", "revert"])
def test_workers_killed_again_and_again_migrate_each_case_once(
    database_url, test_room: Room, crew: Crew, tmp_path: Path, prepare, command, say, draw
) -> None:
    begun = time.monotonic()
    count = prepare(EACH)
    calm, wild = ({"case": 0, "ledger": str(tmp_path / name)} for name in ("calm", "wild"))
    at = {"at": NOW.isoformat()}
    if command == "revert":
        crew.do("step", url=database_url, command="migrate", **calm, **at)
    with copied(database_url, test_room.folder) as url:
        points = crew.do("step", url=url, command=command, **calm, **at)["points"]
        undisturbed = crew.do("finish", url=url, command=command, **calm, **at)
    ways = [{**wild, **at, "command": way} for way in (command, "tick")]
    with copied(database_url, test_room.folder) as url:
        kills = kill_again_and_again(crew, url, ways, points * 2 // (3 * KILLS), draw)
        ended = crew.do("finish", url=url, command=command, **wild, **at)
        broken = crew.do("tidy", url=url, ledger=wild["ledger"], **at)
    say(cases=count, points=points, kills=kills, seconds=round(time.monotonic() - begun, 1))

    wanted = {"migrate": "migrated", "revert": "migration_reverted"}[command]
    once = Counter(case for case, _, _ in events(ended, {wanted}))
    said = Counter((case, data["rung"]) for case, _, data in events(ended, SAID))
    assert (len(once), {*once.values()}) == (count, {1})
    assert ({*said.values()}, broken) == ({1}, [])
    assert wrong_in(ended, undisturbed) == []
    assert set(Ledger(Path(wild["ledger"])).counts()) == set(Ledger(Path(calm["ledger"])).counts())
    assert kills >= 2


@pytest.mark.slow
def test_dying_at_any_point_of_a_migration_leaves_the_end_as_it_would_have_been(
    database_url, test_room: Room, crew: Crew, tmp_path: Path, prepare, say, draw
) -> None:
    begun = time.monotonic()
    prepare(1)
    step = {"case": 0, "ledger": str(tmp_path / "ledger"), "at": NOW.isoformat()}
    step["command"] = "migrate"
    with copied(database_url, test_room.folder) as url:
        points = crew.do("step", url=url, **step)["points"]
        undisturbed = crew.do("finish", url=url, **step)
    wrong: list[str] = []
    tried = range(draw.randrange(2 * EVERY**3), points, 2 * EVERY**3)
    for point in tried:
        with copied(database_url, test_room.folder) as url:
            died = crew.run("step", url=url, die_at=point, **step)
            ended = crew.do("finish", url=url, **step)
        where = json.loads(died.said)["where"]
        wrong += [f"not killed at {where}"] if died.signal != signal.SIGKILL else []
        wrong += [f"{name} after dying {where}" for name in wrong_in(ended, undisturbed)]
    say(
        points=points,
        tried=len(tried),
        wrong=len(wrong),
        seconds=round(time.monotonic() - begun, 1),
    )

    assert wrong == []
    assert points > 50
