"""The store on SQLite or PostgreSQL: hands out transactions and finds what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ..workflow.ports import DueCase
from .calendars import CalendarShelf
from .engines import READING, open_engine, require_safe, shown
from .joining import Aftermath
from .layout import tables
from .roster import RosterCache
from .schema import migrate_engine, require_current, reraise
from .shelf import Compile, FlowShelf
from .transaction import SqlTransaction


class SqlStore:
    """Everything guatu remembers, in one database."""

    def __init__(self, url: str, compile_flow: Compile) -> None:
        self.engine: Engine = open_engine(url)
        self.url = shown(self.engine.url)
        self.shelf = FlowShelf(compile_flow)
        self.rosters = RosterCache()
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
            connection, shelf=self.shelf, rosters=self.rosters, calendars=self.calendars
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a writing transaction; driver errors become sentences."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            reraise(error, self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection inside a reading transaction, which blocks no writer."""
        try:
            with self.engine.connect().execution_options(**{READING: True}) as connection:
                yield connection
        except DBAPIError as error:
            reraise(error, self.engine)

    def due_cases(self, now: datetime, limit: int) -> Sequence[DueCase]:
        """Give the cases with due timers, the longest due first."""
        timer = tables.timer
        query = (
            select(timer.c.case_id, timer.c.fire_at)
            .where(timer.c.state == "armed", timer.c.fire_at <= now)
            .order_by(timer.c.fire_at, timer.c.case_id)
            .limit(limit)
        )
        with self.reading() as connection:
            found = connection.execute(query).all()
        first: dict[int, datetime] = {}
        for case, fire_at in found:
            first.setdefault(case, fire_at)
        return [DueCase(case=case, fire_at=fire_at) for case, fire_at in first.items()]

    def next_moment(self) -> datetime | None:
        """Give the earliest moment a timer or a delivery waits for, None when nothing does."""
        timer, outbox = tables.timer, tables.outbox
        with self.reading() as connection:
            moments = [
                connection.execute(
                    select(func.min(timer.c.fire_at)).where(timer.c.state == "armed")
                ).scalar_one(),
                connection.execute(
                    select(func.min(outbox.c.try_at)).where(outbox.c.state == "waiting")
                ).scalar_one(),
            ]
        return min((m for m in moments if m is not None), default=None)

    def set_aside(self, case: int, now: datetime, error: str, retries: Sequence[timedelta]) -> None:
        """Put off a case's due timers after an error, by the next of the pauses; then they are dead."""
        timer = tables.timer
        due = (timer.c.case_id == case, timer.c.state == "armed", timer.c.fire_at <= now)
        with self.writing() as connection:
            for row in connection.execute(select(timer).where(*due)).all():
                values: Mapping[str, Any] = {"attempts": row.attempts + 1, "error": error[:2000]}
                if row.attempts < len(retries):
                    values = {**values, "fire_at": now + retries[row.attempts]}
                else:
                    values = {**values, "state": "dead"}
                connection.execute(
                    update(timer)
                    .where(*due, timer.c.entry == row.entry, timer.c.rung == row.rung)
                    .values(values)
                )
