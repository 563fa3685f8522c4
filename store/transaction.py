"""One open transaction: applying a change whole, over what it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from ..errors import InvalidValues, StaleCase, ValueFault
from ..workflow.casefiles import Change
from .calendars import CalendarShelf
from .layout import tables
from .letters import SqlLetters
from .migration_rows import SqlMigrationRows
from .published import SqlReportRows
from .reading import SqlReading
from .roster import RosterCache
from .shelf import FlowShelf
from .statements import add_once
from .swift import changes

Herald = Callable[[Connection, Change], bool]
"""Tells others of a change in the transaction that writes it; True: there is no more to tell."""

# The unique keys of a case, as the two databases name them in their errors.
TAKEN = re.compile(r"guatu_case(\.|_|_running_)(?P<key>ref|identity)\b")


class SqlTransaction(SqlReading):
    """The unit of work on a SQLAlchemy connection."""

    def __init__(
        self,
        connection: Connection,
        *,
        shelf: FlowShelf,
        rosters: RosterCache,
        calendars: CalendarShelf,
        heralds: Sequence[Herald] = (),
    ) -> None:
        super().__init__(connection, shelf=shelf, rosters=rosters, calendars=calendars)
        self.letters = SqlLetters(connection)
        self.reports = SqlReportRows(connection)
        self.migrations = SqlMigrationRows(connection)
        self._heralds = heralds
        self._told: set[Herald] = set()
        self.after_commit: list[Callable[[], None]] = []

    def new_case_id(self) -> int:
        """Reserve the next case id."""
        if self.connection.dialect.name == "postgresql":
            return int(
                self.connection.execute(select(func.nextval("guatu_case_number"))).scalar_one()
            )
        highest = select(func.coalesce(func.max(tables.case.c.id), 0))
        return int(self.connection.execute(highest).scalar_one()) + 1

    def apply(self, change: Change) -> None:
        """Write a change whole; raise StaleCase when the case has another version by now."""
        try:
            is_written = changes.write(self._line, change)
        except IntegrityError as error:
            raise _taken(change, error) from error
        if not is_written:
            self._raise_stale(change)
        for herald in self._heralds:
            if herald not in self._told and herald(self.connection, change):
                self._told.add(herald)

    def _raise_stale(self, change: Change) -> None:
        table = tables.case
        now = self.connection.execute(
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
        taking = add_once(self.connection.dialect.name, table)
        # On PostgreSQL SQLAlchemy forgets the count of an insert unless it is told to keep it.
        keep = {"preserve_rowcount": True}
        if self.connection.execute(taking, row, execution_options=keep).rowcount == 1:
            return None
        done = self.connection.execute(
            select(table.c.fingerprint, table.c.case_id).where(table.c.key == key)
        ).one()
        return done.fingerprint, done.case_id

    def settle_key(self, key: str, case: int) -> None:
        """Record on which case the command under a key was done."""
        table = tables.request
        self.connection.execute(update(table).where(table.c.key == key).values(case_id=case))

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
