"""The written form of what keeps time: plans, lights, ladders, duties, extensions."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .model import Color, Covers, Every, Rolls
from .shorthands import GapText, Names, Part, SpanText, Text, TitleText, as_list


class PlanPart(Part):
    """Progress against a schedule."""

    title: TitleText
    start: Text
    end: Text
    actual: Text
    target: str = ""


class BehindPart(Part):
    """How far behind which plan."""

    plan: Text
    gap: GapText


class PublishedPart(Part):
    """A light published several times in a row."""

    light: Color
    times: int = Field(default=1, ge=1, le=12)


class ConditionPart(Part):
    """Moments from which a light shows its color."""

    overdue: SpanText | None = None
    before_due: SpanText | None = None
    inactive: SpanText | None = None
    behind: BehindPart | None = None
    published: PublishedPart | None = None


class LightPart(Part):
    """When a light changes."""

    title: TitleText
    blue: ConditionPart | None = None
    yellow: ConditionPart | None = None
    orange: ConditionPart | None = None
    red: ConditionPart | None = None


class AfterPart(Part):
    """A span after an earlier rung."""

    rung: Text
    span: SpanText


class TriggerPart(ConditionPart):
    """Reasons for a rung to fire; several: whichever comes first."""

    light: Color | None = None
    unanswered: Text | None = None
    after: AfterPart | None = None


Receivers = Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class RepeatPart(Part):
    """Telling again while nobody answered."""

    after: SpanText
    times: int = Field(ge=1, le=12)


class RungPart(Part):
    """One step of a ladder."""

    rung: Text
    title: TitleText
    level: int = Field(ge=0, le=99)
    when: TriggerPart
    to: Receivers
    copies: Receivers = Field(default=[], alias="copy")
    letter: Text | None = None
    answer_within: SpanText | None = None
    repeat: RepeatPart | None = None


class JumpPart(Part):
    """Cases that begin at a higher rung."""

    when: Text
    rung: Text


class LadderPart(Part):
    """Escalation steps."""

    title: TitleText
    start: list[JumpPart] = []
    rungs: list[RungPart]


class CyclePart(Part):
    """One day in every period."""

    every: Every
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    rolls: Rolls = "before"


class DutyPart(CyclePart):
    """Something owed again in every period."""

    title: TitleText
    by: Names
    opens: SpanText | None = None
    stages: list[Text] = []
    when: Text | None = None
    ladder: str = ""


class ForPart(Part):
    """For which units a case each is opened."""

    duty: Text


class OpeningPart(CyclePart):
    """A flow that opens its own cases."""

    covers: Covers = "this"
    units: ForPart | None = Field(default=None, alias="for")
    role: str = ""
    title: Text
    fields: dict[str, Text] = {}


class ExtensionPart(Part):
    """Who grants more time."""

    by: Names
    times: int = Field(default=1, ge=1, le=12)
    at_most: SpanText | None = None
    ask_before: SpanText | None = None
