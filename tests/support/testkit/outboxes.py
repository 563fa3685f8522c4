"""An outbox without a database; it passes the contract every outbox passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guatu.workflow.delivery import Claimed, Enclosure, Outgoing


@dataclass
class Waiting:
    """A row of the outbox."""

    outgoing: Outgoing
    try_at: datetime
    state: str = "waiting"
    attempts: int = 0
    token: str = ""
    error: str = ""
    receipt: str = ""


@dataclass
class MemoryOutbox:
    """An outbox in memory with the semantics of the port."""

    rows: dict[str, Waiting] = field(default_factory=dict)
    tokens: int = 0

    def put(self, items: Iterable[Outgoing]) -> None:
        for item in items:
            self.rows.setdefault(item.key, Waiting(item, item.created_at))

    def due_channels(self, now: datetime) -> list[str]:
        due = sorted(self._due(now), key=lambda row: (row.try_at, row.outgoing.channel))
        return list(dict.fromkeys(row.outgoing.channel for row in due))

    def _due(self, now: datetime) -> list[Waiting]:
        return [row for row in self.rows.values() if row.state == "waiting" and row.try_at <= now]

    def claim(
        self, now: datetime, limit: int, lease: timedelta, *, channel: str | None = None
    ) -> list[Claimed]:
        due = [row for row in self._due(now) if channel in {None, row.outgoing.channel}]
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

    def mark_sent(self, claimed: Claimed, now: datetime, receipt: str = "") -> bool:
        row = self.rows[claimed.outgoing.key]
        if row.token != claimed.token or row.state != "waiting":
            return False
        row.state, row.try_at, row.receipt = "sent", now, receipt
        return True

    def mark_failed(self, claimed: Claimed, error: str, retry_at: datetime | None) -> bool:
        row = self.rows[claimed.outgoing.key]
        if row.token != claimed.token or row.state != "waiting":
            return False
        row.error = error
        row.state = "waiting" if retry_at else "dead"
        row.try_at = retry_at or row.try_at
        return True

    def release(self, claimed: Sequence[Claimed], try_at: datetime) -> None:
        for one in claimed:
            row = self.rows[one.outgoing.key]
            if row.token == one.token and row.state == "waiting":
                row.token, row.try_at, row.attempts = "", try_at, row.attempts - 1

    def postpone(self, channel: str, now: datetime, until: datetime) -> int:
        due = [row for row in self._due(now) if row.outgoing.channel == channel]
        for row in due:
            row.try_at = until
        return len(due)


@dataclass
class MemoryEnclosures:
    """Papers by the letter they belong to; ``asked`` keeps which letters were asked for."""

    papers: dict[str, tuple[Enclosure, ...]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def of(self, letter: str) -> tuple[Enclosure, ...]:
        self.asked.append(letter)
        return self.papers.get(letter, ())
