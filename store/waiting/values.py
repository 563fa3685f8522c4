"""What is asked of an inbox and of a list of tasks, and what they show: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ...definitions.model import Color
from ...workflow.values import CaseStatus, Escalation, Notice, Task, TaskKind

NoticeState = Literal["unread", "sign", "read"]
DueSpan = Literal["late", "today", "week", "later", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeName:
    """Which notice of somebody's inbox is meant: its case, entry and topic."""

    case: int
    entry: int
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """Which notices are wanted; ``state`` and ``level`` None for all.

    ``sign`` are those of escalations nobody has signed for yet (待签收).
    """

    state: NoticeState | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A notice with the case it is about and, where a rung sent it, the escalation behind it."""

    notice: Notice
    case_title: str
    ref: str | None
    escalation: Escalation | None = None

    @property
    def name(self) -> NoticeName:
        """Which notice it is."""
        return NoticeName(case=self.notice.case, entry=self.notice.entry, topic=self.notice.topic)

    @property
    def is_open(self) -> bool:
        """Whether there is an escalation that has not been closed."""
        return self.escalation is not None and self.escalation.closed_at is None

    @property
    def is_unsigned(self) -> bool:
        """Whether its escalation waits to be signed for."""
        found = self.escalation
        return found is not None and found.closed_at is None and found.received_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeList:
    """A page of an inbox; ``total`` counts what the filter finds, the others the whole inbox."""

    rows: Sequence[NoticeRow]
    total: int
    everything: int
    unread: int
    unsigned: int
    levels: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMoments:
    """Now, and when today and the seven days from today end."""

    now: datetime
    today: datetime
    week: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks are wanted; ``q`` is looked for in title and reference of their cases."""

    kind: TaskKind | None = None
    due: DueSpan | None = None
    q: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task with the case it is on; ``due`` says how near it is."""

    task: Task
    case_title: str
    ref: str | None
    flow: str
    stage_title: str
    status: CaseStatus
    version: int
    due: DueSpan
    light: Color | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Approvals of one kind that may be decided at once: flow, key, title, how many cases."""

    flow: str
    approval: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """A page of somebody's open tasks.

    ``total`` counts what the filter finds; ``kinds`` and ``dues`` all his tasks by kind and by how
    near they are; ``batches`` approvals that wait on several cases.
    """

    rows: Sequence[TaskRow]
    total: int
    everything: int
    kinds: Mapping[TaskKind, int] = field(default_factory=dict)
    dues: Mapping[DueSpan, int] = field(default_factory=dict)
    batches: Sequence[Batch] = ()
