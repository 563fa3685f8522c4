"""What happens to a case, as frozen values; a change is a new value, never a mutation.

Moments are aware and in UTC. People, units, roles, stages and rungs are named by their keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ..definitions.model import Color
from .delivery import Outgoing
from .work import Assignment, Poll, PollOutcome, Task, TaskKind, Verdict

CaseStatus = Literal["running", "paused", "ended"]
TimerState = Literal["armed", "held", "fired", "skipped", "cancelled", "dead", "discarded"]

SYSTEM = "system"

__all__ = [
    "SYSTEM",
    "Assignment",
    "Case",
    "CaseStatus",
    "Deadline",
    "Entry",
    "Escalation",
    "Event",
    "Extension",
    "Filed",
    "Notice",
    "Outgoing",
    "Pause",
    "Poll",
    "PollOutcome",
    "Published",
    "Received",
    "Task",
    "TaskKind",
    "Timer",
    "TimerState",
    "Verdict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The light of a case as it was published for a period, such as ``2026-08``.

    ``cause`` is the light without what earlier publications add to it; rows are counted by it,
    or a light that is red for three yellows would keep itself red.
    """

    period: str
    at: datetime
    light: Color
    cause: Color
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One running instance of a flow, pinned to the version it runs on.

    ``version`` rises by one with every change; ``head_seq`` and ``head_hash`` are the last event's.
    ``calendar`` is set when the case has a working calendar of its own; ``published`` holds its
    last published lights, the newest last.
    """

    id: int
    flow_hash: str
    flow_key: str
    title: str
    stage: str
    entry: int
    status: CaseStatus
    grade: str
    territory: str
    fields: Mapping[str, Any]
    version: int
    opened_at: datetime
    opened_by: str
    active_at: datetime
    changed_at: datetime
    changed_by: str
    ref: str | None = None
    identity: str | None = None
    parent: int | None = None
    calendar: str = ""
    published: tuple[Published, ...] = ()
    head_seq: int = 0
    head_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stay of a case in a stage; ``number`` counts from 1 and is never used again.

    ``resumes`` is set when the case was sent back to be taken up again where it stopped: the
    number of the entry the next transition leads back to, 0 for none.
    """

    case: int
    number: int
    stage: str
    entered_at: datetime
    by: str
    via: str
    left_at: datetime | None = None
    was_on_time: bool | None = None
    resumes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch of time that consumes no working time; ``until`` None while it lasts."""

    since: datetime
    until: datetime | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """More time granted (延期): how much, why, who asked and who approved, and when."""

    span: str
    reason: str
    asked_by: str
    asked_at: datetime
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When an entry is due: its terms, and what they come to under one calendar version.

    Terms: ``span`` (None: no limit), ``starts_at``, ``pauses``, ``extensions``, ``active_at``
    (last activity), ``spell`` (counts the times the case came back from an alarm).
    Projection: ``due_at`` and, per color, the moment the light first shows it (``colors``).
    ``is_provisional`` when the calendar for part of the way has not been published.
    After a migration the entry may go on under the limit and lights it was entered with: ``rules``
    names them as HASH/STAGE; ``began_at`` is when its clock began where that can't be told from
    the entry.
    """

    case: int
    entry: int
    span: str | None
    starts_at: datetime
    active_at: datetime
    pauses: tuple[Pause, ...]
    calendar: str
    calendar_version: str
    due_at: datetime | None
    colors: Mapping[Color, datetime]
    is_provisional: bool
    closed_at: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    spell: int = 1
    rules: str = ""
    began_at: datetime | None = None

    @property
    def is_paused(self) -> bool:
        """Whether a pause is open."""
        return bool(self.pauses) and self.pauses[-1].until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A rung waiting for its moment; at most one per (case, entry, rung), by a unique key."""

    case: int
    entry: int
    rung: str
    fire_at: datetime
    state: TimerState
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A tracked item raised by a rung, exactly one per (case, entry, rung).

    ``rule`` says which trigger of the ladder fired, ``why`` how the light stood then.
    """

    case: int
    entry: int
    rung: str
    title: str
    level: int
    light: Color
    rule: str
    why: str
    raised_at: datetime
    recipients: tuple[str, ...]
    answer_due_at: datetime | None = None
    received_at: datetime | None = None
    received_by: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""
    closed_at: datetime | None = None
    closed_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message in one person's inbox, exactly one per (case, entry, topic, recipient).

    ``topic`` is the rung's key, or ``task:KEY`` for a task, or ``assigned:ROLE``.
    With ``awaits_digest`` it goes out by e-mail in its recipient's next collected mail.
    """

    case: int
    entry: int
    topic: str
    recipient: str
    subject: str
    body: str
    level: int
    created_at: datetime
    read_at: datetime | None = None
    awaits_digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One version of a material filed to a case.

    ``digest`` is the SHA-256 of its content in hexadecimal digits, ``size`` its bytes; where only a
    name was filed they are empty and 0, as is ``media_type``.
    """

    case: int
    key: str
    number: int
    name: str
    by: str
    at: datetime
    digest: str = ""
    size: int = 0
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that came in and was checked, ready to be filed: what it is called, what it is.

    ``digest`` is the SHA-256 of its content, ``size`` its bytes.
    """

    name: str
    digest: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One immutable line of history; ``hash`` covers the line and ``previous`` the one before."""

    case: int
    seq: int
    at: datetime
    kind: str
    by: str
    data: str
    why: str
    previous: str
    hash: str
