"""The questions views ask of cases: which light they show, which are wanted, which may be seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, literal, select, tuple_, union

from ..definitions.flow import Flow
from ..workflow.people import Directory
from ..workflow.people.sight import Sight
from .layout import tables
from .rows import LIT

Query = Select[*tuple[Any, ...]]
Place = tuple[Any, ...]
"""Where a row stands in an order: what it has in each of the columns that order."""


def light_at(now: datetime, of: Table = tables.deadline) -> ColumnElement[str]:
    """Write the light of an open deadline as SQL; the same rule as ``workflow.time.lights``.

    ``of`` is the table that holds its thresholds.
    """
    deadline = of.c
    at = func.coalesce(deadline.paused_at, now)
    most_alarming_first = tuple((deadline[f"{color}_at"] <= at, color) for color in reversed(LIT))
    return case(*most_alarming_first, else_="green")


def is_present() -> ColumnElement[bool]:
    """Join a case with the deadline of the entry it is in."""
    return (tables.deadline.c.case_id == tables.case.c.id) & (
        tables.deadline.c.entry == tables.case.c.entry
    )


def cases(shows: ColumnElement[str]) -> Query:
    """Select what the board shows of cases."""
    c, d = tables.case.c, tables.deadline.c
    is_entry = (tables.entry.c.case_id == c.id) & (tables.entry.c.number == c.entry)
    return (
        select(
            *(
                c[name]
                for name in ("id", "version", "ref", "title", "flow_key", "flow_hash", "stage")
            ),
            *(c[name] for name in ("grade", "territory", "status", "active_at")),
            d.due_at,
            d.is_provisional,
            d.paused_at,
            tables.entry.c.entered_at,
            shows.label("light"),
        )
        .join(tables.deadline, is_present())
        .join(tables.entry, is_entry)
    )


def shown_on_board(row: Any, flow: Flow, directory: Directory) -> dict[str, Any]:
    """Give what the board shows of a case but its light, with titles for its keys."""
    grade = flow.decisions[flow.grade].outcomes.get(row.grade) if flow.grade else None
    place = directory.territory(row.territory)
    return {
        "id": row.id,
        "version": row.version,
        "ref": row.ref,
        "title": row.title,
        "flow": row.flow_key,
        "stage": row.stage,
        "stage_title": str(flow.place(row.stage).title),
        "grade": str(grade or row.grade),
        "territory": place.title if place else row.territory,
        "status": row.status,
        "due_at": row.due_at,
        "is_provisional": row.is_provisional,
        "is_paused": row.paused_at is not None,
        "entered_at": row.entered_at,
        "active_at": row.active_at,
    }


def filtered(
    query: Query,
    *,
    flow: str | None = None,
    stage: str | None = None,
    include_ended: bool = False,
) -> Query:
    """Narrow a question to the cases that are wanted."""
    if not include_ended:
        query = query.where(tables.case.c.status != "ended")
    if flow is not None:
        query = query.where(tables.case.c.flow_key == flow)
    if stage is not None:
        query = query.where(tables.case.c.stage == stage)
    return query


def behind(query: Query, after: Place | None, limit: int | None, *columns: Any) -> Query:
    """Order a question by columns, and keep so many rows behind a place in that order.

    No two rows may have the same place, or some are lost between two pages.
    """
    query = query.order_by(*columns)
    if after is not None:
        place = (literal(part, column.type) for part, column in zip(after, columns, strict=True))
        query = query.where(tuple_(*columns) > tuple_(*place))
    return query if limit is None else query.limit(limit)


def within(query: Query, sight: Sight, column: ColumnElement[Any] | None = None) -> Query:
    """Narrow a question to cases within a sight; ``column`` holds the case where it is no case's id.

    The same rule as ``workflow.steps.staffing.seeing``: asked of indexes by the keys somebody sees,
    not of each case.
    """
    if sight.is_everything:
        return query
    of = tables.case.c.id if column is None else column
    return query.where(of.in_(seen_by(sight)))


def seen_by(sight: Sight) -> Any:
    """Select the numbers of the cases within a sight that does not go as far as everything."""
    names, found = sorted(sight.names), tables.case.c
    held, task, notice = tables.assignment.c, tables.task.c, tables.notice.c
    seen: list[Any] = [
        select(found.id).where(found.opened_by.in_(names)),
        select(held.case_id).where(held.holder.in_(names), held.until.is_(None)),
        select(task.case_id).where(task.holder.in_(names)),
        select(notice.case_id).where(notice.recipient.in_(names)),
    ]
    if sight.places:
        seen.append(select(found.id).where(found.territory.in_(sorted(sight.places))))
    return union(*seen)
