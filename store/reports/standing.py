"""How units stand: what they have running, what was due and what of it in time, and their lights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, and_, or_, select

from ...workflow.reporting import ReportColumn
from ..layout import tables
from .asked import Asked, count_where, is_of_entry

COLUMNS = (
    ReportColumn(key="running", title="在办", kind="count"),
    ReportColumn(key="due", title="到期", kind="count"),
    ReportColumn(key="on_time", title="按期办结", kind="count"),
    ReportColumn(key="yellow", title="黄灯", kind="count"),
    ReportColumn(key="red", title="红灯", kind="count"),
    ReportColumn(key="on_time_rate", title="按期率", kind="rate"),
)
DUTIES = (
    ReportColumn(key="due", title="应报", kind="count"),
    ReportColumn(key="on_time", title="按期报送", kind="count"),
    ReportColumn(key="late", title="逾期报送", kind="count"),
    ReportColumn(key="missing", title="逾期未报", kind="count"),
    ReportColumn(key="on_time_rate", title="按期率", kind="rate"),
)


Counts = tuple[int, ...]
"""The counts of one unit, in the order of the columns; the share in time follows from them."""


def cells(counts: Counts, *, due: int, on_time: int) -> tuple[int | float | None, ...]:
    """Give counts with the share in time behind them; ``due`` and ``on_time`` say where they stand."""
    return (*counts, counts[on_time] / counts[due] if counts[due] else None)


def total(parts: Iterable[Counts], width: int) -> Counts:
    """Sum counts up, column by column."""
    return tuple(map(sum, zip(*parts, strict=True))) or (0,) * width


def standing(connection: Connection, asked: Asked) -> Mapping[str, Counts]:
    """Count for each holder of the report's role."""
    shows, found = asked.light(), tables.deadline.c
    due = and_(found.due_at >= asked.begin, found.due_at < asked.end)
    is_over = and_(tables.entry.c.left_at.is_not(None), tables.entry.c.left_at < asked.end)
    # An entry that was left without being judged (withdrawn, sent back) was never owed.
    is_owed = or_(~is_over, tables.entry.c.was_on_time.is_not(None))
    query = (
        select(
            tables.assignment.c.holder,
            count_where(asked.is_present()),
            count_where(and_(due, is_owed)),
            count_where(and_(due, is_over, tables.entry.c.was_on_time)),
            count_where(and_(asked.is_present(), shows == "yellow")),
            count_where(and_(asked.is_present(), shows == "red")),
        )
        .select_from(tables.case)
        .join(tables.entry, tables.entry.c.case_id == tables.case.c.id)
        .join(tables.deadline, is_of_entry())
        .join(tables.assignment, asked.is_held())
        .where(asked.is_stage())
        .group_by(tables.assignment.c.holder)
    )
    rows = connection.execute(asked.within(query))
    return {holder: tuple(map(int, counts)) for holder, *counts in rows}


def duties(connection: Connection, asked: Asked) -> Mapping[str, Counts]:
    """Count the recurring duties due in the period for each holder of the report's role.

    One that was closed without being reported, because its case ended, was never owed.
    """
    task = tables.task.c
    is_done = and_(task.decided_at.is_not(None), task.decided_at < asked.end)
    query = (
        select(
            tables.assignment.c.holder,
            count_where(or_(is_done, task.closed_at.is_(None), task.closed_at >= asked.end)),
            count_where(and_(is_done, task.decided_at <= task.due_at)),
            count_where(and_(is_done, task.decided_at > task.due_at)),
            count_where(and_(~is_done, or_(task.closed_at.is_(None), task.closed_at >= asked.end))),
        )
        .select_from(tables.case)
        .join(tables.task, task.case_id == tables.case.c.id)
        .join(tables.assignment, asked.is_held())
        .where(task.kind == "duty", task.due_at >= asked.begin, task.due_at < asked.end)
        .group_by(tables.assignment.c.holder)
    )
    rows = connection.execute(asked.within(query))
    return {holder: tuple(map(int, counts)) for holder, *counts in rows}
