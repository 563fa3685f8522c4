"""The stays that are mined: one flow's, whole cases one after the other, read as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Literal

from sqlalchemy import Connection, Text, cast, null, select
from sqlalchemy import case as either

from ..errors import Language, UnknownFlow
from ..workflow.mining import MOST, Mined, Places, Stay, Trace, mine, trace_of
from ..workflow.mining.stays import PauseSpan
from ..workflow.people import Directory
from ..workflow.people.sight import places_named
from ..workflow.time.worktime import WorkTime
from ..workflow.values import SYSTEM
from .boards import Query, within
from .layout import tables
from .marks import read_marks
from .viewing import Viewing

PAGE = 5_000
"""How many stays are read at once."""

Only = Literal["ended", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StayFilter:
    """Whose stays are mined: of one version of the flow, of cases opened on some days, and so on.

    ``since`` and ``until`` are the first and last day of opening, ``territory`` is a place by key or
    title, with what is below it, ``only`` the ended or the running ones. None asks nothing.
    """

    version: int | None = None
    since: date | None = None
    until: date | None = None
    territory: str | None = None
    only: Only | None = None


EVERY_STAY = StayFilter()


class MiningViews(Viewing):
    """What the history of the cases of a flow says, as far as a sight goes."""

    def mine(
        self, now: datetime, flow: str, wanted: StayFilter = EVERY_STAY, *, most: int = MOST
    ) -> Mined:
        """Mine the history of a flow; no more than ``most`` variants are told one by one.

        It is compared with the version wanted, else with the latest. Raises UnknownFlow,
        UnknownPlace.
        """
        with self._store.reading(one_picture=True) as connection:
            marks = read_marks(connection)
            directory = self._store.rosters.directory(connection, marks.roster)
            sources = self._store.calendars.all(connection, marks.calendars)

            def worktime(calendar: str) -> WorkTime:
                return self._worktimes.of(sources[calendar])

            places = self._places(connection, flow, wanted.version)
            return mine(
                self._stays(connection, flow, wanted),
                places,
                worktimes=worktime,
                now=now,
                mover=_mover(directory),
                most=most,
            )

    def stays(self, flow: str, wanted: StayFilter = EVERY_STAY) -> Iterator[Stay]:
        """Stream the stays of a flow's cases, by case and number; raises what ``mine`` does."""
        with self._store.reading(one_picture=True) as connection:
            self._places(connection, flow, wanted.version)
            yield from self._stays(connection, flow, wanted)

    def traces(
        self, flow: str, wanted: StayFilter = EVERY_STAY, *, language: Language = "zh"
    ) -> Iterator[Trace]:
        """Stream a flow's cases as the traces of an event log; raises what ``mine`` does."""
        with self._store.reading(one_picture=True) as connection:
            group = cache(_mover(self._store.rosters.directory(connection)))
            places = self._places(connection, flow, wanted.version)
            stays = self._stays(connection, flow, wanted)
            for _, of_case in groupby(stays, attrgetter("case")):
                yield trace_of(list(of_case), places, group, language)

    def _places(self, connection: Connection, key: str, version: int | None) -> Places:
        shelf, table = self._store.shelf, tables.flow.c
        found = connection.execute(
            select(table.version, table.hash)
            .where(table.key == key, table.state == "published")
            .order_by(table.version.desc())
        ).all()
        hashes = {row.version: row.hash for row in found}
        if not hashes:
            shelf.latest(connection, key)  # raises UnknownFlow
        if version is not None and version not in hashes:
            raise UnknownFlow(name=f"{key}@{version}", known=[f"{key}@{n}" for n in sorted(hashes)])
        wanted = max(hashes) if version is None else version
        # Compiled only as far as cases name stages that newer ones have not.
        older = (shelf.version(connection, of) for n, of in hashes.items() if n != wanted)
        return Places(shelf.version(connection, hashes[wanted]), older)

    def _stays(self, connection: Connection, flow: str, wanted: StayFilter) -> Iterator[Stay]:
        query = self._opened(_narrowed(_stays(flow), flow, wanted), wanted)
        if wanted.territory is not None:
            directory = self._store.rosters.directory(connection)
            places = places_named(directory, wanted.territory)
            query = query.where(tables.case.c.territory.in_(sorted(places)))
        query = within(query, self._sight)
        streamed = connection.execution_options(yield_per=PAGE).execute(query)
        for page in streamed.partitions():
            for row in page:
                *plain, pauses = row
                yield Stay._make((*plain, _pauses(pauses) if pauses else ()))

    def _opened(self, query: Query, wanted: StayFilter) -> Query:
        opened = tables.case.c.opened_at
        if wanted.since is not None:
            query = query.where(opened >= self._begin(wanted.since))
        if wanted.until is not None:
            query = query.where(opened < self._begin(wanted.until + timedelta(days=1)))
        return query

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def _mover(directory: Directory) -> Callable[[str], str]:
    """Give what whoever moves cases is counted under: his unit, else his name."""

    def mover(key: str) -> str:
        if key == SYSTEM:
            return "系统"
        person = directory.person(key)
        unit = directory.unit(person.unit) if person else None
        return unit.title if unit else directory.name_of(key)

    return mover


def _narrowed(query: Query, flow: str, wanted: StayFilter) -> Query:
    case, version = tables.case.c, tables.flow.c
    if wanted.version is not None:
        of = select(version.hash).where(version.key == flow, version.version == wanted.version)
        query = query.where(case.flow_hash == of.scalar_subquery())
    if wanted.only == "ended":
        query = query.where(case.status == "ended")
    if wanted.only == "running":
        query = query.where(case.status != "ended")
    return query


def _stays(flow: str) -> Query:
    """Ask for the stays of a flow's cases, in their order.

    Pauses only where there are some, the due moment only of stays that last: reading is what costs.
    """
    case, entry, deadline = tables.case.c, tables.entry.c, tables.deadline.c
    is_paused = cast(deadline.pauses, Text) != "[]"
    return (
        select(
            *(entry[name] for name in ("case_id", "stage", "entered_at", "left_at", "via", "by")),
            entry.was_on_time,
            either((entry.left_at.is_(None), deadline.due_at), else_=null()),
            deadline.calendar,
            either((is_paused, deadline.pauses), else_=null()),
        )
        .select_from(tables.entry)
        .join(tables.case, case.id == entry.case_id)
        .join(
            tables.deadline,
            (deadline.case_id == entry.case_id) & (deadline.entry == entry.number),
        )
        .where(case.flow_key == flow)
        .order_by(entry.case_id, entry.number)
    )


def _pauses(found: list[dict[str, str | None]]) -> tuple[PauseSpan, ...]:
    return tuple(
        (
            datetime.fromisoformat(pause["since"] or ""),
            datetime.fromisoformat(pause["until"]) if pause["until"] else None,
        )
        for pause in found
    )
