"""Assumptions fitted to what really happened: how many came, how long work took, where it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..definitions.flow import Flow
from ..definitions.model import Title
from ..errors import Language
from ..workflow.mining import Mined, Spread
from ..workflow.mining.mined import named
from ..workflow.mining.spreads import NOTHING
from .assumptions import Assumptions, Handling

FEWEST = 5
"""Of fewer stays, or fewer leavings of a stage, nothing is concluded."""

_MONTH_DAYS = 365.2425 / 12
_WITHIN_A_DAY = 0.5
"""What a stage takes that was always left on the day it was entered."""

_WORDS = {
    "constant": "都用 {numbers} 个工作日",
    "exponential": "平均 {numbers} 个工作日",
    "lognormal": "中位、九成以内 {numbers} 个工作日",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedStage:
    """What was concluded of a stage from ``n`` stays that are over; None from too few."""

    key: str
    title: Title
    n: int
    handling: Handling | None

    def sentence(self, language: Language = "zh") -> str:
        """Say it for people."""
        if self.handling is None:
            if language == "zh":
                return f"{self.title}：办完的只有 {self.n} 次，用一般假设"
            return f"{named(self.title, language)}: only {self.n} stays ended, the usual is assumed"
        numbers = "、".join(f"{number:g}" for number in self.handling.numbers)
        if language == "zh":
            what = _WORDS[self.handling.kind].format(numbers=numbers)
            return f"{self.title}：{what}（据 {self.n} 次）"
        said = f"{self.handling.kind} {numbers.replace('、', ', ')} working days"
        return f"{named(self.title, language)}: {said} (of {self.n} stays)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Assumptions, and from what they were concluded: ``cases`` over ``months``, stage by stage."""

    assumptions: Assumptions
    cases: int
    months: float
    stages: tuple[FittedStage, ...]

    def sentences(self, language: Language = "zh") -> tuple[str, ...]:
        """Tell what was concluded, for people."""
        arrivals = f"{self.assumptions.arrivals:g}"
        if language == "zh":
            first = f"据真实历史：{self.months:.1f} 个月立项 {self.cases} 个，每月 {arrivals} 个"
        else:
            first = f"From the real history: {self.cases} cases in {self.months:.1f} months"
            first += f", {arrivals} a month"
        return (first, *(stage.sentence(language) for stage in self.stages))


def fit(mined: Mined, flow: Flow, begun: Assumptions) -> Fit:
    """Conclude from a mined history what a simulation of the flow should assume.

    Times are those from entering a stage to leaving it, so waiting for somebody free is in them:
    with them a capacity should be assumed only where it is to be lower than it was. Ways are those
    the flow has now; steps back that every flow allows are left out.
    """
    times = {stage.key: stage.time for stage in mined.stages}
    stages = tuple(
        FittedStage(
            key=key,
            title=stage.title,
            n=times.get(key, NOTHING).n,
            handling=_handling(times.get(key, NOTHING)),
        )
        for key, stage in flow.stages.items()
    )
    months = _months(mined)
    return Fit(
        assumptions=replace(
            begun,
            arrivals=round(mined.cases / months, 2) if months else begun.arrivals,
            handling={each.key: each.handling for each in stages if each.handling},
            shares_in=dict(_shares(mined, flow)),
        ),
        cases=mined.cases,
        months=months,
        stages=stages,
    )


def _months(mined: Mined) -> float:
    """Give over how many months cases were opened, at least one; 0 without any."""
    if mined.first_opened is None or mined.last_opened is None:
        return 0.0
    days = (mined.last_opened - mined.first_opened).total_seconds() / 86_400
    return max(days / _MONTH_DAYS, 1.0)


def _handling(time: Spread) -> Handling | None:
    """Give the distribution that has the middle and the nine in ten of what was measured."""
    if time.n < FEWEST:
        return None
    if time.most == 0:
        return Handling(kind="constant", numbers=(_WITHIN_A_DAY,))
    if time.median == 0:
        return Handling(kind="exponential", numbers=(round(time.total / time.n, 2),))
    if time.p90 == time.median:
        return Handling(kind="constant", numbers=(float(time.median),))
    return Handling(kind="lognormal", numbers=(float(time.median), float(time.p90)))


def _shares(mined: Mined, flow: Flow) -> Iterator[tuple[str, dict[str, float]]]:
    """Give the shares of the ways out of each stage that was left often, those nobody took with 0."""
    taken: Counter[tuple[str, str]] = Counter()
    for way in mined.ways:
        taken[way.source, way.via] += way.count
    for stage in flow.stages:
        counts = {way.key: taken[stage, way.key] for way in flow.leaving(stage)}
        whole = sum(counts.values())
        if whole >= FEWEST:
            yield stage, {key: round(count / whole, 4) for key, count in counts.items()}
