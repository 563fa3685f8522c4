"""One open transaction: reading a case whole, and applying a change whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from ..definitions.flow import Flow
from ..errors import InvalidValues, StaleCase, UnknownCase, ValueFault
from ..workflow.ports import Directory, Lock
from ..workflow.values import (
    Assignment,
    CaseFile,
    Change,
    Entry,
    Escalation,
    Filed,
    Task,
    Timer,
)
from . import rows, tables
from .flows import FlowShelf
from .roster import RosterCache


class SqlTransaction:
    """The unit of work on a SQLAlchemy connection."""

    def __init__(
        self, connection: Connection, *, shelf: FlowShelf, rosters: RosterCache
    ) -> None:
        self._connection = connection
        self._shelf = shelf
        self._rosters = rosters
        self._directory: Directory | None = None
        self.after_commit: list[Callable[[], None]] = []

    def flow(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        return self._shelf.latest(self._connection, key)

    def flow_of(self, flow_hash: str) -> Flow:
        """Give exactly the version with this hash; raise UnknownFlow."""
        return self._shelf.version(self._connection, flow_hash)

    def directory(self) -> Directory:
        """Give the directory as this transaction sees it."""
        if self._directory is None:
            self._directory = self._rosters.directory(self._connection)
        return self._directory

    def new_case_id(self) -> int:
        """Reserve the next case id."""
        if self._connection.dialect.name == "postgresql":
            return int(self._connection.execute(select(func.nextval("guatu_case_number"))).scalar_one())
        highest = select(func.coalesce(func.max(tables.case.c.id), 0))
        return int(self._connection.execute(highest).scalar_one()) + 1

    def find(self, case: int | str) -> int:
        """Give the id of a case named by its id or reference; raise UnknownCase."""
        table = tables.case
        if isinstance(case, int):
            return case
        found = self._connection.execute(
            select(table.c.id).where(table.c.ref == case)
        ).scalar_one_or_none()
        if found is None and case.isdecimal():
            found = int(case)
        if found is None:
            raise UnknownCase(name=case)
        return int(found)

    def duplicate_of(self, flow_key: str, identity: str) -> int | None:
        """Give the case of this flow with the same identity that has not ended, None if none."""
        table = tables.case
        return self._connection.execute(
            select(table.c.id).where(
                table.c.flow_key == flow_key,
                table.c.identity == identity,
                table.c.status != "ended",
            )
        ).scalar_one_or_none()

    def case_file(self, case: int, *, lock: Lock = "none") -> CaseFile | None:
        """Read everything about a case; raise UnknownCase, give None when it is held elsewhere."""
        query = _case_query()
        if lock != "none" and self._connection.dialect.name == "postgresql":
            query = _locking(lock == "skip")
        row = self._connection.execute(query, {"case": case}).mappings().one_or_none()
        if row is None:
            if lock == "skip" and self._exists(case):
                return None
            raise UnknownCase(name=case)
        flow = self.flow_of(row["flow_hash"])
        number = row["entry"]
        entries = self._all(Entry, tables.entry, case)
        (deadline,) = self._of(tables.deadline, case, number)
        return CaseFile(
            case=rows.case_value(row, flow.fields),
            entry=next(e for e in entries if e.number == row["entry"]),
            deadline=rows.deadline_value(deadline),
            visited=tuple(entries),
            assignments=tuple(self._all(Assignment, tables.assignment, case)),
            materials=tuple(self._all(Filed, tables.material, case)),
            tasks=tuple(self._all(Task, tables.task, case, number)),
            timers=tuple(self._all(Timer, tables.timer, case, number)),
            escalations=tuple(self._all(Escalation, tables.escalation, case, number)),
        )

    def _exists(self, case: int) -> bool:
        found = select(tables.case.c.id).where(tables.case.c.id == case)
        return self._connection.execute(found).first() is not None

    def _of(self, table: Table, case: int, entry: int | None) -> Sequence[RowMapping]:
        query = _of_case(table) if entry is None else _of_entry(table)
        found = self._connection.execute(query, {"case": case, "entry": entry})
        return found.mappings().all()

    def _all(self, kind: Any, table: Table, case: int, entry: int | None = None) -> list[Any]:
        return [rows.plain_value(kind, row) for row in self._of(table, case, entry)]

    def open_work(self, role: str, holders: Sequence[str]) -> Mapping[str, int]:
        """Count the open cases on which each holder has the role; absent means none."""
        held, case = tables.assignment, tables.case
        query = (
            select(held.c.holder, func.count())
            .join(case, case.c.id == held.c.case_id)
            .where(
                held.c.role == role,
                held.c.holder.in_(holders),
                held.c.until.is_(None),
                case.c.status != "ended",
            )
            .group_by(held.c.holder)
        )
        return {holder: count for holder, count in self._connection.execute(query)}

    def last_given(self, role: str, holders: Sequence[str]) -> Mapping[str, datetime]:
        """Tell when each holder was last given the role; absent means never."""
        held = tables.assignment
        query = (
            select(held.c.holder, func.max(held.c.since))
            .where(held.c.role == role, held.c.holder.in_(holders))
            .group_by(held.c.holder)
        )
        return {holder: since for holder, since in self._connection.execute(query)}

    def apply(self, change: Change) -> None:
        """Write a change whole; raise StaleCase when the case has another version by now."""
        self._write_case(change)
        dialect = self._connection.dialect.name
        kept: list[tuple[Table, list[rows.Row]]] = [
            (tables.entry, [rows.plain_row(e) for e in change.entries]),
            (tables.deadline, [rows.deadline_row(d) for d in change.deadlines]),
            (tables.timer, [rows.plain_row(t) for t in change.timers]),
            (tables.task, [rows.plain_row(t) for t in change.tasks]),
            (tables.assignment, [rows.plain_row(a) for a in change.assignments]),
            (tables.material, [rows.plain_row(m) for m in change.materials]),
            (tables.escalation, [rows.plain_row(e) for e in change.escalations]),
        ]
        added: list[tuple[Table, list[rows.Row]]] = [
            (tables.notice, [rows.plain_row(n) for n in change.notices]),
            (tables.letter, [rows.letter_row(x) for x in change.letters]),
            (tables.outbox, [rows.outbox_row(o) for o in change.outgoing]),
        ]
        for table, values in kept:
            if values:
                self._connection.execute(_put(dialect, table), values)
        for table, values in added:
            if values:
                self._connection.execute(_add_once(dialect, table), values)
        if change.events:
            self._connection.execute(
                insert(tables.event), [rows.plain_row(e) for e in change.events]
            )

    def _write_case(self, change: Change) -> None:
        row = rows.case_row(change.case)
        if change.before == 0:
            try:
                self._connection.execute(insert(tables.case), row)
            except IntegrityError as error:
                raise _taken(change, error) from error
            return
        new = {f"new_{name}": value for name, value in row.items()}
        new |= {"this": change.case.id, "before": change.before}
        done = self._connection.execute(_update_case(), new)
        if done.rowcount != 1:
            self._raise_stale(change)

    def _raise_stale(self, change: Change) -> None:
        table = tables.case
        now = self._connection.execute(
            select(table.c.version, table.c.changed_by, table.c.changed_at).where(
                table.c.id == change.case.id
            )
        ).one()
        raise StaleCase(
            case=change.case.id,
            by=now.changed_by,
            at=now.changed_at.isoformat(timespec="minutes"),
            actual=now.version,
            expected=change.before,
        )

    def recall(self, key: str) -> tuple[str, int] | None:
        """Give the fingerprint and case of the command done under an idempotency key."""
        table = tables.request
        found = self._connection.execute(
            select(table.c.fingerprint, table.c.case_id).where(table.c.key == key)
        ).one_or_none()
        return (found.fingerprint, found.case_id) if found else None

    def remember(self, key: str, fingerprint: str, case: int, at: datetime) -> None:
        """Record that a command was done under an idempotency key."""
        self._connection.execute(
            insert(tables.request),
            {"key": key, "fingerprint": fingerprint, "case_id": case, "at": at},
        )

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call once after this transaction has been committed, never after a rollback."""
        if call not in self.after_commit:
            self.after_commit.append(call)


