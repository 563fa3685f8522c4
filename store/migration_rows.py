"""The rows of migration runs, and the history they brought about, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from ..workflow.migration.runs import CaseRun
from ..workflow.values import Event
from .layout import tables
from .layout.migrating import case_run
from .rows import plain_value


class SqlMigrationRows:
    """The rows of runs as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def row(self, run: int, case: int) -> CaseRun:
        """Give how far a case of a run is; nobody else changes it until the transaction ends."""
        query = select(case_run).where(case_run.c.run == run, case_run.c.case_id == case)
        return case_run_of(self._connection.execute(query.with_for_update()).one())

    def settle(self, row: CaseRun) -> None:
        """Write how far a case of a run is."""
        self._connection.execute(
            update(case_run)
            .where(case_run.c.run == row.run, case_run.c.case_id == row.case)
            .values(state=row.state, note=row.note, seq=row.seq, last=row.last)
        )

    def events(self, case: int, after: int) -> Sequence[Event]:
        """Give the events of a case behind one, in order."""
        event = tables.event
        query = select(event).where(event.c.case_id == case, event.c.seq > after)
        rows = self._connection.execute(query.order_by(event.c.seq)).mappings()
        return [plain_value(Event, row) for row in rows]


def case_run_of(row: Any) -> CaseRun:
    """Read a row."""
    return CaseRun(
        run=row.run, case=row.case_id, state=row.state, note=row.note, seq=row.seq, last=row.last
    )
