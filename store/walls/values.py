"""What is asked of a wall, and what it shows: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ...definitions.model import Color
from ..seen import BoardRow

Sort = Literal["urgent", "recent"]
Counting = bool | Literal["few"]
CellState = Literal["done", "now", "ahead", "passed_over", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WallFilter:
    """Which cases of a flow are wanted on the wall, and in which order; everything is optional.

    ``flow`` None is the flow with the most running cases among those seen. ``q`` is looked for in
    title, reference and text fields, whatever the case of its letters. ``holder`` is a person or
    unit that holds any role on the case now. ``due_within`` is ``week`` for due in the present
    week, from Monday to Sunday, or a number of days: due from today until that many days later.
    ``sort`` is ``urgent`` for the most alarming light first, then by due moment, or ``recent`` for
    the last activity first. ``case`` is the number of the only one wanted. A key that nothing has
    is no error: then there is no row.
    """

    flow: str | None = None
    q: str = ""
    light: Color | None = None
    stage: str | None = None
    territory: str | None = None
    grade: str | None = None
    holder: str | None = None
    due_within: int | Literal["week"] | None = None
    include_ended: bool = False
    sort: Sort = "urgent"
    case: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to filter by: its key, its title, and how many cases it would show."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WallStage:
    """A stage of the flow on the wall: how many cases are in it, by light too.

    ``is_main`` says whether it is on the main line of the flow and so has a column.
    """

    key: str
    title: str
    is_main: bool
    total: int
    lights: Mapping[Color, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one case stands to one stage of the main line.

    ``done``: ``day`` it was last left, ``late`` how many working days after it was due, 0 for on
    time. ``now``: ``day`` it is due, ``light``, and working days ``left`` until then or ``late``
    since. ``ahead``: ``day`` it is planned to be done, as ``workflow.forecast`` says.
    ``passed_over``: the case never was in it and is past it. ``none``: it will not come there: it
    ended before, or its version of the flow has no such stage. ``day`` is None for what has no due
    or planned day; ``left`` and ``late`` are None with it.
    """

    stage: str
    state: CellState
    day: date | None = None
    light: Color | None = None
    left: int | None = None
    late: int | None = None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field of a case beside its title, as people read it."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallRow(BoardRow):
    """One case on the wall: what the board shows of it, and how it stands to each column.

    ``territory`` and ``grade`` are titles, as on the board, with their keys beside them. ``facts``
    are the further texts that tell one case of the flow from another, such as the enterprise.
    ``holder`` and ``holder_name`` are who holds the first role of the flow that a person holds,
    empty for nobody. ``cells`` stand in the order of the wall's ``columns``. ``missing`` counts the
    unmet requirements of the nearest way onward, ``missing_first`` names the first of them; None
    where nobody asked, or nothing leads onward.
    """

    territory_key: str
    grade_key: str
    facts: tuple[Fact, ...]
    holder: str
    holder_name: str
    cells: tuple[Cell, ...]
    missing: int | None = None
    missing_first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The cases of one flow that somebody sees and wants to see, as they are at ``at``.

    ``flows`` are all with running cases he sees. ``lights`` count with every filter but the light,
    ``stages`` with every filter but the stage, each facet (``territories``, ``grades``,
    ``holders``) with every filter but its own, ``due_this_week`` with every filter but
    ``due_within``; ``total`` with all of them. ``stages`` are those of the newest version of the
    flow, then others in which cases are, ended ones at their ends; ``columns`` are the keys of its
    main line. ``flow`` is empty where there is none to show.
    """

    at: datetime
    flow: str
    flow_title: str
    flows: tuple[Option, ...]
    lights: Mapping[Color, int]
    stages: tuple[WallStage, ...]
    columns: tuple[str, ...]
    territories: tuple[Option, ...]
    grades: tuple[Option, ...]
    holders: tuple[Option, ...]
    total: int
    due_this_week: int
    rows: tuple[WallRow, ...]
