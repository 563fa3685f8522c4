"""What people look at of openings: which cases the calendar opened, and when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from .boards import within
from .layout import tables
from .layout.reporting import opening
from .seen import OpeningRow
from .viewing import Viewing


class OpeningViews(Viewing):
    """What the calendar opened."""

    def openings(self, flow: str | None = None) -> Sequence[OpeningRow]:
        """List the cases the calendar opened, of one flow or of all, the newest first."""
        case = tables.case
        query = (
            select(opening, case.c.ref, case.c.title, case.c.flow_hash, case.c.stage)
            .join(case, case.c.id == opening.c.case_id)
            .order_by(opening.c.at.desc(), opening.c.flow_key, opening.c.unit)
        )
        if flow is not None:
            query = query.where(opening.c.flow_key == flow)
        with self._store.reading() as connection:
            names = self._store.rosters.directory(connection).name_of
            shelf = self._store.shelf
            return [
                OpeningRow(
                    flow=row.flow_key,
                    period=row.period,
                    unit=row.unit,
                    unit_title=names(row.unit) if row.unit else "",
                    case=row.case_id,
                    ref=row.ref,
                    title=row.title,
                    stage=row.stage,
                    stage_title=str(
                        shelf.version(connection, row.flow_hash).place(row.stage).title
                    ),
                    at=row.at,
                )
                for row in connection.execute(within(query, self._sight))
            ]
