"""A change written whole: in one statement on PostgreSQL, in one for each table on SQLite.

On PostgreSQL round trips are what costs, on SQLite it is statements; the rows are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Text,
    bindparam,
    cast,
    column,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ...workflow.casefiles import Change, Position
from ...workflow.correspondence import Letter, LetterStep
from ...workflow.figures import Figure
from ...workflow.values import (
    Assignment,
    Case,
    Deadline,
    Entry,
    Escalation,
    Event,
    Filed,
    Notice,
    Outgoing,
    Poll,
    Task,
    Timer,
)
from ..layout import tables
from ..statements import keeping, replacing
from .prepared import Line
from .shapes import Kind, encode, shape

KINDS: dict[str, Kind] = {
    "positions": Position,
    "entries": Entry,
    "deadlines": Deadline,
    "timers": Timer,
    "tasks": Task,
    "polls": Poll,
    "assignments": Assignment,
    "materials": Filed,
    "escalations": Escalation,
    "notices": Notice,
    "letters": Letter,
    "letter_steps": LetterStep,
    "outgoing": Outgoing,
    "figures": Figure,
    "events": Event,
}
ONCE = {Notice, Letter, LetterStep, Outgoing}
Parts = tuple[tuple[Kind, Sequence[Any]], ...]


def write(line: Line, change: Change) -> bool:
    """Write a change; False, and nothing is written, when the case has another version by now."""
    parts = tuple((kind, rows) for name, kind in KINDS.items() if (rows := getattr(change, name)))
    if line.dialect.name == "postgresql":
        return _write_at_once(line, change, parts)
    return _write_in_turn(line, change, parts)


def _write_in_turn(line: Line, change: Change, parts: Parts) -> bool:
    sent = {f"new_{name}": cell for name, cell in shape(Case, "sqlite").record(change.case).items()}
    if change.before == 0:
        line.count(line.prepared(_inserting, Case), sent)
    else:
        sent |= {"this": change.case.id, "before": change.before}
        if line.count(line.prepared(_updating), sent) != 1:
            return False
    for kind, rows in parts:
        row = shape(kind, "sqlite")
        names = tuple(f"new_{name}" for name in row.columns)
        statement = line.prepared(_inserting, kind)
        line.each(statement, names, [row.cells(value) for value in rows])
    return True


def _write_at_once(line: Line, change: Change, parts: Parts) -> bool:
    statement = line.prepared(_everything, change.before == 0, tuple(kind for kind, _ in parts))
    sent = {
        shape(kind, "postgresql").table.name: encode(
            [shape(kind, "postgresql").record(value) for value in rows]
        )
        for kind, rows in ((Case, [change.case]), *parts)
    }
    counted = line.first(statement, {**sent, "this": change.case.id, "before": change.before})
    return counted is not None and counted[0] == 1


def _updating() -> Any:
    """Update case ``:this`` to the ``new_`` values if its version is still ``:before``."""
    case = tables.case.c
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in shape(Case, "sqlite").columns if name != "id"
    }
    is_it = (case.id == bindparam("this")) & (case.version == bindparam("before"))
    return update(tables.case).values(values).where(is_it)


def _inserting(kind: Kind) -> Any:
    """Insert a row of ``new_`` values; one under the same key is replaced, or kept as it is."""
    row = shape(kind, "sqlite")
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in row.columns}
    return _keyed(kind, sqlite.insert(row.table).values(values))


def _everything(is_new: bool, kinds: tuple[Kind, ...]) -> Any:  # noqa: FBT001 - a cache key
    """Insert or update the case, and if that was done all rows; count what was done."""
    case = tables.case
    names = shape(Case, "postgresql").columns
    sent = _sent(Case)
    if is_new:
        chosen = select(*(sent.c[name] for name in names))
        doing: Any = insert(case).from_select(names, chosen)
    else:
        # Not by a join: PostgreSQL, which takes any JSON for a hundred rows, would read all cases.
        is_it = (case.c.id == bindparam("this")) & (case.c.version == bindparam("before"))
        values: dict[str, Any] = {name: sent.c[name] for name in names if name != "id"}
        doing = update(case).values(values).where(is_it)
    done = doing.returning(case.c.id).cte("done")
    rows = [_rows(kind, done) for kind in kinds]
    return select(func.count()).select_from(done).add_cte(*rows)


def _rows(kind: Kind, done: Any) -> Any:
    row, sent = shape(kind, "postgresql"), _sent(kind)
    chosen = select(*(sent.c[name] for name in row.columns)).where(exists(select(done.c.id)))
    adding = postgresql.insert(row.table).from_select(row.columns, chosen)
    return _keyed(kind, adding).cte(f"{row.table.name}_done")


def _sent(kind: Kind) -> Any:
    """Read rows from a parameter: a JSON array of records, named as their table."""
    row = shape(kind, "postgresql")
    sent = func.json_to_recordset(cast(bindparam(row.table.name, type_=Text), JSON))
    columns = [column(name, row.table.c[name].type) for name in row.columns]
    return sent.table_valued(*columns).render_derived(
        name=f"{row.table.name}_sent", with_types=True
    )


def _keyed(kind: Kind, adding: Any) -> Any:
    if kind in {Case, Event}:
        return adding
    return keeping(adding) if kind in ONCE else replacing(adding)
