"""Lights and ladders of a flow, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from .computing import Expression
from .gaps import Gap
from .spans import Span

Color = Literal["green", "blue", "yellow", "orange", "red"]
ConditionKind = Literal[
    "before_due",
    "overdue",
    "inactive",
    "behind",
    "published",
    "light",
    "unanswered",
    "after",
]

FIELD: Final = "field:"
"""How a reference to a field begins that names somebody outside the roster."""

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
class Plan:
    """Progress against a schedule that rises evenly from day to day (序时进度).

    ``start`` and ``end`` name date fields, ``actual`` the field with what was done, a percentage
    unless ``target`` names the field with the whole amount.
    """

    key: str
    title: Title
    start: str
    end: str
    actual: str
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One reason for a light to show a color or for a rung to fire.

    ``before_due``, ``overdue``: ``span`` before or after the deadline.
    ``inactive``: ``span`` after the last activity.
    ``behind``: ``gap`` or more behind the plan with the key ``plan``.
    ``published``: the light was published as ``color`` or worse ``times`` times in a row.

    For rungs only:
    ``light``: when the stage's light first shows ``color``.
    ``unanswered``: when the escalation of ``rung`` was not answered in its time.
    ``after``: ``span`` after the escalation of ``rung`` was raised, unless it was closed.
    """

    kind: ConditionKind
    span: Span | None = None
    color: Color | None = None
    times: int = 1
    plan: str = ""
    gap: Gap | None = None
    rung: str = ""


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
class Recipient:
    """Somebody to tell: the holders of a role, a named unit or person, the holder of a task.

    With ``is_head`` the heads of the units those are or belong to. ``unit`` and ``person`` are keys
    of the roster; ``is_holder`` stands for whoever has the task that the ladder hangs on.
    ``field`` is a text field that names somebody outside the roster, to whom letters go.
    """

    role: str = ""
    is_head: bool = False
    unit: str = ""
    person: str = ""
    is_holder: bool = False
    field: str = ""

    @property
    def reference(self) -> str:
        """How a flow writes it: ROLE, ROLE.head, unit:KEY or field:KEY."""
        if self.field:
            return f"{FIELD}{self.field}"
        name = f"unit:{self.unit}" if self.unit else self.role or self.person
        return f"{name}.head" if self.is_head else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Telling again while nobody answered: every so often, at most so many times more."""

    every: Span
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of a ladder. Without ``answer_within`` it is a reminder: nobody owes an answer."""

    key: str
    title: Title
    level: int
    when: tuple[Condition, ...]
    to: tuple[Recipient, ...]
    copy: tuple[Recipient, ...] = ()
    letter: str = ""
    answer_within: Span | None = None
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """Cases for which ``when`` holds begin at a higher rung: those below it are left out."""

    when: Expression
    rung: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The escalation steps of a stage or task, in rising order of level."""

    key: str
    title: Title
    rungs: tuple[Rung, ...]
    jumps: tuple[Jump, ...] = ()
