"""The typed data of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .lamps import Title

FieldType = Literal["text", "integer", "number", "boolean", "date", "choice", "territory", "unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One typed piece of case data. ``unit`` is for people, such as 万元; numbers are stored in it.

    ``kept_by`` is the title of the series that keeps it in step; nobody fills such a field by hand.
    """

    key: str
    title: Title
    type: FieldType
    unit: str = ""
    is_required: bool = False
    options: Mapping[str, Title] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    kept_by: str = ""
