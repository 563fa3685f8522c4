"""Fixtures every test may use: clocks, and fresh databases of both kinds.

``database_url`` runs a test twice, on SQLite and on PostgreSQL; ``sqlite_url`` and
``postgres_url`` run it on one. ``empty_database_url`` is the same without tables.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from guatu.clock import ManualClock
from testkit.databases import Kind, Room
from testkit.loading import table
from testkit.postgres import NoPostgresError, PostgresServer

ROOM = pytest.StashKey[Room]()
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
PREFIX = "guatu-tests-"

# Two busy cores make a time limit per example a coin toss.
hypothesis.settings.register_profile("guatu", deadline=None, print_blob=True)
hypothesis.settings.load_profile("guatu")


# --- the run --------------------------------------------------------------------------------


class RootIsNoTestPackage:
    """Keeps pytest from importing the repository's own ``__init__.py`` as a test package."""

    @pytest.hookimpl
    def pytest_collect_directory(
        self, path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        if path == parent.config.rootpath:
            return pytest.Dir.from_parent(parent, path=path)
        return None


def pytest_collection_finish() -> None:
    """Keep code and collected tests, which stay, out of every collection of garbage to come."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(RootIsNoTestPackage())
    given = getattr(config, "workerinput", {}).get("guatu_room")
    if given:
        config.stash[ROOM] = Room(Path(given))
        return
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**31
    if roomy:  # an office waits for the disk at each commit, rightly; ten thousand tests need not
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=memory if roomy else None))
    folder.chmod(0o755)  # the server's user passes through
    config.stash[ROOM] = Room(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["guatu_room"] = str(node.config.stash[ROOM].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and ROOM in config.stash:
        config.stash[ROOM].clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties.append(("database", _database_of(item)))


def _database_of(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    if callspec and "database_kind" in callspec.params:
        return callspec.params["database_kind"]
    wanted = getattr(item, "fixturenames", ())
    if "postgres_server" in wanted or "postgres_url" in wanted:
        return "postgresql"
    return "sqlite" if "sqlite_url" in wanted else "other"


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    line = ", ".join(_counts(terminalreporter))
    terminalreporter.section("databases", sep="-")
    terminalreporter.write_line(line)
    if target := os.environ.get("GUATU_TEST_COUNTS"):
        missed = "" if not config.stash[ROOM].why_missing("browser") else ", NONE IN A BROWSER"
        Path(target).write_text(f"{line}{missed}\n", encoding="utf-8")
    if figures := list(_figures(terminalreporter)):
        terminalreporter.section("figures", sep="-")
        terminalreporter.write("".join(f"{line}\n" for line in figures))
    if rows := list(_loadings(terminalreporter)):
        terminalreporter.section("pages, over slow 4G on a slow machine", sep="-")
        terminalreporter.write("".join(f"{line}\n" for line in table(rows)))
    if why := config.stash[ROOM].why_missing("browser"):
        terminalreporter.section("THE BROWSER TESTS WERE NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(why, red=True, bold=True)
    if why := config.stash[ROOM].why_no_postgres():
        terminalreporter.section("PostgreSQL WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.write_line(why, red=True, bold=True)


def _counts(terminalreporter) -> Iterator[str]:
    found: Counter[tuple[str, str]] = Counter()
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            kind = dict(getattr(report, "user_properties", ())).get("database", "other")
            found[kind, outcome] += 1
    for kind in (*KINDS, "other"):
        rest = [
            f" {found[kind, outcome]} {outcome}"
            for outcome in ("failed", "error", "skipped")
            if found[kind, outcome]
        ]
        yield f"{kind}: {found[kind, 'passed']} passed{''.join(rest)}"


def _figures(terminalreporter) -> Iterator[str]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "teardown":
                found = dict(report.user_properties)
                if "figures" in found:
                    yield found["figures"]


def _loadings(terminalreporter) -> Iterator[dict[str, object]]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "teardown":
                yield from (row for name, row in report.user_properties if name == "loading")


# --- fixtures -------------------------------------------------------------------------------


@pytest.fixture
def clock() -> ManualClock:
    """Monday 2 March 2026, nine in the morning in China; it moves when a test moves it."""
    return ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def test_room(request: pytest.FixtureRequest) -> Room:
    """The folder shared by all processes of this run."""
    return request.config.stash[ROOM]


@pytest.fixture(scope="session")
def postgres_server(test_room: Room) -> PostgresServer:
    """The run's PostgreSQL; without one the test is skipped, and fails where ``CI=true``."""
    try:
        return test_room.server()
    except NoPostgresError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def sqlite_url(test_room: Room, tmp_path: Path) -> Iterator[str]:
    """A fresh SQLite file with guatu's tables."""
    with test_room.sqlite(tmp_path, "tables") as url:
        yield url


@pytest.fixture
def postgres_url(test_room: Room, postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh PostgreSQL database with guatu's tables."""
    with test_room.postgresql("tables") as url:
        yield url


@pytest.fixture
def database_url(database_kind: Kind, request: pytest.FixtureRequest) -> str:
    """A fresh database with guatu's tables, on SQLite and on PostgreSQL."""
    return request.getfixturevalue("sqlite_url" if database_kind == "sqlite" else "postgres_url")


@pytest.fixture
def empty_database_url(
    database_kind: Kind, test_room: Room, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh database without any table, on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        with test_room.sqlite(tmp_path, "nothing") as url:
            yield url
    else:
        request.getfixturevalue("postgres_server")
        with test_room.postgresql("nothing") as url:
            yield url
