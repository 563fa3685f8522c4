"""Looking ahead: the main line of a flow, and when its stages to come would be done.

Nothing here is a promise: every stage to come is taken to need its whole limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from ..definitions.flow import Flow
from ..definitions.model import Stage, Transition
from .time.worktime import WorkTime

END: Final = ""
"""What stands for every good end of a flow among the ways onward from a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The main line of a flow: the stages that lead forward to its good end, in the flow's order.

    A way leads forward to a stage further down the file or to a ``completed`` end, in a flow
    without one to any end; a way that ``returns`` does not. ``onward`` maps each stage to the
    stages of the line it leads forward to, ``END`` for an end.
    """

    stages: tuple[str, ...]
    onward: Mapping[str, tuple[str, ...]]

    def ways(self, flow: Flow, stage: str) -> tuple[Transition, ...]:
        """Give the transitions along the line from a stage, in the order of the file.

        From a stage beside the line they are all that leave it.
        """
        leaving = flow.leaving(stage)
        if stage not in self.onward:
            return leaving
        ends = {key for key in flow.terminals if _is_good(flow, key)} or set(flow.terminals)
        along = {*self.onward[stage]} - {END} | (ends if END in self.onward[stage] else set())
        return tuple(t for t in leaving if t.target in along and not t.returns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """When a stage to come would be done; ``day`` None where nothing says how long it is to there.

    ``is_provisional`` when the calendar for part of the way has not been published.
    """

    stage: str
    day: date | None
    is_provisional: bool = False


def main_line(flow: Flow) -> Line:
    """Give the main line of a flow; every stage when none leads forward to an end."""
    has_good_end = any(_is_good(flow, key) for key in flow.terminals)
    place = {key: number for number, key in enumerate(flow.stages)}
    forward: dict[str, tuple[str, ...]] = {}
    for stage in reversed([*flow.stages]):
        targets = [t.target for t in flow.leaving(stage) if not t.returns]
        stages = [t for t in targets if forward.get(t) and place[t] > place[stage]]
        ends = [END for t in targets if t in flow.terminals]
        good = [END for t in targets if _is_good(flow, t)] if has_good_end else ends
        forward[stage] = tuple(dict.fromkeys((*stages, *good)))
    reached, waiting = set[str](), [flow.initial]
    while waiting:
        stage = waiting.pop()
        if stage not in reached and forward.get(stage):
            reached.add(stage)
            waiting += forward[stage]
    line = tuple(stage for stage in flow.stages if stage in reached) or tuple(flow.stages)
    return Line(stages=line, onward={stage: forward[stage] for stage in line})


def outlook(  # noqa: PLR0913 - where a case stands
    flow: Flow,
    line: Line,
    *,
    stage: str,
    grade: str,
    fields: Mapping[str, Any],
    opened_at: datetime,
    due_at: datetime | None,
    is_provisional: bool,
    now: datetime,
    worktime: WorkTime,
) -> Mapping[str, Outlook]:
    """Plan the stages of the line that come after the one a case is in.

    Each is planned to be done when its whole limit is over, counted from the day the one before
    would be done, the first from the later of now and the present due moment. A stage whose clock
    starts from a date field counts from that date when it is later. There is no day, from there
    on, where a stage has no limit, its date field is empty, or the way branches before it; none
    at all from a stage beside the line.
    """
    if stage not in line.stages:
        return {key: Outlook(stage=key, day=None) for key in line.stages}
    reached = max(now, due_at) if due_at is not None else None
    before, found = stage, dict[str, Outlook]()
    for key in line.stages[line.stages.index(stage) + 1 :]:
        if line.onward[before] != (key,):
            reached = None
        if reached is not None:
            reached, is_guess = _done(
                flow.stages[key], reached, grade, fields, opened_at=opened_at, worktime=worktime
            )
            is_provisional = is_provisional or is_guess
        day = worktime.day_of(reached) if reached is not None else None
        found[key] = Outlook(stage=key, day=day, is_provisional=is_provisional and day is not None)
        before = key
    return found


def _done(  # noqa: PLR0913 - a stage, and what its clock may start from
    stage: Stage,
    reached: datetime,
    grade: str,
    fields: Mapping[str, Any],
    *,
    opened_at: datetime,
    worktime: WorkTime,
) -> tuple[datetime | None, bool]:
    """Give when a stage entered at a moment would be done, and whether that is provisional."""
    span = stage.limit_for(grade)
    starts: datetime | None = reached
    if stage.starts == "creation":
        starts = opened_at
    elif stage.starts == "field":
        day = fields.get(stage.start_field)
        starts = None
        if isinstance(day, date):
            starts = datetime.combine(day, time(0), worktime.zone).astimezone(UTC)
            starts = max(starts, reached)
    if span is None or starts is None:
        return None, False
    due = worktime.after(starts, span)
    return max(due.moment, reached), due.is_provisional


def _is_good(flow: Flow, key: str) -> bool:
    return key in flow.terminals and flow.terminals[key].kind == "completed"
