"""Looking at what is counted: the figures of a case, and a flow's indicators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from ..errors import UnknownRole
from ..workflow.figures import Figure
from .boards import within
from .indicators import groupings, indicators_of
from .layout import reporting, tables
from .measuring import Period
from .rows import plain_value
from .seen import FigureRow, IndicatorValue
from .viewing import Viewing


class FigureViews(Viewing):
    """What is counted."""

    def figures(self, case_id: int, series: str | None = None) -> Sequence[FigureRow]:
        """List the figures of a case, or of one series of it, those put right too, by number."""
        figure = reporting.figure
        query = (
            select(figure, tables.case.c.flow_hash)
            .join(tables.case, tables.case.c.id == figure.c.case_id)
            .where(figure.c.case_id == case_id)
            .order_by(figure.c.series, figure.c.number)
        )
        if series is not None:
            query = query.where(figure.c.series == series)
        query = within(query, self._sight)
        with self._store.reading() as connection:
            found = connection.execute(query).mappings().all()
            if not found:
                return []
            declared = self._store.shelf.version(connection, found[0]["flow_hash"]).series
            names = self._store.rosters.directory(connection).name_of
        rows = []
        for figure_ in (plain_value(Figure, row) for row in found):
            kept = declared[figure_.series]
            parts = kept.parts
            rows.append(
                FigureRow(
                    series=figure_.series,
                    title=str(kept.title),
                    number=figure_.number,
                    day=figure_.day,
                    amount=figure_.amount,
                    unit=kept.unit,
                    parts=figure_.parts,
                    part_titles={
                        str(parts[key].title): str(parts[key].options.get(option, option))
                        for key, option in figure_.parts.items()
                    },
                    note=figure_.note,
                    by=figure_.by,
                    by_name=names(figure_.by),
                    at=figure_.at,
                    corrects=figure_.corrects,
                    corrected_by=figure_.corrected_by,
                    counts=figure_.counts,
                )
            )
        return rows

    def indicators(
        self,
        flow_key: str,
        *,
        by: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Sequence[IndicatorValue]:
        """Compute a flow's indicators and the rate of stages left on time, over the cases seen.

        ``since`` and ``until`` are the first and last day they are of. With ``by`` once for each
        ``territory``, each ``grade``, each holder of a role, or each value of a choice, text or
        territory field; groups in which nothing is counted are left out. Raises UnknownFlow, and
        UnknownRole for what is none of these.
        """
        with self._store.reading() as connection:
            flow = self._store.shelf.latest(connection, flow_key)
            if by is not None and by not in groupings(flow):
                raise UnknownRole(name=by, known=groupings(flow))
            return indicators_of(
                connection,
                flow,
                self._sight,
                by=by,
                directory=self._store.rosters.directory(connection),
                period=Period(since=since, until=until, zone=self._zone),
            )
