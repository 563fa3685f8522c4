"""The written form of dated entries and indicators."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .figures import Keeps
from .shorthands import Names, Part, Text, TitleText


def as_measure(value: object) -> object:
    """Read one place, or a list of places, as how many cases reached them."""
    return {"count": value} if isinstance(value, (str, list)) else value


class ChoicePart(Part):
    """How entries are told apart."""

    title: TitleText
    options: dict[str, TitleText]
    required: bool = False


class SeriesPart(Part):
    """Figures that come in over time."""

    title: TitleText
    unit: str = ""
    by: Names | None = None
    keeps: Keeps = "sum"
    min: float | None = Field(default=None, allow_inf_nan=False)
    max: float | None = Field(default=None, allow_inf_nan=False)
    total_to: str = ""
    parts: dict[str, ChoicePart] = {}


class MeasurePart(Part):
    """Something counted or summed over cases."""

    count: Names | None = None
    sum: Text | None = None
    at: Names | None = None
    of: dict[str, Names] = {}
    when: Text | None = None


Measured = Annotated[
    MeasurePart,
    BeforeValidator(as_measure, json_schema_input_type=str | list[str] | MeasurePart),
]


class IndicatorPart(MeasurePart):
    """A measure, or a rate: one measure over another."""

    title: TitleText
    numerator: Measured | None = None
    denominator: Measured | None = None
