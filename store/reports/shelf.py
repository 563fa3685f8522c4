"""Reports as they were published: written once, never changed."""

from __future__ import annotations

from collections.abc import Sequence

from ...workflow.reporting import Report
from ..published import PublishedRow, SqlReportRows, published_reports
from ..store import SqlStore


class ReportShelf:
    """Reads the published reports of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def latest(
        self, key: str, period: str, unit: str = "", *, revision: int | None = None
    ) -> Report | None:
        """Give a report as it was published last, or as that revision; None where it never was."""
        with self._store.reading() as connection:
            return SqlReportRows(connection).latest(key, period, unit, revision=revision)

    def rows(self, key: str | None = None) -> Sequence[PublishedRow]:
        """List what was published, the newest first."""
        with self._store.reading() as connection:
            return list(published_reports(connection, key))
