"""Reports as they were published: written once, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...workflow.reporting import Report, from_data
from ..layout import reporting
from ..published import SqlReportRows
from ..store import SqlStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """One published report, for lists; ``is_whole`` says whether it is what was published."""

    key: str
    period: str
    unit: str
    revision: int
    title: str
    published_at: datetime
    published_by: str
    why: str
    letter: str
    digest: str
    is_whole: bool


class ReportShelf:
    """Reads the published reports of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def latest(self, key: str, period: str, unit: str = "") -> Report | None:
        """Give a report as it was published last, None for one that never was."""
        with self._store.reading() as connection:
            return SqlReportRows(connection).latest(key, period, unit)

    def rows(self, key: str | None = None) -> Sequence[PublishedRow]:
        """List what was published, the newest first."""
        table = reporting.report
        query = select(table).order_by(table.c.published_at.desc(), table.c.kind, table.c.unit)
        if key is not None:
            query = query.where(table.c.kind == key)
        with self._store.reading() as connection:
            found = connection.execute(query).all()
        return [
            PublishedRow(
                key=row.kind,
                period=row.period,
                unit=row.unit,
                revision=row.revision,
                title=row.title,
                published_at=row.published_at,
                published_by=row.published_by,
                why=row.why,
                letter=row.letter,
                digest=row.digest,
                is_whole=from_data(json.loads(row.data)).digest == row.digest,
            )
            for row in found
        ]
