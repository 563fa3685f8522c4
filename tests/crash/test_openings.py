"""A process dies in the middle of opening cases by the calendar; the next opens what is missing."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from testkit.crew import Crew
from testkit.crowd import copied
from testkit.databases import Room
from testkit.deliveries import Ledger
from testkit.offices import china_time, open_office
from testkit.openings import ASSESS

EVERY = int(os.environ.get("GUATU_CRASH_EVERY", "6"))
DUE = china_time("2026-07-10 10:00")
PARTS = ("guatu_case", "guatu_event", "guatu_assignment", "guatu_notice")


def _opened(state: dict[str, list[list[str]]]) -> list[list[str]]:
    """Give flow, period and unit of what was opened: a death leaves gaps in the numbers of cases."""
    return sorted(row[:3] for row in state["guatu_opening"])


@pytest.mark.slow
def test_dying_at_any_point_opens_each_case_once_in_the_end(
    database_url, clock, test_room: Room, crew: Crew, tmp_path: Path, ledger: Ledger, draw
) -> None:
    with open_office(database_url, clock, settings=ledger.settings(), flow=ASSESS):
        step = {"case": 0, "command": "tick", "at": DUE.isoformat()}
    with copied(database_url, test_room.folder) as url:
        calm = str(tmp_path / "calm")
        points = crew.do("step", url=url, ledger=calm, **step)["points"]
        undisturbed = crew.do("finish", url=url, ledger=calm, **step)
    wrong: list[str] = []
    for point in range(draw.randrange(EVERY), points, EVERY):
        file = str(tmp_path / f"ledger-{point}")
        with copied(database_url, test_room.folder) as url:
            died = crew.run("step", url=url, ledger=file, die_at=point, **step)
            ended = crew.do("finish", url=url, ledger=file, **step)
        where = json.loads(died.said)["where"]
        wrong += [f"not killed at {where}"] if died.signal != signal.SIGKILL else []
        wrong += [f"opened after {where}"] if _opened(ended) != _opened(undisturbed) else []
        wrong += [
            f"{name} after {where}" for name in PARTS if len(ended[name]) != len(undisturbed[name])
        ]

    assert wrong == []
    assert len(undisturbed["guatu_opening"]) == 2
    assert points > 20
