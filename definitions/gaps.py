"""How far behind plan, as people write it: ``10 points``, ``more than 30 points``, ``20 percent``.

Points are percentage points of the whole work (个百分点); percent is a part of what the plan says
should be done by now (序时进度).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..errors import InvalidGap

Measure = Literal["points", "percent"]

_MEASURES: dict[str, Measure] = {
    "point": "points",
    "points": "points",
    "个百分点": "points",
    "百分点": "points",
    "percent": "percent",
    "%": "percent",
}
_SHAPE = re.compile(
    r"\s*(?P<strict>more than|over|超过)?\s*(?P<amount>\d{1,3}(\.\d{1,3})?)\s*"
    r"(?P<word>[a-z]+|%|个?百分点)\s*"
)
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Gap:
    """A shortfall against a plan; with ``is_strict`` it must be exceeded, else reached."""

    amount: Fraction
    measure: Measure
    is_strict: bool = False

    @classmethod
    def parse(cls, text: str) -> Gap:
        """Read ``10 points`` or ``超过 30 个百分点``; raise InvalidGap for what is not within 0 to 100."""
        shape = _SHAPE.fullmatch(text)
        if shape is None or shape["word"] not in _MEASURES:
            raise InvalidGap(text=text)
        amount = Fraction(shape["amount"])
        if not 0 < amount <= _WHOLE:
            raise InvalidGap(text=text)
        return cls(amount, _MEASURES[shape["word"]], shape["strict"] is not None)

    def __str__(self) -> str:
        """Write the gap as the definition language does."""
        return f"{'more than ' if self.is_strict else ''}{float(self.amount):g} {self.measure}"

    @property
    def zh(self) -> str:
        """Write the gap in Chinese: ``10个百分点``, ``超过30个百分点``."""
        word = "个百分点" if self.measure == "points" else "%"
        return f"{'超过' if self.is_strict else ''}{float(self.amount):g}{word}"
