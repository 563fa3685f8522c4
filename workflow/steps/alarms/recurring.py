"""What comes again: opening the tasks of recurring duties, publishing the light each period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ....definitions.model import Cycle, Duty
from ...time.deadlines import days_before, put_off_day
from ...time.lights import light_name, light_of
from ...time.periods import Period, due_day, period_named, period_of
from ...values import Published, Task, Timer
from ..facts import facts_on
from ..projecting import project_stage
from ..sheet import Sheet
from ..staffing.parts import holders
from ..tasks.giving import give_task
from .firings import OPEN, PUBLISH
from .judging import cause_on

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


def _from(period: Period) -> Iterator[Period]:
    """Give a period and those after it, on and on."""
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
    for period in _from(period_of(sheet.worktime.day_of(since), cycle.every)):
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
    """Give the next period of a duty to open: not opened yet, and not over before anybody waited."""
    known = {task.key for task in sheet.tasks if task.kind == "duty"}
    begin = period_of(sheet.worktime.day_of(sheet.now), duty.cycle.every).previous
    for period in _from(begin):
        key = f"{duty.key}/{period.label}"
        timer = sheet.timers.get(0, f"{OPEN}:{key}")
        state = timer.state if timer else "none"
        is_open = key in known or state in {"fired", "skipped", "dead", "discarded"}
        is_ahead = _due(sheet, duty, period) > sheet.now or state in {"armed", "held"}
        if is_ahead and not is_open:
            return period
    raise AssertionError("periods never end")


def _due(sheet: Sheet, duty: Duty, period: Period) -> datetime:
    return sheet.worktime.closing(due_day(duty.cycle, period, sheet.worktime))


def _opening(sheet: Sheet, duty: Duty, period: Period) -> datetime:
    """Give when the task of a period opens, at the latest on the day it is due."""
    worktime = sheet.worktime
    day = due_day(duty.cycle, period, worktime)
    begins = days_before(day, duty.opens, worktime) if duty.opens else period.first
    return worktime.start_of(min(begins, day))


def duty_due(sheet: Sheet, task: Task) -> datetime | None:
    """Give when the task of a duty is due: what was paused since it was opened puts it off."""
    key, _, label = task.key.partition("/")
    duty = sheet.flow.duties.get(key)
    if duty is None:
        return task.due_at
    worktime, pauses = sheet.worktime, sheet.deadline.pauses
    day = due_day(duty.cycle, period_named(label, duty.cycle.every), worktime)
    return worktime.closing(put_off_day(day, task.opened_at, pauses, worktime))


def fire_cycle(sheet: Sheet, timer: Timer) -> str:
    """Publish a light, or open the task of a duty; give the key of what was done."""
    sheet.timers.put(replace(timer, state="fired", error=""))
    publication = sheet.flow.publication
    if timer.rung.startswith(PUBLISH) and publication is not None:
        period = _next_published(sheet, publication)
        if _day_of(sheet, publication, period) <= sheet.now:
            _publish(sheet, period.label)
    key, _, label = timer.rung.removeprefix(f"{OPEN}:").partition("/")
    duty = sheet.flow.duties.get(key)
    if duty is not None:
        _open(sheet, duty, _to_open(sheet, duty, period_named(label, duty.cycle.every)))
    return timer.rung


def _to_open(sheet: Sheet, duty: Duty, first: Period) -> str:
    """Give the period to open: of those that have begun the first not over, else the last.

    Those that are over by then were missed in a standstill; history says so.
    """
    begun = [first]
    for period in _from(first.next):
        if _opening(sheet, duty, period) > sheet.now:
            break
        begun.append(period)
    chosen = next((p for p in begun if _due(sheet, duty, p) > sheet.now), begun[-1])
    for period in begun[: begun.index(chosen)]:
        key = f"{duty.key}/{period.label}"
        sheet.log("duty_missed", {"task": key}, why="停机期间错过，不再补办")
    return chosen.label


def open_vacant(sheet: Sheet) -> None:
    """Open the tasks of duties whose time came while nobody held them, now that somebody does."""
    for timer in sheet.timers:
        if timer.state != "fired" or not timer.rung.startswith(OPEN):
            continue
        key, _, label = timer.rung.removeprefix(f"{OPEN}:").partition("/")
        duty = sheet.flow.duties.get(key)
        is_given = any(task.key == f"{key}/{label}" for task in sheet.tasks)
        if duty is None or is_given or not _is_owed(sheet, duty):
            continue
        if _due(sheet, duty, period_named(label, duty.cycle.every)) > sheet.now:
            _open(sheet, duty, label)


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
    found = {pair: who.reference for who in duty.by for pair in holders(sheet, who)}
    for (holder, kind), reference in found.items():
        if sheet.tasks.get(0, "duty", key, holder) is None:
            terms = {"as": reference}
            give_task(sheet, replace(task, holder=holder, holder_kind=kind, terms=terms))
    if not found:
        sheet.log("nobody_to_do", {"task": key}, why="该项任务暂无人承办，指定人员后即交办")
