"""Fixtures for what is said to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guatu.definitions.model import LetterSpec, Title
from guatu.workflow.values import Outgoing
from testkit.outboxes import MemoryOutbox

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


@pytest.fixture
def outbox() -> MemoryOutbox:
    """An empty outbox."""
    return MemoryOutbox()
