"""What comes again: opening the tasks of recurring duties, publishing the light each period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ...definitions.model import Cycle, Duty
from ..time.deadlines import days_before, put_off_day
from ..time.lights import light_name, light_of
from ..time.periods import Period, due_day, period_of
from ..values import Published, Task, Timer
from .facts import facts_on
from .firings import OPEN, PUBLISH
from .giving import give
from .judging import cause_on
from .parts import holders
from .projecting import project_stage
from .sheet import Sheet

KEPT = 12


def cycle_moments(sheet: Sheet) -> dict[str, datetime]:
    """Give what a case waits for besides its rungs: the next publication, the next of each duty."""
    if sheet.case.status == "ended":
        return {}
    moments: dict[str, datetime] = {}
    publication = sheet.flow.publication
    if publication is not None:
        period = _next_published(sheet, publication)
        moments[f"{PUBLISH}/{period.label}"] = _day_of(sheet, publication, period)
    for duty in sheet.flow.duties.values():
        if _is_owed(sheet, duty):
            period = _next_owed(sheet, duty)
            moments[f"{OPEN}:{duty.key}/{period.label}"] = _opening(sheet, duty, period)
    return moments


def _periods(sheet: Sheet, cycle: Cycle, since: datetime) -> Iterator[Period]:
    """Give the periods from the one a moment lies in, on and on."""
    period = period_of(sheet.worktime.day_of(since), cycle.every)
    while True:
        yield period
        period = period.next


def _day_of(sheet: Sheet, cycle: Cycle, period: Period) -> datetime:
    return sheet.worktime.start_of(due_day(cycle, period, sheet.worktime))


def _next_published(sheet: Sheet, cycle: Cycle) -> Period:
    """Give the period to publish next: after a standstill only the last one that was missed."""
    before = sheet.case.published[-1] if sheet.case.published else None
    last, since = (before.period, before.at) if before else ("", sheet.case.opened_at)
    found: Period | None = None
    for period in _periods(sheet, cycle, since):
        moment = _day_of(sheet, cycle, period)
        if period.label <= last or moment <= sheet.case.opened_at:
            continue
        if found is not None and moment > sheet.now:
            return found
        found = period
        if moment > sheet.now:
            return found
    raise AssertionError("periods never end")


def _is_owed(sheet: Sheet, duty: Duty) -> bool:
    if duty.stages and sheet.case.stage not in duty.stages:
        return False
    return duty.when is None or duty.when.holds(facts_on(sheet))


def _next_owed(sheet: Sheet, duty: Duty) -> Period:
    """Give the next period of a duty that is not over and has no task yet."""
    known = {task.key for task in sheet.tasks if task.kind == "duty"}
    worktime = sheet.worktime
    for period in _periods(sheet, duty.cycle, sheet.now):
        due = worktime.closing(due_day(duty.cycle, period, worktime))
        if due > sheet.now and f"{duty.key}/{period.label}" not in known:
            return period
    raise AssertionError("periods never end")


def _opening(sheet: Sheet, duty: Duty, period: Period) -> datetime:
    worktime = sheet.worktime
    if duty.opens is None:
        return worktime.start_of(period.first)
    day = due_day(duty.cycle, period, worktime)
    return worktime.start_of(days_before(day, duty.opens, worktime))


def duty_due(sheet: Sheet, task: Task) -> datetime | None:
    """Give when the task of a duty is due: what was paused since it was opened puts it off."""
    key, _, label = task.key.partition("/")
    duty = sheet.flow.duties.get(key)
    if duty is None:
        return task.due_at
    worktime, pauses = sheet.worktime, sheet.deadline.pauses
    for period in _periods(sheet, duty.cycle, task.opened_at):
        if period.label >= label:
            day = due_day(duty.cycle, period, worktime)
            return worktime.closing(put_off_day(day, task.opened_at, pauses, worktime))
    raise AssertionError("periods never end")


def fire_cycle(sheet: Sheet, timer: Timer) -> str:
    """Publish a light, or open the task of a duty; give the key of what was done."""
    sheet.timers.put(replace(timer, state="fired", error=""))
    publication = sheet.flow.publication
    if timer.rung.startswith(PUBLISH) and publication is not None:
        _publish(sheet, _next_published(sheet, publication).label)
    key, _, label = timer.rung.removeprefix(f"{OPEN}:").partition("/")
    duty = sheet.flow.duties.get(key)
    if duty is not None:
        _open(sheet, duty, _last_begun(sheet, duty, label))
    return timer.rung


def _last_begun(sheet: Sheet, duty: Duty, label: str) -> str:
    """Give the last period of a duty, from one on, whose task should be open by now."""
    begun = label
    for period in _periods(sheet, duty.cycle, sheet.case.opened_at):
        if period.label > label and _opening(sheet, duty, period) > sheet.now:
            return begun
        begun = max(begun, period.label)
    raise AssertionError("periods never end")


def _publish(sheet: Sheet, label: str) -> None:
    light = light_of(sheet.deadline, sheet.now)
    published = Published(
        period=label,
        at=sheet.now,
        light=light,
        cause=cause_on(sheet),
        entry=sheet.case.entry,
    )
    kept = (*sheet.case.published, published)[-KEPT:]
    sheet.case = replace(sheet.case, published=kept)
    sheet.log("light_published", {"period": label, "light": light, "name": light_name(light)})
    project_stage(sheet)


def _open(sheet: Sheet, duty: Duty, label: str) -> None:
    key = f"{duty.key}/{label}"
    task = Task(
        case=sheet.case.id,
        entry=0,
        kind="duty",
        key=key,
        holder="",
        holder_kind="unit",
        title=f"{duty.title}（{label}）",
        opened_at=sheet.now,
    )
    task = replace(task, due_at=duty_due(sheet, task))
    found = [pair for who in duty.by for pair in holders(sheet, who)]
    for holder, kind in dict.fromkeys(found):
        give(sheet, replace(task, holder=holder, holder_kind=kind))
    if not found:
        sheet.log("nobody_to_tell", {"rung": key}, why="该项任务无人承办")
