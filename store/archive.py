"""What an office keeps besides cases: published flows and the roster."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from ..definitions.flow import Flow
from ..workflow.people import Directory, Roster
from .layout import tables
from .roster import read, replace_roster
from .shelf import FlowVersion
from .store import SqlStore


class FlowArchive:
    """The published flows of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def publish(self, flow: Flow, *, file: str, at: datetime, by: str) -> int:
        """Store a flow as the next version of its key; the same content again is the same version."""
        with self._store.writing() as connection:
            return self._store.shelf.publish(connection, flow, file, at, by)

    def versions(self) -> list[FlowVersion]:
        """List every published version, by key and version."""
        with self._store.reading() as connection:
            return self._store.shelf.versions(connection)

    def latest(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        with self._store.reading() as connection:
            return self._store.shelf.latest(connection, key)


class RosterArchive:
    """The roster of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def save(self, roster: Roster) -> None:
        """Store a roster; people it does not name become inactive."""
        with self._store.writing() as connection:
            replace_roster(connection, roster)

    def read(self) -> Roster:
        """Read the whole roster, those who left included."""
        with self._store.reading() as connection:
            return read(connection)

    def directory(self) -> Directory:
        """Give the directory as it is now."""
        with self._store.reading() as reading:
            return self._store.rosters.directory(reading)


class Inboxes:
    """What has been read of the notices of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def mark_read(self, person: str, at: datetime) -> int:
        """Record that a person has read every notice in his inbox; give how many were unread."""
        notice = tables.notice
        with self._store.writing() as connection:
            done = connection.execute(
                update(notice)
                .where(notice.c.recipient == person, notice.c.read_at.is_(None))
                .values(read_at=at)
            )
            return done.rowcount
