"""What a deadline's terms come to under one calendar: due moment and light thresholds.

``project`` is pure, so a deadline can be projected again whenever its calendar changes.
A pause consumes no time: it puts off every moment that had not been reached when it began.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from ...definitions.model import Color, Condition, LightRule
from ...definitions.spans import Span, Unit
from ..values import Deadline, Pause
from .measures import NOTHING, Standing, day_behind, published_at
from .worktime import WorkTime, after_hours, before_hours, natural, worked


def project(
    deadline: Deadline,
    rule: LightRule | None,
    worktime: WorkTime,
    standing: Standing = NOTHING,
) -> Deadline:
    """Compute a deadline's due moment and thresholds from its terms and the case's standing."""
    due, provisional = None, False
    if deadline.span is not None:
        span = Span.parse(deadline.span)
        due = reach(deadline.starts_at, span, deadline.pauses, worktime)
        for extension in deadline.extensions:
            due = reach(due, Span.parse(extension.span), deadline.pauses, worktime)
        provisional = not worktime.is_known(
            worktime.day_of(deadline.starts_at), worktime.day_of(due)
        )
    settled = replace(deadline, due_at=due)
    colors: dict[Color, datetime] = {}
    for step in rule.steps if rule else ():
        found = [moment_of(c, settled, worktime, standing) for c in step.when]
        moments = [moment for moment in found if moment is not None]
        if moments:
            colors[step.color] = min(moments)
            provisional = provisional or not worktime.is_known(
                worktime.day_of(deadline.active_at), worktime.day_of(colors[step.color])
            )
    return replace(
        settled,
        colors=colors,
        is_provisional=provisional,
        calendar=worktime.key,
        calendar_version=worktime.version,
    )


def reach(start: datetime, span: Span, pauses: Sequence[Pause], worktime: WorkTime) -> datetime:
    """Give the end of a period, put off by the pauses that began before it was over."""
    if span.unit is Unit.WORKHOURS:
        return _reach_hours(start, span, pauses, worktime)
    first = worktime.day_of(start)
    is_natural = span.unit is not Unit.WORKDAYS
    last = natural(first, span) if is_natural else worktime.shift(first, span.amount)
    last = _put_off(last, start, pauses, worktime, is_natural=is_natural, rolls=True)
    return worktime.closing(worktime.roll(last))


def _reach_hours(
    start: datetime, span: Span, pauses: Sequence[Pause], worktime: WorkTime
) -> datetime:
    end = worktime.after(start, span).moment
    for pause in _ended(pauses, start):
        if pause.since < end and pause.until is not None:
            left = worked(worktime, pause.since, end)
            end = after_hours(worktime, pause.until, left)
    return end


def _put_off(  # noqa: PLR0913 - a period, and what put it off
    last: date,
    start: datetime,
    pauses: Sequence[Pause],
    worktime: WorkTime,
    *,
    is_natural: bool,
    rolls: bool,
) -> date:
    for pause in _ended(pauses, start):
        end = worktime.roll(last) if rolls else last
        if pause.until is None or pause.since >= worktime.closing(end):
            continue
        since, until = worktime.day_of(pause.since), worktime.day_of(pause.until)
        if is_natural:
            # Begun in the holiday a period rolled over, a pause leaves the rolled day still ahead.
            ahead = end if pause.since >= worktime.closing(last) else last
            last = ahead + (until - since)
        else:
            last = worktime.shift(last, worktime.workdays_between(since, until))
    return last


def _ended(pauses: Sequence[Pause], start: datetime) -> list[Pause]:
    """Give the part after the start of every pause that has ended."""
    return [
        replace(pause, since=max(pause.since, start))
        for pause in pauses
        if pause.until is not None and pause.until > start
    ]


def moment_of(  # noqa: PLR0911 - one answer a kind
    condition: Condition, deadline: Deadline, worktime: WorkTime, standing: Standing = NOTHING
) -> datetime | None:
    """Give the moment a condition begins to hold; None without a due moment to measure from.

    ``overdue`` n workdays begins with the n-th working day after the due day
    (a count over the days in (due, today]), ``before_due`` with the n-th working day before it,
    ``inactive`` with the day after the period since the last activity, ``behind`` with the day
    at whose start the gap is reached, ``published`` with the publication that made the row.
    """
    span = condition.span
    if condition.kind == "behind":
        return _behind(condition, deadline, worktime, standing)
    if condition.kind == "published" and condition.color:
        made = published_at(standing, condition.color, condition.times)
        return made.at if made else None
    if span is None:
        return None
    if condition.kind == "inactive":
        end = reach(deadline.active_at, span, deadline.pauses, worktime)
        return worktime.start_of(worktime.day_of(end) + timedelta(days=1))
    if deadline.due_at is None:
        return None
    due = deadline.due_at
    if span.unit is Unit.WORKHOURS:
        if condition.kind == "before_due":
            return before_hours(worktime, due, timedelta(hours=span.amount))
        return _reach_hours(due, span, deadline.pauses, worktime)
    day = worktime.day_of(due)
    if condition.kind == "before_due":
        return worktime.start_of(days_before(day, span, worktime))
    is_natural = span.unit is not Unit.WORKDAYS
    last = natural(day, span) if is_natural else worktime.shift(day, span.amount)
    last = _put_off(last, due, deadline.pauses, worktime, is_natural=is_natural, rolls=False)
    return worktime.start_of(last)


def _behind(
    condition: Condition, deadline: Deadline, worktime: WorkTime, standing: Standing
) -> datetime | None:
    progress = standing.progress.get(condition.plan)
    if progress is None or progress.start is None or condition.gap is None:
        return None
    day = day_behind(progress, condition.gap)
    if day is None:
        return None
    start = worktime.start_of(progress.start)
    day = _put_off(day, start, deadline.pauses, worktime, is_natural=True, rolls=False)
    return worktime.start_of(day)


def put_off_day(day: date, since: datetime, pauses: Sequence[Pause], worktime: WorkTime) -> date:
    """Put off a day by the working days that pauses covered since a moment."""
    return _put_off(day, since, pauses, worktime, is_natural=False, rolls=False)


def days_before(day: date, span: Span, worktime: WorkTime) -> date:
    """Give the day that lies a period before a day."""
    if span.unit is Unit.WORKDAYS:
        return worktime.shift(day, -span.amount)
    return natural(day, Span(-span.amount, span.unit))


def overdue_workdays(deadline: Deadline, now: datetime, worktime: WorkTime) -> int:
    """Count the working days in (due, today], the paused ones left out; 0 when not overdue."""
    if deadline.due_at is None:
        return 0
    until = frozen(deadline, now)
    due, today = worktime.day_of(deadline.due_at), worktime.day_of(until)
    paused = sum(
        worktime.workdays_between(worktime.day_of(p.since), worktime.day_of(p.until))
        for p in _ended(deadline.pauses, deadline.due_at)
        if p.until is not None
    )
    return max(worktime.workdays_between(due, today) - paused, 0)


def paused_days(deadline: Deadline, since: datetime, worktime: WorkTime) -> int:
    """Count the days that ended pauses covered since a moment."""
    return sum(
        (worktime.day_of(pause.until) - worktime.day_of(pause.since)).days
        for pause in _ended(deadline.pauses, since)
        if pause.until is not None
    )


def frozen(deadline: Deadline, now: datetime) -> datetime:
    """Give the moment at which a deadline is to be judged: now, or the start of an open pause."""
    return deadline.pauses[-1].since if deadline.is_paused else now
