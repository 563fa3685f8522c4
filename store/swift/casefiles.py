"""A case file read in one statement: one row, a JSON array for each of its parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)

from ...definitions.flow import Flow
from ...workflow.casefiles import CaseFile
from ...workflow.ports import Lock
from ...workflow.values import (
    Assignment,
    Case,
    Deadline,
    Entry,
    Escalation,
    Filed,
    Poll,
    Task,
    Timer,
)
from ..layout import tables
from ..marks import CALENDARS, ROSTER, Marks
from ..rows import case_value
from .prepared import Line
from .shapes import Kind, decode, shape

PARTS: dict[str, Kind] = {
    "visited": Entry,
    "deadlines": Deadline,
    "assignments": Assignment,
    "materials": Filed,
    "tasks": Task,
    "polls": Poll,
    "timers": Timer,
    "escalations": Escalation,
}
OF_ENTRY = {"deadlines", "polls", "tasks", "timers", "escalations"}
ARRAYS = {
    "postgresql": (func.json_build_array, func.json_agg),
    "sqlite": (func.json_array, func.json_group_array),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A case file as it was read, and the marks of the roster and calendars it was read beside."""

    file: CaseFile
    marks: Marks


def read(line: Line, case: int, lock: Lock, flow_of: Callable[[str], Flow]) -> Found | None:
    """Read a case whole, None when there is no such row or, with ``lock="skip"``, it is held."""
    dialect = line.dialect.name
    if dialect != "postgresql":
        lock = "none"  # SQLite has one writer at a time
    query = line.prepared(_query, dialect, lock)
    asked = {"case": case, "roster": ROSTER, "calendars": CALENDARS}
    row = line.first(query, asked)
    if row is not None and row[0] != row[1]:
        row = line.first(query, asked)
    if row is None:
        return None
    _, _, marked, whole, *parts = row
    marks = dict(decode(marked or "[]"))
    return Found(
        file=_file(dialect, whole, parts, flow_of),
        marks=Marks(roster=marks.get(ROSTER, "0"), calendars=marks.get(CALENDARS, "0")),
    )


def read_many(
    line: Line, cases: Sequence[int], flow_of: Callable[[str], Flow]
) -> Iterator[CaseFile]:
    """Read many cases whole in one statement, for looking only, in the order of their ids."""
    dialect = line.dialect.name
    asked = json.dumps(list(cases)) if dialect == "sqlite" else list(cases)
    for _, whole, *parts in line.all(line.prepared(_query_many, dialect), {"cases": asked}):
        yield _file(dialect, whole, parts, flow_of)


def _file(
    dialect: str, whole: str, texts: Sequence[str | None], flow_of: Callable[[str], Flow]
) -> CaseFile:
    facts = shape(Case, dialect).row(decode(whole))
    parts: dict[str, tuple[Any, ...]] = {
        name: shape(kind, dialect).values(decode(text)) if text else ()
        for (name, kind), text in zip(PARTS.items(), texts, strict=True)
    }
    deadlines = parts.pop("deadlines")
    return CaseFile(
        case=case_value(facts, flow_of(facts["flow_hash"]).fields),
        entry=next(e for e in parts["visited"] if e.number == facts["entry"]),
        deadline=deadlines[0],
        **parts,
    )


def _query(dialect: str, lock: Lock) -> Any:
    """Select the parts of ``:case`` as they are in one snapshot, and hold its row if asked to.

    PostgreSQL reads a row it waited for in its newest version, but everything else as it was before
    the wait: then ``version`` is not the one ``seen``, and the question is to be asked again.
    """
    case, before = tables.case, tables.case.alias("before")
    seen = select(before.c.version).where(before.c.id == bindparam("case")).scalar_subquery()
    query = select(
        case.c.version.label("version"),
        (case.c.version if lock == "none" else seen).label("seen"),
        _marks(dialect).label("marks"),
        *_whole(dialect, bindparam("case")),
    ).where(case.c.id == bindparam("case"))
    if lock == "none":
        return query
    return query.with_for_update(of=case, skip_locked=lock == "skip")


def _query_many(dialect: str) -> Any:
    """Select the parts of every one of ``:cases``: a JSON list on SQLite, an array elsewhere."""
    case = tables.case
    if dialect == "sqlite":
        listed = func.json_each(bindparam("cases", type_=Text)).table_valued(column("value"))
        wanted: ColumnElement[bool] = case.c.id.in_(select(listed.c.value))
    else:
        wanted = case.c.id == any_(bindparam("cases", type_=ARRAY(BigInteger)))
    return select(case.c.id, *_whole(dialect, case.c.id)).where(wanted).order_by(case.c.id)


def _whole(dialect: str, number: Any) -> list[Any]:
    """Select a case as an array of cells, and each of its parts; ``number`` is its id."""
    array, _ = ARRAYS[dialect]
    cells = array(*(tables.case.c[name] for name in shape(Case, dialect).columns))
    parts = (_part(dialect, name, kind, number) for name, kind in PARTS.items())
    return [cast(cells, Text).label("whole"), *parts]


def _marks(dialect: str) -> Any:
    meta = tables.meta
    array, gathered = ARRAYS[dialect]
    return (
        select(cast(gathered(array(meta.c.key, meta.c.value)), Text))
        .where(meta.c.key.in_([bindparam("roster"), bindparam("calendars")]))
        .scalar_subquery()
    )


def _part(dialect: str, name: str, kind: Kind, number: Any) -> Any:
    """Select a part as an array of rows, each an array of cells: of the case, or of its entry."""
    row, case = shape(kind, dialect), tables.case
    array, gathered = ARRAYS[dialect]
    part = row.table.c
    query = select(cast(gathered(array(*(part[column] for column in row.columns))), Text))
    query = query.where(part.case_id == number)
    if name in OF_ENTRY:
        # What belongs to no entry stands under 0.
        query = query.where(part.entry.in_([literal_column("0"), case.c.entry]))
    return query.correlate(case).scalar_subquery().label(name)
