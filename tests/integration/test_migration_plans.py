"""The queries of a migration find their rows by an index, on both databases, however many there are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from guatu import Office
from testkit.migrations import SHORTER, begun, newer, reverted
from testkit.offices import open_case

GROWING = ("guatu_case", "guatu_event", "guatu_timer", "guatu_task", "guatu_migration_case")
WHOLE = [sign for name in GROWING for sign in (f"Seq Scan on {name} ", f"SCAN {name}'")]
Heard = list[tuple[str, object]]


@pytest.fixture
def heard(office: Office) -> Iterator[Heard]:
    """All that is asked of the database from here on."""
    heard: Heard = []

    def hear(_connection, _cursor, statement, parameters, _context, is_many) -> None:
        if not is_many:
            heard.append((statement, parameters))

    event.listen(office.store.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(office.store.engine, "before_cursor_execute", hear)


def read_whole(office: Office, heard: Heard) -> list[str]:
    """Give each statement that reads a table of cases from end to end, with its plan."""
    told = dict(reversed(heard))
    wrong: list[str] = []
    with office.store.engine.connect() as connection:
        explain = "EXPLAIN QUERY PLAN"
        if office.store.is_postgresql:
            explain = "EXPLAIN"
            connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, parameters in told.items():
            if statement.startswith(("SELECT", "UPDATE", "INSERT INTO guatu_migration_case")):
                plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
                lines = [str(tuple(row)) for row in plan]
                if any(sign in line for line in lines for sign in WHOLE):
                    wrong.append("\n".join([statement, *lines]))
        connection.rollback()
    assert told
    return wrong


def test_a_run_is_begun_done_and_reverted_by_indexes(office, tmp_path, heard) -> None:
    for _ in range(2):
        open_case(office)
    flow = newer(office, tmp_path, SHORTER)
    heard.clear()

    list(office.designer.migrations.impact(flow))
    run = begun(office, flow)
    office.designer.migrations.finish()
    reverted(office, office.designer.migrations.runs()[0])
    office.designer.migrations.cases(run)

    assert read_whole(office, heard) == []
    assert sum("guatu_migration_case" in statement for statement, _ in heard) > 5
