"""A report definition once it has been read and checked: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..cycles import Every
from ..lamps import Color, Title

Shown = Literal["standing", "stages", "indicators", "cases", "escalations", "duties", "scores"]
"""What a table lists: how units stand, how many cases reached each stage, indicators by unit, cases
by light, escalations nobody answered, recurring duties nobody reported, or the scores of an
appraisal."""

Over = Literal["period", "year", "all"]
"""The time an indicator is taken over: the report's period, its year up to the period's end, or all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIndicator:
    """One indicator as a column: of which flow, under which title, over which time.

    ``is_growth`` shows by what share it is more than over the same days a year before (同比).
    """

    key: str
    flow: str
    indicator: str
    over: Over = "all"
    title: Title | None = None
    is_growth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a unit's target stands: a number field of its case in a flow of plans.

    ``role`` is the role that unit has there, ``year`` the text field that says for which year.
    """

    flow: str
    field: str
    role: str
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised:
    """One line of an appraisal: full ``weight`` for reaching ``full`` or the target, less in proportion.

    ``is_less_better`` turns it round: full weight for nothing, none from ``full`` on.
    """

    key: str
    title: Title
    weight: float
    value: ShownIndicator
    full: float | None = None
    target: Target | None = None
    is_less_better: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A grade of an appraisal (等次) and the points from which it is given."""

    key: str
    title: Title
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table of a report; what is not meant for its kind is empty."""

    key: str
    title: Title
    shows: Shown
    indicators: tuple[ShownIndicator, ...] = ()
    lights: tuple[Color, ...] = ()
    items: tuple[Appraised, ...] = ()
    bands: tuple[Band, ...] = ()
    chart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSpec:
    """A checked report definition.

    ``role`` is by whose holders units are told apart in every flow; ``units`` are duties: with
    them exactly the active units that have one are listed, else those that hold the role.
    ``grades`` narrows it to cases of these grades. ``office`` is the duty of the unit that
    publishes, in whose name the ``letter`` goes to the units with a duty in ``to``.
    ``hash`` is the SHA-256 of the file.
    """

    key: str
    title: Title
    every: Every
    role: str
    office: str
    tables: Mapping[str, TableSpec]
    hash: str
    flows: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    letter: str = ""
    to: tuple[str, ...] = ()
    note: str = ""
    caliber: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
