"""Workers are killed at any moment: what they said was done is done, and nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from guatu import ManualClock, Office, Settings
from guatu.store.layout import tables
from testkit.offices import PERMIT, history, open_office, slips_only

ROUNDS = int(os.environ.get("GUATU_CRASH_ROUNDS", "4"))
WORKERS = 2


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return tmp_path / "letters"


@pytest.fixture
def office(
    database_url: str, clock: ManualClock, letters: Path, tmp_path: Path
) -> Iterator[Office]:
    settings = Settings(letters_folder=letters)
    with open_office(database_url, clock, settings=settings, flow=slips_only(tmp_path)) as office:
        yield office


def let_work_and_kill(url: str, letters: Path, clock: ManualClock, draw: random.Random) -> str:
    """Run workers side by side, kill each after a while, and give all they said."""
    arguments = [url, str(letters), clock.now().isoformat()]
    environment = {**os.environ, "PYTHONPATH": str(PERMIT.parents[1])}
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "testkit.worker", *arguments, f"{clock.now():%j}号{number}"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(WORKERS)
    ]
    said = [worker.stdout.readline() for worker in workers]
    for worker in workers:
        time.sleep(draw.uniform(0.1, 0.7))
        worker.send_signal(signal.SIGKILL)
    for worker in workers:
        rest, complaints = worker.communicate(timeout=30)
        assert complaints == ""
        said.append(rest)
    return "".join(said)


@pytest.mark.slow
def test_nothing_said_to_be_done_is_lost_and_nothing_is_done_twice(
    office, database_url, clock, letters
) -> None:
    draw = random.Random()
    said: list[list[str]] = []
    for _ in range(ROUNDS):
        lines = let_work_and_kill(database_url, letters, clock, draw).split("\n")
        said += [line.split() for line in lines[:-1]]
        clock.move_to(clock.now() + timedelta(days=400))
    while office.tick().dispatched.sent or clock.now().year < 2032:
        clock.move_to(clock.now() + timedelta(days=100))

    kept = _cases(office)
    for what, case, *rest in said:
        if what == "case":
            assert kept[int(case)] >= int(rest[0])
    notes = [(int(case), rest[0]) for what, case, *rest in said if what == "note"]
    written = Counter((case, line.why) for case in kept for line in history(office, case))
    assert {written[note] for note in notes} == {1}
    _assert_nothing_twice(office, letters)
    assert office.verify().is_whole


def _cases(office: Office) -> dict[int, int]:
    with office.store.reading() as connection:
        return {row.id: row.version for row in connection.execute(tables.case.select())}


def _assert_nothing_twice(office: Office, letters: Path) -> None:
    escalations = Counter(e.case for e in office.views.escalations())
    raised = Counter(
        case
        for case in _cases(office)
        for line in history(office, case)
        if line.kind == "escalated"
    )
    assert raised == escalations
    drafted = {letter.key for letter in office.views.letters()}
    delivered = Counter(file.name.split("_")[1] for file in letters.glob("*.txt"))
    assert set(delivered) == drafted
    assert set(delivered.values()) == {1}
    assert dict(office.views.timers().outbox) == {"sent": len(drafted)}
