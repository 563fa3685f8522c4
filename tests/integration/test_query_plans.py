"""Hot queries find their rows by an index, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from guatu import Office
from guatu.store import SqlOutbox

Look = Callable[[Office], object]

HOT: dict[str, tuple[Look, str, str]] = {
    "due timers": (
        lambda office: office.store.due_cases(office.clock.now(), 500),
        "guatu_timer",
        "ix_guatu_timer_armed_fire_at",
    ),
    "the next moment": (
        lambda office: office.store.next_moment(),
        "guatu_outbox",
        "ix_guatu_outbox_waiting_try_at",
    ),
    "waiting deliveries": (
        lambda office: SqlOutbox(office.store).claim(office.clock.now(), 10, timedelta(minutes=1)),
        "guatu_outbox",
        "ix_guatu_outbox_waiting_try_at",
    ),
    "an inbox": (
        lambda office: office.views.inbox("somebody"),
        "guatu_notice",
        "ix_guatu_notice_recipient_created_at",
    ),
    "somebody's tasks": (
        lambda office: office.views.tasks(holders=["somebody"]),
        "guatu_task",
        "ix_guatu_task_open_holder",
    ),
}


@pytest.mark.parametrize("name", HOT)
def test_a_hot_query_uses_its_index(database_url, clock, name):
    look, table, index = HOT[name]
    with Office.open(database_url, clock=clock) as office:
        heard: list[tuple[str, object]] = []
        event.listen(
            office.store.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, parameters, _x, _m: heard.append((statement, parameters)),
        )
        look(office)
        asked = [(s, p) for s, p in heard if s.startswith("SELECT") and f"FROM {table}" in s]

        plans = [_plan(office, statement, parameters) for statement, parameters in asked]

    assert (bool(plans), [index in plan for plan in plans]) == (True, [True] * len(plans))


def _plan(office: Office, statement: str, parameters: object) -> str:
    """Ask the database how it would find the rows, small tables counting as large."""
    with office.store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_bitmapscan = off")
            explain = "EXPLAIN"
        else:
            explain = "EXPLAIN QUERY PLAN"
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        connection.rollback()
    return "\n".join(str(tuple(row)) for row in rows)
