"""The reports of the demonstration: published when their period is over, and written as files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from ..office import Office
from ..workflow.reporting import Report
from ..workflow.time.periods import period_of

REPORTS = ("month", "quarter", "year")
PAPERS = (".pdf", ".xlsx")


class Bulletins:
    """Publishes month, quarter and year on the first working day on which each is over."""

    def __init__(
        self, office: Office, folder: Path, done: Counter[str], *, since: date, by: str
    ) -> None:
        self.files = 0
        self._office = office
        self._folder = folder
        self._done = done
        self._by = by
        self._specs = [spec for spec in office.reports.specs() if spec.key in REPORTS]
        self._told = {s.key: period_of(since, s.every).previous.label for s in self._specs}

    def work(self, today: date) -> None:
        """Publish what is over and was not published yet."""
        for spec in self._specs:
            over = period_of(today, spec.every).previous
            if over.label > self._told[spec.key]:
                self._told[spec.key] = over.label
                self._write(self._office.reports.publish(spec.key, over.label, by=self._by))
                self._done["公布通报"] += 1

    def close(self, today: date) -> None:
        """Make what is not over by the end of the demonstration; it is written, not published."""
        for spec in self._specs:
            if spec.every == "year" and period_of(today, spec.every).first < today:
                self._write(self._office.reports.make(spec.key, f"{today.year}"))

    def _write(self, report: Report) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for paper in PAPERS:
            name = f"{report.period} {report.title}{paper}"
            self._office.reports.write(report, self._folder / name)
            self.files += 1
