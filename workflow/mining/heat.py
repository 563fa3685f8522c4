"""Heat for the diagram of a flow: how often, how long, how late, by stage and transition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ...errors import Language
from .mined import Mined, StageTime
from .spreads import share

HeatBy = Literal["count", "time", "overdue"]
HEATS: Final[tuple[HeatBy, ...]] = ("count", "time", "overdue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """How warm a place of the diagram is: what is counted there, from 0 to 1, and in words."""

    count: int
    share: float
    words: str


def heat(mined: Mined, by: HeatBy = "count", language: Language = "zh") -> Mapping[str, Heat]:
    """Give the heat of the places in a flow's diagram: ``stages.KEY``, ``terminals.KEY``, ``transitions.KEY``.

    By ``count`` a stage is the warmer the more often cases came there, a transition the more often
    it was taken, each beside the most frequent of its sort; by ``time`` a stage by its median
    beside the longest one; by ``overdue`` by the share of stays that were left
    late, or are overdue now, among those of which it is known.
    What was never measured is left out.
    """
    found = {"count": _counted, "time": _timed, "overdue": _overdue}[by]
    return dict(found(mined, language))


def _counted(mined: Mined, language: Language) -> Iterator[tuple[str, Heat]]:
    visits = {f"stages.{s.key}": s.time.n + s.present for s in mined.stages if not s.is_gone}
    visits |= {f"terminals.{key}": count for key, count in mined.ends.items()}
    yield from _beside_most(visits, "进入 {} 次" if language == "zh" else "entered: {}")
    taken: Counter[str] = Counter()
    for way in (*mined.ways, *mined.unused):
        if way.standing == "flow":
            taken[f"transitions.{way.via}"] += way.count
    yield from _beside_most(taken, "走过 {} 次" if language == "zh" else "taken: {}")


def _beside_most(counts: Mapping[str, int], words: str) -> Iterator[tuple[str, Heat]]:
    most = max(counts.values(), default=0)
    for key, count in counts.items():
        yield key, Heat(count=count, share=share(count, most), words=words.format(count))


def _timed(mined: Mined, language: Language) -> Iterator[tuple[str, Heat]]:
    timed = [stage for stage in mined.stages if stage.time.n and not stage.is_gone]
    most = max((stage.time.median for stage in timed), default=0)
    for stage in timed:
        time = stage.time
        words = (
            f"中位 {time.median} 个工作日，九成在 {time.p90} 个以内"
            if language == "zh"
            else f"{time.median} working days in the middle, nine in ten within {time.p90}"
        )
        yield _key(stage), Heat(count=time.median, share=share(time.median, most), words=words)


def _overdue(mined: Mined, language: Language) -> Iterator[tuple[str, Heat]]:
    for stage in mined.stages:
        known, late = stage.judged + stage.present_late, stage.late + stage.present_late
        if known and not stage.is_gone:
            part, now = share(late, known), stage.present_late
            if language == "zh":
                lasting = f"，其中 {now} 次还没有离开" if now else ""
                words = f"超期 {part:.0%}（{known} 次中 {late} 次{lasting}）"
            else:
                lasting = f", {now} still there" if now else ""
                words = f"{part:.0%} overdue ({late} of {known}{lasting})"
            yield _key(stage), Heat(count=late, share=part, words=words)


def _key(stage: StageTime) -> str:
    return f"stages.{stage.key}"
