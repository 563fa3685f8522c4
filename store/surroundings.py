"""What stands around a case: the work people have, earlier entries, cases above and below."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union,
)

from ..workflow.casefiles import Child, Past, Workload
from ..workflow.figures import Figure
from ..workflow.values import Assignment, Poll, Task, Timer
from .layout import reporting, tables
from .rows import deadline_value, plain_value

UNBOUNDED = 2**31 - 1
Row = TypeVar("Row", Task, Poll, Timer)


class SqlSurroundings:
    """The surroundings of cases, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def workloads(
        self, role: str, holders: Sequence[str], *, at_most: int | None = None
    ) -> Mapping[str, Workload]:
        """Tell how much work each holder has in a role, nothing included.

        Nobody's work is counted further than ``at_most`` cases.

        Work is counted in an index that holds what is open and nothing else, and when a role was
        last given is the end of another: nothing that is over is read.
        """
        dialect = self._connection.dialect.name
        keys = list(holders) if dialect == "postgresql" else json.dumps(list(holders))
        asked = {"holders": keys, "role": role, "most": at_most or UNBOUNDED}
        rows = self._connection.execute(_WORKLOADS[dialect], asked)
        return {
            row.holder: Workload(open=row.open, load=row.load, last_given=_moment(row.last_given))
            for row in rows
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

    def figures(self, case: int, series: str) -> Sequence[Figure]:
        """Give every figure of a case in a series, those put right too, by number."""
        table = reporting.figure
        query = select(table).where(table.c.case_id == case, table.c.series == series)
        rows = self._connection.execute(query.order_by(table.c.number)).mappings()
        return [plain_value(Figure, row) for row in rows]

    def deciders(self, case: int, tasks: Collection[str]) -> Mapping[str, str]:
        """Map who decided tasks of these names on a case, in any of its entries, to the task."""
        task = tables.task.c
        named = or_(*((task.key == name) | task.key.startswith(f"{name}/") for name in tasks))
        query = select(task.decided_by, task.key).where(
            task.case_id == case, task.verdict.is_not(None), named
        )
        return {row.decided_by: row.key for row in self._connection.execute(query)}

    def people_holding(self) -> Sequence[str]:
        """Give every person who holds a role or an open task on a running case, by key."""
        held, task = tables.assignment.c, tables.task.c
        roles = select(held.holder).where(_is_working(), held.holder_kind == "person")
        tasks = select(task.holder).where(task.closed_at.is_(None), task.holder_kind == "person")
        return sorted(self._connection.execute(union(roles, tasks)).scalars())

    def cases_of(self, people: Sequence[str], *, unraised: bool = False) -> Sequence[int]:
        """Give the running cases on which any of these people has a role or an open task.

        The newest first: a case below another is opened after it, and is always held before it.
        With ``unraised`` those on which something of theirs is not raised as a vacancy.
        """
        held, task, case = tables.assignment.c, tables.task.c, tables.case.c
        roles = select(held.case_id).where(held.holder.in_(people), _is_working())
        tasks = select(task.case_id).where(task.holder.in_(people), task.closed_at.is_(None))
        if unraised:
            roles = roles.where(~_is_raised(held.case_id, literal("role:") + held.role))
            owed = literal("left:") + task.kind + ":" + task.key + ":" + task.holder
            tasks = tasks.where(~_is_raised(task.case_id, owed))
        found = union(roles, tasks).subquery()
        query = (
            select(case.id)
            .where(case.id.in_(select(found.c.case_id)), case.status != "ended")
            .order_by(case.id.desc())
        )
        return list(self._connection.execute(query).scalars())

    def is_told(self, case: int, names: Collection[str]) -> bool:
        """Say whether any of these people ever had a notice about a case, or any of them a task."""
        notice, task = tables.notice.c, tables.task.c
        told = exists().where(notice.case_id == case, notice.recipient.in_(names))
        asked = exists().where(task.case_id == case, task.holder.in_(names))
        return bool(self._connection.execute(select(or_(told, asked))).scalar_one())


def _is_raised(case: Any, subject: Any) -> ColumnElement[bool]:
    """Say that a vacancy of a subject is open on a case."""
    raised, start = tables.escalation.c, subject + "/"
    is_of_it = func.substr(raised.rung, 1, func.length(start)) == start
    return exists().where(
        raised.case_id == case, raised.entry == 0, is_of_it, raised.closed_at.is_(None)
    )


def _is_working() -> ColumnElement[bool]:
    """Say that an assignment lasts and its case runs."""
    held, case = tables.assignment.c, tables.case.c
    is_running = exists().where(case.id == held.case_id, case.status != "ended")
    return held.until.is_(None) & is_running


def _moment(found: datetime | str | None) -> datetime | None:
    """Read a moment as the databases give it from a statement of text."""
    moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_HIS = "FROM guatu_assignment a WHERE a.holder = asked.value AND a.role = :role"
_WORKING = f"SELECT a.load {_HIS} AND a.until IS NULL AND a.load > 0 LIMIT :most"
_LAST = f"(SELECT max(a.since) {_HIS}) AS last_given"

# In text, and built once: whatever the number of holders, the statement is the same.
_WORKLOADS = {
    "sqlite": text(
        f"SELECT asked.value AS holder, (SELECT count(*) FROM ({_WORKING})) AS open,"  # noqa: S608
        f" (SELECT coalesce(sum(load), 0) FROM ({_WORKING})) AS load, {_LAST}"
        " FROM json_each(:holders) AS asked"
    ),
    "postgresql": text(
        f"SELECT asked.value AS holder, working.open, working.load, {_LAST}"  # noqa: S608
        " FROM unnest(CAST(:holders AS text[])) AS asked(value), LATERAL"
        f" (SELECT count(*) AS open, coalesce(sum(load), 0) AS load FROM ({_WORKING}) AS his)"
        " AS working"
    ),
}
