"""How units stand: what they have running, what was due and what of it in time, and their lights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from ...workflow.reporting import ReportColumn
from ..layout import tables
from .asked import Asked, Query, count_where, is_of_entry, is_stage

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What is counted of the cases of a report, from which rows.

    ``due`` and ``on_time`` say which of the counts the share in time is made of.
    """

    connection: Connection
    asked: Asked
    columns: tuple[ReportColumn, ...]
    due: int
    on_time: int
    conditions: tuple[ColumnElement[bool], ...]
    rows: Callable[[Query], Query]

    @property
    def counts(self) -> tuple[ColumnElement[int], ...]:
        """What is counted: how often each condition holds."""
        return tuple(map(count_where, self.conditions))

    def cells(self, counts: Counts) -> tuple[int | float | None, ...]:
        """Give counts with the share in time behind them."""
        owed = counts[self.due]
        return (*counts, counts[self.on_time] / owed if owed else None)

    def by_holder(self) -> Mapping[str, Counts]:
        """Count for each holder of the report's role; a case with several counts with each."""
        holder = tables.assignment.c.holder
        query = self.rows(select(holder, *self.counts))
        query = query.join(tables.assignment, self.asked.is_held()).group_by(holder)
        found = self.connection.execute(self.asked.within(query))
        return {who: tuple(map(int, counts)) for who, *counts in found}

    def together(self, holders: Sequence[str]) -> Counts:
        """Count what any of these holds, each case once."""
        query = self.rows(select(*self.counts)).where(self._is_held_by(holders))
        return tuple(map(int, self.connection.execute(self.asked.within(query)).one()))

    def cases(self, place: int, holders: Sequence[str]) -> tuple[int, ...]:
        """Give the cases behind one of the counts of these holders, one as often as it counts."""
        case = tables.case.c.id
        query = self.rows(select(case)).where(self._is_held_by(holders), self.conditions[place])
        found = self.connection.execute(self.asked.within(query).order_by(case))
        return tuple(found.scalars())

    def _is_held_by(self, holders: Sequence[str]) -> ColumnElement[bool]:
        held = select(tables.assignment.c.case_id).where(
            self.asked.is_held(), tables.assignment.c.holder.in_(holders)
        )
        return exists(held)


def standing(connection: Connection, asked: Asked) -> Counting:
    """Count stages: running, due in the period, in time; and their lights."""
    shows, found = asked.light(), tables.deadline.c
    due = and_(found.due_at >= asked.begin, found.due_at < asked.end)
    is_over = and_(tables.entry.c.left_at.is_not(None), tables.entry.c.left_at < asked.end)
    # An entry that was left without being judged (withdrawn, sent back) was never owed.
    is_owed = or_(~is_over, tables.entry.c.was_on_time.is_not(None))
    return Counting(
        connection=connection,
        asked=asked,
        columns=COLUMNS,
        due=1,
        on_time=2,
        conditions=(
            asked.is_present(),
            and_(due, is_owed),
            and_(due, is_over, tables.entry.c.was_on_time),
            and_(asked.is_present(), shows == "yellow"),
            and_(asked.is_present(), shows == "red"),
        ),
        rows=lambda query: (
            query.select_from(tables.case)
            .join(tables.entry, tables.entry.c.case_id == tables.case.c.id)
            .join(tables.deadline, is_of_entry())
            .where(is_stage())
        ),
    )


def duties(connection: Connection, asked: Asked) -> Counting:
    """Count the recurring duties due in the period, and what became of them.

    One that was closed without being reported, because its case ended, was never owed.
    """
    task = tables.task.c
    is_done = and_(task.decided_at.is_not(None), task.decided_at < asked.end)
    is_open = or_(task.closed_at.is_(None), task.closed_at >= asked.end)
    return Counting(
        connection=connection,
        asked=asked,
        columns=DUTIES,
        due=0,
        on_time=1,
        conditions=(
            or_(is_done, is_open),
            and_(is_done, task.decided_at <= task.due_at),
            and_(is_done, task.decided_at > task.due_at),
            and_(~is_done, is_open),
        ),
        rows=lambda query: (
            query.select_from(tables.case)
            .join(tables.task, task.case_id == tables.case.c.id)
            .where(task.kind == "duty", task.due_at >= asked.begin, task.due_at < asked.end)
        ),
    )
