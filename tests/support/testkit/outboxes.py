"""An outbox without a database; it passes the contract every outbox passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guatu.workflow.ports import Claimed
from guatu.workflow.values import Outgoing


@dataclass
class Waiting:
    """A row of the outbox."""

    outgoing: Outgoing
    try_at: datetime
    state: str = "waiting"
    attempts: int = 0
    token: str = ""
    error: str = ""


@dataclass
class MemoryOutbox:
    """An outbox in memory with the semantics of the port."""

    rows: dict[str, Waiting] = field(default_factory=dict)
    tokens: int = 0

    def put(self, items: Iterable[Outgoing]) -> None:
        for item in items:
            self.rows.setdefault(item.key, Waiting(item, item.created_at))

    def claim(self, now: datetime, limit: int, lease: timedelta) -> list[Claimed]:
        due = [row for row in self.rows.values() if row.state == "waiting" and row.try_at <= now]
        claimed = []
        for row in sorted(due, key=lambda one: one.try_at)[:limit]:
            self.tokens += 1
            earlier, row.attempts = row.attempts, row.attempts + 1
            row.token, row.try_at = f"t{self.tokens}", now + lease
            claimed.append(Claimed(outgoing=row.outgoing, token=row.token, attempts=earlier))
        return claimed

    def claim_one(self, key: str, now: datetime, lease: timedelta) -> Claimed | None:
        row = self.rows.get(key)
        if row is None or row.state != "waiting" or row.try_at > now:
            return None
        self.tokens += 1
        earlier, row.attempts = row.attempts, row.attempts + 1
        row.token, row.try_at = f"t{self.tokens}", now + lease
        return Claimed(outgoing=row.outgoing, token=row.token, attempts=earlier)

    def mark_sent(self, claimed: Claimed, now: datetime) -> bool:
        row = self.rows[claimed.outgoing.key]
        if row.token != claimed.token or row.state != "waiting":
            return False
        row.state, row.try_at = "sent", now
        return True

    def mark_failed(self, claimed: Claimed, error: str, retry_at: datetime | None) -> bool:
        row = self.rows[claimed.outgoing.key]
        if row.token != claimed.token or row.state != "waiting":
            return False
        row.error = error
        row.state = "waiting" if retry_at else "dead"
        row.try_at = retry_at or row.try_at
        return True
