"""Published reports as a transaction reads and writes them: written once, never changed."""

from __future__ import annotations

import json

from sqlalchemy import Connection, insert, select

from ..workflow.history import canonical
from ..workflow.reporting import Publication, Report, from_data, to_data
from .layout import reporting


class SqlReportRows:
    """The published reports as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, key: str, period: str, unit: str) -> Report | None:
        """Give a report as it was published last, and let nobody publish until the end."""
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("LOCK TABLE guatu_report IN SHARE ROW EXCLUSIVE MODE")
        return self.latest(key, period, unit)

    def latest(self, key: str, period: str, unit: str) -> Report | None:
        """Give a report as it was published last, None for one that never was."""
        table = reporting.report.c
        row = self._connection.execute(
            select(reporting.report)
            .where(table.kind == key, table.period == period, table.unit == unit)
            .order_by(table.revision.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        publication = Publication(
            revision=row.revision,
            at=row.published_at,
            by=row.published_by,
            why=row.why,
            letter=row.letter,
        )
        return from_data(json.loads(row.data), publication)

    def add(self, report: Report, publication: Publication) -> None:
        """Keep a report as it is published."""
        row = {
            "kind": report.key,
            "period": report.period,
            "unit": report.unit,
            "revision": publication.revision,
            "title": report.title,
            "data": canonical(to_data(report)),
            "digest": report.digest,
            "made_at": report.made_at,
            "published_at": publication.at,
            "published_by": publication.by,
            "why": publication.why,
            "letter": publication.letter,
        }
        self._connection.execute(insert(reporting.report), row)
