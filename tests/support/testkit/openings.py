"""Cases of the assessment flow, which the calendar opens by itself."""

from __future__ import annotations

from pathlib import Path

from guatu import Office
from guatu.store.layout import tables
from guatu.store.layout.reporting import opening

ASSESS = Path(__file__).parent / "assess.yaml"


def opened(office: Office) -> dict[tuple[str, str], str]:
    """Map period and unit of everything the calendar opened to the title of the case."""
    with office.store.reading() as connection:
        joined = opening.join(tables.case, tables.case.c.id == opening.c.case_id)
        rows = connection.execute(joined.select()).mappings().all()
    return {(row["period"], row["unit"]): row["title"] for row in rows}
