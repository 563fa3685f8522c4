"""Mining: from the stays of many cases, one case after the other, to what they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from ..time.worktime import WorkTime
from .mined import Exit, Mined, Mover, StageTime
from .places import Place, Places
from .rework import ReworkTally, Step
from .spreads import share, spread_of
from .stays import Elapsed, Stay
from .variants import Tail, Variant, path_of
from .ways import Leaving, ways_of

MOST = 10
"""How many variants are told one by one, unless more are asked for."""


def mine(  # noqa: PLR0913 - keyword-only
    stays: Iterable[Stay],
    places: Places,
    *,
    worktimes: Callable[[str], WorkTime],
    now: datetime,
    mover: Callable[[str], str] = str,
    most: int = MOST,
) -> Mined:
    """Say what the stays of the cases of one flow come to.

    ``stays`` come ordered by case and number, whole cases only; they are read once. ``worktimes``
    gives the working time of a calendar, ``mover`` what whoever moved a case is counted under.
    No more than ``most`` variants are told one by one.
    """
    tally = _Tally(places, Elapsed(worktimes, now), now)
    for _, of_case in groupby(stays, attrgetter("case")):
        tally.take(list(of_case))
    return tally.done(mover, most)


class _Stage:
    """What is counted of one stage."""

    __slots__ = (
        *("again", "cases", "judged", "late", "paused"),
        *("pauses", "present", "present_late", "times"),
    )

    def __init__(self) -> None:
        self.times: Counter[int] = Counter()
        self.cases = self.judged = self.late = self.again = 0
        self.present = self.present_late = self.pauses = self.paused = 0


class _Variant:
    """What is counted of one variant."""

    __slots__ = ("cases", "example", "judged", "on_time", "times")

    def __init__(self, example: int) -> None:
        self.times: Counter[int] = Counter()
        self.cases = self.on_time = self.judged = 0
        self.example = example


class _Tally:
    def __init__(self, places: Places, elapsed: Elapsed, now: datetime) -> None:
        self._places = places
        self._elapsed = elapsed
        self._now = now
        self._known: dict[str, Place] = {}
        self._stages: defaultdict[str, _Stage] = defaultdict(_Stage)
        self._ends: Counter[str] = Counter()
        self._variants: dict[tuple[str, ...], _Variant] = {}
        self._leavings: Counter[Leaving] = Counter()
        self._movers: Counter[str] = Counter()
        self._first: Counter[int] = Counter()
        self._rework = ReworkTally(places)
        self._opened: list[datetime] = []
        self._cases = self._ended = self._stays = self._days = self._unmoved = 0

    def take(self, stays: Sequence[Stay]) -> None:
        """Count one case, all its stays in their order."""
        steps: list[Step] = []
        for stay in stays:
            place = self._known.get(stay.stage)
            if place is None:
                place = self._known[stay.stage] = self._places.place(stay.stage)
            days = 0 if place.is_end else self._stay(place.key, stay)
            if steps:
                self._leavings[Leaving(steps[-1][0], stay.via, place.key)] += 1
                self._movers[stay.by] += 1
            steps.append((place.key, stay.via, days, place.is_end))
        opened = (*self._opened, stays[0].entered_at)
        self._opened = [min(opened), max(opened)]
        self._cases += 1
        self._stays += len(steps)
        self._days += sum(days for _, _, days, _ in steps)
        self._rework.take(steps)
        for key, times in Counter(stage for stage, *_ in steps).items():
            if key in self._stages:
                self._stages[key].cases += 1
                self._stages[key].again += times - 1
            else:
                self._ends[key] += times
        if len(steps) > 1:
            self._first[steps[0][2]] += 1
        else:
            self._unmoved += 1
        if steps[-1][3]:
            self._end(stays, steps)

    def _stay(self, key: str, stay: Stay) -> int:
        taken, stage = self._elapsed.taken(stay), self._stages[key]
        is_late = stay.is_late(self._now)
        if stay.left_at is None:
            stage.present += 1
            stage.present_late += is_late
        else:
            stage.times[taken.days] += 1
            stage.judged += stay.was_on_time is not None
            stage.late += is_late
        stage.pauses += taken.pauses
        stage.paused += taken.paused
        return taken.days

    def _end(self, stays: Sequence[Stay], steps: Sequence[Step]) -> None:
        self._ended += 1
        way = tuple(stage for stage, *_ in steps)
        variant = self._variants.get(way)
        if variant is None:
            variant = self._variants[way] = _Variant(stays[0].case)
        variant.cases += 1
        variant.times[sum(days for _, _, days, _ in steps)] += 1
        judged = [stay.was_on_time for stay in stays if stay.was_on_time is not None]
        variant.judged += bool(judged)
        variant.on_time += bool(judged) and all(judged)

    def done(self, mover: Callable[[str], str], most: int) -> Mined:
        """Give what was counted."""
        flow = self._places.flow
        variants, tail = self._ranked(most)
        through: Counter[int] = Counter()
        for variant in self._variants.values():
            through.update(variant.times)
        ways, unused = ways_of(self._places, self._leavings)
        return Mined(
            flow=flow.key,
            title=flow.title,
            at=self._now,
            cases=self._cases,
            ended=self._ended,
            stays=self._stays,
            moves=self._movers.total(),
            days=self._days,
            first_opened=self._opened[0] if self._opened else None,
            last_opened=self._opened[-1] if self._opened else None,
            through=spread_of(through),
            variants=variants,
            tail=tail,
            stages=self._timed(),
            ways=ways,
            unused=unused,
            reworks=self._rework.done(),
            reworked=self._rework.cases,
            rework_days=self._rework.days,
            exits=self._exits(),
            first_move=spread_of(self._first),
            unmoved=self._unmoved,
            movers=self._moved(mover),
            ends=dict(self._ends),
        )

    def _ranked(self, most: int) -> tuple[tuple[Variant, ...], Tail]:
        ranked = sorted(self._variants.items(), key=lambda item: (-item[1].cases, item[0]))
        rare = sum(variant.cases for _, variant in ranked[most:])
        tail = Tail(variants=len(ranked[most:]), cases=rare, share=share(rare, self._ended))
        return tuple(self._variant(way, found) for way, found in ranked[:most]), tail

    def _variant(self, way: tuple[str, ...], found: _Variant) -> Variant:
        return Variant(
            stages=way,
            path=path_of([self._places.place(key).title for key in way]),
            cases=found.cases,
            share=share(found.cases, self._ended),
            time=spread_of(found.times),
            on_time=found.on_time,
            judged=found.judged,
            example=found.example,
        )

    def _timed(self) -> tuple[StageTime, ...]:
        """Give the stages in the flow's order, those it never or no longer had behind."""
        flow = self._places.flow
        older = sorted(key for key in self._stages if key not in flow.stages)
        return tuple(self._stage(key, is_gone=key in older) for key in (*flow.stages, *older))

    def _stage(self, key: str, *, is_gone: bool) -> StageTime:
        found = self._stages.get(key) or _Stage()
        return StageTime(
            key=key,
            title=self._places.place(key).title,
            cases=found.cases,
            time=spread_of(found.times),
            judged=found.judged,
            late=found.late,
            again=found.again,
            present=found.present,
            present_late=found.present_late,
            pauses=found.pauses,
            paused=found.paused,
            is_gone=is_gone,
        )

    def _exits(self) -> tuple[Exit, ...]:
        left: Counter[str] = Counter()
        ended: Counter[tuple[str, str]] = Counter()
        for leaving, count in self._leavings.items():
            left[leaving.source] += count
            ended[leaving.source, leaving.target] += count
        exits: list[Exit] = []
        for (source, end), count in sorted(ended.items(), key=lambda item: (-item[1], item[0])):
            place, at = self._places.place(end), self._places.place(source)
            if place.kind is None or place.kind == "completed":
                continue
            exits.append(
                Exit(
                    source=source,
                    end=end,
                    source_title=at.title,
                    end_title=place.title,
                    kind=place.kind,
                    count=count,
                    share=share(count, left[source]),
                )
            )
        return tuple(exits)

    def _moved(self, mover: Callable[[str], str]) -> tuple[Mover, ...]:
        named: Counter[str] = Counter()
        for key, moves in self._movers.items():
            named[mover(key)] += moves
        moves = named.total()
        return tuple(
            Mover(name=name, moves=count, share=share(count, moves))
            for name, count in sorted(named.items(), key=lambda item: (-item[1], item[0]))
        )
