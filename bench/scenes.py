"""Where benches take place: fresh databases of both kinds, an office, and many alike cases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg

from guatu import Clock, ManualClock, Office
from guatu.definitions.files import FLOWS
from testkit.crowd import multiply
from testkit.postgres import PostgresServer, new_server

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DUE = START + timedelta(days=2, hours=2)
"""When the first rung of the first stage is due."""
CLERK = "fang_xiaohe"
TRANSITION = "register"
KINDS = ("SQLite", "PostgreSQL")
NUMBERS = count()


class Place:
    """A folder and a durable PostgreSQL (fsync on) in it, started when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: PostgresServer | None = None

    def url(self, kind: str) -> str:
        """Give the URL of a fresh, empty database."""
        name = f"bench_{next(NUMBERS)}"
        if kind == "SQLite":
            return f"sqlite:///{self.folder / name}.db"
        if self.server is None:
            self.server = new_server(self.folder, durable=True)
        with psycopg.connect(
            host=str(self.server.socket), user="postgres", autocommit=True
        ) as server:
            server.execute(f"CREATE DATABASE {name}")
        return self.server.url(name)


@contextmanager
def place() -> Iterator[Place]:
    """Give a place, removed afterwards. It is on disk, so that durable means durable."""
    with tempfile.TemporaryDirectory(prefix="guatu-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's user passes through
        there = Place(folder)
        try:
            yield there
        finally:
            if there.server is not None:
                there.server.stop()


def office_at(url: str, clock: Clock) -> Office:
    """Open an office with the shipped full-service flow and the sample roster."""
    office = Office.open(url, clock=clock)
    office.publish(FLOWS / "full_service.yaml")
    office.load_roster(FLOWS.parent / "samples" / "roster.yaml")
    return office


def fill(office: Office, cases: int) -> list[int]:
    """Open one case that may leave its first stage and copy it; give the ids of all."""
    first = office.engine.open(
        "full_service",
        fields={
            "name": "测试项目",
            "enterprise": "测试企业",
            "district": "望溪区",
            "industry": "other",
            "investment": 800.0,
            "contact_name": "对接人",
            "contacted_on": "2026-03-02",
        },
        by=CLERK,
    ).id
    return [first, *multiply(office, first, cases - 1)]


@contextmanager
def filled(url: str, cases: int, *, at: datetime = START) -> Iterator[tuple[Office, list[int]]]:
    """Give an office with so many alike cases, its clock set to a moment after they were opened."""
    clock = ManualClock(START)
    with office_at(url, clock) as office:
        ids = fill(office, cases)
        clock.move_to(at)
        yield office, ids
