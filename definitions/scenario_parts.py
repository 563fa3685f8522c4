"""The written form of a file of scenarios."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .lamps import Color
from .shorthands import Part, Text, as_list, as_rules


def as_names(value: object) -> object:
    """Read one name as a list of one; a list may be empty."""
    return as_list(value)


def as_known(value: object) -> object:
    """Read a list of names as names about which nothing more is said."""
    if isinstance(value, str):
        return {value: None}
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value)
    return value


Some = Annotated[list[Text], BeforeValidator(as_names, json_schema_input_type=str | list[str])]
Known = Annotated[
    dict[str, Some | None],
    BeforeValidator(as_known, json_schema_input_type=str | list[str] | dict[str, Any]),
]
Deeds = Annotated[
    list[dict[str, Any]],
    BeforeValidator(as_rules, json_schema_input_type=dict[str, Any] | list[dict[str, Any]]),
]


class OpensPart(Part):
    """How the case a scenario is about is opened."""

    by: str = ""
    fields: dict[str, Any] = {}
    ref: str | None = None
    calendar: str = ""


class ExpectPart(Part):
    """What should be so at a moment."""

    stage: Text | None = None
    status: Literal["running", "paused", "ended"] | None = None
    light: Color | None = None
    due: Text | None = None
    grade: Text | None = None
    holders: dict[str, Some] = {}
    tasks: Known | None = None
    inbox: dict[str, Some] = {}
    letters: Known | None = None
    rungs: Some | None = None
    escalations: Some | None = None
    blocked: dict[str, Some] = {}
    fields: dict[str, Any] = {}
    decisions: dict[str, Text] = {}
    history: Some | None = None
    cases: dict[str, ExpectPart] = {}
    denied: ExpectPart | None = Field(default=None, alias="not")


class DayPart(Part):
    """A moment: what is done then, and what should be so afterwards."""

    on: Text
    do: Deeds = []
    expect: ExpectPart | None = None


class ScenarioPart(Part):
    """One scenario."""

    scenario: Text
    starts: str = ""
    opens: OpensPart | None = None
    days: Annotated[list[DayPart], Field(min_length=1)]


class ScenariosDocument(Part):
    """A whole file of scenarios."""

    starts: str = ""
    opens: OpensPart | None = None
    roster: Any = None
    beside: Some = Field(default=[], alias="with")
    scenarios: Annotated[list[ScenarioPart], Field(min_length=1)]
