"""Fixtures for what is said to people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from guatu.definitions.model import LetterSpec, Title
from guatu.workflow.ports import Claimed
from guatu.workflow.values import Outgoing

HEADER = "标题：关于测试的通知\n======\n"


@pytest.fixture
def spec() -> Callable[..., LetterSpec]:
    """Make a letter spec of a body, under a bare header, or of a whole source."""

    def make(body: str = "", *, source: str = "", is_slip: bool = False) -> LetterSpec:
        return LetterSpec(
            key="notice",
            title=Title("测试通知"),
            template="notice.txt.j2",
            source=source or HEADER + body,
            is_slip=is_slip,
        )

    return make


@pytest.fixture
def outgoing() -> Callable[..., Outgoing]:
    """Make an item to deliver."""

    def make(**changes: object) -> Outgoing:
        item = Outgoing(
            key="letter:7:2:yellow",
            channel="email",
            address="liaison@example.org",
            subject="关于轴承项目予以黄灯预警的通知",
            text="请于2026年3月10日前答复。\n",
            html="<!DOCTYPE html><p>请于2026年3月10日前答复。</p>",
            name="黄灯预警通知",
            created_at=datetime(2026, 3, 5, 1, 30, tzinfo=UTC),
        )
        return replace(item, **changes)

    return make


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


@pytest.fixture
def outbox() -> MemoryOutbox:
    """An empty outbox."""
    return MemoryOutbox()
