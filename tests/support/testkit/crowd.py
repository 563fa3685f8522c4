"""Many cases, fast: one case's rows copied under new ids, each with a history chain of its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.engine import make_url

from guatu import Office
from guatu.store.layout import tables
from guatu.workflow.history import seal
from guatu.workflow.values import Event

CHUNK = 1_000
OF_A_CASE = (
    "position",
    "entry",
    "deadline",
    "timer",
    "task",
    "poll",
    "assignment",
    "material",
    "event",
)
Rows = dict[str, list[dict[str, Any]]]


def multiply(office: Office, case: int, times: int) -> range:
    """Copy a case that has no letter, notice or escalation yet; give the ids of the copies.

    The copies are real: every row under its own id, every event sealed again.
    """
    with office.store.writing() as connection:
        model = _rows(connection, case)
        first = case + 1
        copies = range(first, first + times)
        for start in range(first, first + times, CHUNK):
            some = [_copy(model, number) for number in copies[start - first :][:CHUNK]]
            for name in ("case", *OF_A_CASE):
                rows = [row for one in some for row in one[name]]
                if rows:
                    connection.execute(tables.metadata.tables[f"guatu_{name}"].insert(), rows)
        if times and connection.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('guatu_case_number', :n)"), {"n": copies[-1]})
    return copies


def _rows(connection: Connection, case: int) -> Rows:
    def of(table: Table) -> list[dict[str, Any]]:
        key = table.c.id if table is tables.case else table.c.case_id
        found = connection.execute(table.select().where(key == case).order_by(*table.primary_key))
        return [dict(row) for row in found.mappings()]

    return {name: of(tables.metadata.tables[f"guatu_{name}"]) for name in ("case", *OF_A_CASE)}


def _copy(model: Rows, number: int) -> Rows:
    rows = {name: [{**row, "case_id": number} for row in model[name]] for name in OF_A_CASE}
    previous = model["event"][0]["previous"]
    for row in rows["event"]:
        facts = {name: value for name, value in row.items() if name != "case_id"}
        event = Event(case=number, **(facts | {"previous": previous}))
        row["previous"], previous = previous, seal(replace(event, hash=""))
        row["hash"] = previous
    (case,) = model["case"]
    title = f"{case['title']}之{number}"
    rows["case"] = [
        {**case, "id": number, "title": title, "identity": title, "head_hash": previous}
    ]
    return rows


@contextmanager
def copied(url: str, folder: Path) -> Iterator[str]:
    """Give the URL of a copy of a database nobody is connected to; gone afterwards."""
    parsed = make_url(url)
    name = f"copy_{uuid4().hex[:12]}"
    if parsed.get_backend_name() == "sqlite":
        file = folder / f"{name}.db"
        with sqlite3.connect(str(parsed.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(str(parsed.database), file)
        yield f"sqlite:///{file}"
        for left in folder.glob(f"{name}.db*"):
            left.unlink()
        return
    _administer(url, f"CREATE DATABASE {name} TEMPLATE {parsed.database}")
    try:
        yield parsed.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _administer(url: str, statement: str) -> None:
    host = str(make_url(url).query["host"])
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as server:
        server.execute(statement)  # pyright: ignore[reportArgumentType]
