"""What a file of scenarios says once it has been read and checked: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...workflow.people import Roster

MAIN = "this"
"""The name of the case a scenario is about; others have the name they were opened by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that is done: a command (``do``), what it is done to, and what else it says.

    ``by`` names who does it, empty for whoever may; ``case`` the case.
    ``refused`` is None where it should be done, else what its refusal must name, nothing for any.
    """

    do: str
    what: Any
    more: Mapping[str, Any]
    by: str
    case: str
    refused: tuple[str, ...] | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hope:
    """One thing that is expected: of a kind, such as ``stage`` or ``inbox``, about somebody or something.

    ``about`` is the person, role, task, field … it is about, empty where the kind says it all.
    With ``is_denied`` it is expected not to be so.
    """

    kind: str
    about: str
    wanted: Any
    case: str
    is_denied: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A moment at which things are done, and then looked at."""

    at: datetime
    deeds: tuple[Deed, ...]
    hopes: tuple[Hope, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """How the main case is opened: by whom, empty for whoever may, and with which fields."""

    by: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    ref: str | None = None
    calendar: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One test of a flow: how it begins and what is done and expected, day by day.

    ``opens`` is None where the calendar, or one of its deeds, opens the case it is about.
    """

    name: str
    starts: datetime
    opens: Opens | None
    days: tuple[Day, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenarios:
    """A whole file: its scenarios, whom they are played with, and the flows that stand beside."""

    scenarios: tuple[Scenario, ...]
    roster: Roster
    beside: tuple[str, ...] = ()
