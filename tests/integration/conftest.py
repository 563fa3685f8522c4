"""Fixtures of a whole office over a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from guatu import ManualClock, Office
from testkit.offices import another_office, open_office


@pytest.fixture
def offices(database_url: str, clock: ManualClock) -> Iterator[Callable[..., Office]]:
    """Open offices over the test's one database: the first sets it up, the others join it."""
    with ExitStack() as opened:

        def make(**settings) -> Office:
            is_first = not make.used
            make.used = True
            opener = open_office if is_first else another_office
            return opened.enter_context(opener(database_url, clock, **settings))

        make.used = False
        yield make


@pytest.fixture
def office(offices: Callable[..., Office]) -> Office:
    """An office with the permit flow and its roster."""
    return offices()


@pytest.fixture
def sqlite_office(sqlite_url: str, clock: ManualClock) -> Iterator[Office]:
    """The same office on SQLite only."""
    with open_office(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def postgres_office(postgres_url: str, clock: ManualClock) -> Iterator[Office]:
    """The same office on PostgreSQL only."""
    with open_office(postgres_url, clock) as office:
        yield office


@pytest.fixture
def letters_folder(tmp_path: Path) -> Path:
    """A folder for letters that does not exist yet."""
    return tmp_path / "letters"
