"""Cases of the assessment flow, which the calendar opens by itself."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from guatu import Office
from guatu.store.layout import tables
from guatu.store.layout.reporting import opening

FOLDER = Path(__file__).parent
ASSESS = FOLDER / "assess.yaml"
HALF_YEAR = "every: half_year\n  month: 1\n  day: 10\n  rolls: after\n  covers: previous"


def assess_flow(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the assessment flow into a folder, with some texts of it replaced."""
    source = ASSESS.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source, f"the assessment flow has no {old!r}"
        source = source.replace(old, new)
    shutil.copy(FOLDER / "note.txt.j2", folder)
    file = folder / "assess.yaml"
    file.write_text(source, encoding="utf-8")
    return file


def for_nobody(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the assessment flow so that it opens one case in a period, for no unit."""
    whom = ("  for: {duty: permit_desk}\n  role: assessed\n", "")
    return assess_flow(folder, whom, ("（{unit}）", ""), *changes)


def opened(office: Office) -> dict[tuple[str, str], str]:
    """Map period and unit of everything the calendar opened to the title of the case."""
    case = tables.case.c
    query = select(opening.c.period, opening.c.unit, case.title).join(
        tables.case, case.id == opening.c.case_id
    )
    with office.store.reading() as connection:
        return {(row.period, row.unit): row.title for row in connection.execute(query)}


def case_for(office: Office, unit: str) -> int:
    """Give the one case that was opened for a unit."""
    (found,) = (row.case for row in office.views.openings() if row.unit == unit)
    return found


def give_duty(office: Office, unit: str, *duties: str) -> None:
    """Let a unit have exactly these duties."""
    roster = office.roster.read()
    units = tuple(
        replace(u, duties=frozenset(duties)) if u.key == unit else u for u in roster.units
    )
    office.roster.save(replace(roster, units=units))
