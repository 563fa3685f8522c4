"""The written form of a report file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ..cycles import Every
from ..lamps import Color
from ..shorthands import Names, Part, Text, TitleText
from .model import Over, Shown

Figure = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def as_indicator(value: object) -> object:
    """Read a bare name as an indicator over all time."""
    return {"indicator": value} if isinstance(value, str) else value


class IndicatorColumnPart(Part):
    """An indicator as a column of a table."""

    indicator: Text
    over: Over = "all"
    title: TitleText | None = None
    growth: bool = False


IndicatorColumn = Annotated[
    IndicatorColumnPart,
    BeforeValidator(as_indicator, json_schema_input_type=str | IndicatorColumnPart),
]


class TargetPart(Part):
    """Where a unit's target stands."""

    flow: Text
    field: Text
    role: Text
    year: Text


class AppraisedPart(Part):
    """One line of an appraisal."""

    title: TitleText
    weight: Figure
    indicator: Text
    over: Over = "year"
    full: Figure | None = None
    target: TargetPart | None = None
    better: Literal["more", "less"] = "more"


class BandPart(Part):
    """A grade of an appraisal."""

    title: TitleText
    least: float = Field(default=0.0, ge=0, allow_inf_nan=False, alias="from")


class TablePart(Part):
    """One table of a report."""

    title: TitleText
    shows: Shown
    indicators: list[IndicatorColumn] = []
    lights: list[Color] = []
    items: dict[str, AppraisedPart] = {}
    grades: dict[str, BandPart] = {}
    chart: Names | None = None


class ReportDocument(Part):
    """A whole report file."""

    report: Text
    title: TitleText
    every: Every
    note: str = ""
    caliber: str = ""
    flows: list[Text] = []
    role: Text
    units: list[Text] = []
    grades: list[Text] = []
    office: Text
    letter: str = ""
    to: list[Text] = []
    facts: dict[str, Text] = {}
    tables: dict[str, TablePart]
