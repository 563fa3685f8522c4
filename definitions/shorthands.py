"""The scalars and shorthands of a flow file, each brought to one full form before it is checked."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from ..errors import InvalidGap, InvalidSpan
from .gaps import Gap
from .model import ANY_GRADE
from .shares import read_share
from .spans import Span


class Part(BaseModel):
    """One mapping of the file: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _read_span(value: object) -> Span:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise PydanticCustomError("bad-span", "bad span")
    text = str(value).strip()
    if text.startswith("-") or text.lstrip("0")[:1] in {"", " "}:
        raise PydanticCustomError("span-not-positive", "not positive")
    try:
        return Span.parse(text)
    except InvalidSpan:
        raise PydanticCustomError("bad-span", "bad span") from None


def _read_gap(value: object) -> Gap:
    try:
        return Gap.parse(str(value))
    except InvalidGap:
        raise PydanticCustomError("bad-gap", "bad gap") from None


def _read_share(value: object) -> Fraction:
    share = read_share(str(value))
    if share is None:
        raise PydanticCustomError("bad-share", "bad share")
    return share


def as_title(value: object) -> object:
    """Read a title without languages as Chinese."""
    return {"zh": value} if isinstance(value, str) else value


def as_list(value: object) -> object:
    """Read one name as a list of one."""
    return [value] if isinstance(value, str) else value


def as_rules(value: object) -> object:
    """Read one rule as a list of one."""
    return [value] if isinstance(value, dict) else value


def as_limits(value: object) -> object:
    """Read one limit as the limit of any grade."""
    return value if isinstance(value, dict) else {ANY_GRADE: value}


def as_clock(value: object) -> object:
    """Read one word as where the clock starts."""
    return {"starts": value} if isinstance(value, str) else value


class TitlePart(Part):
    """A title with its languages."""

    zh: str = Field(min_length=1)
    en: str = ""


Text = Annotated[str, Field(min_length=1)]
TitleText = Annotated[TitlePart, BeforeValidator(as_title, json_schema_input_type=str | TitlePart)]
SpanText = Annotated[
    Span,
    PlainValidator(_read_span),
    WithJsonSchema(
        {"type": "string", "examples": ["3 workdays", "30 days", "2 months", "4 workhours"]}
    ),
]
GapText = Annotated[
    Gap,
    PlainValidator(_read_gap),
    WithJsonSchema({"type": "string", "examples": ["10 points", "more than 30 points"]}),
]
ShareText = Annotated[
    Fraction,
    PlainValidator(_read_share),
    WithJsonSchema({"type": "string", "examples": ["2/3", "60%"]}),
]
Names = Annotated[
    list[Text],
    Field(min_length=1),
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
]
Limits = Annotated[
    dict[str, SpanText],
    BeforeValidator(as_limits, json_schema_input_type=str | dict[str, str]),
]
