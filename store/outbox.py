"""Deliveries waiting to leave the database: leased to one dispatcher at a time, never lost."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from ..workflow.delivery import Claimed, Outgoing
from .layout import tables
from .rows import plain_value
from .statements import leasing
from .store import SqlStore

RECEIPT = 500
"""How much of a receipt is kept, in characters."""


class SqlOutbox:
    """The outbox of one store.

    A lease is a moment in ``try_at`` and a token: when it runs out, anybody may claim the item
    again, and the late dispatcher's mark finds another token and does nothing.
    """

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def due_channels(self, now: datetime) -> Sequence[str]:
        """Name the channels that due items wait for, the one with the oldest first."""
        box = tables.outbox
        due = (
            select(box.c.channel)
            .where(box.c.state == "waiting", box.c.try_at <= now)
            .group_by(box.c.channel)
            .order_by(func.min(box.c.try_at), box.c.channel)
        )
        with self._store.reading() as connection:
            return connection.execute(due).scalars().all()

    def claim(
        self, now: datetime, limit: int, lease: timedelta, *, channel: str | None = None
    ) -> Sequence[Claimed]:
        """Lease due items, of one channel or of all, to this caller until now + lease, oldest first."""
        box = tables.outbox
        token = secrets.token_hex(16)
        due = (
            select(box)
            .where(box.c.state == "waiting", box.c.try_at <= now)
            .order_by(box.c.try_at, box.c.key)
            .limit(limit)
        )
        if channel is not None:
            due = due.where(box.c.channel == channel)
        with self._store.reading() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return []
        with self._store.writing() as connection:
            claiming = due.with_for_update(skip_locked=True)
            found = connection.execute(claiming).mappings().all()
            keys = [row["key"] for row in found]
            connection.execute(
                update(box)
                .where(box.c.key.in_(keys))
                .values(token=token, try_at=now + lease, attempts=box.c.attempts + 1)
            )
        return [
            Claimed(outgoing=plain_value(Outgoing, row), token=token, attempts=row["attempts"])
            for row in found
        ]

    def claim_one(self, key: str, now: datetime, lease: timedelta) -> Claimed | None:
        """Lease one item if it is due, None when it is not or somebody else has it."""
        box = tables.outbox
        token = secrets.token_hex(16)
        with self._store.writing() as connection:
            taking = connection.execute(leasing(box, key, now, lease, token))
            row = taking.mappings().one_or_none()
        if row is None:
            return None
        outgoing = plain_value(Outgoing, row)
        return Claimed(outgoing=outgoing, token=token, attempts=row["attempts"] - 1)

    def mark_sent(self, claimed: Claimed, now: datetime, receipt: str = "") -> bool:
        """Record a delivery and its receipt; False when the lease was lost to another dispatcher."""
        values = {"state": "sent", "sent_at": now, "error": "", "receipt": receipt[:RECEIPT]}
        return self._mark(claimed, values)

    def mark_failed(self, claimed: Claimed, error: str, retry_at: datetime | None) -> bool:
        """Record a failure; ``retry_at`` None makes it a dead letter. False when the lease was lost."""
        values: dict[str, Any] = {"error": error[:2000]}
        values |= {"state": "dead"} if retry_at is None else {"try_at": retry_at}
        return self._mark(claimed, values)

    def release(self, claimed: Sequence[Claimed], try_at: datetime) -> None:
        """Give leased items back untried, as if they had not been claimed, to wait until a moment."""
        if not claimed:
            return
        box = tables.outbox
        mine = or_(*(self._is_mine(one) for one in claimed))
        untried = {"try_at": try_at, "token": "", "attempts": box.c.attempts - 1}
        with self._store.writing() as connection:
            connection.execute(update(box).where(mine).values(untried))

    def postpone(self, channel: str, now: datetime, until: datetime) -> int:
        """Let all that is due for a channel wait until a moment, untried; give how much that was."""
        box = tables.outbox
        with self._store.writing() as connection:
            return connection.execute(
                update(box)
                .where(box.c.state == "waiting", box.c.channel == channel, box.c.try_at <= now)
                .values(try_at=until)
            ).rowcount

    def _mark(self, claimed: Claimed, values: dict[str, Any]) -> bool:
        box = tables.outbox
        with self._store.writing() as connection:
            done = connection.execute(update(box).where(self._is_mine(claimed)).values(values))
            return done.rowcount == 1

    @staticmethod
    def _is_mine(claimed: Claimed) -> Any:
        """Tell the row whose lease a claim still holds."""
        box = tables.outbox
        return and_(
            box.c.key == claimed.outgoing.key,
            box.c.token == claimed.token,
            box.c.state == "waiting",
        )
