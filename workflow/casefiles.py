"""A case as a command reads it, whole, and all that one command writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .correspondence import Letter, LetterStep
from .figures import Figure
from .values import (
    Assignment,
    Case,
    Deadline,
    Entry,
    Escalation,
    Event,
    Filed,
    Notice,
    Outgoing,
    Poll,
    Task,
    Timer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a case stands on the wall: what it is counted, filtered and put in order by.

    A copy of facts of the case and of its present deadline, written with them, so that a hundred
    thousand cases are counted without reading them. ``paused_at`` is since when its clock stands.
    """

    case: int
    flow_key: str
    is_ended: bool
    stage: str
    territory: str
    grade: str
    active_at: datetime
    due_at: datetime | None
    blue_at: datetime | None
    yellow_at: datetime | None
    orange_at: datetime | None
    red_at: datetime | None
    paused_at: datetime | None


def position_of(case: Case, deadline: Deadline) -> Position:
    """Give where a case with its present deadline stands."""
    return Position(
        case=case.id,
        flow_key=case.flow_key,
        is_ended=case.status == "ended",
        stage=case.stage,
        territory=case.territory,
        grade=case.grade,
        active_at=case.active_at,
        due_at=deadline.due_at,
        blue_at=deadline.colors.get("blue"),
        yellow_at=deadline.colors.get("yellow"),
        orange_at=deadline.colors.get("orange"),
        red_at=deadline.colors.get("red"),
        paused_at=deadline.pauses[-1].since if deadline.is_paused else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything a command needs to know about one case, read in one go."""

    case: Case
    entry: Entry
    deadline: Deadline
    visited: tuple[Entry, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    materials: tuple[Filed, ...] = ()
    tasks: tuple[Task, ...] = ()
    polls: tuple[Poll, ...] = ()
    timers: tuple[Timer, ...] = ()
    escalations: tuple[Escalation, ...] = ()

    def holders(self, role: str) -> tuple[Assignment, ...]:
        """Give the open assignments of a role."""
        return tuple(a for a in self.assignments if a.role == role and a.until is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What an entry that was left looked like: its deadline, its timers, and what was said in it."""

    deadline: Deadline
    timers: tuple[Timer, ...]
    tasks: tuple[Task, ...]
    polls: tuple[Poll, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The running cases on which somebody has a role, and when it was last given to him.

    ``load`` is the sum of what they count for.
    """

    open: int
    load: int
    last_given: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A case under another one: which flow it runs on, where it stands."""

    case: int
    flow_hash: str
    flow_key: str
    title: str
    stage: str
    is_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one command writes, applied by the store in one transaction or not at all.

    ``before`` is the version the command read: 0 for a new case.
    The rows are whole values; a store puts each under its natural key.
    """

    case: Case
    before: int
    positions: tuple[Position, ...] = ()
    entries: tuple[Entry, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    timers: tuple[Timer, ...] = ()
    tasks: tuple[Task, ...] = ()
    polls: tuple[Poll, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    materials: tuple[Filed, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    notices: tuple[Notice, ...] = ()
    letters: tuple[Letter, ...] = ()
    letter_steps: tuple[LetterStep, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
