"""Jobs in a table: deferred with what they follow from, leased while they are worked on."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from ..clock import Clock
from ..errors import StalledJob, UnknownJobKind
from ..workflow.going import GoesOn, always
from ..workflow.jobs import Job, JobHandler, Worked
from .layout import tables
from .listening import announce
from .statements import inserting, leasing
from .store import SqlStore
from .transaction import SqlTransaction

log = logging.getLogger(__name__)

RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after the first, second … failure; after the last a job is a dead letter."""

LEASE = timedelta(minutes=10)
TOLD = 2_000

box = tables.job


def _nobody() -> None:
    """Wake nobody."""


class TableJobs:
    """The jobs of one store, worked off by whoever ticks.

    A lease is a moment in ``try_at`` and a token: when it runs out the job is taken up by another,
    and the late worker's mark finds another token and does nothing.
    """

    def __init__(
        self,
        store: SqlStore,
        clock: Clock,
        *,
        wake: Callable[[], None] = _nobody,
        lease: timedelta = LEASE,
        retries: Sequence[timedelta] = RETRIES,
    ) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._lease = lease
        self._retries = tuple(retries)
        self._handlers: dict[str, JobHandler] = {}

    def handle(self, kind: str, handler: JobHandler) -> None:
        """Register who does the jobs of a kind; whatever it raises puts the job off."""
        self._handlers[kind] = handler

    def defer(
        self, kind: str, args: Mapping[str, Any], *, key: str, within: object | None = None
    ) -> None:
        """Have a job done once after the commit; one that already waits under its key stays as is.

        One that is being worked on is done again: it may not have seen what happened since.
        """
        if kind not in self._handlers:
            raise UnknownJobKind(name=kind, known=sorted(self._handlers))
        with self._transaction(within) as uow:
            uow.connection.execute(self._putting(uow.connection, kind, args, key))
            self._deferred(uow.connection, key)
            if self._store.notifies:
                announce(uow.connection)
            uow.on_commit(self._wake)

    def run(self, *, limit: int = 100, goes_on: GoesOn = always) -> Worked:
        """Work off at most ``limit`` due jobs in this thread; ask between two whether to go on."""
        ends = {"done": 0, "failed": 0, "dead": 0, "lost": 0}
        for _ in range(limit):
            keys = self.waiting(1) if goes_on() else []
            if not keys:
                break
            ends[self.work_off(keys[0]) or "lost"] += 1
        return Worked(done=ends["done"], failed=ends["failed"], dead=ends["dead"])

    def waiting(self, limit: int) -> Sequence[str]:
        """Give the keys of due jobs, the longest due first."""
        due = (
            select(box.c.key)
            .where(box.c.state == "waiting", box.c.try_at <= self._clock.now())
            .order_by(box.c.try_at, box.c.key)
            .limit(limit)
        )
        with self._store.reading() as connection:
            return connection.execute(due).scalars().all()

    def work_off(self, key: str) -> str:
        """Do one job if it is due: done, failed, dead, lost, or empty for nothing to do."""
        token = secrets.token_hex(16)
        row = self._claim(key, token)
        if row is None:
            return ""
        if row.attempts > len(self._retries) + 1:
            stalled = StalledJob(key=key, attempts=row.attempts - 1)
            return self._mark(key, token, "dead", error=f"StalledJob: {stalled}")
        try:
            handler = self._handlers.get(row.kind)
            if handler is None:
                raise UnknownJobKind(name=row.kind, known=sorted(self._handlers))  # noqa: TRY301
            handler(Job(key=key, kind=row.kind, args=row.args, attempts=row.attempts))
        except Exception as error:
            log.exception("job %s failed", key)
            return self._put_off(row, token, f"{type(error).__name__}: {error}")
        return self._mark(key, token, "done", done_at=self._clock.now(), error="")

    def _deferred(self, connection: Connection, key: str) -> None:
        """Have the job carried; here the next tick finds it in the table."""

    def _claim(self, key: str, token: str) -> Any:
        now = self._clock.now()
        with self._store.writing() as connection:
            return connection.execute(leasing(box, key, now, self._lease, token)).one_or_none()

    def _put_off(self, row: Any, token: str, error: str) -> str:
        if row.attempts > len(self._retries):
            return self._mark(row.key, token, "dead", error=error)
        later = self._clock.now() + self._retries[row.attempts - 1]
        return self._mark(row.key, token, "waiting", try_at=later, token="", error=error)

    def _mark(self, key: str, mine: str, state: str, *, error: str, **values: Any) -> str:
        with self._store.writing() as connection:
            done = connection.execute(
                update(box)
                .where(box.c.key == key, box.c.token == mine, box.c.state == "waiting")
                .values(state=state, error=error[:TOLD], **values)
            )
        return ("failed" if state == "waiting" else state) if done.rowcount == 1 else "lost"

    def _putting(self, connection: Connection, kind: str, args: Mapping[str, Any], key: str) -> Any:
        """Insert the job, or begin it anew unless it waits untouched."""
        now = self._clock.now()
        new = {"kind": kind, "args": dict(args), "state": "waiting", "try_at": now}
        new |= {"attempts": 0, "token": "", "error": "", "created_at": now, "done_at": None}
        return (
            inserting(connection.dialect.name, box)
            .values(key=key, **new)
            .on_conflict_do_update(
                index_elements=["key"],
                set_=new,
                where=or_(box.c.state != "waiting", box.c.token != ""),
            )
        )

    def _transaction(self, within: object | None) -> AbstractContextManager[SqlTransaction]:
        if isinstance(within, SqlTransaction):
            return nullcontext(within)
        return self._store.begin() if within is None else self._store.join(within)
