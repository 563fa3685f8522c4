"""The store on SQLite or PostgreSQL: hands out transactions and finds what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ..definitions.flow import Flow
from ..workflow.ports import Directory, DueCase
from ..workflow.values import Roster
from . import tables
from .engines import READING, open_engine, require_safe, shown
from .flows import Compile, FlowShelf, FlowVersion
from .roster import RosterCache, read, replace_roster
from .schema import migrate_engine, require_current, translated
from .transaction import SqlTransaction


class SqlStore:
    """Everything guatu remembers, in one database."""

    def __init__(self, url: str, compile_flow: Compile) -> None:
        self.engine: Engine = open_engine(url)
        self.url = shown(self.engine.url)
        self._shelf = FlowShelf(compile_flow)
        self._rosters = RosterCache()

    def migrate(self) -> None:
        """Bring the database to this guatu's schema; raises a DatabaseProblem."""
        migrate_engine(self.engine)

    def require_current(self) -> None:
        """Raise the DatabaseProblem that says why this database can't be worked with."""
        require_current(self.engine)

    def close(self) -> None:
        """Give up every connection."""
        self.engine.dispose()

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
        host = connection.connection() if isinstance(connection, Session) else connection
        if not isinstance(host, Connection):
            raise TypeError("within() takes a sqlalchemy Connection or Session")
        require_safe(host)
        with host.begin_nested():
            transaction = self._on(host)
            yield transaction
        for call in transaction.after_commit:
            event.listen(host, "commit", lambda _, call=call: call(), once=True)

    def _on(self, connection: Connection) -> SqlTransaction:
        return SqlTransaction(connection, shelf=self._shelf, rosters=self._rosters)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a writing transaction; driver errors become sentences."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error, self.engine) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection inside a reading transaction, which blocks no writer."""
        try:
            with self.engine.connect().execution_options(**{READING: True}) as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error, self.engine) from error

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

    def set_aside(
        self, case: int, now: datetime, error: str, retries: Sequence[timedelta]
    ) -> None:
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

    def publish(self, flow: Flow, *, file: str, at: datetime, by: str) -> int:
        """Store a flow as the next version of its key; the same content again is the same version."""
        with self.writing() as connection:
            return self._shelf.publish(connection, flow, file, at, by)

    def flow_versions(self) -> list[FlowVersion]:
        """List every published version."""
        with self.reading() as connection:
            return self._shelf.versions(connection)

    def latest_flow(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        with self.reading() as connection:
            return self._shelf.latest(connection, key)

    def flow_of(self, connection: Connection, flow_hash: str) -> Flow:
        """Give a version by its hash on an open connection; raise UnknownFlow."""
        return self._shelf.version(connection, flow_hash)

    def directory(self, connection: Connection) -> Directory:
        """Give the directory as an open connection sees it."""
        return self._rosters.directory(connection)

    def save_roster(self, roster: Roster) -> None:
        """Store a roster; people it does not name become inactive."""
        with self.writing() as connection:
            replace_roster(connection, roster)

    def roster(self) -> Roster:
        """Read the whole roster."""
        with self.reading() as connection:
            return read(connection)
