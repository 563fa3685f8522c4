"""A year of a flow, event by event: cases come, wait for somebody free, are worked on, move on."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from ..definitions.flow import Flow
from ..definitions.model import Transition
from ..workflow.forecast import main_line
from ..workflow.time.deadlines import moment_of, project
from ..workflow.time.worktime import WorkTime, after_hours, worked
from ..workflow.values import Deadline
from .assumptions import Assumptions
from .counting import MONTHS, Counts
from .outcome import Outcome

Progress = Callable[[int], None]
"""Told how many more months are over."""

TIMED = frozenset({"before_due", "overdue"})
"""The kinds of conditions of a rung that are played, besides ``light``."""

_LEAST = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Stay:
    """A case's stay in a stage."""

    stage: str
    entered: datetime
    deadline: Deadline
    opened: datetime
    began: datetime | None = None


def simulate(
    flow: Flow,
    assumptions: Assumptions,
    worktime: WorkTime,
    progress: Progress = lambda _more: None,
) -> Outcome:
    """Play a year of a flow; the same assumptions give the same outcome.

    ``worktime`` is the calendar every stage is counted by.
    """
    return Year(flow, assumptions, worktime).play(progress)


class Year:
    """A year of a flow while it is played."""

    def __init__(self, flow: Flow, assumed: Assumptions, worktime: WorkTime) -> None:
        self.flow, self.assumed, self.worktime = flow, assumed, worktime
        self.counts = Counts(flow, assumed.year, worktime)
        table = flow.decisions.get(flow.grade)
        self.grade = assumed.grade or next(iter(table.outcomes if table else ()), "")
        self.end = self.counts.starts[-1]
        self.ways = {key: _ways(flow, key, assumed) for key in flow.stages}
        self.chance: dict[str, Random] = {
            f"{concern}/{key}": assumed.stream(f"{concern}/{key}")
            for concern in ("handling", "ways")
            for key in flow.stages
        }
        self.busy = Counter[str]()
        self.queues: dict[str, deque[Stay]] = defaultdict(deque)
        self.ahead: list[tuple[datetime, int, Stay]] = []
        self.numbered = 0

    def play(self, progress: Progress) -> Outcome:
        """Play it to its end and sum up."""
        over, arrivals = 0, self.arrivals()
        coming = next(arrivals, None)
        while coming is not None or self.ahead:
            if coming is not None and (not self.ahead or coming <= self.ahead[0][0]):
                at, stay = coming, None
                coming = next(arrivals, None)
            else:
                at, _, stay = heapq.heappop(self.ahead)
            if at >= self.end:
                if stay is not None:
                    self.close(stay, None)
                continue
            while over < MONTHS and at >= self.counts.starts[over + 1]:
                over += 1
                progress(1)
            if stay is None:
                self.counts.opened[self.counts.month_of(at)] += 1
                self._enter(self.flow.initial, at, at)
            else:
                self._leave(stay, at)
        for queue in self.queues.values():
            for waiting in queue:
                self.close(waiting, None)
        progress(MONTHS - over)
        return self.counts.outcome(self.assumed)

    def arrivals(self) -> Iterator[datetime]:
        """Give the moments cases come: so many a month on average, at any working moment."""
        stream, starts = self.assumed.stream("arrivals"), self.counts.starts
        for begins, ends in pairwise(starts):
            open_for, part = worked(self.worktime, begins, ends), 0.0
            while self.assumed.arrivals > 0:
                part += stream.expovariate(self.assumed.arrivals)
                if part >= 1:
                    break
                yield after_hours(self.worktime, begins, open_for * part)

    def _enter(self, key: str, at: datetime, opened: datetime) -> None:
        stage = self.flow.stages[key]
        span = stage.limit_for(self.grade)
        deadline = Deadline(
            case=0,
            entry=0,
            span=str(span) if span else None,
            starts_at=opened if stage.starts == "creation" else at,
            active_at=at,
            pauses=(),
            calendar=self.worktime.key,
            calendar_version=self.worktime.version,
            due_at=None,
            colors={},
            is_provisional=False,
        )
        deadline = project(deadline, self.flow.lights.get(stage.lights), self.worktime)
        stay = Stay(stage=key, entered=at, deadline=deadline, opened=opened)
        self.counts.entered[key] += 1
        role = stage.owner
        bound = self.assumed.capacity.get(role)
        if bound is None or self.busy[role] < bound:
            self._begin(stay, at)
        else:
            queue = self.queues[role]
            queue.append(stay)
            waiting = self.counts.most_waiting
            waiting[role] = max(waiting[role], len(queue))

    def _begin(self, stay: Stay, at: datetime) -> None:
        self.busy[self.flow.stages[stay.stage].owner] += 1
        stay.began = at
        self.numbered += 1
        done = after_hours(self.worktime, at, self._needed(stay))
        heapq.heappush(self.ahead, (done, self.numbered, stay))

    def _needed(self, stay: Stay) -> timedelta:
        """Give the office time a stay is worked on."""
        due = stay.deadline.due_at
        handling = self.assumed.handling_of(stay.stage, is_limited=due is not None)
        whole = self.worktime.usual
        if handling.of_limit and due is not None:
            whole = worked(self.worktime, stay.deadline.starts_at, due)
        return max(whole * handling.draw(self.chance[f"handling/{stay.stage}"]), _LEAST)

    def _leave(self, stay: Stay, at: datetime) -> None:
        self.close(stay, at)
        role = self.flow.stages[stay.stage].owner
        self.busy[role] -= 1
        if self.queues[role]:
            self._begin(self.queues[role].popleft(), at)
        weights = self.ways[stay.stage]
        if not weights:
            return
        (key,) = self.chance[f"ways/{stay.stage}"].choices([*weights], [*weights.values()])
        way, month = self.flow.transitions[key], self.counts.month_of(at)
        if way.letter:
            self.counts.letters[month, way.letter] += 1
        if way.target in self.flow.stages:
            self._enter(way.target, at, stay.opened)
        else:
            self.counts.ended[month] += 1

    def close(self, stay: Stay, left: datetime | None) -> None:
        """Count what a stay brought until it was left, or until the end of the year."""
        counts, until, key = self.counts, left or self.end, stay.stage
        counts.waited[key] += worked(self.worktime, stay.entered, stay.began or until)
        if stay.began is not None:
            counts.work_on(self.flow.stages[key].owner, stay.began, until)
        if left is not None:
            counts.times[key].append(worked(self.worktime, stay.entered, left))
        due = stay.deadline.due_at
        if due is not None and due < until:
            counts.overdue[key] += 1
            counts.late[key] += worked(self.worktime, max(due, stay.entered), until)
        for color, moment in stay.deadline.colors.items():
            if moment < until:
                month = counts.month_of(max(moment, stay.entered))
                counts.lights[month, color] += 1
        self._climb(stay, until)

    def _climb(self, stay: Stay, until: datetime) -> None:
        """Count the rungs whose moment came while the case was still there, each once."""
        for rung in self.flow.ladder_of(stay.stage):
            found = [
                stay.deadline.colors.get(c.color)
                if c.kind == "light" and c.color
                else moment_of(c, stay.deadline, self.worktime)
                for c in rung.when
                if c.kind == "light" or c.kind in TIMED
            ]
            moment = min((m for m in found if m is not None), default=None)
            if moment is None or moment >= until:
                continue
            month = self.counts.month_of(max(moment, stay.entered))
            self.counts.notices[month] += 1
            if rung.letter:
                self.counts.letters[month, rung.letter] += 1


def _ways(flow: Flow, stage: str, assumed: Assumptions) -> Mapping[str, float]:
    """Give the shares of the ways onward from a stage."""
    leaving = flow.leaving(stage)
    known = {**assumed.shares, **assumed.shares_in.get(stage, {})}
    given = {t.key: known[t.key] for t in leaving if t.key in known}
    free: list[Transition] = [t for t in leaving if t.key not in given]
    left = max(1 - sum(given.values()), 0.0)
    along = {t.key for t in main_line(flow).ways(flow, stage)}
    main = [t.key for t in free if t.key in along]
    aside = [t.key for t in free if t.key not in along]
    off = assumed.beside if main and aside else 1.0
    shares = {key: left * (1 - off if aside else 1) / len(main) for key in main}
    shares |= {key: left * off / len(aside) for key in aside}
    ordered = {t.key: {**given, **shares}[t.key] for t in leaving}
    return ordered if sum(ordered.values()) else {}
