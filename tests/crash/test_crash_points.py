"""A worker dies before or after any statement or commit; whoever comes next ends as if it had not."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from testkit.crew import Crew
from testkit.crowd import copied
from testkit.databases import Room
from testkit.deliveries import Ledger
from testkit.offices import china_time, complete, open_case, open_office

EVERY = int(os.environ.get("GUATU_CRASH_EVERY", "3"))
OVERDUE = china_time("2026-03-12 10:00")


@pytest.fixture
def prepared(database_url: str, clock, ledger: Ledger) -> dict[str, object]:
    """A case that is ready to advance, and overdue by then."""
    with open_office(database_url, clock, settings=ledger.settings()) as office:
        case = open_case(office).id
        complete(office, case)
    return {"case": case, "at": OVERDUE.isoformat()}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["tick", "accept"])
def test_dying_at_any_point_leaves_the_end_as_it_would_have_been(
    database_url, test_room: Room, crew: Crew, tmp_path: Path, prepared, command, say, draw
) -> None:
    begun = time.monotonic()
    step = {**prepared, "command": command}
    with copied(database_url, test_room.folder) as url:
        calm = Ledger(tmp_path / "calm")
        points = crew.do("step", url=url, ledger=str(calm.file), **step)["points"]
        undisturbed = crew.do("finish", url=url, ledger=str(calm.file), **step)
    wrong: list[str] = []
    resent = 0
    tried = range(draw.randrange(EVERY), points, EVERY)
    for point in tried:
        ledger = Ledger(tmp_path / f"ledger-{point}")
        with copied(database_url, test_room.folder) as url:
            died = crew.run("step", url=url, ledger=str(ledger.file), die_at=point, **step)
            ended = crew.do("finish", url=url, ledger=str(ledger.file), **step)
        where = json.loads(died.said)["where"]
        wrong += [f"not killed at {where}"] if died.signal != signal.SIGKILL else []
        wrong += [
            f"{table} after dying {where}: {ended[table]} is not {rows}"
            for table, rows in undisturbed.items()
            if ended[table] != rows
        ]
        delivered = ledger.counts()
        wrong += [f"deliveries after dying {where}"] if set(delivered) != set(calm.counts()) else []
        resent += delivered.total() - len(delivered)
    seconds = round(time.monotonic() - begun, 1)
    say(points=points, tried=len(tried), wrong=len(wrong), resent=resent, seconds=seconds)

    assert wrong == []
    assert calm.counts()
    assert set(calm.counts().values()) == {1}
    assert points > 20
