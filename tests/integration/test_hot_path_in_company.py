"""The hot path beside waiting writers, lost connections, listeners and large tables."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from guatu.errors import DatabaseUnavailable
from guatu.store.layout import tables
from guatu.store.swift import changes
from guatu.store.swift.prepared import Line
from guatu.workflow.casefiles import Change
from guatu.workflow.values import (
    Event,
)
from testkit.offices import complete, kinds, move, open_case, open_office


@pytest.fixture
def postgres_office(postgres_url, clock):
    with open_office(postgres_url, clock) as office:
        yield office


def changed(case, **parts) -> Change:
    return Change(case=replace(case, version=case.version + 1), before=case.version, **parts)


def test_a_case_that_was_waited_for_is_read_as_it_is_after_the_wait(postgres_office) -> None:
    """PostgreSQL gives the row's newest version but other tables as they were before the wait."""
    store, case = postgres_office.store, open_case(postgres_office)
    asking = threading.Event()

    def wait_and_read():
        with store.begin() as uow:
            uow.connection.execute(text("SELECT 1"))
            asking.set()
            return uow.case_file(case.id, lock="wait")

    with ThreadPoolExecutor(1) as pool:
        with store.begin() as holder:
            file = holder.case_file(case.id, lock="wait")
            reading = pool.submit(wait_and_read)
            asking.wait(5)
            _until_somebody_waits(store)
            later = tuple(replace(timer, state="held") for timer in file.timers)
            holder.apply(changed(case, timers=later))
        read = reading.result(10)

    assert read.case.version == case.version + 1
    assert {timer.state for timer in read.timers} == {"held"}


def _until_somebody_waits(store) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        with store.engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
            connection.execute(text("SELECT pg_sleep(0.02)"))
    pytest.fail("nobody waited for the case")


def test_a_change_that_comes_too_late_writes_nothing(office) -> None:
    case = open_case(office)
    with office.store.begin() as uow:
        file = uow.case_file(case.id)
        uow.apply(changed(case))
    before = kinds(office, case.id)
    later = tuple(replace(timer, state="skipped") for timer in file.timers)

    with office.store.begin() as uow:
        is_written = changes.write(Line(uow.connection), changed(case, timers=later))
    with office.store.look() as uow:
        found = uow.case_file(case.id)

    assert (is_written, found.timers, kinds(office, case.id)) == (False, file.timers, before)


def test_threads_change_their_own_cases_at_once(office, clock) -> None:
    cases = [open_case(office).id for _ in range(8)]

    def note(case: int) -> None:
        for number in range(5):
            office.engine.record(case, by="lin", note=f"第{number}次")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, cases))

    assert [kinds(office, case).count("noted") for case in cases] == [5] * 8
    assert office.verify().is_whole


def test_a_connection_that_is_lost_is_told_and_the_next_one_works(postgres_office) -> None:
    store, case = postgres_office.store, open_case(postgres_office)

    with pytest.raises(DatabaseUnavailable), store.begin() as uow:
        pid = uow.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with store.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        uow.case_file(case.id)
    with store.look() as uow:
        found = uow.case_file(case.id)

    assert found.case == case


def test_a_drivers_error_is_told_with_its_statement(office, clock) -> None:
    case = open_case(office)
    taken = Event(
        case=case.id,
        seq=1,
        at=clock.now(),
        kind="noted",
        by="lin",
        data="{}",
        why="",
        previous="",
        hash="",
    )

    with pytest.raises(DBAPIError, match="INSERT INTO guatu_event"), office.store.begin() as uow:
        uow.apply(changed(case, events=(taken,)))

    assert office.verify().is_whole


def test_who_listens_to_an_engine_hears_what_is_read_and_written(office, clock) -> None:
    case = open_case(office)
    heard: list[str] = []
    event.listen(
        office.store.engine, "before_cursor_execute", lambda _c, _k, s, *_: heard.append(s)
    )

    complete(office, case.id)
    office.engine.advance(case.id, "accept", by="lin")

    assert any("guatu_timer" in s and s.startswith("SELECT") for s in heard)
    assert any("INSERT INTO guatu_event" in s for s in heard)
    assert kinds(office, case.id).count("moved") == 1


def test_reading_and_writing_a_case_finds_every_row_by_a_key(office, clock) -> None:
    case = open_case(office)
    complete(office, case.id)
    move(clock, "2026-03-03 09:00")
    heard: list[tuple[str, object]] = []
    event.listen(
        office.store.engine,
        "before_cursor_execute",
        lambda _c, _k, s, p, *_: heard.append((s, p)),
    )
    office.engine.advance(case.id, "accept", by="lin")

    asked = [(s, p) for s, p in heard if "guatu_" in s]
    plans = "\n".join(_plan(office, s, p) for s, p in asked)

    assert "guatu_case" in plans
    for table in tables.metadata.tables:
        assert f"SCAN {table}\n" not in plans
        assert f"Seq Scan on {table}\n" not in plans


def _plan(office, statement: str, parameters) -> str:
    with office.store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
            explain = "EXPLAIN (COSTS OFF)"
        else:
            explain = "EXPLAIN QUERY PLAN"
        one = parameters[0] if isinstance(parameters, list) else parameters
        rows = connection.exec_driver_sql(f"{explain} {statement}", one).all()
        connection.rollback()
    return "\n".join(str(row[-1]) for row in rows) + "\n"
