"""The written form of a flow: what keys there may be and what they may hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .alarm_parts import (
    CyclePart,
    DutyPart,
    ExtensionPart,
    LadderPart,
    LightPart,
    OpeningPart,
    PlanPart,
)
from .correspondence import Genre
from .figure_parts import IndicatorPart, SeriesPart
from .model import FieldType, TerminalKind
from .people_parts import ApprovalPart, ItemPart, RolePart, RoundPart, SubcasePart, TeamPart
from .shorthands import (
    Limits,
    Names,
    Part,
    Text,
    TitleText,
    as_clock,
    as_rules,
)


class FieldPart(Part):
    """One typed piece of case data."""

    title: TitleText
    type: FieldType
    unit: str = ""
    required: bool = False
    options: dict[str, TitleText] = {}
    min: float | None = Field(default=None, allow_inf_nan=False)
    max: float | None = Field(default=None, allow_inf_nan=False)


class DecisionRulePart(Part):
    """One row of a decision table."""

    when: Text | None = None
    then: Text


class DecisionPart(Part):
    """A first-match table."""

    title: TitleText
    outcomes: dict[str, TitleText]
    rules: list[DecisionRulePart]


class MayPart(Part):
    """Who may do what."""

    open: Names | None = None
    assign: Names | None = None
    record: Names | None = None
    send_back: Names | None = None
    pause: Names | None = None
    extend: Names | None = None
    withdraw: Names | None = None
    answer: Names | None = None
    ask: Names | None = None
    hand_over: Names | None = None


class MaterialPart(Part):
    """A document that is filed."""

    title: TitleText


class ClockPart(Part):
    """Where the time of an entry starts."""

    starts: Literal["entry", "creation", "activity"] = "entry"
    field: str = ""


class StagePart(Part):
    """A state of the machine."""

    title: TitleText
    owner: Text
    limit: Limits = {}
    clock: Annotated[
        ClockPart, BeforeValidator(as_clock, json_schema_input_type=str | ClockPart)
    ] = ClockPart()
    lights: str = ""
    ladder: str = ""


class TerminalPart(Part):
    """An end of the machine."""

    title: TitleText
    kind: TerminalKind


class RequirementPart(Part):
    """One thing a transition needs."""

    material: Text | None = None
    fact: Text | None = None
    field: Text | None = None
    role: Text | None = None
    approval: Text | None = None
    round: Text | None = None
    rule: Text | None = None
    team: Text | None = None
    item: Text | None = None
    conditions: Text | None = None
    subcase: Text | None = None
    title: TitleText | None = None
    owner: str = ""
    mend: str = ""
    when: Text | None = None


class LetterUsePart(Part):
    """A letter drafted when a transition is taken."""

    draft: Text
    to: Names
    copy_to: Names | None = Field(default=None, alias="copy")


class TransitionPart(Part):
    """A named, guarded move."""

    title: TitleText
    sources: Names = Field(alias="from")
    to: Text
    who: Names
    requires: list[RequirementPart] = []
    letter: LetterUsePart | None = None
    copy_to: Names | None = Field(default=None, alias="copy")
    returns: bool = False


class LetterPart(Part):
    """A letter the flow can draft."""

    title: TitleText
    template: Text
    slip: bool = False
    genre: Genre | None = None
    issuer: str = ""
    facts: dict[str, Text] = {}


class Document(Part):
    """A whole flow file."""

    flow: Text
    title: TitleText
    note: str = ""
    off: str = ""
    calendar: str = "cn"
    calendar_of: str = ""
    initial: str = ""
    title_field: Text
    territory_field: str = ""
    identity: list[Text] = []
    grade: str = ""
    issuer: str = ""
    fields: dict[str, FieldPart]
    decisions: dict[str, DecisionPart] = {}
    roles: dict[str, RolePart]
    teams: dict[str, TeamPart] = {}
    may: MayPart = MayPart()
    materials: dict[str, MaterialPart] = {}
    approvals: dict[str, ApprovalPart] = {}
    rounds: dict[str, RoundPart] = {}
    items: dict[str, ItemPart] = {}
    subcases: dict[str, SubcasePart] = {}
    stages: dict[str, StagePart]
    terminals: dict[str, TerminalPart]
    transitions: dict[str, TransitionPart]
    series: dict[str, SeriesPart] = {}
    plans: dict[str, PlanPart] = {}
    publication: CyclePart | None = None
    extension: ExtensionPart | None = None
    opening: Annotated[
        list[OpeningPart],
        BeforeValidator(as_rules, json_schema_input_type=OpeningPart | list[OpeningPart]),
    ] = []
    lights: dict[str, LightPart] = {}
    ladders: dict[str, LadderPart] = {}
    recurring: dict[str, DutyPart] = {}
    letters: dict[str, LetterPart] = {}
    indicators: dict[str, IndicatorPart] = {}


def flow_schema() -> dict[str, Any]:
    """Give the JSON Schema of a flow file, for editors that complete and check while typing."""
    schema = Document.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "guatu flow"
    return schema
