"""What an office keeps besides cases: published flows and the roster."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import partial

from sqlalchemy import func, select, tuple_, update

from ..clock import Clock
from ..definitions.flow import Flow
from ..workflow.people import Directory, Roster
from ..workflow.people.changes import overlaid
from ..workflow.people.telling import roster_told
from ..workflow.values import SYSTEM
from .layout import tables
from .register import Register, roster_events
from .roster import RosterDirectory, read
from .seen import HistoryLine
from .shelf import FlowVersion
from .store import SqlStore
from .waiting.values import NoticeName


class FlowArchive:
    """The published flows of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def publish(self, flow: Flow, *, file: str, at: datetime, by: str, note: str = "") -> int:
        """Store a flow as the next version of its key; the same content again is the same version."""
        with self.publishing() as publish:
            return publish(flow, file=file, at=at, by=by, note=note)

    @contextmanager
    def publishing(self) -> Iterator[Callable[..., int]]:
        """Give what `publish` does, for several flows that are all stored or none."""
        with self._store.writing() as connection:
            yield partial(self._store.shelf.publish, connection)

    def versions(self) -> list[FlowVersion]:
        """List every published version, by key and version."""
        with self._store.reading() as connection:
            return self._store.shelf.versions(connection)

    def running(self) -> dict[str, int]:
        """Count the running cases of every version, by its hash; a version without any is not there."""
        case = tables.case
        query = (
            select(case.c.flow_hash, func.count())
            .where(case.c.status != "ended")
            .group_by(case.c.flow_hash)
        )
        with self._store.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def version(self, flow_hash: str) -> Flow:
        """Give the version of a flow with this hash; raise UnknownFlow."""
        with self._store.reading() as connection:
            return self._store.shelf.version(connection, flow_hash)

    def latest(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        with self._store.reading() as connection:
            return self._store.shelf.latest(connection, key)


class RosterArchive:
    """The roster of one store, and its history."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @contextmanager
    def changing(self) -> Iterator[Register]:
        """Hold the roster alone, to read it and to store what is to become of it."""
        with self._store.writing() as connection:
            yield Register(connection)

    def save(self, roster: Roster, *, by: str = SYSTEM, why: str = "") -> None:
        """Store a roster; people it does not name become inactive, the same one changes nothing."""
        with self.changing() as register:
            whole = overlaid(register.roster, roster, is_whole=True)
            register.write(whole, at=self._clock.now(), by=by, why=why)

    def read(self) -> Roster:
        """Read the whole roster, those who left included."""
        with self._store.reading() as connection:
            return read(connection)

    def directory(self) -> Directory:
        """Give the directory as it is now."""
        with self._store.reading() as reading:
            return self._store.rosters.directory(reading)

    def history(self, *, zone: tzinfo) -> list[HistoryLine]:
        """Give every event of the roster, oldest first, told in Chinese."""
        with self._store.reading() as connection:
            roster, found = read(connection), roster_events(connection)
        names = RosterDirectory(roster).name_of
        titles = {place.key: place.title for place in roster.territories}
        lines: list[HistoryLine] = []
        for event in found:
            data = json.loads(event.data)
            what = roster_told(
                event.kind, data, names=names, places=lambda key: titles.get(key, key), zone=zone
            )
            lines.append(
                HistoryLine(
                    seq=event.seq,
                    at=event.at,
                    kind=event.kind,
                    what=what,
                    by=event.by,
                    by_name=names(event.by),
                    data=data,
                    why=event.why,
                )
            )
        return lines


class Inboxes:
    """What has been read of the notices of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def mark_read(
        self, person: str, at: datetime, *, only: Collection[NoticeName] | None = None
    ) -> int:
        """Record that a person has read every notice in his inbox, or ``only`` some of them.

        Gives how many were unread; what is not in his inbox is passed over.
        """
        notice = tables.notice
        query = update(notice).where(notice.c.recipient == person, notice.c.read_at.is_(None))
        if only is not None:
            named = [(name.case, name.entry, name.topic) for name in only]
            keys = tuple_(notice.c.case_id, notice.c.entry, notice.c.topic)
            query = query.where(keys.in_(named))
        with self._store.writing() as connection:
            return connection.execute(query.values(read_at=at)).rowcount
