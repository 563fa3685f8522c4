"""What people, their units and those they stand in for have to do, as a view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from ...errors import UnknownTask
from ...workflow.values import Task, TaskKind
from ..boards import light_at
from ..layout import tables
from ..rows import plain_value
from ..viewing import Viewing
from .values import Batch, DueMoments, DueSpan, TaskFilter, TaskList, TaskRow


class TaskViews(Viewing):
    """Open tasks, page by page and counted."""

    def count_tasks(self, holders: Collection[str]) -> int:
        """Count the open tasks of people and units."""
        query = select(func.count()).where(*_are_theirs(holders))
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def waiting(
        self,
        holders: Collection[str],
        moments: DueMoments,
        wanted: TaskFilter | None = None,
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> TaskList:
        """Show a page of the open tasks of people and units, the first due first, with counts."""
        wanted, due, task = wanted or TaskFilter(), _due(moments), tables.task.c
        narrowed = _narrowed(_rows(moments).where(*_are_theirs(holders)), wanted, due)
        page = (
            narrowed.order_by(task.due_at.is_(None), task.due_at, task.case_id, task.key)
            .order_by(task.kind, task.holder)
            .limit(limit)
            .offset(offset)
        )
        found = select(func.count()).select_from(narrowed.order_by(None).subquery())
        with self._store.reading() as connection:
            rows = [self._row(connection, row) for row in connection.execute(page).mappings()]
            total = connection.execute(found).scalar_one()
            kinds, dues = _count(connection, holders, due)
            batches = self._batches(connection, holders)
        return TaskList(
            rows=rows,
            total=total,
            everything=sum(kinds.values()),
            kinds=kinds,
            dues=dues,
            batches=batches,
        )

    def task(  # noqa: PLR0913 - the parts of a task's name
        self,
        holders: Collection[str],
        moments: DueMoments,
        case_id: int,
        key: str,
        *,
        kind: str = "",
        holder: str = "",
    ) -> TaskRow:
        """Give a task some people or units have or had, of several the one still open.

        Raises UnknownTask.
        """
        task = tables.task.c
        query = (
            _rows(moments)
            .where(task.case_id == case_id, task.key == key, task.holder.in_(sorted(holders)))
            .order_by(task.closed_at.is_not(None), task.entry.desc(), task.kind, task.holder)
            .limit(1)
        )
        if kind:
            query = query.where(task.kind == kind)
        if holder:
            query = query.where(task.holder == holder)
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                raise UnknownTask(name=f"{case_id}/{key}")
            return self._row(connection, row)

    def voices(self, case_id: int, entry: int, key: str) -> Sequence[Task]:
        """List everything asked under one key of a case, said or not, the oldest first."""
        table = tables.task
        query = (
            select(table)
            .where(table.c.case_id == case_id, table.c.entry == entry, table.c.key == key)
            .order_by(table.c.opened_at, table.c.kind, table.c.holder)
        )
        with self._store.reading() as connection:
            return [plain_value(Task, row) for row in connection.execute(query).mappings()]

    def _row(self, connection: Connection, row: Mapping[Any, Any]) -> TaskRow:
        flow = self._store.shelf.version(connection, row["flow_hash"])
        return TaskRow(
            task=plain_value(Task, row),
            case_title=row["case_title"],
            ref=row["ref"],
            flow=row["flow_key"],
            stage_title=str(flow.place(row["stage"]).title),
            status=row["status"],
            version=row["version"],
            due=row["due"],
            light=row["light"],
        )

    def _batches(self, connection: Connection, holders: Collection[str]) -> Sequence[Batch]:
        task, of = tables.task.c, tables.case.c
        query = (
            select(of.flow_key, task.key, func.min(task.title), func.count(task.case_id.distinct()))
            .join(tables.case, of.id == task.case_id)
            .where(*_are_theirs(holders), task.kind == "approval", of.status == "running")
            .group_by(of.flow_key, task.key)
            .order_by(of.flow_key, task.key)
        )
        found: dict[tuple[str, str], tuple[str, int]] = {}
        for flow, key, title, count in connection.execute(query):
            name = (flow, key.partition("/")[0])
            found[name] = (title, found.get(name, ("", 0))[1] + count)
        return [
            Batch(flow=flow, approval=approval, title=title, count=count)
            for (flow, approval), (title, count) in found.items()
            if count > 1
        ]


def _are_theirs(holders: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    task = tables.task.c
    return task.closed_at.is_(None), task.holder.in_(sorted(holders))


def _due(moments: DueMoments) -> ColumnElement[str]:
    due = tables.task.c.due_at
    return case(
        (due.is_(None), "none"),
        (due < moments.now, "late"),
        (due <= moments.today, "today"),
        (due <= moments.week, "week"),
        else_="later",
    )


def _rows(moments: DueMoments) -> Select[*tuple[Any, ...]]:
    task, of, limit = tables.task, tables.case.c, tables.deadline.c
    is_present = (limit.case_id == of.id) & (limit.entry == of.entry)
    return (
        select(
            task,
            *(of[name] for name in ("ref", "flow_key", "flow_hash", "stage", "status", "version")),
            of.title.label("case_title"),
            _due(moments).label("due"),
            light_at(moments.now).label("light"),
        )
        .join(tables.case, of.id == task.c.case_id)
        .outerjoin(tables.deadline, is_present)
    )


def _narrowed(
    query: Select[*tuple[Any, ...]], wanted: TaskFilter, due: ColumnElement[str]
) -> Select[*tuple[Any, ...]]:
    of = tables.case.c
    if wanted.kind is not None:
        query = query.where(tables.task.c.kind == wanted.kind)
    if wanted.due is not None:
        query = query.where(due == wanted.due)
    if q := wanted.q.strip():
        query = query.where(
            of.title.icontains(q, autoescape=True) | of.ref.icontains(q, autoescape=True)
        )
    return query


def _count(
    connection: Connection, holders: Collection[str], due: ColumnElement[str]
) -> tuple[Mapping[TaskKind, int], Mapping[DueSpan, int]]:
    near = due.label("due")
    query = (
        select(tables.task.c.kind, near, func.count().label("count"))
        .where(*_are_theirs(holders))
        .group_by(tables.task.c.kind, near)
    )
    kinds, dues = Counter[TaskKind](), Counter[DueSpan]()
    for row in connection.execute(query).mappings():
        kinds[row["kind"]] += row["count"]
        dues[row["due"]] += row["count"]
    return kinds, dues
