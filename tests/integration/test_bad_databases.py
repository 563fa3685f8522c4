"""Whatever is wrong with the database is said in one sentence that a person can act on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from guatu import Office
from guatu.errors import (
    DatabaseMissing,
    DatabaseProblem,
    DatabaseReadOnly,
    DatabaseUnavailable,
    SchemaTooNew,
    SchemaTooOld,
)
from guatu.store.schema import head
from testkit.databases import end_sessions
from testkit.offices import PERMIT, all_rows, open_case


def sentences(problem: DatabaseProblem) -> list[str]:
    return [problem.sentence("zh"), problem.sentence("en")]


def set_schema(url: str, version: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE guatu_schema SET version_num = :v"), {"v": version})
    engine.dispose()


def test_a_file_that_is_not_there_is_missing_and_is_not_made(tmp_path) -> None:
    file = tmp_path / "office.db"

    with pytest.raises(DatabaseMissing, match="guatu init"):
        Office.open(f"sqlite:///{file}", upgrade=False)

    assert not file.exists()


def test_a_database_without_tables_is_missing_its_office(empty_database_url) -> None:
    with pytest.raises(DatabaseMissing, match="guatu init"):
        Office.open(empty_database_url, upgrade=False)


@pytest.mark.parametrize("upgrade", [True, False])
def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path, upgrade) -> None:
    file = tmp_path / "office.db"
    file.write_bytes("这不是数据库".encode() * 200)

    with pytest.raises(DatabaseUnavailable, match="not a database"):
        Office.open(f"sqlite:///{file}", upgrade=upgrade)


@pytest.mark.parametrize("upgrade", [True, False])
def test_a_folder_is_no_database(tmp_path, upgrade) -> None:
    with pytest.raises(DatabaseUnavailable):
        Office.open(f"sqlite:///{tmp_path}", upgrade=upgrade)


def test_a_file_in_a_folder_that_is_not_there_names_the_folder(tmp_path) -> None:
    with pytest.raises(DatabaseUnavailable, match="nowhere"):
        Office.open(f"sqlite:///{tmp_path}/nowhere/office.db")


@pytest.mark.parametrize("url", ["mysql://host/office", "office.db", "", "sqlite:/office.db"])
def test_an_address_of_another_kind_is_refused(url) -> None:
    with pytest.raises(DatabaseUnavailable):
        Office.open(url)


def test_a_damaged_file_is_said_to_be_damaged(sqlite_url) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * 4000 + whole[4100:])

    with pytest.raises(DatabaseProblem):
        Office.open(sqlite_url, upgrade=False)


@pytest.mark.parametrize("upgrade", [True, False])
def test_a_newer_schema_is_left_alone(database_url, upgrade) -> None:
    set_schema(database_url, "9999")

    with pytest.raises(SchemaTooNew, match="9999") as refused:
        Office.open(database_url, upgrade=upgrade)

    assert refused.value.known == head()


def test_an_older_schema_asks_to_be_upgraded(database_url) -> None:
    set_schema(database_url, "0001")

    with pytest.raises(SchemaTooOld, match="guatu init"):
        Office.open(database_url, upgrade=False)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        Office.open("postgresql://guatu:geheim@127.0.0.1:9/office")

    assert "geheim" not in " ".join(sentences(refused.value))


def test_a_postgresql_database_that_is_not_there_is_said_not_to_be_there(postgres_url) -> None:
    url = postgres_url.replace("/test_", "/gone_")

    with pytest.raises(DatabaseUnavailable, match="does not exist"):
        Office.open(url)


@pytest.fixture
def read_only_office(office):
    """An office whose database refuses every write from now on."""
    if office.store.engine.dialect.name == "sqlite":
        office.store.engine.dispose()
        event.listen(
            office.store.engine, "connect", lambda c, _: c.execute("PRAGMA query_only=ON").close()
        )
    else:
        name = office.store.engine.url.database
        with office.store.engine.connect() as connection:
            connection.exec_driver_sql(
                f"ALTER DATABASE {name} SET default_transaction_read_only=on"
            )
            connection.commit()
        office.store.engine.dispose()
    return office


def test_a_database_that_can_only_be_read_is_read_and_says_so_when_written(
    read_only_office,
) -> None:
    before = all_rows(read_only_office)

    with pytest.raises(DatabaseReadOnly):
        open_case(read_only_office)
    with pytest.raises(DatabaseReadOnly):
        read_only_office.people.leave("lin", by="system", why="调走")

    assert read_only_office.views.board(read_only_office.clock.now()) == []
    assert all_rows(read_only_office) == before


AS_NOBODY = """
import os, sys
from guatu import Office
from guatu.errors import GuatuError
from guatu.exchange import read_roster
roster = read_roster(sys.argv[2])
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
for upgrade in (True, False):
    try:
        with Office.open(sys.argv[1], upgrade=upgrade) as office:
            print("opened", len(office.views.board(office.clock.now())))
            office.tick()
            office.roster.save(roster)
            print("wrote")
    except GuatuError as error:
        print(type(error).__name__)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("folder_mode", [0o555, 0o755])
def test_a_file_without_the_right_to_write_is_read_only(sqlite_url, test_room, folder_mode) -> None:
    """The test's folder is another user's; the file's owner keeps it open, as a server would."""
    folder = test_room.folder / f"shelf-{os.getpid()}-{folder_mode}"
    folder.mkdir()
    file = folder / "office.db"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), file)
    keeper = sqlite3.connect(file)
    keeper.execute("PRAGMA journal_mode=WAL")
    keeper.execute("SELECT count(*) FROM guatu_case").fetchall()
    file.chmod(0o444)
    folder.chmod(folder_mode)

    said = subprocess.run(
        [
            sys.executable,
            "-c",
            AS_NOBODY,
            f"sqlite:///{file}",
            str(PERMIT.with_name("roster.yaml")),
        ],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    keeper.close()
    assert said.stderr == ""
    assert said.stdout.split() == ["opened", "0", "DatabaseReadOnly"] * 2


def test_connections_the_server_has_ended_are_made_again(postgres_office, postgres_server) -> None:
    open_case(postgres_office)
    ended = end_sessions(postgres_server, postgres_office.store.engine.url.database)

    case = open_case(postgres_office)

    assert (ended, case.id) == (1, 2)
