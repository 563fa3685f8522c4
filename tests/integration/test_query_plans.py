"""Hot queries find their rows by an index, on both databases."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event, text

from guatu import Office
from guatu.store import (
    DueMoments,
    FileArchive,
    LetterFilter,
    NoticeFilter,
    SqlOutbox,
    WallFilter,
)
from guatu.store.claims import claiming
from guatu.store.layout import tables
from guatu.workflow.people.sight import Sight
from testkit.invest import INVEST
from testkit.offices import move, open_case, open_office

Look = Callable[[Office], object]


def _workload(office: Office) -> object:
    with office.store.look() as uow:
        return uow.around.workloads("officer", ["somebody"])


def _children(office: Office) -> object:
    with office.store.look() as uow:
        return uow.around.children(1)


def _page_of_tasks(office: Office) -> object:
    now = office.clock.now()
    return office.views.waiting(["somebody"], DueMoments(now=now, today=now, week=now))


HOT: dict[str, tuple[Look, str, str]] = {
    "due timers": (
        lambda office: office.store.count_due(office.clock.now(), at_most=1),
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
    "waiting deliveries of a channel": (
        lambda office: SqlOutbox(office.store).claim(
            office.clock.now(), 10, timedelta(minutes=1), channel="smtp"
        ),
        "guatu_outbox",
        "ix_guatu_outbox_waiting_channel",
    ),
    "the deliveries of a letter": (
        lambda office: office.views.deliveries(letter="1-1-yellow"),
        "guatu_outbox",
        "ix_guatu_outbox_letter",
    ),
    "the letters behind the last one seen": (
        lambda office: office.views.letters(after=(office.clock.now(), "1-1-yellow"), limit=51),
        "guatu_letter",
        "ix_guatu_letter_listed",
    ),
    "timers that gave up": (
        lambda office: office.health(),
        "guatu_timer",
        "ix_guatu_timer_",
    ),
    "deliveries that wait and that gave up": (
        lambda office: office.health(),
        "guatu_outbox",
        "ix_guatu_outbox_",
    ),
    "jobs that wait and that gave up": (
        lambda office: office.health(),
        "guatu_job",
        "ix_guatu_job_",
    ),
    "the list of dead deliveries": (
        lambda office: office.dead.letters(),
        "guatu_outbox",
        "ix_guatu_outbox_dead",
    ),
    "a session": (
        lambda office: office.accounts.session_of("token"),
        "guatu_session",
        "guatu_session",
    ),
    "an inbox": (
        lambda office: office.views.inbox("somebody"),
        "guatu_notice",
        "ix_guatu_notice_recipient_created_at",
    ),
    "a page of an inbox and its counts": (
        lambda office: office.views.notices("somebody"),
        "guatu_notice",
        "ix_guatu_notice_recipient_created_at",
    ),
    "what waits to be signed for": (
        lambda office: office.views.notices("somebody", NoticeFilter(state="sign")),
        "guatu_notice",
        "ix_guatu_notice_recipient_created_at",
    ),
    "how many notices are unread": (
        lambda office: office.views.count_unread("somebody"),
        "guatu_notice",
        "ix_guatu_notice_recipient_created_at",
    ),
    "how much work somebody has": (
        _workload,
        "guatu_assignment",
        "ix_guatu_assignment_working",
    ),
    "what a case has below it": (
        _children,
        "guatu_case",
        "ix_guatu_case_parent",
    ),
    "which contents are filed": (
        lambda office: FileArchive(office.store).named(["0" * 64, "1" * 64]),
        "guatu_material",
        "ix_guatu_material_digest",
    ),
    "how many tasks somebody has": (
        lambda office: office.views.count_tasks(["somebody"]),
        "guatu_task",
        "ix_guatu_task_open_holder",
    ),
    "a page of somebody's tasks and its counts": (
        _page_of_tasks,
        "guatu_task",
        "ix_guatu_task_open_holder",
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


def test_the_wall_is_counted_and_paged_in_indexes_of_what_runs(database_url, clock):
    wanted = (WallFilter(), WallFilter(light="yellow"), WallFilter(holder="desk_east"))
    with open_office(database_url, clock) as office:
        open_case(office)
        heard: list[tuple[str, object]] = []
        event.listen(
            office.store.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, parameters, _x, _m: heard.append((statement, parameters)),
        )
        for each in wanted:
            office.views.wall(clock.now(), each)
        asked = [(s, p) for s, p in heard if "FROM guatu_position" in s]

        plans = [_plan(office, statement, parameters) for statement, parameters in asked]

    read_whole = ("Seq Scan on guatu_position", "SCAN guatu_position'")
    assert len(plans) >= 8
    assert [plan for plan in plans if any(sign in plan for sign in read_whole)] == []
    assert any("ix_guatu_position_running_due" in plan for plan in plans)
    assert any("ix_guatu_assignment_held" in plan for plan in plans)


def test_what_somebody_sees_is_found_by_his_keys_and_not_case_by_case(database_url, clock):
    narrow = Sight(places=frozenset({"east"}), names=frozenset({"somebody", "desk"}))
    with Office.open(database_url, clock=clock) as office:
        heard: list[tuple[str, object]] = []
        event.listen(
            office.store.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, parameters, _x, _m: heard.append((statement, parameters)),
        )
        office.views.narrowed(narrow).board(clock.now())
        (asked,) = [(s, p) for s, p in heard if "guatu_notice" in s]

        plan = _plan(office, *asked)

    used = (
        "ix_guatu_assignment_h",
        "ix_guatu_task_holder",
        "ix_guatu_notice_recipient_created_at",
        "ix_guatu_case_opened_by",
        "ix_guatu_case_territory",
    )
    assert [name for name in used if name not in plan] == []


@pytest.mark.parametrize("is_everything", [True, False])
def test_the_newest_letters_are_found_by_their_dates(database_url, clock, is_everything):
    sight = Sight(is_everything=is_everything, names=frozenset({"somebody", "desk"}))
    with Office.open(database_url, clock=clock) as office:
        heard: list[tuple[str, object]] = []
        event.listen(
            office.store.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, parameters, _x, _m: heard.append((statement, parameters)),
        )
        office.views.narrowed(sight).letter_list(LetterFilter())
        (asked,) = [(s, p) for s, p in heard if "guatu_letter" in s and "LIMIT" in s]

        plan = _plan(office, *asked)

    assert "ix_guatu_letter_listed" in plan
    assert "html" not in asked[0]


@pytest.mark.slow
def test_a_claim_among_a_hundred_thousand_armed_timers_reads_the_index_in_order(
    database_url, clock
):
    """Found by the index and not sorted: the cost does not grow with what is due or waiting."""
    with open_office(database_url, clock) as office:
        case = open_case(office)
        with office.store.engine.begin() as connection:
            _arm_many(connection, case.id, 100_000)
        move(clock, "2026-06-30 09:00")
        statement = claiming().compile(office.store.engine)
        now = clock.now() if office.store.is_postgresql else clock.now().replace(tzinfo=None)
        parameters = {**statement.params, "now": now}
        if not office.store.is_postgresql:
            parameters = tuple(
                {**parameters, "now": str(now)}[name] for name in statement.positiontup
            )

        plan = _explained(office, str(statement), parameters)
        started = time.perf_counter()
        with office.store.claim(clock.now()) as claim:
            claim.put_off("量一量", [timedelta(days=999)])
        took = time.perf_counter() - started

    assert "ix_guatu_timer_armed_fire_at" in plan
    assert "sort" not in plan.lower().replace("sorted", "")
    assert "TEMP B-TREE" not in plan
    assert claim.case == case.id
    assert took < 5


def _arm_many(connection, case: int, count: int) -> None:
    """Give every timer another case, a minute apart, as a large office has them."""
    is_postgresql = connection.dialect.name == "postgresql"
    copied = [c.name for c in tables.case.columns if c.name not in {"id", "ref", "identity"}]
    names = ", ".join(copied)
    numbers = (
        "SELECT n FROM generate_series(1, :count) AS n"
        if is_postgresql
        else "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count)"
        " SELECT n FROM s"
    )
    connection.execute(
        text(
            f"INSERT INTO guatu_case (id, {names}) SELECT 1000 + n, {names} FROM guatu_case,"
            f" ({numbers}) AS many WHERE guatu_case.id = :case"
        ),
        {"count": count, "case": case},
    )
    later = (
        "fire_at + n * interval '1 minute'"
        if is_postgresql
        else ("strftime('%Y-%m-%d %H:%M:%f000', fire_at, '+' || n || ' minutes')")
    )
    connection.execute(
        text(
            "INSERT INTO guatu_timer (case_id, entry, rung, fire_at, state, attempts, error)"
            f" SELECT 1000 + n, entry, rung, {later}, state, 0, '' FROM guatu_timer,"
            f" ({numbers}) AS many WHERE case_id = :case AND rung = 'yellow'"
        ),
        {"count": count, "case": case},
    )
    connection.exec_driver_sql("ANALYZE")


def _explained(office: Office, statement: str, parameters: object) -> str:
    explain = "EXPLAIN" if office.store.is_postgresql else "EXPLAIN QUERY PLAN"
    with office.store.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        connection.rollback()
    return "\n".join(str(tuple(row)) for row in rows)


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


def test_the_sums_of_an_indicator_are_found_by_series_and_day(database_url, clock):
    """However many figures there are, only the current ones of the series and days are read."""
    with open_office(database_url, clock, flow=INVEST) as office:
        heard: list[tuple[str, object]] = []
        event.listen(
            office.store.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, parameters, _x, _m: heard.append((statement, parameters)),
        )
        office.views.indicators("invest", since=date(2026, 1, 1), until=date(2026, 1, 31))
        asked = [(s, p) for s, p in heard if "guatu_figure" in s]

        plans = [_plan(office, statement, parameters) for statement, parameters in asked]

    index = "ix_guatu_figure_current_series_day"
    assert [index in plan for plan in plans] == [True, True]
