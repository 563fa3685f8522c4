"""A fresh database per test, copied from a template."""

from __future__ import annotations

import fcntl
import importlib
import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import psycopg

from .postgres import NoPostgresError, PostgresServer, new_server

Kind = Literal["sqlite", "postgresql"]
Holding = Literal["nothing", "tables", "sample"]
"""What a new database holds: no table, guatu's tables, or the office of ``guatu init --sample``."""


class Room:
    """The folder that all processes of one test run share; what is in it is made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def server(self) -> PostgresServer:
        """Give the run's PostgreSQL, started by whoever asks first; raise NoPostgresError."""
        started, refused = self.folder / "started", self.folder / "refused"
        with self._alone("server"):
            if refused.exists():
                raise NoPostgresError(refused.read_text(encoding="utf-8"))
            if not started.exists():
                try:
                    server = new_server(self.folder)
                except NoPostgresError as error:
                    refused.write_text(str(error), encoding="utf-8")
                    raise
                started.write_text(str(server.programs), encoding="utf-8")
        programs = Path(started.read_text(encoding="utf-8"))
        return PostgresServer(programs=programs, room=self.folder)

    def why_no_postgres(self) -> str:
        """Give the reason there was no PostgreSQL; empty when none was missed."""
        refused = self.folder / "refused"
        return refused.read_text(encoding="utf-8") if refused.exists() else ""

    def miss(self, what: str, why: str) -> None:
        """Note that something a test needs is not on this machine."""
        (self.folder / f"missing-{what}").write_text(why, encoding="utf-8")

    def why_missing(self, what: str) -> str:
        """Give the reason something was missed; empty when it was not."""
        missed = self.folder / f"missing-{what}"
        return missed.read_text(encoding="utf-8") if missed.exists() else ""

    def clear(self) -> None:
        """Stop what runs in the room and remove it."""
        if (self.folder / "started").exists():
            self.server().stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def sqlite(self, folder: Path, holding: Holding) -> Iterator[str]:
        """Give the URL of a new SQLite file in the folder."""
        file = folder / "office.db"
        if holding != "nothing":
            shutil.copyfile(self._sqlite_template(holding), file)
        yield f"sqlite:///{file}"

    @contextmanager
    def postgresql(self, holding: Holding) -> Iterator[str]:
        """Give the URL of a new PostgreSQL database, dropped afterwards."""
        server = self.server()
        template = "template0"
        if holding != "nothing":
            template = self._postgresql_template(server, holding)
        name = f"test_{uuid4().hex[:12]}"
        _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield server.url(name)
        finally:
            _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _sqlite_template(self, holding: Holding) -> Path:
        template = self.folder / f"{holding}.db"
        with self._alone("sqlite"):
            if not template.exists():
                draft = self.folder / f"draft-{uuid4().hex}.db"
                fill(f"sqlite:///{draft}", holding)
                connection = sqlite3.connect(draft)
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.close()
                draft.rename(template)
        return template

    def _postgresql_template(self, server: PostgresServer, holding: Holding) -> str:
        template = f"guatu_{holding}"
        done = self.folder / f"{holding}-postgresql"
        with self._alone("postgresql"):
            if not done.exists():
                _administer(server, f"DROP DATABASE IF EXISTS {template} WITH (FORCE)")
                _administer(server, f"CREATE DATABASE {template} TEMPLATE template0")
                fill(server.url(template), holding)
                end_sessions(server, template)
                done.touch()
        return template

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def fill(url: str, holding: Holding) -> None:
    """Bring an empty database to what it is to hold, through guatu's own front doors."""
    if holding == "tables":
        importlib.import_module("guatu.store").migrate(url)
        return
    with redirect_stdout(io.StringIO()) as said, suppress(SystemExit):
        importlib.import_module("guatu.cli").main(["init", "--sample", "--db", url])
    assert "已就绪" in said.getvalue(), said.getvalue()


def end_sessions(server: PostgresServer, database: str) -> int:
    """End every session on a database, as a restart would; give how many, all gone by now."""
    with _administrator(server) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = %s",
            (database,),
        ).fetchall()
    assert all(is_gone for (is_gone,) in ended), f"sessions on {database} go on: {ended}"
    return len(ended)


def _administer(server: PostgresServer, statement: str) -> None:
    with _administrator(server) as connection:
        connection.execute(statement)  # pyright: ignore[reportArgumentType]


def _administrator(server: PostgresServer) -> psycopg.Connection[Any]:
    host = str(server.socket)
    return psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True)
