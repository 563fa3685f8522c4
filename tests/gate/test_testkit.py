"""The tests' own databases: fresh, real, and alike."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from guatu.clock import ManualClock
from testkit.postgres import PostgresServer, new_server


def test_an_empty_database_has_no_table_and_takes_one(empty_database_url: str) -> None:
    engine = sqlalchemy.create_engine(empty_database_url)
    before = sqlalchemy.inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE once (word VARCHAR(20))"))
        connection.execute(sqlalchemy.text("INSERT INTO once VALUES ('挂图')"))
    with engine.connect() as connection:
        word = connection.execute(sqlalchemy.text("SELECT word FROM once")).scalar()
    engine.dispose()

    assert (before, word) == ([], "挂图")


def test_the_server_is_a_real_postgresql_of_15_or_newer(postgres_server: PostgresServer) -> None:
    with psycopg.connect(host=str(postgres_server.socket), user="postgres") as connection:
        version = connection.info.server_version

    assert version >= 150000


@pytest.mark.slow
def test_a_test_may_crash_a_server_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> None:
    room = Path(postgres_server.room) / "crash"
    room.mkdir(mode=0o755)
    own = new_server(room, durable=True)
    with psycopg.connect(host=str(own.socket), user="postgres") as connection:
        connection.execute("CREATE TABLE kept (word text)")
    own.stop("immediate")
    own.start()
    with psycopg.connect(host=str(own.socket), user="postgres") as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    own.stop("fast")

    assert found == (0,)


def test_the_clock_stands_on_a_monday_morning_in_china(clock: ManualClock) -> None:
    assert clock.now().isoformat() == "2026-03-02T01:00:00+00:00"


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_gets_a_migrated_database_of_its_own(database_url: str, time: str) -> None:
    engine = sqlalchemy.create_engine(database_url)
    tables = set(sqlalchemy.inspect(engine).get_table_names())
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"CREATE TABLE mark_{time} (word VARCHAR(20))"))
    engine.dispose()

    assert (len(tables) > 5, tables & {"mark_first", "mark_second"}) == (True, set())
