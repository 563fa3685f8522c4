"""The office's registers (台账): every case of a flow, out to a file and in from one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from .clock import Clock
from .definitions import Flow
from .errors import (
    InvalidValues,
    NotEntitled,
    UnknownHeader,
    UnknownPerson,
    UnknownPlace,
    ValueFault,
)
from .exchange import (
    ImportReport,
    field_named,
    import_rows,
    lexicon_of,
    normal,
    register_columns,
    write_register,
)
from .store import RegisterArchive, SqlStore
from .workflow.engine import Engine
from .workflow.people import Directory, Person
from .workflow.people.sight import EVERYTHING, Sight, places_below, sight_of
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
            territories=_places(directory, territory) if territory else None,
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
        told = _told(published, columns or {})

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


def _person(directory: Directory, key: str) -> Person:
    person = directory.person(key)
    if person is None:
        raise UnknownPerson(name=key)
    return person


def _places(directory: Directory, name: str) -> Collection[str]:
    """Give a place, named by its key or a title only it has, and the places below it."""
    titles = directory.territories()
    titled = [name] if name in titles else [k for k, title in titles.items() if title == name]
    if len(titled) != 1:
        offered = [f"{key}（{title}）" for key, title in titles.items()]
        raise UnknownPlace(name=name, known=titled or offered)
    return places_below(directory, titled[0])


def _told(flow: Flow, columns: Mapping[str, str]) -> Mapping[str, str]:
    """Give what headers mean by field key; raise InvalidValues for every field there is not."""
    told: dict[str, str] = {}
    faults: list[ValueFault] = []
    for header, name in columns.items():
        key, near = field_named(name, flow.fields)
        if key:
            told[normal(header)] = key
        else:
            mend = f"; did you mean “{near}”?" if near else ""
            mend_zh = f"；是否应为“{near}”？" if near else ""
            faults.append(
                ValueFault(
                    field=header,
                    title=header,
                    value=name,
                    what=f"there is no field “{name}”{mend}",
                    what_zh=f"没有字段“{name}”{mend_zh}",
                )
            )
    if faults:
        raise InvalidValues(faults=faults)
    return told
