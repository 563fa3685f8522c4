"""Counting what happens in a simulation, and summing it up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from ..definitions.flow import Flow
from ..definitions.model import Color
from ..workflow.time.worktime import WorkTime, worked
from .assumptions import Assumptions
from .outcome import Bottleneck, Outcome, RoleLoad, StageTime

MONTHS = 12
MOST = 5
"""How many bottlenecks are told."""


class Counts:
    """What was counted in one year of a flow."""

    def __init__(self, flow: Flow, year: int, worktime: WorkTime) -> None:
        self.flow, self.year, self.worktime = flow, year, worktime
        self.starts = tuple(
            worktime.start_of(date(year + (n == MONTHS), n % MONTHS + 1, 1)).astimezone(UTC)
            for n in range(MONTHS + 1)
        )
        self.months = tuple(f"{year}-{n:02}" for n in range(1, MONTHS + 1))
        self.opened, self.ended = Counter[str](), Counter[str]()
        self.lights = Counter[tuple[str, Color]]()
        self.notices = Counter[str]()
        self.letters = Counter[tuple[str, str]]()
        self.entered, self.overdue = Counter[str](), Counter[str]()
        self.times: dict[str, list[timedelta]] = defaultdict(list)
        self.waited: dict[str, timedelta] = defaultdict(timedelta)
        self.late: dict[str, timedelta] = defaultdict(timedelta)
        self.work: dict[tuple[str, str], timedelta] = defaultdict(timedelta)
        self.most_waiting = Counter[str]()

    def month_of(self, moment: datetime) -> str:
        """Give the month of a moment, by the office's clock."""
        day = self.worktime.day_of(moment)
        return f"{day.year}-{day.month:02}"

    def work_on(self, role: str, since: datetime, until: datetime) -> None:
        """Count the work of a role between two moments, each month its part."""
        for month, (begins, ends) in zip(self.months, pairwise(self.starts), strict=True):
            if since < ends and begins < until:
                part = worked(self.worktime, max(since, begins), min(until, ends))
                self.work[role, month] += part

    def outcome(self, assumed: Assumptions) -> Outcome:
        """Sum up."""
        opened, ended = sum(self.opened.values()), sum(self.ended.values())
        names = {key: str(spec.title) for key, spec in self.flow.letters.items()}
        colors: tuple[Color, ...] = ("blue", "yellow", "orange", "red")
        return Outcome(
            flow=self.flow.key,
            title=str(self.flow.title),
            year=self.year,
            seed=assumed.seed,
            opened=opened,
            ended=ended,
            running=opened - ended,
            months=self.months,
            opened_by_month={m: self.opened[m] for m in self.months},
            ended_by_month={m: self.ended[m] for m in self.months},
            lights={m: {c: self.lights[m, c] for c in colors} for m in self.months},
            notices={m: self.notices[m] for m in self.months},
            letters={
                m: {names[k]: self.letters[m, k] for k in names if self.letters[m, k]}
                for m in self.months
            },
            stages=tuple(self._stage(key) for key in self.flow.stages),
            roles=tuple(self._role(key, assumed) for key in self._owners()),
            bottlenecks=self._bottlenecks(),
        )

    def _owners(self) -> list[str]:
        return list(dict.fromkeys(s.owner for s in self.flow.stages.values()))

    def _title(self, role: str) -> str:
        return str(self.flow.roles[role].title) if role in self.flow.roles else role

    def _days(self, time: timedelta) -> float:
        return round(time / self.worktime.usual, 1)

    def _stage(self, key: str) -> StageTime:
        times, entered = sorted(self.times[key]), self.entered[key]
        stage = self.flow.stages[key]
        return StageTime(
            stage=key,
            title=str(stage.title),
            role=self._title(stage.owner),
            entered=entered,
            ended=len(times),
            median=self._days(_within(times, 5)),
            p90=self._days(_within(times, 9)),
            overdue=self.overdue[key] / entered if entered else 0.0,
            wait=self._days(self.waited[key] / entered) if entered else 0.0,
        )

    def _role(self, key: str, assumed: Assumptions) -> RoleLoad:
        capacity = assumed.capacity.get(key)
        used: dict[str, float] = {}
        for month, (begins, ends) in zip(self.months, pairwise(self.starts), strict=True):
            open_for = worked(self.worktime, begins, ends)
            if capacity and open_for:
                used[month] = round(self.work[key, month] / (open_for * capacity), 3)
        return RoleLoad(
            role=key,
            title=self._title(key),
            capacity=capacity,
            days={m: self._days(self.work[key, m]) for m in self.months},
            used=used,
            most_waiting=self.most_waiting[key],
        )

    def _bottlenecks(self) -> tuple[Bottleneck, ...]:
        def lost(key: str) -> timedelta:
            return self.waited[key] + self.late[key]

        ranked = sorted((k for k in self.flow.stages if lost(k)), key=lost, reverse=True)
        return tuple(
            Bottleneck(
                stage=key,
                title=str(self.flow.stages[key].title),
                role=self._title(self.flow.stages[key].owner),
                waited=self._days(self.waited[key]),
                late=self._days(self.late[key]),
                overdue=self.overdue[key] / self.entered[key],
            )
            for key in ranked[:MOST]
        )


def _within(times: Sequence[timedelta], tenths: int) -> timedelta:
    """Give the shortest time within which so many tenths lie, by the nearest rank."""
    return times[-(-len(times) * tenths // 10) - 1] if times else timedelta()
