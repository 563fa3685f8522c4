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
from .definitions.reporting import ReportSpec, read_report, report_files, shipped_reports
from .errors import (
    BadPeriod,
    DefinitionFaults,
    Fault,
    ReportRefused,
    UnknownPerson,
    UnknownReport,
)
from .exchange import REPORT_SUFFIXES, write_report
from .notifications import REPORT_PAPERS, ReportPaper, press_report, shipped_templates
from .settings import Settings
from .store import Behind, Figure, PublishedRow, ReportShelf, SqlReports, SqlStore
from .workflow.people import Directory, Person
from .workflow.publication import Announcement, publish_report
from .workflow.report_rights import issuing, may_read, not_a_reader
from .workflow.report_showing import refused_ending
from .workflow.reporting import Report
from .workflow.time.periods import Period, period_named, period_of
from .workflow.transactor import Transactor

_PAPERS: Final[Mapping[str, ReportPaper]] = {f".{paper}": paper for paper in REPORT_PAPERS}
_SUFFIX: Final = ".txt.j2"
_REPORT: Final = re.compile(r"^report\s*:", re.MULTILINE)
EARLIEST: Final = date(1900, 1, 1)
"""The first day a report may be about."""

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
        self._store = store
        self._shipped: dict[Path, tuple[ReportSpec, Mapping[str, str]]] = {}
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

    def behind(
        self,
        name: str,
        figure: Figure,
        period: str = "",
        *,
        unit: str = "",
        by: str | None = None,
    ) -> Behind:
        """Give the cases behind one figure of a report, by number, as the data there is says it.

        For a published report that may be more or fewer than were counted then. Raises UnknownTable
        for what is no figure of it, and what ``make`` raises.
        """
        spec, _ = self._spec(name)
        now = self._clock.now()
        about = self._period(spec, period, now)
        return self._maker.behind(spec, about, figure, now=now, unit=unit, by=by)

    def periods(self, name: str, *, most: int = 24) -> Sequence[Period]:
        """List the periods a report may be made of, the one that runs and those before it.

        Raises UnknownReport.
        """
        spec, _ = self._spec(name)
        found = [period_of(self._today(self._clock.now()), spec.every)]
        while len(found) < most:
            found.append(found[-1].previous)
        return found

    def period(self, name: str, label: str = "") -> Period:
        """Give a period of a report by its label, the last that is over for none.

        Raises UnknownReport, BadPeriod.
        """
        return self._period(self._spec(name)[0], label, self._clock.now())

    def published(
        self,
        name: str,
        period: str = "",
        *,
        unit: str = "",
        revision: int | None = None,
        by: str | None = None,
    ) -> Report | None:
        """Give a report as it was published last, or as that revision; None where it never was.

        ``by`` is whoever would read it: everybody who sees every case may, and the people of the
        units that published it, that it was sent to or that it is about. Raises UnknownReport,
        BadPeriod, UnknownPerson, NotEntitled.
        """
        spec, _ = self._spec(name)
        now = self._clock.now()
        label = self._period(spec, period, now).label
        found = self._shelf.latest(spec.key, label, unit, revision=revision)
        if found is not None and by is not None:
            directory, person = self._reader(by)
            if not _may_read(spec, directory, person, unit, now):
                raise not_a_reader(person)
        return found

    def may_publish(self, name: str, *, by: str) -> bool:
        """Say whether somebody may publish a report; raises UnknownReport, UnknownPerson."""
        spec, _ = self._spec(name)
        directory, person = self._reader(by)
        return bool(issuing(directory, spec.office, person, self._clock.now()))

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

    def list(self, name: str | None = None, *, by: str | None = None) -> Sequence[PublishedRow]:
        """List what was published, the newest first; ``is_whole`` says whether it still is that.

        ``by`` leaves out what somebody may not read. Raises UnknownPerson.
        """
        rows = self._shelf.rows(name)
        if by is None:
            return rows
        specs = {spec.key: spec for spec in self.specs()}
        directory, person = self._reader(by)
        now = self._clock.now()
        return [
            row for row in rows if _may_read(specs.get(row.key), directory, person, row.unit, now)
        ]

    def _reader(self, by: str) -> tuple[Directory, Person]:
        with self._store.reading() as connection:
            directory = self._store.rosters.directory(connection)
            person = directory.person(by)
        if person is None:
            raise UnknownPerson(name=by)
        return directory, person

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def _spec(self, name: str) -> tuple[ReportSpec, Mapping[str, str]]:
        found = {spec.key: (spec, templates) for spec, templates in self._read()}
        if name not in found:
            raise UnknownReport(name=name, known=sorted(found))
        return found[name]

    def _read(self) -> Sequence[tuple[ReportSpec, Mapping[str, str]]]:
        """Read the definitions; those that ship with guatu, which never change, only once."""
        found = report_files(self._settings.reports_folder)
        for path in {*found} & {*shipped_reports()} - {*self._shipped}:
            self._shipped[path] = _read(path)
        return [self._shipped.get(path) or _read(path) for path in found]

    def _period(self, spec: ReportSpec, label: str, now: datetime) -> Period:
        today = self._today(now)
        current = period_of(today, spec.every)
        if not label:
            return current.previous
        try:
            named = period_named(label, spec.every)
        except (ValueError, IndexError, OverflowError):
            named = None
        if named is None or named.label != label or not EARLIEST <= named.first <= today:
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


def _may_read(
    spec: ReportSpec | None, directory: Directory, person: Person, unit: str, now: datetime
) -> bool:
    """Say whether somebody may read a report; one whose definition is gone tells nobody more."""
    return may_read(
        directory,
        person,
        office=spec.office if spec else "",
        to=spec.to if spec else (),
        unit=unit,
        now=now,
    )


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
