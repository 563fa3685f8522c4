"""What opening cases by the calendar needs from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenerVersion:
    """The latest version of a flow that may open its own cases.

    ``since`` is when the flow was published for the first time, in whatever version.
    """

    key: str
    hash: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The flows that may open cases, and the versions of roster and calendars they are seen with."""

    versions: tuple[OpenerVersion, ...]
    roster: str
    calendars: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case that the calendar opened: of which flow, about which period, for which unit if any."""

    flow: str
    period: str
    every: str
    unit: str
    case: int
    at: datetime


class OpeningShelf(Protocol):
    """What the calendar has opened so far."""

    def survey(self) -> Survey:
        """Give what may open cases, in one statement."""
        ...

    def hold(self, flow: str) -> None:
        """Let nobody else open cases of this flow by the calendar until the transaction ends."""
        ...

    def opened(self, flow: str, period: str) -> Mapping[str, int]:
        """Map the units a case about this period was opened for to the case; ``""`` is no unit."""
        ...

    def last_before(self, flow: str, period: str, every: str) -> datetime | None:
        """Give when the calendar last opened a case of the flow about another period of that length."""
        ...

    def note(self, opened: Opened) -> None:
        """Remember that a case was opened; its key can't be taken twice."""
        ...
