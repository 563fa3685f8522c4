"""What stands around a case: the work people have, earlier entries, cases above and below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, exists, func, literal, or_, select, union_all

from ..workflow.casefiles import Past
from ..workflow.ports import Child, Workload
from ..workflow.values import Assignment, Poll, Task, Timer
from .layout import tables
from .rows import deadline_value, plain_value

Row = TypeVar("Row", Task, Poll, Timer)


class SqlSurroundings:
    """The surroundings of cases, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def workloads(self, role: str, holders: Sequence[str]) -> Mapping[str, Workload]:
        """Tell how much work each holder has in a role, nothing included.

        Work is counted in an index that holds what is open and nothing else, and when a role was
        last given is the end of another: nothing that is over is read.
        """
        if not holders:
            return {}
        rows = union_all(*(_workload(role, holder) for holder in holders))
        return {
            row.holder: Workload(open=row.open, load=row.load, last_given=row.last_given)
            for row in self._connection.execute(rows)
        }

    def past(self, case: int, entry: int) -> Past:
        """Give what an entry of a case looked like when it was left."""
        deadline = tables.deadline
        found = select(deadline).where(deadline.c.case_id == case, deadline.c.entry == entry)
        return Past(
            deadline=deadline_value(self._connection.execute(found).mappings().one()),
            timers=self._rows(Timer, tables.timer, case, entry),
            tasks=self._rows(Task, tables.task, case, entry),
            polls=self._rows(Poll, tables.poll, case, entry),
        )

    def _rows(self, kind: type[Row], table: Any, case: int, entry: int) -> tuple[Row, ...]:
        query = select(table).where(table.c.case_id == case, table.c.entry == entry)
        query = query.order_by(*table.primary_key.columns)
        rows = self._connection.execute(query).mappings()
        return tuple(plain_value(kind, row) for row in rows)

    def held_on(self, case: int, role: str) -> Sequence[Assignment]:
        """Give who holds a role on another case now."""
        held = tables.assignment
        query = (
            select(held)
            .where(held.c.case_id == case, held.c.role == role, held.c.until.is_(None))
            .order_by(held.c.since, held.c.holder)
        )
        return [plain_value(Assignment, row) for row in self._connection.execute(query).mappings()]

    def children(self, case: int) -> Sequence[Child]:
        """Give the cases under a case, by id."""
        below = tables.case.c
        query = (
            select(
                below.id, below.flow_hash, below.flow_key, below.title, below.stage, below.status
            )
            .where(below.parent == case)
            .order_by(below.id)
        )
        return [
            Child(
                case=row.id,
                flow_hash=row.flow_hash,
                flow_key=row.flow_key,
                title=row.title,
                stage=row.stage,
                is_ended=row.status == "ended",
            )
            for row in self._connection.execute(query)
        ]

    def deciders(self, case: int, tasks: Collection[str]) -> Mapping[str, str]:
        """Map who decided tasks of these names on a case, in any of its entries, to the task."""
        task = tables.task.c
        named = or_(*((task.key == name) | task.key.startswith(f"{name}/") for name in tasks))
        query = select(task.decided_by, task.key).where(
            task.case_id == case, task.verdict.is_not(None), named
        )
        return {row.decided_by: row.key for row in self._connection.execute(query)}

    def is_told(self, case: int, names: Collection[str]) -> bool:
        """Say whether any of these people ever had a notice about a case, or any of them a task."""
        notice, task = tables.notice.c, tables.task.c
        told = exists().where(notice.case_id == case, notice.recipient.in_(names))
        asked = exists().where(task.case_id == case, task.holder.in_(names))
        return bool(self._connection.execute(select(or_(told, asked))).scalar_one())


def _workload(role: str, holder: str) -> Any:
    held = tables.assignment.c
    is_his = (held.role == role) & (held.holder == holder)
    is_working = is_his & held.until.is_(None) & (held.load > 0)
    last = select(func.max(held.since)).where(is_his).scalar_subquery()
    return select(
        literal(holder).label("holder"),
        func.count().label("open"),
        func.coalesce(func.sum(held.load), 0).label("load"),
        last.label("last_given"),
    ).where(is_working)
