"""The wall of 100,000 running cases: its first page with all counts, and what else people ask of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, text

from guatu import ManualClock, Office
from guatu.store import SqlViews, WallFilter
from guatu.workflow.people.sight import sight_of

from .figures import Goal, say
from .scenes import KINDS, START, Place, fill, office_at
from .staffing import NUMBERED

CASES, ROUNDS, OFFICERS = 100_000, 15, 500
STAGES = (
    *("lead", "assess", "negotiation", "opinions", "review", "contract", "registration"),
    *("preparation", "start", "construction", "production", "evaluation"),
)
PLACES = ("wangxi", "luming", "qinghe", "shidu", "gaoxin", "lvshi")
HEADS = ("du_yiming", "head_1", "head_2", "head_3", "head_4", "head_5")
GRADES = ("general", "key", "major")
NOW = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
GOAL = Goal(at_most=100)


def at_a_glance(there: Place) -> None:
    """Measure the wall as somebody who sees everything, and as somebody who sees one place."""
    for kind in KINDS:
        with crowded(there.url(kind), kind) as office:
            took = {name: _took(partial(ask, office)) for name, ask in ASKED.items()}
            figures = {f"ms, {name}": statistics.median(ms) for name, ms in took.items()}
            figures |= {f"ms at best, {name}": min(took[name]) for name in GOALS}
            figures["wall / the board as it was, its page alone"] = figures[
                f"ms, {GOALS[0]}"
            ] / statistics.median(_took(partial(_rows, office)))
            goals = {f"ms, {name}": GOAL for name in GOALS}
            say(f"the wall of {CASES:,} running cases, {kind}", figures, goals)


def _rows(office: Office) -> object:
    return office.views.board(NOW, flow="full_service")


@contextmanager
def crowded(url: str, kind: str) -> Iterator[Office]:
    """Give an office with so many running cases, in every stage, place, grade and light."""
    clock = ManualClock(START)
    with office_at(url, clock) as office:
        (case,) = fill(office, 1)
        with office.store.writing() as connection:
            _spread(connection, kind, case)
        with office.store.engine.connect() as connection:
            vacuum = "VACUUM ANALYZE" if kind == "PostgreSQL" else "ANALYZE"
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(vacuum)
        clock.move_to(NOW)
        yield office


def _took(ask: Callable[[], object]) -> list[float]:
    """Give the milliseconds an answer took, each time it was asked for."""
    ask()  # what a process does once, such as compiling the flow, is done before
    took: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    return took


def local(office: Office) -> SqlViews:
    """Give the views of somebody who sees one place, and what he and his unit have to do with."""
    with office.store.reading() as connection:
        directory = office.store.rosters.directory(connection)
        person = next(p for p in directory.members("promotion_wangxi"))
        sight = sight_of(directory, replace(person, scope="territory"), NOW)
    return office.views.narrowed(sight)


def _everything(wanted: WallFilter, **page: int) -> Callable[[Office], object]:
    return lambda office: office.views.wall(NOW, wanted, **page)


def _somewhere(wanted: WallFilter, **page: int) -> Callable[[Office], object]:
    return lambda office: local(office).wall(NOW, wanted, **page)


GOALS = ("the first page and all counts", "the same, seeing one place")
ASKED: Mapping[str, Callable[[Office], object]] = {
    GOALS[0]: _everything(WallFilter()),
    GOALS[1]: _somewhere(WallFilter()),
    "page 20": _everything(WallFilter(), offset=950),
    "page 20, seeing one place": _somewhere(WallFilter(), offset=950),
    "one light, one stage, one grade": _everything(
        WallFilter(light="red", stage="contract", grade="key")
    ),
    "the cases of one officer": _everything(WallFilter(holder="officer_7")),
    "due this week": _everything(WallFilter(due_within="week")),
    "the latest first": _everything(WallFilter(sort="recent")),
    "a search": _everything(WallFilter(q="企业77之")),
    "a search, seeing one place": _somewhere(WallFilter(q="企业77之")),
    "what 50 rows still need": lambda office: office.engine.onward.nearest([*range(1, 51)]),
}


def _spread(connection: Connection, kind: str, case: int) -> None:
    """Copy a case, and let the copies stand everywhere; whatever they passed they have left."""
    numbered = NUMBERED[kind]
    _moments(connection)

    def copy(table: str, changed: Mapping[str, str], source: str, more: str = "") -> None:
        columns = [row for row in _columns(connection, table) if row in changed or row]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f'm."{name}"') for name in columns)
        connection.execute(
            text(f"INSERT INTO {table} ({names}) {numbered} SELECT {values} {source} {more}"),
            {"n": CASES},
        )

    json = ("CAST(", " AS json)") if kind == "PostgreSQL" else ("", "")
    of = f"FROM n, {{}} m, bench_moment WHERE m.{{}} = {case} AND bench_moment.i = n.i % 397"
    copy(
        "guatu_case",
        {
            "id": f"{case} + n.i",
            "ref": "'BENCH-' || n.i",
            "identity": "NULL",
            "title": "m.title || n.i",
            "stage": _one_of(STAGES, "n.i"),
            "entry": f"n.i % {len(STAGES)} + 1",
            "territory": _one_of(PLACES, "n.i / 7"),
            "grade": _one_of(GRADES, "n.i / 11"),
            "fields": f"{json[0]}replace(CAST(m.fields AS text), '测试企业',"
            f" '测试企业' || n.i || '之' || (n.i % 10)){json[1]}",
            "active_at": "bench_moment.began",
            "opened_by": "'somebody_' || (n.i % 50)",
        },
        of.format("guatu_case", "id"),
    )
    past = f"FROM n, {{}} m, bench_moment, bench_entry WHERE m.case_id = {case}"
    past += f" AND bench_moment.i = n.i % 397 AND bench_entry.number <= n.i % {len(STAGES)} + 1"
    is_last = f"bench_entry.number = n.i % {len(STAGES)} + 1"
    copy(
        "guatu_entry",
        {
            "case_id": f"{case} + n.i",
            "number": "bench_entry.number",
            "stage": "bench_entry.stage",
            "left_at": f"CASE WHEN {is_last} THEN NULL ELSE bench_moment.began END",
        },
        past.format("guatu_entry"),
    )
    copy(
        "guatu_deadline",
        {
            "case_id": f"{case} + n.i",
            "entry": "bench_entry.number",
            "due_at": "bench_moment.due",
            "yellow_at": "bench_moment.yellow",
            "red_at": "bench_moment.red",
            "closed_at": f"CASE WHEN {is_last} THEN NULL ELSE bench_moment.began END",
        },
        past.format("guatu_deadline"),
    )
    copy(
        "guatu_position",
        {
            "case_id": f"{case} + n.i",
            "stage": _one_of(STAGES, "n.i"),
            "territory": _one_of(PLACES, "n.i / 7"),
            "grade": _one_of(GRADES, "n.i / 11"),
            "active_at": "bench_moment.began",
            "due_at": "bench_moment.due",
            "yellow_at": "bench_moment.yellow",
            "red_at": "bench_moment.red",
        },
        of.format("guatu_position", "case_id"),
    )
    copy(
        "guatu_assignment",
        {
            "case_id": f"{case} + n.i",
            "holder": f"CASE m.role WHEN 'commissioner' THEN 'officer_' || (n.i % {OFFICERS})"
            f" WHEN 'director' THEN {_one_of(HEADS, 'n.i / 7')} WHEN 'responsible_unit' THEN"
            f" 'promotion_' || {_one_of(PLACES, 'n.i / 7')} WHEN 'bureau' THEN"
            f" 'promotion_' || {_one_of(PLACES, 'n.i / 7')} ELSE m.holder END",
        },
        f"FROM n, guatu_assignment m WHERE m.case_id = {case}",
    )


def _one_of(words: tuple[str, ...] | list[str], number: str) -> str:
    whens = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE ({number}) % {len(words)} {whens} END"


def _columns(connection: Connection, table: str) -> list[str]:
    return list(connection.execute(text(f"SELECT * FROM {table} WHERE 1 = 0")).keys())


def _moments(connection: Connection) -> None:
    """Make what copies differ by: when they are due and warn, the stages they went through."""
    kind = "timestamptz" if connection.dialect.name == "postgresql" else "datetime"
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE bench_moment"
            f" (i integer, began {kind}, due {kind}, yellow {kind}, red {kind})"
        )
    )
    connection.execute(text("CREATE TEMPORARY TABLE bench_entry (number integer, stage text)"))
    for i in range(397):
        due = NOW + timedelta(days=i - 60, hours=i % 9)
        moments = {
            "began": NOW - timedelta(hours=i + 1),
            "due": due,
            "yellow": due - timedelta(days=3),
            "red": due + timedelta(days=2),
        }
        written = {
            name: moment.strftime("%Y-%m-%d %H:%M:%S.%f") for name, moment in moments.items()
        }
        if kind == "timestamptz":
            written = {name: f"{moment}+00" for name, moment in written.items()}
        connection.execute(
            text(f"INSERT INTO bench_moment VALUES ({i}, :began, :due, :yellow, :red)"), written
        )
    for number, stage in enumerate(STAGES, 1):
        connection.execute(text(f"INSERT INTO bench_entry VALUES ({number}, '{stage}')"))
