"""A worker to be killed: opens, records, advances and ticks, and says what was committed.

``python -m testkit.worker URL LETTERS START NAME``: every line it prints is about something done.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from guatu import ManualClock, Settings

from .offices import another_office, complete


def say(*words: object) -> None:
    """Print a line at once, before anybody can end this process."""
    print(*words, flush=True)


def work(url: str, letters: str, start: str, name: str) -> None:
    """Go on until killed."""
    clock = ManualClock(datetime.fromisoformat(start))
    settings = Settings(letters_folder=Path(letters))
    with another_office(url, clock, settings=settings) as office:
        for number in count():
            fields = {
                "name": f"{name}之{number}", "applicant": "建设单位", "district": "east",
                "floor_area": 800,
            }  # fmt: skip
            case = office.engine.open("permit", fields=fields, by="lin")
            say("case", case.id, case.version)
            case = office.engine.record(case.id, by="ma", note=f"{name}记{number}")
            say("case", case.id, case.version)
            say("note", case.id, f"{name}记{number}")
            if number % 2:
                case = complete(office, case.id)
                say("case", case.id, case.version)
                case = office.engine.advance(case.id, "accept", by="lin")
                say("case", case.id, case.version)
            clock.move_to(clock.now() + timedelta(days=2))
            tick = office.tick()
            say("tick", tick.swept.fired, tick.dispatched.sent)


if __name__ == "__main__":
    work(*sys.argv[1:])
