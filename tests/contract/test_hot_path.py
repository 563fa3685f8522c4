"""The hot path writes and reads exactly what SQLAlchemy's Core does, whatever the values."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from guatu.errors import NaiveMoment
from guatu.store.rows import (
    case_row,
    case_value,
    deadline_row,
    deadline_value,
    letter_row,
    outbox_row,
    plain_row,
    plain_value,
)
from guatu.store.swift import casefiles, changes
from guatu.store.swift.prepared import Line
from guatu.store.swift.shapes import TABLES, shape
from guatu.workflow.casefiles import Change
from guatu.workflow.correspondence import Letter
from guatu.workflow.values import (
    Case,
    Deadline,
    Entry,
    Outgoing,
    Timer,
)
from testkit.offices import open_case, open_office

ROWS = {Case: case_row, Deadline: deadline_row, Letter: letter_row, Outgoing: outbox_row}
UTTERED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
FACTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | UTTERED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(UTTERED, inner, max_size=3),
    max_leaves=6,
)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.timezones())  # noqa: DTZ001
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: UTTERED,
    int: st.integers(0, 2**31 - 1),
    bool: st.booleans(),
    date: st.dates(),
    datetime: MOMENTS,
    Decimal: st.decimals(-(10**11), 10**11, places=4),
    Any: FACTS,
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Make values of a type as the dataclasses of ``workflow.values`` declare them."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return st.one_of(*(st.none() if i is type(None) else of_type(i) for i in inner))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(of_type(inner[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(of_type(inner[0]), of_type(inner[1]), max_size=3)
    return built(hint) if is_dataclass(hint) else SIMPLE[hint]


def built(kind: Any, **given_parts: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    parts = {f.name: of_type(hints[f.name]) for f in fields(kind) if f.name not in given_parts}
    return st.builds(kind, **parts, **{n: st.just(v) for n, v in given_parts.items()})


def row_of(value: Any) -> dict[str, Any]:
    return ROWS.get(type(value), plain_row)(value)


def parts_of(case: Case) -> st.SearchStrategy[dict[str, tuple[Any, ...]]]:
    """Make rows of every kind for a case and its present entry."""
    return st.fixed_dictionaries(
        {
            name: st.lists(
                built(kind, **_place(kind, case)), max_size=3, unique_by=(_key, _code)
            ).map(tuple)
            for name, kind in changes.KINDS.items()
        }
    )


def _place(kind: Any, case: Case) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    place = {"case": case.id, "entry": case.entry}
    return {name: value for name, value in place.items() if name in names}


def _key(row: Any) -> Any:
    return tuple(row_of(row)[column.name] for column in TABLES[type(row)].primary_key)


def _code(row: Any) -> Any:
    """Give the code of a letter, which no two have; what has none is like nothing else."""
    code = getattr(row, "code", None)
    return object() if code is None else code


@pytest.fixture
def office(database_url, clock):
    with open_office(database_url, clock) as office:
        yield office


@pytest.fixture
def case(office):
    return open_case(office)


def read_by_core(connection, table) -> list[dict[str, Any]]:
    found = connection.execute(select(table)).mappings()
    return sorted((dict(row) for row in found), key=repr)


HERE = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@HERE
@given(data=st.data())
def test_the_hot_path_writes_what_core_writes(office, case, data) -> None:
    parts = data.draw(parts_of(replace(case, entry=7)))
    kept = {"id": case.id, "version": case.version + 1, "flow_hash": case.flow_hash}
    changed = data.draw(built(Case, **kept))
    change = Change(case=changed, before=case.version, **parts)
    found = {}

    for way in ("hot", "core"):
        with office.store.engine.connect() as connection, connection.begin() as transaction:
            _empty(connection)
            if way == "hot":
                assert changes.write(Line(connection), change)
            else:
                _write_by_core(connection, change)
            found[way] = {t.name: read_by_core(connection, t) for t in TABLES.values()}
            transaction.rollback()

    assert found["hot"] == found["core"]


def _empty(connection) -> None:
    for kind, table in TABLES.items():
        if kind is not Case:
            connection.execute(table.delete())


def _write_by_core(connection, change: Change) -> None:
    table = TABLES[Case]
    connection.execute(table.update().where(table.c.id == change.case.id), case_row(change.case))
    for name, kind in changes.KINDS.items():
        for value in getattr(change, name):
            connection.execute(insert(TABLES[kind]), row_of(value))


@HERE
@given(data=st.data())
def test_the_hot_path_reads_what_core_reads(office, case, data) -> None:
    present = replace(case, entry=7)
    parts = data.draw(parts_of(present))
    deadline = data.draw(built(Deadline, case=case.id, entry=7))
    entry = data.draw(built(Entry, case=case.id, number=7))
    others = tuple(e for e in parts["entries"] if e.number != entry.number)
    parts |= {"deadlines": (deadline,), "entries": (*others, entry)}
    change = Change(case=replace(present, version=case.version + 1), before=case.version, **parts)

    with office.store.begin() as uow:
        connection = uow.connection
        savepoint = connection.begin_nested()
        _empty(connection)
        _write_by_core(connection, change)
        read = uow.case_file(case.id)
        expected = {name: _by_core(connection, kind) for name, kind in casefiles.PARTS.items()}
        whole = connection.execute(select(TABLES[Case])).mappings().one()
        expected_case = case_value(whole, uow.flow_of(case.flow_hash).fields)
        savepoint.rollback()

    assert (read.deadline,) == expected.pop("deadlines")
    assert {name: getattr(read, name) for name in expected} == expected
    assert read.case == expected_case


def _by_core(connection, kind: Any) -> tuple[Any, ...]:
    table = TABLES[kind]
    found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
    read = deadline_value if kind is Deadline else lambda row: plain_value(kind, row)
    return tuple(sorted((read(row) for row in found), key=_key))


def test_every_column_of_every_table_is_carried(office) -> None:
    dialect = office.store.engine.dialect.name

    carried = {table.name: set(shape(kind, dialect).columns) for kind, table in TABLES.items()}

    assert carried == {
        table.name: {c.name for c in table.columns} - {"anchored_seq"} for table in TABLES.values()
    }


def test_a_moment_without_a_zone_is_refused(office, case) -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    timer = Timer(case=case.id, entry=1, rung="yellow", fire_at=naive, state="armed")
    change = Change(
        case=replace(case, version=case.version + 1), before=case.version, timers=(timer,)
    )

    with pytest.raises(NaiveMoment), office.store.begin() as uow:
        uow.apply(change)


def test_moments_come_back_as_aware_utc_to_the_microsecond(office, case) -> None:
    moment = datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)
    timer = Timer(case=case.id, entry=1, rung="precise", fire_at=moment, state="held")

    with office.store.begin() as uow:
        uow.apply(
            Change(
                case=replace(case, version=case.version + 1), before=case.version, timers=(timer,)
            )
        )
    with office.store.look() as uow:
        (found,) = [t for t in uow.case_file(case.id).timers if t.rung == "precise"]

    assert (found, found.fire_at.tzinfo) == (timer, UTC)
