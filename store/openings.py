"""What the calendar opened, in the database: one row for each flow, period and unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select

from ..workflow.opening_ports import Opened, OpenerVersion, Survey
from .layout import tables
from .layout.reporting import opening
from .marks import CALENDARS, ROSTER


@cache
def _surveying() -> Any:
    """Select the latest version of every flow whose text speaks of an opening, and both marks."""
    flow, meta = tables.flow, tables.meta
    published = flow.c.state == "published"
    heads = (
        select(
            flow.c.key,
            func.max(flow.c.version).label("version"),
            func.min(flow.c.published_at).label("since"),
        )
        .where(published)
        .group_by(flow.c.key)
        .subquery()
    )
    marks = [
        select(meta.c.value).where(meta.c.key == key).scalar_subquery().label(key)
        for key in (ROSTER, CALENDARS)
    ]
    latest = and_(flow.c.key == heads.c.key, flow.c.version == heads.c.version)
    return (
        select(flow.c.key, flow.c.hash, heads.c.since, *marks)
        .join(heads, latest)
        .where(published, flow.c.source.contains("opening"))
        .order_by(flow.c.key)
    )


class SqlOpenings:
    """The openings of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def survey(self) -> Survey:
        """Give what may open cases, in one statement."""
        rows = self._connection.execute(_surveying()).mappings().all()
        return Survey(
            versions=tuple(
                OpenerVersion(key=row["key"], hash=row["hash"], since=row["since"]) for row in rows
            ),
            roster=next((row[ROSTER] or "0" for row in rows), "0"),
            calendars=next((row[CALENDARS] or "0" for row in rows), "0"),
        )

    def hold(self, flow: str) -> None:
        """Let nobody else open cases of this flow by the calendar until the transaction ends."""
        table = tables.flow
        # Weaker than FOR UPDATE: a person who opens a case of the flow is not kept waiting.
        self._connection.execute(
            select(table.c.version)
            .where(table.c.key == flow, table.c.version == 1)
            .with_for_update(key_share=True)
        )

    def opened(self, flow: str, period: str) -> Mapping[str, int]:
        """Map the units a case about this period was opened for to the case; ``""`` is no unit."""
        found = select(opening.c.unit, opening.c.case_id).where(
            opening.c.flow_key == flow, opening.c.period == period
        )
        return {row.unit: row.case_id for row in self._connection.execute(found)}

    def last_before(self, flow: str, period: str, every: str) -> datetime | None:
        """Give when the calendar last opened a case of the flow about another period of that length."""
        found = select(func.max(opening.c.at)).where(
            opening.c.flow_key == flow, opening.c.every == every, opening.c.period != period
        )
        last: datetime | None = self._connection.execute(found).scalar_one()
        return last

    def note(self, opened: Opened) -> None:
        """Remember that a case was opened; its key can't be taken twice."""
        self._connection.execute(
            insert(opening),
            {
                "flow_key": opened.flow,
                "period": opened.period,
                "every": opened.every,
                "unit": opened.unit,
                "case_id": opened.case,
                "at": opened.at,
            },
        )
