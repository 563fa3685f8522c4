"""Deliveries and jobs carried by procrastinate, on the same PostgreSQL: its only door.

guatu's own rows stay the truth: a procrastinate job only says which row to look at, and whoever
does it leases that row first. So a job that runs twice, late, or for a row that was done long ago
does no harm, and one that was lost is deferred again by ``reconcile``.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from ..clock import Clock
from ..errors import ExtraMissing, NeedsPostgres
from ..workflow.casefiles import Change
from ..workflow.going import GoesOn, always
from ..workflow.jobs import Worked
from .jobs import LEASE, RETRIES, TableJobs
from .listening import connection_parameters
from .store import SqlStore

library: Any = None
try:
    import procrastinate
except ModuleNotFoundError:
    pass  # the extra guatu[cluster] is not installed: asking for a cluster says so
else:
    library = procrastinate

log = logging.getLogger(__name__)

SCHEMA = "guatu_cluster"
"""procrastinate's tables live here, apart from those of a host that uses it too."""

QUEUE = "guatu"
DELIVER, WORK = "deliver", "work"
BATCH = 100
LOCK = 0x67_75_61_74_76
AGAIN = 5.0
"""After how many seconds a worker that was asked to end and works on is asked again."""
PAUSES = (0.2, 1.0, 2.0, 5.0)

_PREPARED = text(f"SELECT to_regclass('{SCHEMA}.procrastinate_jobs') IS NOT NULL")
_ENTER = text(
    f"SELECT set_config('search_path', '{SCHEMA},' || current_setting('search_path'), true)"
)
_LEAVE = text("SELECT set_config('search_path', :path, true)")
_PATH = text("SELECT current_setting('search_path')")
_FORGOTTEN = {
    task: text(
        f"""SELECT key, {channel} FROM {table} AS row
        WHERE state = 'waiting' AND try_at <= :now AND NOT EXISTS (
            SELECT 1 FROM {SCHEMA}.procrastinate_jobs AS live
            WHERE live.queueing_lock = '{task}/' || row.key AND live.status = 'todo')
        ORDER BY try_at, key LIMIT {BATCH}"""  # noqa: S608 - names of ours only
    )
    for task, table, channel in (
        (DELIVER, "guatu_outbox", "channel"),
        (WORK, "guatu_job", "''"),
    )
}


