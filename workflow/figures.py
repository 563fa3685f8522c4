"""Figures: dated entries of a case in a series, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..definitions.model import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One entry of a case in a series; ``number`` counts from 1 within both.

    ``day`` is the day it is for, ``at`` when it was entered. ``corrects`` is the number of the entry
    it puts right, ``corrected_by`` the number of the one that puts it right; both stay.
    """

    case: int
    series: str
    number: int
    day: date
    amount: Decimal
    parts: Mapping[str, str]
    note: str
    by: str
    at: datetime
    corrects: int | None = None
    corrected_by: int | None = None

    @property
    def is_taken_back(self) -> bool:
        """Whether it says only that the entry it corrects never was."""
        return self.corrects is not None and self.amount == 0

    @property
    def counts(self) -> bool:
        """Whether it is among what the series comes to."""
        return self.corrected_by is None and not self.is_taken_back


def total_of(series: Series, figures: Iterable[Figure]) -> Decimal | None:
    """Give what the entries of a case come to: their sum or the last; None where none counts.

    The last is the newest by its day, of one day the one with the highest number.
    """
    counted = [figure for figure in figures if figure.counts]
    if not counted:
        return None
    if series.keeps == "last":
        return max(counted, key=lambda figure: (figure.day, figure.number)).amount
    return sum((figure.amount for figure in counted), Decimal())


def shown(amount: Decimal) -> str:
    """Write an amount without zeros that say nothing."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
