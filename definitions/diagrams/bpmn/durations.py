"""ISO 8601 durations as spans, as nearly as a span can say them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from ...spans import Span, Unit

_SHAPE: Final = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_MOST: Final = 9999
_MONTH_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A span, and whether it says exactly what the duration said."""

    span: Span
    is_exact: bool


def read_duration(text: str) -> Read | None:
    """Read a duration such as ``P3D`` or ``PT4H``; None for what is none, or none at all."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None or text.strip()[-1:] in {"P", "T"}:
        return None
    parts = {name: float(value) for name, value in shape.groupdict().items() if value}
    parts = {name: value for name, value in parts.items() if value}
    months = parts.pop("years", 0) * 12 + parts.pop("months", 0)
    days = parts.pop("weeks", 0) * 7
    if not parts and days and not months:
        return _span(days / 7, Unit.WEEKS)
    days += parts.pop("days", 0)
    hours = parts.pop("hours", 0) + parts.pop("minutes", 0) / 60 + parts.pop("seconds", 0) / 3600
    if months and not days and not hours:
        return _span(months, Unit.MONTHS)
    if hours and not days and not months:
        # Hours on end are days; the hours of a working day are what is left for less.
        if hours % 24 == 0:
            return _span(hours / 24, Unit.DAYS)
        return _span(hours, Unit.WORKHOURS)
    return _span(months * _MONTH_DAYS + days + hours / 24, Unit.DAYS, is_mixed=bool(months))


def _span(amount: float, unit: Unit, *, is_mixed: bool = False) -> Read | None:
    whole = math.ceil(amount)
    if not 0 < whole <= _MOST:
        return None
    return Read(span=Span(whole, unit), is_exact=whole == amount and not is_mixed)
