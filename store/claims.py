"""Claiming due cases: any number of sweepers, none waiting for another, none held up by one case.

The case's row is locked before the timer's: whoever finds the case held has locked nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from ..errors import StrayTimer
from .layout import tables
from .transaction import SqlTransaction

TOLD = 2_000
"""How much of an error is kept."""

timer = tables.timer


@cache
def claiming() -> Any:
    """Select and hold the longest-due case that nobody holds, by ``:now``."""
    return (
        select(timer.c.case_id)
        .join(tables.case, tables.case.c.id == timer.c.case_id)
        .where(timer.c.state == "armed", timer.c.fire_at <= bindparam("now"))
        .order_by(timer.c.fire_at, timer.c.case_id)
        .limit(1)
        .with_for_update(of=[tables.case, timer], skip_locked=True)
    )


@cache
def _due_of_case() -> Any:
    return (
        select(timer.c.entry, timer.c.rung, timer.c.fire_at, timer.c.attempts)
        .where(timer.c.case_id == bindparam("case"), timer.c.state == "armed")
        .where(timer.c.fire_at <= bindparam("now"))
        .order_by(timer.c.fire_at, timer.c.entry, timer.c.rung)
    )


class SqlClaim:
    """A case with something due, held by the open transaction alone."""

    def __init__(
        self, connection: Connection, uow: SqlTransaction, *, case: int, now: datetime
    ) -> None:
        self._connection = connection
        self._now = now
        self.uow = uow
        self.case = case

    @property
    def is_open(self) -> bool:
        """Whether the transaction can still be committed: the database has not ended it."""
        return not self._connection.invalidated and not self._connection.closed

    def attempt(self) -> AbstractContextManager[object]:
        """Open a savepoint, rolled back when the block raises: the claim itself stays."""
        return self._connection.begin_nested()

    def put_off(self, error: str, retries: Sequence[timedelta]) -> None:
        """Let the due timers wait for the next of the pauses after an error; then they are dead."""
        for due in self._due():
            values: dict[str, Any] = {"attempts": due.attempts + 1, "error": error[:TOLD]}
            if due.attempts < len(retries):
                values["fire_at"] = self._now + retries[due.attempts]
            else:
                values["state"] = "dead"
            self._set(due, values)

    def bury_strays(self, touched: Collection[tuple[int, str]]) -> int:
        """Set dead the due timers that firing did not touch: they would stay due for ever."""
        strays = [due for due in self._due() if (due.entry, due.rung) not in touched]
        for stray in strays:
            error = StrayTimer(case=self.case, entry=stray.entry, rung=stray.rung)
            self._set(stray, {"state": "dead", "error": f"StrayTimer: {error}"[:TOLD]})
        return len(strays)

    def _due(self) -> Sequence[Any]:
        return self._connection.execute(_due_of_case(), {"case": self.case, "now": self._now}).all()

    def _set(self, due: Any, values: dict[str, Any]) -> None:
        self._connection.execute(
            update(timer)
            .where(timer.c.case_id == self.case)
            .where(timer.c.entry == due.entry, timer.c.rung == due.rung)
            .values(values)
        )


def claim_due(connection: Connection, uow: SqlTransaction, now: datetime) -> SqlClaim | None:
    """Claim the longest-due case nobody holds, None when there is none."""
    case = connection.execute(claiming(), {"now": now}).scalar_one_or_none()
    return None if case is None else SqlClaim(connection, uow, case=case, now=now)


def count_due(connection: Connection, now: datetime, at_most: int | None) -> int:
    """Count the cases with something due, no further than ``at_most``."""
    due = select(timer.c.case_id).where(timer.c.state == "armed", timer.c.fire_at <= now)
    due = due.limit(at_most) if at_most is not None else due.distinct()
    return int(connection.execute(select(func.count()).select_from(due.subquery())).scalar_one())
