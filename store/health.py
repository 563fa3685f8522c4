"""How an office is: when its processes last beat, what waits and since when, what gave up."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, and_, delete, func, insert, select, update

from .layout import tables
from .layout.accounts import PROCESS, heartbeat
from .schema import current
from .store import SqlStore

BEAT_EVERY: Final = timedelta(seconds=10)
"""How often a process writes down that it beats, at most."""

FORGOTTEN: Final = timedelta(days=1)
"""After how long a process that does not beat is no longer listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """That a process ticked (心跳), and when it last wrote so down."""

    process: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits: how much, and since when the longest-due of it could have been done.

    ``since`` is None when nothing is due. Of timers those that are due wait; deliveries and jobs
    that are tried again later wait too.
    """

    waiting: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a database tells of an office's health at one moment; ``dead`` counts by kind."""

    heartbeats: Sequence[Heartbeat]
    timers: Backlog
    outbox: Backlog
    jobs: Backlog
    dead: Mapping[str, int]
    database: str
    schema: str


class Pulse:
    """The heartbeats of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._written: dict[str, datetime] = {}

    def beat(self, process: str, now: datetime) -> bool:
        """Write down that a process ticks; False when it did so less than ten seconds ago."""
        name = process[:PROCESS]
        with self._lock:
            last = self._written.get(name)
            if last is not None and abs(now - last) < BEAT_EVERY:
                return False
            self._written[name] = now
        mine = heartbeat.c.process == name
        with self._store.writing() as connection:
            if connection.execute(update(heartbeat).where(mine).values(at=now)).rowcount == 0:
                connection.execute(insert(heartbeat), {"process": name, "at": now})
                gone = heartbeat.c.at < now - FORGOTTEN
                connection.execute(delete(heartbeat).where(gone))
        return True

    def last(self) -> datetime | None:
        """Give the last heartbeat of any process, None when there never was one."""
        with self._store.reading() as connection:
            last: datetime | None = connection.execute(
                select(func.max(heartbeat.c.at))
            ).scalar_one()
        return last

    def signs(self, now: datetime) -> Signs:
        """Read how the office is; every count is of rows an index names."""
        timer, outbox, job = tables.timer.c, tables.outbox.c, tables.job.c
        beats = select(heartbeat).order_by(heartbeat.c.at.desc(), heartbeat.c.process)
        is_due = and_(timer.state == "armed", timer.fire_at <= now)
        with self._store.reading() as connection:
            return Signs(
                heartbeats=[
                    Heartbeat(process=row.process, at=row.at) for row in connection.execute(beats)
                ],
                timers=_backlog(connection, timer.fire_at, is_due, now),
                outbox=_backlog(connection, outbox.try_at, outbox.state == "waiting", now),
                jobs=_backlog(connection, job.try_at, job.state == "waiting", now),
                dead={kind: _dead(connection, state) for kind, state in DEAD.items()},
                database=connection.dialect.name,
                schema=current(connection) or "",
            )


DEAD: Final[Mapping[str, Column[str]]] = {
    "timer": tables.timer.c.state,
    "delivery": tables.outbox.c.state,
    "job": tables.job.c.state,
}


def _backlog(
    connection: Connection, moment: Column[Any], waits: ColumnElement[bool], now: datetime
) -> Backlog:
    query = select(func.count(), func.min(moment)).where(waits)
    waiting, first = connection.execute(query).one()
    return Backlog(waiting=waiting, since=first if first is not None and first <= now else None)


def _dead(connection: Connection, state: Column[str]) -> int:
    query = select(func.count()).select_from(state.table).where(state == "dead")
    return connection.execute(query).scalar_one()
