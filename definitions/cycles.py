"""What comes again: periods, recurring duties, the publication of lights; and more time on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .computing import Expression
from .lamps import Recipient, Title
from .spans import Span

Every = Literal["week", "month", "quarter", "half_year", "year"]
Rolls = Literal["before", "after", "none"]
Covers = Literal["this", "previous"]

MONTHS: dict[Every, int] = {"week": 0, "month": 1, "quarter": 3, "half_year": 6, "year": 12}
DAYS_OF_WEEK, LAST_DAY = 7, 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One day in every period: ``day`` of ``month`` of it, both from 1; the last where it has fewer.

    For a week ``day`` is 1 for Monday to 7 for Sunday. ``rolls`` says where a day goes that is
    not worked: to the working day before or after it, or nowhere.
    """

    every: Every
    month: int
    day: int
    rolls: Rolls = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something owed again in every period: a report, a visit, an assessment.

    Its task opens ``opens`` before it is due, or with the period; in ``stages``, or in all.
    """

    key: str
    title: Title
    cycle: Cycle
    by: tuple[Recipient, ...]
    opens: Span | None = None
    stages: tuple[str, ...] = ()
    when: Expression | None = None
    ladder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRule:
    """How a flow opens its own cases: one in each period, or one for each unit with ``duty``.

    The case is opened when work begins on the day of ``cycle`` and is about the period that day
    lies in, or by ``covers`` about the one before. ``role`` is given to the unit, empty for none.
    ``title`` and ``fields``, texts by field, hold the names ``{period}`` and ``{unit}``.
    """

    cycle: Cycle
    title: str
    covers: Covers = "this"
    duty: str = ""
    role: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule:
    """Who grants more time (延期), how often and how much in an entry, and how early it is asked."""

    by: tuple[str, ...]
    times: int = 1
    at_most: Span | None = None
    ask_before: Span | None = None