def _taken(change: Change, error: IntegrityError) -> Exception:
    """Say which unique key a new case ran into; another process may have just taken it."""
    text = str(error.orig)
    if "ref" in text or "identity" in text:
        key = "ref" if "ref" in text else "identity"
        return InvalidValues(
            faults=[
                ValueFault(
                    field=key,
                    title="编号" if key == "ref" else "项目",
                    value=change.case.ref or change.case.title,
                    what="the same case exists already",
                    what_zh="与已有项目重复",
                )
            ]
        )
    return error


@cache
def _case_query() -> Any:
    return select(tables.case).where(tables.case.c.id == bindparam("case"))


@cache
def _locking(skip: bool) -> Any:  # noqa: FBT001 - a cache key
    return _case_query().with_for_update(skip_locked=skip)


@cache
def _of_case(table: Table) -> Any:
    return select(table).where(table.c.case_id == bindparam("case"))


@cache
def _of_entry(table: Table) -> Any:
    return _of_case(table).where(table.c.entry == bindparam("entry"))


@cache
def _update_case() -> Any:
    table = tables.case
    values: dict[str, Any] = {
        column.name: bindparam(f"new_{column.name}")
        for column in table.columns
        if column.name not in {"id", "anchored_seq"}
    }
    return (
        update(table)
        .where(table.c.id == bindparam("this"), table.c.version == bindparam("before"))
        .values(values)
    )


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def _put(dialect: str, table: Table) -> Any:
    """Insert a row or replace the one under its key."""
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def _add_once(dialect: str, table: Table) -> Any:
    """Insert a row unless its key is there already."""
    keys = [column.name for column in table.primary_key]
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=keys)

