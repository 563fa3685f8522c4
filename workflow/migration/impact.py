"""What a migration would do, case by case and all in all; nothing here is written anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from ...definitions.model import Color


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRung:
    """A rung that waits for another moment than before; None: it waits for nothing."""

    rung: str
    title: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseImpact:
    """What would become of one case; stages and lights by key, people by name.

    ``stage_after`` is empty where the case has no stage to go on in. ``moved`` counts the working
    days its due date moves, later being positive; None without a due date before and after.
    ``told`` names, for each rung that the next tick would fire, whom it would tell; ``asked``
    whom the migration itself tells, of a task or a role. ``passed`` are rungs that would be passed
    over in silence. With ``problems`` the case would not be migrated; each is a sentence in English
    and in Chinese.
    """

    case: int
    ref: str | None
    title: str
    flow_hash: str
    stage_before: str
    stage_after: str
    stage_title: str
    stage_title_after: str
    due_before: datetime | None
    due_after: datetime | None
    moved: int | None
    light_before: Color
    light_after: Color
    rungs: tuple[MovedRung, ...] = ()
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def is_felt(self) -> bool:
        """Whether anything that people feel is different afterwards."""
        return bool(
            self.stage_before != self.stage_after
            or self.due_before != self.due_after
            or self.light_before != self.light_after
            or self.rungs
            or self.told
            or self.asked
            or self.closed
            or self.opened
            or self.problems
        )

    def sentences(self, language: str = "zh") -> list[str]:
        """Say each problem of the case."""
        return [zh if language == "zh" else en for en, zh in self.problems]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a migration would do all in all: numbers of cases, unless said otherwise.

    ``stages`` counts by stage before and after (empty: none), ``lights`` by light before and after;
    the medians and the most are working days, ``notices`` the messages each person would get, by
    name.
    """

    cases: int
    felt: int
    stages: Mapping[tuple[str, str], int]
    lights: Mapping[tuple[Color, Color], int]
    earlier: int
    later: int
    earlier_median: float
    earlier_most: int
    later_median: float
    later_most: int
    told: int
    notices: Mapping[str, int]
    closed: int
    opened: int
    failing: int


def impact_of(cases: Iterable[CaseImpact]) -> Impact:
    """Sum up what a migration would do to some cases."""
    stages: Counter[tuple[str, str]] = Counter()
    lights: Counter[tuple[Color, Color]] = Counter()
    notices: Counter[str] = Counter()
    moved: list[int] = []
    counted: Counter[str] = Counter()
    for case in cases:
        stages[case.stage_before, case.stage_after] += 1
        lights[case.light_before, case.light_after] += 1
        moved.append(case.moved or 0)
        for names in case.told.values():
            notices.update(names)
        notices.update(case.asked)
        counted.update(
            {
                "cases": 1,
                "felt": int(case.is_felt),
                "told": int(bool(case.told)),
                "closed": len(case.closed),
                "opened": len(case.opened),
                "failing": int(bool(case.problems)),
            }
        )
    earlier, later = [-n for n in moved if n < 0], [n for n in moved if n > 0]
    return Impact(
        cases=counted["cases"],
        felt=counted["felt"],
        stages=dict(stages),
        lights=dict(lights),
        earlier=len(earlier),
        later=len(later),
        earlier_median=median(earlier) if earlier else 0,
        earlier_most=max(earlier, default=0),
        later_median=median(later) if later else 0,
        later_most=max(later, default=0),
        told=counted["told"],
        notices=dict(notices.most_common()),
        closed=counted["closed"],
        opened=counted["opened"],
        failing=counted["failing"],
    )
