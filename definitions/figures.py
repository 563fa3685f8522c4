"""What a flow counts: dated entries, and indicators over measures; frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .computing import Expression
from .fields import Field
from .lamps import Title

Keeps = Literal["sum", "last"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures that come in over time, each with its day (分次登记).

    ``by`` are the parts that may enter, empty for whoever may record. ``keeps`` says what entries
    come to: their sum, or the last of them. ``total_to`` is the field kept in step with that.
    ``parts`` are choices by which entries are told apart.
    """

    key: str
    title: Title
    unit: str = ""
    by: tuple[str, ...] = ()
    keeps: Keeps = "sum"
    minimum: float | None = None
    maximum: float | None = None
    total_to: str = ""
    parts: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something counted or summed over the cases of a flow.

    With ``count`` the cases that ever reached one of these stages or terminals; else the sum of a
    ``series``, of those entries whose parts are among ``of``, or of a field (``sum_field``) over the cases that
    reached one of ``at``, over all where it is empty. ``when`` narrows it to cases for which it holds.
    """

    count: tuple[str, ...] = ()
    series: str = ""
    sum_field: str = ""
    at: tuple[str, ...] = ()
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: Expression | None = None

    @property
    def is_count(self) -> bool:
        """Whether cases are counted, not amounts summed."""
        return not self.series and not self.sum_field


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A measure, or with a ``denominator`` a rate: one measure over another.

    ``unit`` is the measure's, empty for a rate; ``formula`` says in Chinese how it is computed.
    """

    key: str
    title: Title
    numerator: Measure
    denominator: Measure | None = None
    unit: str = ""
    formula: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether it is one measure over another."""
        return self.denominator is not None

    @property
    def is_cohort(self) -> bool:
        """Whether it follows the cases of its denominator, which is so for counts over counts."""
        return self.denominator is not None and (
            self.numerator.is_count and self.denominator.is_count
        )
