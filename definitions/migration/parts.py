"""The written form of a migration plan."""

from __future__ import annotations

from pydantic import Field

from ..shorthands import Part, Text
from .model import Passed, TaskPolicy, TimerPolicy


class OnlyPart(Part):
    """Which cases a plan takes in; what is not named does not narrow them down."""

    stages: list[Text] = Field(default_factory=list)
    versions: list[int] = Field(default_factory=list)
    cases: list[int] = Field(default_factory=list)


class PlanDocument(Part):
    """A migration plan as it is written."""

    migration: Text
    stages: dict[str, Text] = Field(default_factory=dict)
    timer: TimerPolicy = "recompute"
    timers: dict[str, TimerPolicy] = Field(default_factory=dict)
    tasks: dict[str, TaskPolicy] = Field(default_factory=dict)
    rungs: dict[str, Text] = Field(default_factory=dict)
    passed: Passed = "tell"
    only: OnlyPart = Field(default_factory=OnlyPart)
