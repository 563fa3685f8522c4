"""The hand-written limit: a transition's rows by the plain driver, as durable, nothing decided."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Json

from .footprint import READ, TABLES, Footprint, Row, snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one row, prepared: only what depends on the case is put in each time."""

    values: tuple[Any, ...]
    own: tuple[int, ...]
    keys: tuple[int, ...]

    def of(self, case: int) -> list[Any]:
        """Give the values for a case."""
        values = list(self.values)
        for place in self.own:
            values[place] = case
        for place in self.keys:
            values[place] = f"{values[place]}~{case}"
        return values


Statement = tuple[str, list[Line]]


def plan(footprint: Footprint, mark: str) -> list[Statement]:
    """Give the writing statements, one for each table and shape, with a line for each row."""
    found: list[Statement] = []
    for table, pairs in footprint.changed.items():
        for shape, some in groupby(pairs, key=lambda pair: (tuple(pair[0]), tuple(pair[1]))):
            keys, columns = shape
            sets = ", ".join(f"{c} = {mark}" for c in columns)
            where = " AND ".join(f"{k} = {mark}" for k in keys)
            lines = [_line(table, (*new.items(), *key.items())) for key, new in some]
            found.append((f"UPDATE {table} SET {sets} WHERE {where}", lines))
    for table, rows in footprint.added.items():
        columns = ", ".join(f'"{c}"' for c in rows[0])
        marks = ", ".join(mark for _ in rows[0])
        insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        found.append((insert, [_line(table, tuple(row.items())) for row in rows]))
    return found


def _line(table: str, pairs: tuple[tuple[str, Any], ...]) -> Line:
    own = "id" if table == "guatu_case" else "case_id"
    return Line(
        tuple(Json(v) if isinstance(v, dict | list) else v for _, v in pairs),
        tuple(place for place, (name, _) in enumerate(pairs) if name == own),
        tuple(
            place
            for place, (name, _) in enumerate(pairs)
            if name == "key" and TABLES[table] == ["key"]
        ),
    )


def reads(is_case: str) -> list[str]:
    """Give the statements that read what a decision needs."""
    return [f"SELECT * FROM {table} WHERE {column} {is_case}" for table, column in READ.items()]


class SqliteByHand:
    """A plain sqlite3 connection, WAL and synchronous=FULL as the office has it."""

    def __init__(self, url: str) -> None:
        self._db = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")

    def snapshot(self, case: int) -> dict[str, list[Row]]:
        """Read every row of a case."""

        def query(statement: str, values: Sequence[Any]) -> list[Row]:
            cursor = self._db.execute(statement, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

        return snapshot(query, "?", case)

    def plan(self, footprint: Footprint) -> None:
        """Prepare to write what a transition left."""
        self._plan = plan(footprint, "?")

    def one(self, case: int) -> None:
        """Write one transition in a transaction of its own."""
        self.many([case])

    def many(self, cases: Sequence[int]) -> None:
        """Write many in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        for query in reads("= ?"):
            for case in cases:
                self._db.execute(query, (case,)).fetchall()
        for statement, lines in self._plan:
            self._db.executemany(statement, [line.of(case) for case in cases for line in lines])
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


class PostgresByHand:
    """A plain psycopg connection; three ways to write the same, by their round trips."""

    def __init__(self, url: str) -> None:
        plain_url = url.replace("postgresql+psycopg", "postgresql")
        self._db = psycopg.connect(plain_url, autocommit=True)

    def snapshot(self, case: int) -> dict[str, list[Row]]:
        """Read every row of a case."""
        with self._db.cursor(row_factory=dict_row) as cursor:
            return snapshot(
                lambda statement, values: cursor.execute(statement, values).fetchall(), "%s", case
            )

    def plan(self, footprint: Footprint) -> None:
        """Prepare to write what a transition left."""
        self._plan = plan(footprint, "%s")
        self._statement, self._lines = one_statement(self._plan)

    def one(self, case: int) -> None:
        """Write one transition statement by statement."""
        with self._db.transaction(), self._db.cursor() as cursor:
            for query in reads("= %s"):
                cursor.execute(query, (case,)).fetchall()
            for statement, lines in self._plan:
                for line in lines:
                    cursor.execute(statement, line.of(case))

    def pipelined(self, case: int) -> None:
        """Write one transition in two round trips, one to read and one to write."""
        with self._db.pipeline(), self._db.transaction():
            self._read_together(case)
            for statement, lines in self._plan:
                for line in lines:
                    self._db.execute(statement, line.of(case))

    def in_one_statement(self, case: int) -> None:
        """Write one transition as a single statement, and read before it in one round trip."""
        with self._db.pipeline():
            self._read_together(case)
        self._db.execute(self._statement, [v for line in self._lines for v in line.of(case)])

    def many(self, cases: Sequence[int]) -> None:
        """Write many in one transaction."""
        with self._db.transaction(), self._db.cursor() as cursor:
            for query in reads("= ANY(%s)"):
                cursor.execute(query, (list(cases),)).fetchall()
            for statement, lines in self._plan:
                cursor.executemany(statement, [line.of(case) for case in cases for line in lines])

    def _read_together(self, case: int) -> None:
        found = [self._db.execute(query, (case,)) for query in reads("= %s")]
        for cursor in found:
            cursor.fetchall()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


def one_statement(statements: list[Statement]) -> tuple[str, list[Line]]:
    """Join all writing statements into one with common table expressions."""
    parts: list[str] = []
    for statement, lines in statements:
        head, insert, marks = statement.partition(" VALUES ")
        if insert:
            parts.append(f"{head} VALUES {', '.join(marks for _ in lines)}")
        else:
            parts += [statement for _ in lines]
    named = ", ".join(f"w{number} AS ({part})" for number, part in enumerate(parts))
    return f"WITH {named} SELECT 1", [line for _, lines in statements for line in lines]
