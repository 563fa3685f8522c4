"""Registers: every case of a flow as a stream of lines, and the headers that were explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, true

from ..definitions.flow import Flow
from ..workflow.figures import Figure
from ..workflow.people import Directory
from ..workflow.people.sight import EVERYTHING, Sight
from ..workflow.registers import RegisteredCase, RegisteredFigure, TaughtHeader
from .boards import cases, filtered, light_at, seen_by, within
from .layout import tables
from .layout.reporting import figure as figures
from .layout.reporting import header as headers
from .rows import field_values, plain_value
from .store import SqlStore

PAGE = 500
"""How many cases are in memory at a time."""


class RegisterArchive:
    """The registers of one store, and what was explained about the files they come from."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def flow(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        with self._store.reading() as connection:
            return self._store.shelf.latest(connection, key)

    def directory(self) -> Directory:
        """Give the directory as it is now."""
        with self._store.reading() as connection:
            return self._store.rosters.directory(connection)

    def register(
        self,
        flow: str,
        now: datetime,
        *,
        sight: Sight = EVERYTHING,
        running_only: bool = False,
        territories: Collection[str] | None = None,
    ) -> Iterator[RegisteredCase]:
        """Stream the cases of a flow within a sight by number, with lights and holders.

        With ``territories`` only those in one of these places.
        """
        case = tables.case.c
        query = cases(light_at(now)).add_columns(case.fields, case.opened_at, case.opened_by)
        query = filtered(query, flow=flow, include_ended=not running_only).order_by(case.id)
        if territories is not None:
            query = query.where(case.territory.in_(sorted(territories)))
        query = within(query, sight)
        with self._store.reading() as connection:
            names = self._store.rosters.directory(connection).name_of
            for rows in _pages(connection, query):
                holders = _holders(connection, [row.id for row in rows])
                for row in rows:
                    held = holders.get(row.id, {})
                    yield self._line(
                        connection,
                        row,
                        light=None if row.status == "ended" else row.light,
                        due_at=row.due_at,
                        holders={role: [names(key) for key in held[role]] for role in held},
                    )

    def known(self, flow: str, *, sight: Sight = EVERYTHING) -> Iterator[RegisteredCase]:
        """Stream every case of a flow by number, saying of each whether it lies within a sight."""
        case = tables.case.c
        shown = true() if sight.is_everything else case.id.in_(seen_by(sight))
        query = (
            select(
                *(case[name] for name in ("id", "ref", "title", "flow_hash", "stage", "status")),
                *(case[name] for name in ("grade", "fields", "opened_at", "opened_by", "version")),
                shown.label("is_seen"),
            )
            .where(case.flow_key == flow)
            .order_by(case.id)
        )
        with self._store.reading() as connection:
            for rows in _pages(connection, query):
                for row in rows:
                    yield self._line(
                        connection, row, is_seen=bool(row.is_seen), version=row.version
                    )

    def figures(  # noqa: PLR0913 - keyword-only
        self,
        flow: str,
        series: str,
        *,
        sight: Sight = EVERYTHING,
        since: date | None = None,
        until: date | None = None,
        put_right_too: bool = False,
        running_only: bool = False,
        territories: Collection[str] | None = None,
    ) -> Iterator[RegisteredFigure]:
        """Stream the figures of a series within a sight by case and number.

        ``since`` and ``until`` are the first and last day they are for. Only those that count, with
        ``put_right_too`` also those that were put right or say that one never was.
        """
        case = tables.case.c
        named = ("id", "ref", "title", "flow_hash", "stage", "status", "grade", "fields")
        query = (
            select(figures, *(case[name] for name in (*named, "opened_at", "opened_by")))
            .join(tables.case, case.id == figures.c.case_id)
            .where(figures.c.series == series)
            .order_by(figures.c.case_id, figures.c.number)
        )
        query = within(filtered(query, flow=flow, include_ended=not running_only), sight)
        if territories is not None:
            query = query.where(case.territory.in_(sorted(territories)))
        if since is not None:
            query = query.where(figures.c.day >= since)
        if until is not None:
            query = query.where(figures.c.day <= until)
        if not put_right_too:
            query = query.where(figures.c.corrected_by.is_(None))
        with self._store.reading() as connection:
            names = self._store.rosters.directory(connection).name_of
            for rows in _pages(connection, query):
                for row in rows:
                    figure = plain_value(Figure, row._mapping)  # noqa: SLF001 - SQLAlchemy's own way
                    if put_right_too or figure.counts:
                        yield RegisteredFigure(
                            case=self._line(connection, row),
                            figure=figure,
                            by_name=names(figure.by),
                        )

    def _line(self, connection: Connection, row: Any, **more: Any) -> RegisteredCase:
        flow = self._store.shelf.version(connection, row.flow_hash)
        return RegisteredCase(
            id=row.id,
            ref=row.ref,
            title=row.title,
            flow=flow,
            stage=row.stage,
            status=row.status,
            grade=row.grade,
            fields=field_values(row.fields, flow.fields),
            opened_at=row.opened_at,
            opened_by=row.opened_by,
            **more,
        )

    def headers(self, flow: str) -> Sequence[TaughtHeader]:
        """List the headers explained for a flow, by header."""
        query = select(headers).where(headers.c.flow_key == flow).order_by(headers.c.header)
        with self._store.reading() as connection:
            return [
                TaughtHeader(
                    flow=row.flow_key, header=row.header, field=row.field, by=row.by, at=row.at
                )
                for row in connection.execute(query)
            ]

    def teach(self, taught: Sequence[TaughtHeader]) -> None:
        """Keep what headers mean; what was explained before is replaced."""
        with self._store.writing() as connection:
            for one in taught:
                _forget(connection, one.flow, one.header)
                connection.execute(
                    insert(headers).values(
                        flow_key=one.flow, header=one.header, field=one.field, by=one.by, at=one.at
                    )
                )

    def forget(self, flow: str, header: str) -> None:
        """Forget what a header means."""
        with self._store.writing() as connection:
            _forget(connection, flow, header)

    @contextmanager
    def rehearsing(self) -> Iterator[Connection]:
        """Give a connection in a transaction of which nothing is kept."""
        with self._store.writing() as connection:
            yield connection
            connection.rollback()


def _forget(connection: Connection, flow: str, header: str) -> None:
    connection.execute(
        delete(headers).where(headers.c.flow_key == flow, headers.c.header == header)
    )


def _pages(connection: Connection, query: Any) -> Iterator[Sequence[Any]]:
    """Read rows page by page, on PostgreSQL by a cursor of the server's."""
    yield from connection.execute(query, execution_options={"yield_per": PAGE}).partitions()


def _holders(
    connection: Connection, ids: Sequence[int]
) -> Mapping[int, Mapping[str, Sequence[str]]]:
    held = tables.assignment.c
    query = (
        select(held.case_id, held.role, held.holder)
        .where(held.case_id.in_(ids), held.until.is_(None))
        .order_by(held.case_id, held.role, held.since, held.holder)
    )
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.case_id].setdefault(row.role, []).append(row.holder)
    return found
