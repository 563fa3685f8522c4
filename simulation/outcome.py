"""What came of a simulation: counts by month, times by stage, load by role, bottlenecks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..definitions.model import Color
from ..errors import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """How long cases stood in a stage, in working days of the stays that ended.

    ``entered`` counts all stays, ``ended`` those that ended; ``overdue`` is the share of all stays
    that went past their deadline; ``wait`` the working days waited for somebody free, on average.
    """

    stage: str
    title: str
    role: str
    entered: int
    ended: int
    median: float
    p90: float
    overdue: float
    wait: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLoad:
    """How busy a role is: working days of work by month, and the most cases that waited at once.

    ``used`` is the share of its capacity's time it worked by month, empty without a capacity.
    """

    role: str
    title: str
    capacity: int | None
    days: Mapping[str, float]
    used: Mapping[str, float]
    most_waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """A stage that costs time: working days lost to waiting and to delay by all its stays."""

    stage: str
    title: str
    role: str
    waited: float
    late: float
    overdue: float

    def sentence(self, language: Language = "zh") -> str:
        """Say it for people."""
        if language == "zh":
            return (
                f"“{self.title}”（{self.role}）：排队共{self.waited:.0f}个工作日，"
                f"超期共{self.late:.0f}个工作日，{self.overdue:.0%}的办理超期。"
            )
        return (
            f"“{self.title}” ({self.role}): {self.waited:.0f} workdays spent waiting, "
            f"{self.late:.0f} workdays past the deadline, {self.overdue:.0%} of stays overdue."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a simulation. Months are written ``2026-01``.

    ``lights`` counts by month how often a light turned a color, ``notices`` the rungs that told
    somebody, ``letters`` the letters by kind. ``opened`` = ``ended`` + ``running``.
    """

    flow: str
    title: str
    year: int
    seed: int
    opened: int
    ended: int
    running: int
    months: tuple[str, ...]
    opened_by_month: Mapping[str, int]
    ended_by_month: Mapping[str, int]
    lights: Mapping[str, Mapping[Color, int]]
    notices: Mapping[str, int]
    letters: Mapping[str, Mapping[str, int]]
    stages: tuple[StageTime, ...]
    roles: tuple[RoleLoad, ...]
    bottlenecks: tuple[Bottleneck, ...]


def sentences(outcome: Outcome, language: Language = "zh") -> tuple[str, ...]:
    """Tell an outcome for people: how much came, and where it stands still."""
    told = sum(outcome.notices.values())
    sent = sum(sum(by.values()) for by in outcome.letters.values())
    first = (
        f"{outcome.year}年立项{outcome.opened}个，结束{outcome.ended}个，年底在办"
        f"{outcome.running}个；督办提醒{told}次，函件{sent}件。"
        if language == "zh"
        else f"In {outcome.year} {outcome.opened} cases opened, {outcome.ended} ended and "
        f"{outcome.running} were running at the end; {told} reminders, {sent} letters."
    )
    return (first, *(b.sentence(language) for b in outcome.bottlenecks))
