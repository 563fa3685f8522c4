"""Cases of the works flow, which uses everything that keeps time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from guatu import Case, ManualClock, Office
from guatu.workflow.values import Notice

from .offices import move

WORKS = Path(__file__).parent / "works.yaml"
NUMBERS = count(1)
PLAN: dict[str, Any] = {"begins": date(2026, 3, 1), "ends": date(2026, 6, 9), "done": 0.0}


def open_works(office: Office, **fields: Any) -> Case:
    """Open a case of the works flow in the eastern district."""
    given = {"name": f"第{next(NUMBERS)}号工程", "district": "east", **fields}
    return office.engine.open("works", fields=given, by="lin")


def tick_at(office: Office, text: str) -> None:
    """Move the office's clock to a wall time and let it tick."""
    assert isinstance(office.clock, ManualClock)
    move(office.clock, text)
    office.tick()


def tick_through(office: Office, *days: str, at: str = "10:00") -> None:
    """Tick at the same time on each of the days."""
    for day in days:
        tick_at(office, f"{day} {at}")


def told(office: Office, person: str, topic: str) -> Sequence[Notice]:
    """Give what a person was told on a topic."""
    return [n for n in office.views.inbox(person) if n.topic == topic]


def topics(office: Office, person: str) -> list[str]:
    """Give what a person was told of, the newest first, assignments left out."""
    found = sorted(office.views.inbox(person), key=lambda n: (n.created_at, n.topic), reverse=True)
    return [n.topic for n in found if not n.topic.startswith("assigned:")]


def light(office: Office, case: int) -> str:
    """Give a case's light as Python computes it; the database must say the same."""
    computed = office.engine.explain(case).light.color
    (row,) = [r for r in office.views.board(office.clock.now(), limit=10_000) if r.id == case]
    assert row.light == computed
    return computed
