"""The office's registers (台账): every case of a flow, out to a file and in from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from pathlib import Path
from typing import Any

from .clock import Clock
from .definitions import Flow
from .definitions.model import Series
from .errors import (
    NotEntitled,
    UnknownHeader,
    UnknownPerson,
    UnknownSeries,
)
from .exchange import (
    FigureImportReport,
    ImportReport,
    ReadFigure,
    figure_columns,
    figure_shape,
    import_rows,
    lexicon_of,
    normal,
    read_figures,
    register_columns,
    take_figures,
    told_fields,
    write_register,
)
from .store import RegisterArchive, SqlStore
from .workflow.engine import Engine
from .workflow.people import Directory, Person
from .workflow.people.sight import EVERYTHING, Sight, places_named, sight_of
from .workflow.registers import TaughtHeader
from .workflow.values import SYSTEM, Case

__all__ = ["Registers"]


class Registers:
    """Registers out and in; a register is all cases of one flow."""

    def __init__(self, store: SqlStore, engine: Engine, *, clock: Clock, zone: tzinfo) -> None:
        self._archive = RegisterArchive(store)
        self._engine = engine
        self._clock = clock
        self._zone = zone

    def export(
        self,
        flow: str,
        file: Path | str,
        *,
        by: str | None = None,
        running_only: bool = False,
        territory: str | None = None,
    ) -> int:
        """Write a flow's register to a file that ends with .xlsx or .csv; give how many cases.

        With ``by`` only the cases that person sees, with ``territory`` those of that place (a key
        or title) and the places below it. Edited, the file can be imported again.
        Raises UnknownFlow, UnknownPerson, UnknownPlace, UnreadableFile for another ending, OSError.
        """
        now, directory = self._clock.now(), self._archive.directory()
        published = self._archive.flow(flow)
        names = {"territory": directory.territories(), "unit": directory.units()}
        columns = register_columns(published, names=names, zone=self._zone)
        cases = self._archive.register(
            flow,
            now,
            sight=self._sight(directory, by) if by else EVERYTHING,
            running_only=running_only,
            territories=places_named(directory, territory) if territory else None,
        )
        return write_register(
            Path(file), columns, cases, title=str(published.title), written_at=now
        )

    def import_ledger(  # noqa: PLR0913 - keyword-only
        self,
        file: Path | str,
        *,
        flow: str,
        by: str,
        updates: bool = False,
        holds_doubles: bool = False,
        columns: Mapping[str, str] | None = None,
        dry_run: bool = False,
    ) -> ImportReport:
        """Open a case for every good row of an XLSX or CSV ledger; report every bad row.

        Importing the same file again opens nothing twice. With ``updates`` rows that are cases, by
        reference, identity or what an export wrote, change what is filled in them. With
        ``holds_doubles`` rows that may be a case there is are left out; without, they are opened
        and the report warns. ``columns`` maps headers to fields (key or title); it is kept for
        later ledgers of the flow as soon as a row went in. With ``dry_run`` nothing is kept.
        Raises UnreadableFile, UnknownFlow, UnknownPerson, and InvalidValues for unknown fields.
        """
        published = self._archive.flow(flow)
        directory = self._archive.directory()
        told = told_fields(published.fields, columns or {})

        def take(engine: Engine) -> ImportReport:
            return import_rows(
                Path(file),
                flow=published,
                territories=directory.territories(),
                units=directory.units(),
                open_case=lambda values, ref, key: engine.open(
                    flow, fields=values, by=by, ref=ref, key=key
                ),
                record_case=_recording(engine, by) if updates else None,
                known=self._archive.known(flow, sight=self._sight(directory, by)),
                lexicon=lexicon_of(published, told=told, taught=self._taught(flow)),
                holds_doubles=holds_doubles,
            )

        if dry_run:
            with self._archive.rehearsing() as connection:
                return replace(take(self._engine.within(connection)), is_rehearsal=True)
        report = take(self._engine)
        if told and (report.opened or report.updated):
            self._teach(flow, told, by)
        return report

    def export_figures(  # noqa: PLR0913 - keyword-only
        self,
        flow: str,
        series: str,
        file: Path | str,
        *,
        by: str | None = None,
        since: date | None = None,
        until: date | None = None,
        put_right_too: bool = False,
        running_only: bool = False,
        territory: str | None = None,
    ) -> int:
        """Write the figures of a series to a file that ends with .xlsx or .csv; give how many.

        Those that count, with ``put_right_too`` all there are; ``since`` and ``until`` are the first
        and last day they are for. The cases are those of ``export``. Raises UnknownFlow,
        UnknownSeries, UnknownPerson, UnknownPlace, UnreadableFile for another ending, OSError.
        """
        directory = self._archive.directory()
        published = self._archive.flow(flow)
        declared = _series(published, series)
        names = {"territory": directory.territories(), "unit": directory.units()}
        shape = figure_shape(published, declared, told={}, taught={})
        lines = self._archive.figures(
            flow,
            series,
            sight=self._sight(directory, by) if by else EVERYTHING,
            since=since,
            until=until,
            put_right_too=put_right_too,
            running_only=running_only,
            territories=places_named(directory, territory) if territory else None,
        )
        return write_register(
            Path(file),
            figure_columns(shape, names=names, zone=self._zone),
            lines,
            title=f"{published.title}{declared.title}",
            written_at=self._clock.now(),
        )

    def import_figures(  # noqa: PLR0913 - keyword-only
        self,
        file: Path | str,
        *,
        flow: str,
        series: str,
        by: str,
        updates: bool = False,
        columns: Mapping[str, str] | None = None,
        dry_run: bool = False,
    ) -> FigureImportReport:
        """Enter a figure for every good row of an XLSX or CSV ledger; report every bad row.

        Importing the same file again enters nothing twice. With ``updates`` rows this office wrote
        put their entries right where they differ. ``columns`` maps headers to what they mean in this
        file. With ``dry_run`` nothing is kept.
        Raises UnreadableFile, UnknownFlow, UnknownSeries, UnknownPerson, and InvalidValues for
        columns that mean nothing.
        """
        published, directory = self._archive.flow(flow), self._archive.directory()
        declared = _series(published, series)
        plain = figure_shape(published, declared, told={}, taught={})
        told = told_fields(plain.fields, columns or {})
        shape = figure_shape(published, declared, told=told, taught=self._taught(flow))
        known = self._archive.known(flow, sight=self._sight(directory, by))
        read = read_figures(
            Path(file),
            shape=shape,
            territories=directory.territories(),
            units=directory.units(),
            known=(case for case in known if case.is_seen),
            today=self._clock.now().astimezone(self._zone).date(),
        )

        def take(engine: Engine) -> FigureImportReport:
            return take_figures(
                read,
                shape,
                self._archive.figures(flow, series, put_right_too=True),
                enter=_entering(engine, series, by),
                correct=_correcting(engine, series, by) if updates else None,
            )

        if dry_run:
            with self._archive.rehearsing() as connection:
                return replace(take(self._engine.within(connection)), is_rehearsal=True)
        return take(self._engine)

    def headers(self, flow: str) -> Sequence[TaughtHeader]:
        """List the headers that were explained for a flow; raises UnknownFlow."""
        return self._archive.headers(self._archive.flow(flow).key)

    def forget(self, flow: str, header: str, *, by: str = SYSTEM) -> None:
        """Forget what a header means.

        Raises UnknownFlow, UnknownHeader, and NotEntitled unless ``by`` explained it or
        administers the office.
        """
        known = {one.header: one for one in self.headers(flow)}
        found = known.get(normal(header))
        if found is None:
            raise UnknownHeader(name=header, known=list(known))
        if by not in {SYSTEM, found.by}:
            person = _person(self._archive.directory(), by)
            if "administrator" not in person.roles:
                raise NotEntitled(
                    person=person.name,
                    action="forget what this header means",
                    action_zh="删除这条列名对应",
                    who="whoever explained it or an administrator",
                    who_zh="当初说明它的人或管理员",
                )
        self._archive.forget(flow, found.header)

    def _taught(self, flow: str) -> Mapping[str, str]:
        return {one.header: one.field for one in self._archive.headers(flow)}

    def _teach(self, flow: str, told: Mapping[str, str], by: str) -> None:
        now = self._clock.now()
        self._archive.teach(
            [
                TaughtHeader(flow=flow, header=header, field=field, by=by, at=now)
                for header, field in told.items()
            ]
        )

    def _sight(self, directory: Directory, by: str) -> Sight:
        return sight_of(directory, _person(directory, by), self._clock.now())


def _recording(engine: Engine, by: str) -> Callable[[int, Mapping[str, Any], str], Case]:
    return lambda case, values, note: engine.record(case, by=by, fields=values, note=note)


def _entering(engine: Engine, series: str, by: str) -> Callable[[ReadFigure, str], Case]:
    enter = engine.figures.enter
    return lambda row, key: enter(
        row.case.id, series, row.amount, on=row.day, parts=row.parts, note=row.note, by=by, key=key
    )


def _correcting(engine: Engine, series: str, by: str) -> Callable[[ReadFigure, int, str], Case]:
    correct = engine.figures.correct
    return lambda row, number, why: correct(
        row.case.id, series, number, amount=row.amount, on=row.day, parts=row.parts, by=by, why=why
    )


def _series(flow: Flow, key: str) -> Series:
    if key not in flow.series:
        raise UnknownSeries(name=key, known=tuple(flow.series))
    return flow.series[key]


def _person(directory: Directory, key: str) -> Person:
    person = directory.person(key)
    if person is None:
        raise UnknownPerson(name=key)
    return person
