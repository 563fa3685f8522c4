"""Published reports as a transaction reads and writes them: written once, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from ..workflow.history import canonical
from ..workflow.reporting import Publication, Report, from_data, to_data
from .layout import reporting


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

    @property
    def name(self) -> str:
        """What it is called for people: key, period, unit and revision."""
        return "-".join(filter(None, (self.key, self.period, self.unit, str(self.revision))))


class SqlReportRows:
    """The published reports as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, key: str, period: str, unit: str) -> Report | None:
        """Give a report as it was published last, and let nobody publish until the end."""
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("LOCK TABLE guatu_report IN SHARE ROW EXCLUSIVE MODE")
        return self.latest(key, period, unit)

    def latest(
        self, key: str, period: str, unit: str, *, revision: int | None = None
    ) -> Report | None:
        """Give a report as it was published last, or as that revision; None where it never was."""
        table = reporting.report.c
        query = select(reporting.report).where(
            table.kind == key, table.period == period, table.unit == unit
        )
        if revision is not None:
            query = query.where(table.revision == revision)
        row = self._connection.execute(query.order_by(table.revision.desc()).limit(1)).one_or_none()
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


def published_reports(connection: Connection, key: str | None = None) -> Iterator[PublishedRow]:
    """Walk what was published, the newest first, and say of each whether it still is that."""
    table = reporting.report
    query = select(table).order_by(table.c.published_at.desc(), table.c.kind, table.c.unit)
    if key is not None:
        query = query.where(table.c.kind == key)
    for row in connection.execute(query.order_by(table.c.revision.desc())):
        yield PublishedRow(
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
            is_whole=_digest_of(row.data) == row.digest,
        )


def _digest_of(data: str) -> str:
    """Compute the digest of what is kept; empty for what can't be read any more."""
    try:
        return from_data(json.loads(data)).digest
    except (ValueError, KeyError, TypeError):
        return ""
