"""One open transaction: reading a case whole, and applying a change whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..definitions.flow import Flow
from ..errors import AmbiguousCase, InvalidValues, StaleCase, UnknownCase, ValueFault
from ..workflow.ports import CalendarSource, Directory, Lock, Workload
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
from .calendars import CalendarShelf
from .layout import tables
from .roster import RosterCache
from .rows import (
    Row,
    case_row,
    case_value,
    deadline_row,
    deadline_value,
    letter_row,
    outbox_row,
    plain_row,
    plain_value,
)
from .shelf import FlowShelf
from .statements import add_once, case_query, locking, of_case, of_entry, put, update_case

HIGHEST_ID = 2**63 - 1
DIGITS = len(str(HIGHEST_ID))

# The unique keys of a case, as the two databases name them in their errors.
TAKEN = re.compile(r"guatu_case(\.|_|_running_)(?P<key>ref|identity)\b")


class SqlTransaction:
    """The unit of work on a SQLAlchemy connection."""

    def __init__(
        self,
        connection: Connection,
        *,
        shelf: FlowShelf,
        rosters: RosterCache,
        calendars: CalendarShelf,
    ) -> None:
        self._connection = connection
        self._shelf = shelf
        self._rosters = rosters
        self._calendars = calendars
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

    def calendar(self, key: str) -> CalendarSource:
        """Give the newest version of a calendar, its base considered; raise UnknownCalendar."""
        return self._calendars.calendar(self._connection, key)

    def new_case_id(self) -> int:
        """Reserve the next case id."""
        if self._connection.dialect.name == "postgresql":
            return int(
                self._connection.execute(select(func.nextval("guatu_case_number"))).scalar_one()
            )
        highest = select(func.coalesce(func.max(tables.case.c.id), 0))
        return int(self._connection.execute(highest).scalar_one()) + 1

    def find(self, case: int | str) -> int:
        """Give the id of a case named by its id, ``#id`` or reference.

        Raises UnknownCase, and AmbiguousCase for an id that is another case's reference.
        """
        if isinstance(case, int):
            return self._in_range(case, case)
        digits = case.removeprefix("#")
        number = int(digits) if digits.isdecimal() and len(digits) <= DIGITS else None
        if case.startswith("#") and number is not None:
            return self._in_range(number, case)
        referred = self._referred(case)
        if referred is None:
            return self._in_range(number, case)
        if number is not None and number != referred and self._exists(number):
            raise AmbiguousCase(name=case, ref=referred)
        return referred

    def _in_range(self, number: int | None, name: int | str) -> int:
        if number is None or abs(number) > HIGHEST_ID:
            raise UnknownCase(name=name)
        return number

    def _referred(self, ref: str) -> int | None:
        if "\0" in ref:  # PostgreSQL refuses the question
            return None
        query = select(tables.case.c.id).where(tables.case.c.ref == ref)
        return self._connection.execute(query).scalar_one_or_none()

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
        query = case_query()
        if lock != "none" and self._connection.dialect.name == "postgresql":
            query = locking(lock == "skip")
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
            case=case_value(row, flow.fields),
            entry=next(e for e in entries if e.number == row["entry"]),
            deadline=deadline_value(deadline),
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
        query = of_case(table) if entry is None else of_entry(table)
        found = self._connection.execute(query, {"case": case, "entry": entry})
        return found.mappings().all()

    def _all(self, kind: Any, table: Table, case: int, entry: int | None = None) -> list[Any]:
        return [plain_value(kind, row) for row in self._of(table, case, entry)]

    def workloads(self, role: str, holders: Sequence[str]) -> Mapping[str, Workload]:
        """Tell how much work each holder has in a role; absent means that it was never given."""
        held, case = tables.assignment, tables.case
        is_open = held.c.until.is_(None) & (case.c.status != "ended")
        query = (
            select(
                held.c.holder,
                func.count().filter(is_open).label("open"),
                func.max(held.c.since).label("last_given"),
            )
            .join(case, case.c.id == held.c.case_id)
            .where(held.c.role == role, held.c.holder.in_(holders))
            .group_by(held.c.holder)
        )
        return {
            row.holder: Workload(open=row.open, last_given=row.last_given)
            for row in self._connection.execute(query)
        }

    def apply(self, change: Change) -> None:
        """Write a change whole; raise StaleCase when the case has another version by now."""
        self._write_case(change)
        dialect = self._connection.dialect.name
        kept: list[tuple[Table, list[Row]]] = [
            (tables.entry, [plain_row(e) for e in change.entries]),
            (tables.deadline, [deadline_row(d) for d in change.deadlines]),
            (tables.timer, [plain_row(t) for t in change.timers]),
            (tables.task, [plain_row(t) for t in change.tasks]),
            (tables.assignment, [plain_row(a) for a in change.assignments]),
            (tables.material, [plain_row(m) for m in change.materials]),
            (tables.escalation, [plain_row(e) for e in change.escalations]),
        ]
        added: list[tuple[Table, list[Row]]] = [
            (tables.notice, [plain_row(n) for n in change.notices]),
            (tables.letter, [letter_row(x) for x in change.letters]),
            (tables.outbox, [outbox_row(o) for o in change.outgoing]),
        ]
        for table, values in kept:
            if values:
                self._connection.execute(put(dialect, table), values)
        for table, values in added:
            if values:
                self._connection.execute(add_once(dialect, table), values)
        if change.events:
            self._connection.execute(insert(tables.event), [plain_row(e) for e in change.events])

    def _write_case(self, change: Change) -> None:
        row = case_row(change.case)
        if change.before == 0:
            try:
                self._connection.execute(insert(tables.case), row)
            except IntegrityError as error:
                raise _taken(change, error) from error
            return
        new = {f"new_{name}": value for name, value in row.items()}
        new |= {"this": change.case.id, "before": change.before}
        done = self._connection.execute(update_case(), new)
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

    def claim_key(self, key: str, fingerprint: str, at: datetime) -> tuple[str, int] | None:
        """Take an idempotency key for the command under way, or tell whose it is."""
        table = tables.request
        row = {"key": key, "fingerprint": fingerprint, "case_id": 0, "at": at}
        taking = add_once(self._connection.dialect.name, table)
        # On PostgreSQL SQLAlchemy forgets the count of an insert unless it is told to keep it.
        keep = {"preserve_rowcount": True}
        if self._connection.execute(taking, row, execution_options=keep).rowcount == 1:
            return None
        done = self._connection.execute(
            select(table.c.fingerprint, table.c.case_id).where(table.c.key == key)
        ).one()
        return done.fingerprint, done.case_id

    def settle_key(self, key: str, case: int) -> None:
        """Record on which case the command under a key was done."""
        table = tables.request
        self._connection.execute(update(table).where(table.c.key == key).values(case_id=case))

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call once after this transaction has been committed, never after a rollback."""
        if call not in self.after_commit:
            self.after_commit.append(call)


def _taken(change: Change, error: IntegrityError) -> Exception:
    """Say which unique key a new case ran into; another process may have just taken it."""
    found = TAKEN.search(str(error.orig))
    if found is None:
        return error
    is_ref = found["key"] == "ref"
    fault = ValueFault(
        field=found["key"],
        title="编号" if is_ref else "项目",
        value=change.case.ref or change.case.title,
        what="the same case exists already",
        what_zh="与已有项目重复",
    )
    return InvalidValues(faults=[fault])
