"""Statements compiled once: built with Core, kept as the driver's own text, run by its own cursor.

SQLAlchemy looks a statement up, converts each parameter and each cell by its column's type, and
makes a result of the answer, every time; on the hot path that costs more than SQLite does. Here a
statement is its text, and cells are converted in :mod:`.shapes`. Connections, transactions and
savepoints stay SQLAlchemy's, so do its errors, and who listens to statements hears these too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Build = Callable[..., Any]
Names = tuple[str, ...]
KEPT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A statement as one driver takes it; ``names`` are its parameters in order, if that counts."""

    text: str
    names: Names | None

    def sent(self, values: Mapping[str, Any]) -> Any:
        """Arrange named values as the driver takes them."""
        return dict(values) if self.names is None else tuple([values[name] for name in self.names])

    def sent_rows(self, names: Names, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Arrange rows of values that are in the order of ``names``."""
        if self.names == names:
            return [tuple(row) for row in rows]
        return [self.sent(dict(zip(names, row, strict=True))) for row in rows]


class Line:
    """The way of prepared statements to the database, through the connection of one transaction.

    Whatever the driver raises is raised as SQLAlchemy's DBAPIError, as from any statement; whoever
    listens to statements (a log, a tracer, a test) when the transaction begins hears them all.
    """

    def __init__(self, connection: Connection) -> None:
        heard = connection.dispatch
        self.connection = connection
        self.dialect = connection.dialect
        self._is_heard = bool(
            heard.before_cursor_execute or heard.after_cursor_execute or connection.engine.echo
        )

    def prepared(self, build: Build, *facts: Hashable) -> Prepared:
        """Give the statement that ``build`` makes of some facts, compiled for this database."""
        kind: Any = type(self.dialect)
        return _prepared(kind, self.dialect.paramstyle, build, facts)

    def first(self, statement: Prepared, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Run a statement with named values and give the first row it finds, None for none."""
        rows = self.all(statement, values)
        return rows[0] if rows else None

    def all(self, statement: Prepared, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Run a statement with named values and give every row it finds."""
        rows: Sequence[Sequence[Any]] = self._run(statement.text, statement.sent(values)).fetchall()
        return rows

    def count(self, statement: Prepared, values: Mapping[str, Any]) -> int:
        """Run a statement with named values and give the number of rows it touched."""
        return int(self._run(statement.text, statement.sent(values)).rowcount)

    def each(self, statement: Prepared, names: Names, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row of values, which are in the order of ``names``."""
        self._run(statement.text, statement.sent_rows(names, rows), many=True)

    def _run(self, text: str, sent: Any, *, many: bool = False) -> Any:
        if self._is_heard:
            return self.connection.exec_driver_sql(text, sent)
        driver: Any = self.connection.connection.dbapi_connection
        cursor = driver.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(text, sent)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._told(error, driver, text, sent) from error
        return cursor

    def _told(self, error: Any, driver: Any, text: str, sent: Any) -> Exception:
        is_lost = self.dialect.is_disconnect(error, driver, None)
        told: Exception = DBAPIError.instance(
            text,
            sent,
            error,
            self.dialect.loaded_dbapi.Error,
            hide_parameters=self.connection.engine.hide_parameters,
            connection_invalidated=is_lost,
            dialect=self.dialect,
        )
        if is_lost:
            self.connection.invalidate(error)
        return told


@lru_cache(maxsize=KEPT)
def _prepared(kind: Any, paramstyle: str, build: Build, facts: tuple[Hashable, ...]) -> Prepared:
    compiled = build(*facts).compile(dialect=kind(paramstyle=paramstyle))
    names = tuple(compiled.positiontup) if compiled.positional else None
    return Prepared(text=str(compiled), names=names)
