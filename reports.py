"""The office's reports: made from data for any period, published, and then frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from .definitions.cycles import Every
from .definitions.files import read_text, templates_beside
from .definitions.model import LetterSpec
from .definitions.reporting import ReportSpec, read_report, report_files
from .errors import BadPeriod, DefinitionFaults, Fault, ReportRefused, UnknownReport
from .exchange import REPORT_SUFFIXES, write_report
from .notifications import REPORT_PAPERS, ReportPaper, press_report, shipped_templates
from .settings import Settings
from .store import PublishedRow, ReportShelf, SqlReports, SqlStore
from .workflow.publication import Announcement, publish_report
from .workflow.report_showing import refused_ending
from .workflow.reporting import Report
from .workflow.time.periods import Period, period_named, period_of
from .workflow.transactor import Transactor

_PAPERS: Final[Mapping[str, ReportPaper]] = {f".{paper}": paper for paper in REPORT_PAPERS}
_SUFFIX: Final = ".txt.j2"
_REPORT: Final = re.compile(r"^report\s*:", re.MULTILINE)
_FORMS: Final[Mapping[Every, str]] = {
    "week": "2026-W09",
    "month": "2026-03",
    "quarter": "2026-Q1",
    "half_year": "2026-H1",
    "year": "2026",
}


class Reports:
    """The reports of one office (通报): what may be made, what was published.

    Their definitions are the shipped ones, and those of the office's own folder in their place.
    """

    def __init__(self, store: SqlStore, transactor: Transactor, settings: Settings) -> None:
        self._zone = transactor.means.worktimes.zone
        self._maker = SqlReports(store, self._zone)
        self._shelf = ReportShelf(store)
        self._transactor = transactor
        self._clock = transactor.clock
        self._settings = settings

    def check(self, path: Path) -> tuple[Fault, ...]:
        """Give every fault of a report file, none for a good one; raises UnreadableFile."""
        try:
            _read(path)
        except DefinitionFaults as found:
            return tuple(found.facts["faults"])
        return ()

    def specs(self) -> Sequence[ReportSpec]:
        """List the definitions, by key; raises DefinitionFaults with every fault of the first bad file."""
        return sorted((spec for spec, _ in self._read()), key=lambda spec: spec.key)

    def make(self, name: str, period: str = "", *, unit: str = "", by: str | None = None) -> Report:
        """Make a report from the data there is; nothing is kept.

        ``name`` is its key. ``period`` is such as ``2026-03``, ``2026-Q1`` or ``2026``; empty is
        the last one that is over. ``by`` narrows it to the cases somebody sees. Raises UnknownReport,
        BadPeriod, UnknownHolder, UnknownPerson, UnknownIndicator.
        """
        spec, _ = self._spec(name)
        now = self._clock.now()
        about = self._period(spec, period, now)
        return self._maker.make(spec, about, now=now, unit=unit, by=by)

    def published(self, name: str, period: str = "", *, unit: str = "") -> Report | None:
        """Give a report as it was published last, None for one that never was.

        Raises UnknownReport, BadPeriod.
        """
        spec, _ = self._spec(name)
        label = self._period(spec, period, self._clock.now()).label
        return self._shelf.latest(spec.key, label, unit)

    def publish(
        self, name: str, period: str = "", *, unit: str = "", by: str, why: str = ""
    ) -> Report:
        """Make a report and publish it: frozen, with its letter drafted; give it.

        ``by`` is somebody of the unit that publishes it, or an administrator. What was published
        already wants a reason, and is the next revision. Raises ReportRefused, NotEntitled and what
        ``make`` raises.
        """
        spec, templates = self._spec(name)
        now = self._clock.now()
        about = self._period(spec, period, now)
        report = self._maker.make(spec, about, now=now, unit=unit)
        if about.last >= self._today(now):
            raise ReportRefused(
                report=report.name,
                why=f"its period is not over before {about.next.first}",
                why_zh=f"本期尚未结束，{about.next.first}起才能公布",
            )
        how = Announcement(
            office=spec.office, letter=_letter(spec, templates), to=spec.to, facts=spec.facts
        )
        return publish_report(self._transactor, report, how, by=by, why=why)

    def write(self, report: Report, path: Path, *, table: str | None = None) -> None:
        """Write a report as ``.xlsx``, ``.csv``, ``.docx`` or ``.pdf``, its tables and their bars.

        ``table`` writes one of its tables alone, into a workbook or CSV file. Raises UnwritableFile
        for another suffix, UnknownTable, ReportNotPrinted.
        """
        suffix = path.suffix.lower()
        if suffix in _PAPERS:
            paper = _PAPERS[suffix]
            printed = press_report(
                report, paper, font_folders=self._settings.font_folders, zone=self._zone
            )
            path.write_bytes(printed.content)
        elif suffix in REPORT_SUFFIXES:
            write_report(report, path, table=table, zone=self._zone)
        else:
            raise refused_ending(path, (*REPORT_SUFFIXES, *_PAPERS))

    def list(self, name: str | None = None) -> Sequence[PublishedRow]:
        """List what was published, the newest first; ``is_whole`` says whether it still is that."""
        return self._shelf.rows(name)

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def _spec(self, name: str) -> tuple[ReportSpec, Mapping[str, str]]:
        found = {spec.key: (spec, templates) for spec, templates in self._read()}
        if name not in found:
            raise UnknownReport(name=name, known=sorted(found))
        return found[name]

    def _read(self) -> Sequence[tuple[ReportSpec, Mapping[str, str]]]:
        return [_read(path) for path in report_files(self._settings.reports_folder)]

    def _period(self, spec: ReportSpec, label: str, now: datetime) -> Period:
        today = self._today(now)
        current = period_of(today, spec.every)
        if not label:
            return current.previous
        try:
            named = period_named(label, spec.every)
        except (ValueError, IndexError):
            named = None
        if named is None or named.label != label or named.first > today:
            raise BadPeriod(
                period=label, report=str(spec.title), form=_FORMS[spec.every], last=current.label
            )
        return named


def is_report(path: Path) -> bool:
    """Say whether a file defines a report and no flow; raises UnreadableFile."""
    return bool(_REPORT.search(read_text(path)))


def _read(path: Path) -> tuple[ReportSpec, Mapping[str, str]]:
    """Give a report file and the letter templates it may use; raises DefinitionFaults."""
    templates = {**shipped_templates(), **templates_beside(path)}
    return read_report(read_text(path), file=str(path), templates=templates), templates


def _letter(spec: ReportSpec, templates: Mapping[str, str]) -> LetterSpec | None:
    if not spec.letter:
        return None
    template = f"{spec.letter}{_SUFFIX}"
    return LetterSpec(
        key=spec.letter,
        title=spec.title,
        template=template,
        source=templates[template],
        genre="通报",
    )
