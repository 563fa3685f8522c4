"""Opening databases: the SQLite recipe that loses no update, and PostgreSQL's settings.

pysqlite's default transaction handling loses updates under concurrency and keeps rows that the
outer transaction rolled back; ``isolation_level=None`` with an explicit BEGIN does neither.
"""

from __future__ import annotations

import select
import sqlite3
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, func
from sqlalchemy import select as ask
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from ..clock import Clock, SteadyClock, SystemClock
from ..errors import DatabaseUnavailable, UnsafeConnection

READING = "guatu_reading"
BUSY_MS = 20_000
IDLE = timedelta(seconds=10)

RESTED = "guatu_rested_since"
TRUSTED = 1.0
"""For how many seconds in the pool a quiet connection is taken to be alive: asking costs a trip."""


def open_engine(url: str, *, idle: timedelta = IDLE) -> Engine:
    """Make an engine for ``sqlite:///FILE`` or ``postgresql://…``; nothing is connected yet.

    PostgreSQL ends a session that stays idle inside a transaction for longer than ``idle``: what
    a process that stopped in the middle holds is free again. Raises DatabaseUnavailable for a URL that is neither.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnavailable(
            url=url, why="it is not a database URL", why_zh="不是数据库地址"
        ) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed)
    if backend == "postgresql":
        return _postgresql(parsed, idle)
    raise DatabaseUnavailable(
        url=shown(url),
        why=f"{backend} is not supported; use sqlite or postgresql",
        why_zh=f"不支持 {backend}，请用 sqlite 或 postgresql",
    )


def shown(url: str | URL) -> str:
    """Write a URL for people, its password hidden."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return str(url)


def _sqlite(url: URL) -> Engine:
    folder = Path(url.database or "").parent
    if url.database and not folder.is_dir():
        raise DatabaseUnavailable(
            url=shown(url),
            why=f"the folder {folder} does not exist",
            why_zh=f"文件夹 {folder} 不存在",
        )
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
    except sqlite3.OperationalError:
        # A read-only file can still be read; the first write says what is wrong.
        pass
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _postgresql(url: URL, idle: timedelta) -> Engine:
    if url.get_driver_name() != "psycopg":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(
        url,
        connect_args={
            "options": f"-c idle_in_transaction_session_timeout={_milliseconds(idle)}"
            " -c timezone=UTC",
            "connect_timeout": 10,
        },
    )
    event.listen(engine, "checkin", _lay_down)
    event.listen(engine, "checkout", partial(_try_rested, engine.dialect))
    return engine


def _lay_down(_driver: Any, record: ConnectionPoolEntry) -> None:
    record.info[RESTED] = monotonic()


def _try_rested(dialect: Dialect, driver: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Try a connection the database may have ended meanwhile; the pool then makes new ones."""
    since = record.info.get(RESTED, monotonic())
    try:
        if monotonic() - since > TRUSTED or not _is_quiet(driver):
            dialect.do_ping(driver)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _is_quiet(driver: Any) -> bool:
    """Say whether a connection has nothing to tell, its end for one; costs no round trip."""
    if not hasattr(select, "poll"):
        return False
    polled = select.poll()
    polled.register(driver.fileno(), select.POLLIN)
    return not polled.poll(0)


def _milliseconds(time: timedelta) -> int:
    return max(int(time.total_seconds() * 1000), 1)


def database_time(engine: Engine) -> datetime:
    """Give PostgreSQL's present moment: the one clock that all machines share."""
    with engine.connect() as connection:
        moment: datetime = connection.execute(ask(func.clock_timestamp())).scalar_one()
        return moment


def require_safe(connection: Connection) -> None:
    """Raise UnsafeConnection for an SQLite connection that has no real transaction to join.

    That is one in pysqlite's legacy mode, which begins by itself and late, and one in autocommit
    mode, which would keep what its host rolls back.
    """
    if connection.dialect.name != "sqlite":
        return
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.dbapi_connection
    if getattr(driver, "isolation_level", None) is not None:
        raise UnsafeConnection
    if not getattr(driver, "in_transaction", False):
        raise UnsafeConnection


def clock_of(engine: Engine) -> Clock:
    """Give the clock of an office that brings none: the database's on PostgreSQL, else the machine's."""
    if engine.dialect.name == "postgresql":
        return SteadyClock(lambda: database_time(engine))
    return SystemClock()