class ClusterJobs(TableJobs):
    """The jobs and deliveries of one store, worked off by procrastinate workers on any machine.

    ``deliver`` carries one item of the outbox, by its key. Each of the ``channels`` has a queue of
    its own, so that one that hangs holds up no other. A worker that was not heard of for
    ``stalled`` counts as dead: what it was doing is begun again. Raises ExtraMissing without the
    extra ``cluster``, and NeedsPostgres.
    """

    def __init__(  # noqa: PLR0913 - the times are for tests
        self,
        store: SqlStore,
        clock: Clock,
        *,
        deliver: Callable[[str], str],
        wake: Callable[[], None],
        channels: Sequence[str] = (),
        lease: timedelta = LEASE,
        retries: Sequence[timedelta] = RETRIES,
        stalled: timedelta = timedelta(seconds=30),
    ) -> None:
        if library is None:
            raise ExtraMissing(extra="cluster")
        if not store.is_postgresql:
            raise NeedsPostgres(url=store.url)
        super().__init__(store, clock, wake=wake, lease=lease, retries=retries)
        self._does = {DELIVER: deliver, WORK: self.work_off}
        self._lanes = tuple(channels)
        self._stalled = stalled.total_seconds()
        # An app without tasks: deferring must not need what only a worker has.
        self._deferring = library.App(connector=library.SyncPsycopgConnector())
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] | None = None
        self._prepare()
        store.heralds.append(self._carry_outgoing)

    def run(self, *, limit: int = 100, goes_on: GoesOn = always) -> Worked:
        """Work off at most ``limit`` due jobs in this thread; the rest are deferred again later."""
        self.reconcile(self._clock.now())
        ends: Counter[str] = Counter()

        def do(task: str, key: str) -> None:
            if goes_on() and ends.total() < limit:
                ends[self._does[task](key)] += 1

        asyncio.run(self._work(do, wait=False))
        return Worked(done=ends["done"], failed=ends["failed"], dead=ends["dead"])

    def reconcile(self, now: datetime) -> int:
        """Defer again what waits and nobody carries: held until now, put off, or lost."""
        with self._store.writing() as connection:
            mine = text(f"SELECT pg_try_advisory_xact_lock({LOCK})")
            if not connection.execute(mine).scalar_one():
                return 0  # another machine is about it
            found = {
                task: [(row[0], row[1]) for row in connection.execute(query, {"now": now})]
                for task, query in _FORGOTTEN.items()
            }
            for task, items in found.items():
                self._carry(connection, task, items)
        return sum(map(len, found.values()))

    def start(self) -> None:
        """Begin to work on a thread of its own, and come back when the database was away."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._supervise, name="guatu-carrier")
            self._thread.start()

    def stop(self) -> None:
        """End after the job in hand; a second time nothing happens."""
        self._stopping.set()
        if self._thread is not None:
            with suppress(RuntimeError):  # between two loops there is nobody to tell
                if self._end is not None:
                    self._end()
            self._thread.join()
            self._thread = None

    def _prepare(self) -> None:
        """Create procrastinate's tables in their schema, once."""
        with self._store.writing() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            if connection.execute(_PREPARED).scalar_one():
                return
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.execute(_ENTER)
            _driver(connection).execute(library.schema.SchemaManager.get_schema().encode())

    def _deferred(self, connection: Connection, key: str) -> None:
        self._carry(connection, WORK, [(key, "")])

    def _carry_outgoing(self, connection: Connection, change: Change) -> bool:
        """Defer a delivery in the transaction that writes it, unless it is held for later."""
        edge = change.case.changed_at
        self._carry(
            connection,
            DELIVER,
            [
                (o.key, o.channel)
                for o in change.outgoing
                if o.hold_until is None or o.hold_until <= edge
            ],
        )
        return False

    def _carry(self, connection: Connection, task: str, items: Sequence[tuple[str, str]]) -> None:
        """Defer items, each a key and the channel whose queue it goes into."""
        path = connection.execute(_PATH).scalar_one() if items else ""
        for key, channel in items:
            with suppress(library.exceptions.AlreadyEnqueued), connection.begin_nested():
                connection.execute(_ENTER)
                self._deferring.configure_task(
                    task,
                    queue=_queue(channel) if channel in self._lanes else QUEUE,
                    queueing_lock=f"{task}/{key}",
                    connection=_driver(connection),
                ).defer(key=key)
                connection.execute(_LEAVE, {"path": path})

    def _supervise(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work_until_stopped())
            except Exception:
                log.exception("the cluster's worker ended; it begins again")
            self._stopping.wait(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    async def _work_until_stopped(self) -> None:
        loop, ending = asyncio.get_running_loop(), asyncio.Event()
        self._end = lambda: loop.call_soon_threadsafe(ending.set)
        working = asyncio.create_task(self._work(lambda task, key: self._does[task](key)))
        stopped = asyncio.create_task(self._stop_asked(ending))
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        while not working.done():
            # procrastinate takes it as: no new job, then end; one that is just starting may miss it
            working.cancel()
            await asyncio.wait({working}, timeout=AGAIN)
        with suppress(asyncio.CancelledError):
            await working

    async def _stop_asked(self, ending: asyncio.Event) -> None:
        if not self._stopping.is_set():
            await ending.wait()

    async def _work(self, do: Callable[[str, str], object], *, wait: bool = True) -> None:
        app = library.App(connector=self._connector())
        for task in self._does:
            app.task(name=task, queue=QUEUE)(_task(do, task))
        queues = [QUEUE, *map(_queue, self._lanes)]
        # One thread a lane: those that hang must leave one for each of the others.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(len(queues) + 1))
        async with app.open_async():
            rescuing = asyncio.create_task(self._rescue(app))
            try:
                async with asyncio.TaskGroup() as lanes:
                    for queue in queues:
                        lanes.create_task(self._empty(app, queue, wait=wait))
            finally:
                rescuing.cancel()

    async def _empty(self, app: Any, queue: str, *, wait: bool) -> None:
        await app.run_worker_async(
            queues=[queue],
            wait=wait,
            install_signal_handlers=False,
            delete_jobs="always",
            update_heartbeat_interval=self._stalled / 3,
            stalled_worker_timeout=self._stalled,
        )

    def _connector(self) -> Any:
        options = f"-c search_path={SCHEMA},public -c timezone=UTC"
        parameters = {**connection_parameters(self._store.engine), "options": options}
        return library.PsycopgConnector(
            kwargs=parameters, min_size=1, max_size=4 + len(self._lanes)
        )

    async def _rescue(self, app: Any) -> None:
        """Begin again, now and then, what workers that died or stalled were doing."""
        manager = app.job_manager
        while True:
            try:
                for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled):
                    try:
                        await manager.retry_job(job)
                    except library.exceptions.UniqueViolation:  # the same waits already
                        await manager.finish_job(job, library.jobs.Status.FAILED, delete_job=True)
            except library.exceptions.ProcrastinateException:
                log.warning("stalled jobs could not be rescued this time", exc_info=True)
            await asyncio.sleep(self._stalled / 2)


def _queue(channel: str) -> str:
    return f"{QUEUE}/{channel}"


def _task(do: Callable[[str, str], object], task: str) -> Any:
    async def carry(key: str) -> None:
        await asyncio.to_thread(do, task, key)

    return carry


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
