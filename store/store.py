"""The store on SQLite or PostgreSQL: hands out transactions and finds what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ..workflow.people import Directory
from .calendars import CalendarShelf
from .claims import SqlClaim, claim_due, count_due
from .engines import IDLE, READING, open_engine, require_safe, shown
from .joining import Aftermath
from .layout import tables
from .listening import announce_soon
from .roster import RosterCache
from .schema import migrate_engine, require_current, reraise
from .shelf import Compile, FlowShelf
from .transaction import Herald, SqlTransaction

Waiting = Literal["timer", "delivery", "job"]
WAITING: tuple[Waiting, ...] = ("timer", "delivery", "job")


class SqlStore:
    """Everything guatu remembers, in one database."""

    def __init__(
        self,
        url: str,
        compile_flow: Compile,
        *,
        idle: timedelta = IDLE,
        notify: bool = True,
        directory: Directory | None = None,
    ) -> None:
        self.engine: Engine = open_engine(url, idle=idle)
        self.is_postgresql = self.engine.dialect.name == "postgresql"
        self.notifies = notify and self.is_postgresql
        self.heralds: list[Herald] = [announce_soon] if self.notifies else []
        self.url = shown(self.engine.url)
        self.shelf = FlowShelf(compile_flow)
        self.rosters = RosterCache(directory)
        self.calendars = CalendarShelf()
        self._aftermath = Aftermath()

    def migrate(self) -> None:
        """Bring the database to this guatu's schema; raises a DatabaseProblem."""
        migrate_engine(self.engine)

    def require_current(self) -> None:
        """Raise the DatabaseProblem that says why this database can't be worked with."""
        require_current(self.engine)

    def close(self) -> None:
        """Give up every connection."""
        self.engine.dispose()

    def server(self) -> str:
        """Name the database program and its version."""
        with self.reading() as connection:
            found = connection.dialect.server_version_info or ()
            return f"{connection.dialect.name} {'.'.join(map(str, found))}"

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        """Open a transaction; commit when the block ends well, else roll back."""
        with self.writing() as connection:
            transaction = self._on(connection)
            yield transaction
        for call in transaction.after_commit:
            call()

    @contextmanager
    def join(self, connection: object) -> Iterator[SqlTransaction]:
        """Work inside the host's transaction, behind a savepoint so that a refusal spoils nothing."""
        if not isinstance(connection, Connection | Session):
            raise TypeError("within() takes a sqlalchemy Connection or Session")
        host = connection.connection() if isinstance(connection, Session) else connection
        require_safe(host)
        with host.begin_nested():
            transaction = self._on(host)
            yield transaction
        self._aftermath.await_commit(connection, transaction.after_commit)

    @contextmanager
    def look(self) -> Iterator[SqlTransaction]:
        """Open a transaction for reading only, which waits for no writer."""
        with self.reading() as connection:
            yield self._on(connection)

    def _on(self, connection: Connection) -> SqlTransaction:
        return SqlTransaction(
            connection,
            shelf=self.shelf,
            rosters=self.rosters,
            calendars=self.calendars,
            heralds=self.heralds,
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a writing transaction; driver errors become sentences."""
        is_committing = False
        try:
            with self.engine.begin() as connection:
                yield connection
                is_committing = True
        except DBAPIError as error:
            reraise(error, self.engine, is_committing=is_committing)

    @contextmanager
    def reading(self, *, one_picture: bool = False) -> Iterator[Connection]:
        """Give a connection inside a reading transaction, which blocks no writer.

        With ``one_picture`` every question in it sees the same, whatever others commit meanwhile;
        on SQLite that is always so.
        """
        options: dict[str, Any] = {READING: True}
        if one_picture and self.is_postgresql:
            options["isolation_level"] = "REPEATABLE READ"
        try:
            with self.engine.connect().execution_options(**options) as connection:
                yield connection
        except DBAPIError as error:
            reraise(error, self.engine)

    @contextmanager
    def claim(self, now: datetime) -> Iterator[SqlClaim | None]:
        """Open a transaction that holds the longest-due case nobody else holds, None for none."""
        with self.begin() as transaction:
            yield claim_due(transaction.connection, transaction, now)

    def count_due(self, now: datetime, *, at_most: int | None = None) -> int:
        """Count the cases with due timers, no further than ``at_most``; nothing is held."""
        with self.reading() as connection:
            return count_due(connection, now, at_most)

    def next_moment(self, kinds: Collection[Waiting] = WAITING) -> datetime | None:
        """Give the earliest moment a timer, a delivery or a job waits for, None for nothing."""
        timer, outbox, job = tables.timer.c, tables.outbox.c, tables.job.c
        found = {
            "timer": (timer.fire_at, timer.state == "armed"),
            "delivery": (outbox.try_at, outbox.state == "waiting"),
            "job": (job.try_at, job.state == "waiting"),
        }
        with self.reading() as connection:
            moments = [
                connection.execute(select(func.min(moment)).where(waits)).scalar_one()
                for moment, waits in (found[kind] for kind in kinds)
            ]
        return min((m for m in moments if m is not None), default=None)
