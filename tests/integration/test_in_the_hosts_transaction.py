"""Commands join the host's own transaction: all of it happens, or none of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from guatu.errors import InvalidValues, TransitionRefused, UnsafeConnection
from testkit.offices import all_rows, fields, kinds, open_case, row_count


@pytest.fixture
def host(office, database_url: str) -> Iterator[Engine]:
    """The host's own engine on the same database, made by guatu's recipe, with a table of its own."""
    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda c, _: setattr(c, "isolation_level", None))
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host_note (note TEXT)"))
    yield engine
    engine.dispose()


@pytest.fixture
def woken(office, monkeypatch) -> list[int]:
    """Collects how many events were committed whenever the loop is woken."""
    heard: list[int] = []
    office._transactor.wake = lambda: heard.append(row_count(office, "event"))
    return heard


def note(connection: Connection | Session, words: str) -> None:
    connection.execute(text("INSERT INTO host_note VALUES (:note)"), {"note": words})


def notes(host: Engine) -> list[str]:
    with host.connect() as connection:
        return list(connection.execute(text("SELECT note FROM host_note")).scalars())


def test_what_the_host_commits_is_kept_with_its_own_rows(office, host) -> None:
    with host.begin() as connection:
        note(connection, "合同")
        case = office.engine.within(connection).open("permit", fields=fields(), by="lin")
        complete_within(office, connection, case.id)

    assert notes(host) == ["合同"]
    assert kinds(office, case.id)[-2:] == ["fields_set", "material_filed"]
    assert office.verify().is_whole


def complete_within(office, connection, case: int) -> None:
    office.engine.within(connection).record(
        case, by="lin", fields={"planned_start": "2026-05-06"}, materials={"drawings": "图.pdf"}
    )


def test_what_the_host_rolls_back_never_happened_and_wakes_nobody(office, host, woken) -> None:
    before = all_rows(office)

    with pytest.raises(ZeroDivisionError), host.begin() as connection:
        note(connection, "合同")
        office.engine.within(connection).open("permit", fields=fields(), by="lin", key="k1")
        raise ZeroDivisionError
    with host.begin() as connection:
        note(connection, "另一件事")

    assert all_rows(office) == before
    assert (notes(host), woken) == (["另一件事"], [])


def test_a_refusal_leaves_the_hosts_transaction_as_it_was(office, host) -> None:
    case = open_case(office)
    with host.begin() as connection:
        note(connection, "合同")
        with pytest.raises(TransitionRefused):
            office.engine.within(connection).advance(case.id, "accept", by="lin")
        office.engine.within(connection).record(case.id, by="lin", note="仍缺材料")

    assert notes(host) == ["合同"]
    assert kinds(office, case.id)[-1] == "noted"


def test_a_reference_taken_already_leaves_the_hosts_transaction_as_it_was(office, host) -> None:
    office.engine.open("permit", fields=fields(), by="lin", ref="2026-001")
    with host.begin() as connection:
        note(connection, "合同")
        with pytest.raises(InvalidValues):
            office.engine.within(connection).open(
                "permit", fields=fields(), by="lin", ref="2026-001"
            )

    assert notes(host) == ["合同"]


def test_a_session_of_the_host_serves_as_well(office, host, woken) -> None:
    with Session(host) as session:
        note(session, "合同")
        case = office.engine.within(session).open("permit", fields=fields(), by="lin")
        session.commit()

    assert kinds(office, case.id)[0] == "opened"
    assert woken == [row_count(office, "event")]


def test_a_session_that_is_rolled_back_leaves_nothing_and_wakes_nobody(office, host, woken) -> None:
    with Session(host) as session:
        office.engine.within(session).open("permit", fields=fields(), by="lin")
        session.rollback()
        note(session, "另一件事")
        session.commit()

    assert row_count(office, "case") == 0
    assert woken == []


def test_a_savepoint_of_the_host_that_ends_wakes_nobody_yet(office, host, woken) -> None:
    with Session(host) as session:
        with session.begin_nested():
            office.engine.within(session).open("permit", fields=fields(), by="lin")
        before = list(woken)
        session.commit()

    assert (before, len(woken)) == ([], 1)


def test_many_commands_in_one_transaction_wake_once(office, host, woken) -> None:
    with host.connect() as connection:
        for _ in range(2):
            for _ in range(3):
                office.engine.within(connection).open("permit", fields=fields(), by="lin")
            connection.commit()

    assert len(woken) == 2


def test_within_one_transaction_what_was_just_done_is_seen(office, host) -> None:
    with host.begin() as connection:
        engine = office.engine.within(connection)
        case = engine.open("permit", fields=fields(), by="lin")
        complete_within(office, connection, case.id)
        moved = engine.advance(case.id, "accept", by="lin")
        stage = engine.explain(case.id).stage

    assert (moved.entry, stage) == (2, "review")


def test_a_host_in_pysqlites_legacy_mode_is_refused(sqlite_office, sqlite_url) -> None:
    legacy = create_engine(sqlite_url)
    with legacy.connect() as connection, pytest.raises(UnsafeConnection, match="legacy"):
        sqlite_office.engine.within(connection).open("permit", fields=fields(), by="lin")
    legacy.dispose()

    assert row_count(sqlite_office, "case") == 0


def test_a_host_in_autocommit_mode_is_refused(sqlite_office, sqlite_url) -> None:
    autocommit = create_engine(sqlite_url, isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection, pytest.raises(UnsafeConnection):
        sqlite_office.engine.within(connection).open("permit", fields=fields(), by="lin")
    autocommit.dispose()

    assert row_count(sqlite_office, "case") == 0


def test_anything_but_a_connection_is_refused(sqlite_office) -> None:
    with pytest.raises(TypeError, match="Connection or Session"):
        sqlite_office.engine.within("sqlite://").open("permit", fields=fields(), by="lin")
