"""An office with every shipped flow and the sample roster, and what its tests ask of a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML

from guatu import Clock, Office
from guatu.definitions import Flow, read_flow
from guatu.definitions.files import FLOWS, read_text, shipped_flows
from guatu.notifications import shipped_templates

from .offices import ZONE

IN_USE = len(shipped_flows()) - 1
"""How many shipped flows an office is given: one is switched off."""

SAMPLE_ROSTER = FLOWS.parent / "samples" / "roster.yaml"
_ROSTER = YAML(typ="safe").load(SAMPLE_ROSTER.read_text(encoding="utf-8"))
UNITS = len(_ROSTER["units"])
PEOPLE = sum(1 for person in _ROSTER["people"] if person.get("active", True))
"""How many units and active people the sample roster has."""


def open_shipped(url: str, clock: Clock, *, roster: Path = SAMPLE_ROSTER) -> Office:
    """Open the office over a database that has guatu's tables."""
    office = Office.open(url, clock=clock, upgrade=False)
    office.publish_shipped()
    office.load_roster(roster)
    return office


def due(office: Office, case: int) -> str:
    """Tell until when the present stage is due, as the office's wall time."""
    (row,) = [r for r in office.views.board(office.clock.now(), limit=10_000) if r.id == case]
    assert row.due_at is not None
    return f"{row.due_at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def due_day(office: Office, case: int) -> str:
    """Tell on which day the present stage is due."""
    return due(office, case).split()[0]


def letters(office: Office, case: int) -> Sequence[str]:
    """List the keys of the letters drafted on a case, in order; all may be sent to whom they name."""
    found = sorted(office.views.letters(case_id=case), key=lambda x: (x.drafted_at, x.spec))
    assert [letter.barred for letter in found if letter.barred] == []
    return [letter.spec for letter in found]


def read_shipped(name: str) -> Flow:
    """Read a flow that comes with guatu, without an office."""
    return read_flow(
        read_text(FLOWS / f"{name}.yaml"), file=f"{name}.yaml", templates=shipped_templates()
    )
