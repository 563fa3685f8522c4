"""Watches statements and commits on their way to the database, below SQLAlchemy and everything else.

The driver's own connection and cursor classes are replaced, so no statement escapes, whichever
way it was sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg

Hook = Callable[[str, str], None]
"""Called with ``before`` or ``after`` and the statement; a commit is the statement ``COMMIT``."""

SHOWN = 100


def watch(hook: Hook) -> None:
    """Call a hook around every statement of every connection this process opens from now on."""
    sqlite = partial(sqlite3.connect, factory=_sqlite_connection(hook))
    sqlite3.dbapi2.connect = sqlite  # type: ignore[assignment]
    psycopg.connect = _psycopg_connection(hook).connect


def _text(statement: Any) -> str:
    text = statement.decode() if isinstance(statement, bytes) else str(statement)
    return " ".join(text.split())


def _around(hook: Hook, call: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    def called(self: Any, *arguments: Any, **named: Any) -> Any:
        what = name or _text(arguments[0])
        hook("before", what)
        result = call(self, *arguments, **named)
        hook("after", what)
        return result

    return called


def _sqlite_connection(hook: Hook) -> type[sqlite3.Connection]:
    watched = type(
        "WatchedCursor",
        (sqlite3.Cursor,),
        {name: _around(hook, getattr(sqlite3.Cursor, name)) for name in ("execute", "executemany")},
    )
    commit = _around(hook, sqlite3.Connection.commit, "COMMIT")

    class WatchedConnection(sqlite3.Connection):
        def cursor(self, factory: Any = watched) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            if self.in_transaction:
                commit(self)

    return WatchedConnection


def _psycopg_connection(hook: Hook) -> type[psycopg.Connection[Any]]:
    watched = type(
        "WatchedCursor",
        (psycopg.Cursor,),
        {name: _around(hook, getattr(psycopg.Cursor, name)) for name in ("execute", "executemany")},
    )
    commit = _around(hook, psycopg.Connection.commit, "COMMIT")

    class WatchedConnection(psycopg.Connection[Any]):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.cursor_factory = watched

        def commit(self) -> None:
            if self.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                commit(self)

    return WatchedConnection
