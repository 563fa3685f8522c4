"""Fixtures of working time: the national calendar in the office's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from guatu.definitions.model import Condition, LightRule, LightStep, Title
from guatu.definitions.spans import Span
from guatu.workflow.time.calendars import china
from guatu.workflow.time.worktime import WorkTime
from guatu.workflow.values import Deadline, Pause
from testkit.offices import ZONE, china_time


@pytest.fixture(scope="session")
def worktime() -> WorkTime:
    """China's calendar, from 8:30 to 12:00 and from 14:00 to 17:30."""
    return WorkTime(china(), zone=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def rule() -> LightRule:
    """Yellow one working day over, red ten."""
    return LightRule(
        key="standard",
        title=Title("一般亮灯规则"),
        steps=(
            LightStep(color="yellow", when=(_overdue("1 workday"),)),
            LightStep(color="red", when=(_overdue("10 workdays"),)),
        ),
    )


def _overdue(span: str) -> Condition:
    return Condition(kind="overdue", span=Span.parse(span))


@pytest.fixture(scope="session")
def paused() -> Callable[..., Pause]:
    """Make a pause from one office time to another, or lasting."""

    def make(since: str | datetime, until: str | datetime | None = None) -> Pause:
        return Pause(
            since=_moment(since), until=_moment(until) if until else None, reason="等待", by="lin"
        )

    return make


@pytest.fixture(scope="session")
def deadline() -> Callable[..., Deadline]:
    """Make the terms of a deadline, not projected yet."""

    def make(
        span: str | None, start: str | datetime, *pauses: Pause, active: str | datetime = ""
    ) -> Deadline:
        return Deadline(
            case=1,
            entry=1,
            span=span,
            starts_at=_moment(start),
            active_at=_moment(active or start),
            pauses=pauses,
            calendar="cn",
            calendar_version="",
            due_at=None,
            colors={},
            is_provisional=False,
        )

    return make


def _moment(given: str | datetime) -> datetime:
    if isinstance(given, datetime):
        return given if given.tzinfo else given.replace(tzinfo=ZONE)
    return china_time(given)
