"""Lengths of time as people write them: ``3 workdays``, ``30 days``, ``2 months``, ``4 workhours``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ..errors import InvalidSpan


class Unit(StrEnum):
    """The unit of a span; ``workdays`` and ``workhours`` are different units, not 8 to 1."""

    WORKHOURS = "workhours"
    WORKDAYS = "workdays"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


_CHINESE = {
    Unit.WORKHOURS: "个工作小时",
    Unit.WORKDAYS: "个工作日",
    Unit.DAYS: "日",
    Unit.WEEKS: "周",
    Unit.MONTHS: "个月",
}
_WORDS: dict[str, Unit] = {
    **{str(unit): unit for unit in Unit},
    **{str(unit)[:-1]: unit for unit in Unit},
    "工作小时": Unit.WORKHOURS,
    "个工作小时": Unit.WORKHOURS,
    "工作日": Unit.WORKDAYS,
    "个工作日": Unit.WORKDAYS,
    "日": Unit.DAYS,
    "天": Unit.DAYS,
    "周": Unit.WEEKS,
    "个月": Unit.MONTHS,
    "月": Unit.MONTHS,
}
_SHAPE = re.compile(r"\s*(?P<amount>\d{1,4})\s*(?P<word>[a-z]+|[个工作小时日天周月]+)\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: a positive whole amount of one unit."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read ``3 workdays`` or ``3 工作日``; raise InvalidSpan for anything else and for zero."""
        shape = _SHAPE.fullmatch(text)
        if shape is None or shape["word"] not in _WORDS or int(shape["amount"]) == 0:
            raise InvalidSpan(text=text)
        return cls(int(shape["amount"]), _WORDS[shape["word"]])

    def __str__(self) -> str:
        """Write the span as the definition language does."""
        word = str(self.unit)
        return f"{self.amount} {word[:-1] if self.amount == 1 else word}"

    @property
    def zh(self) -> str:
        """Write the span in Chinese: ``3个工作日``."""
        return f"{self.amount}{_CHINESE[self.unit]}"
