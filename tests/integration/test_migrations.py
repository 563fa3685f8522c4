"""The schema a migration makes is the schema the code works with, however many migrate at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from guatu.store import migrate
from guatu.store.layout import tables


@pytest.fixture
def engine(empty_database_url):
    engine = create_engine(empty_database_url)
    yield engine
    engine.dispose()


def test_a_fresh_database_has_exactly_the_tables_of_the_code(engine, empty_database_url) -> None:
    migrate(empty_database_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "version_table": "guatu_schema"},
        )
        differences = compare_metadata(context, tables.metadata)

    assert differences == []


def test_partial_indexes_and_unique_keys_are_there(engine, empty_database_url) -> None:
    migrate(empty_database_url)

    there = {
        index["name"] for t in tables.metadata.tables for index in inspect(engine).get_indexes(t)
    }

    wanted = {index.name for t in tables.metadata.tables.values() for index in t.indexes}
    assert wanted <= there


def test_migrating_again_changes_nothing(engine, empty_database_url) -> None:
    migrate(empty_database_url)
    first = inspect(engine).get_table_names()

    migrate(empty_database_url)

    assert inspect(engine).get_table_names() == first


def test_a_hosts_own_tables_and_alembic_are_left_alone(engine, empty_database_url) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('host7')"))

    migrate(empty_database_url)

    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    mine = [t for t in inspect(engine).get_table_names() if not t.startswith("guatu_")]
    assert (version, mine) == ("host7", ["alembic_version"])


@pytest.mark.slow
def test_several_processes_migrating_at_once_all_succeed(engine, empty_database_url) -> None:
    say = "import sys; from guatu.store import migrate; migrate(sys.argv[1])"
    command = [sys.executable, "-c", say, empty_database_url]

    workers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    complaints = [worker.communicate(timeout=60)[1] for worker in workers]

    assert complaints == [""] * 3
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM guatu_schema")).scalar_one() == 1
