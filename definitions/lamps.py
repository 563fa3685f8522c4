"""Lights and ladders of a flow, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .spans import Span

Color = Literal["green", "blue", "yellow", "orange", "red"]
TriggerKind = Literal["before_due", "overdue", "inactive", "light", "unanswered", "after"]

COLORS: tuple[Color, ...] = ("green", "blue", "yellow", "orange", "red")


@dataclass(frozen=True, slots=True)
class Title:
    """A name for people, in Chinese and, where given, in English."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        """Give the Chinese title, which every flow has."""
        return self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A moment measured from the deadline or the last activity: overdue, before_due, inactive."""

    kind: Literal["overdue", "before_due", "inactive"]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LightStep:
    """The light shows ``color`` from the earliest of the conditions on."""

    color: Color
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightRule:
    """When a light changes; steps in rising order of alarm, green before the first."""

    key: str
    title: Title
    steps: tuple[LightStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One reason for a rung to fire.

    ``before_due``, ``overdue``, ``inactive``: by ``span``, as in a light.
    ``light``: when the stage's light first shows ``color``.
    ``unanswered``: when the escalation of ``rung`` was not answered in its time.
    ``after``: ``span`` after the escalation of ``rung`` was raised, unless it was closed.
    """

    kind: TriggerKind
    span: Span | None = None
    color: Color | None = None
    rung: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody to tell: the holders of a role, or with ``is_head`` the heads of the holding units."""

    role: str
    is_head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of a ladder. Without ``answer_within`` it is a reminder: nobody owes an answer."""

    key: str
    title: Title
    level: int
    when: tuple[Trigger, ...]
    to: tuple[Recipient, ...]
    copy: tuple[Recipient, ...] = ()
    letter: str = ""
    answer_within: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The escalation steps of a stage, in rising order of level."""

    key: str
    title: Title
    rungs: tuple[Rung, ...]
