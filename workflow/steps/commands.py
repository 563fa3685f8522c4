"""What people do to a case, each as one function over a sheet.

Nothing here opens a transaction or writes a row: a command that raises leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...definitions import coerce_values
from ...definitions.model import Transition
from ...errors import (
    NotInStage,
    TransitionRefused,
    UnknownMaterial,
    UnknownTransition,
)
from ..values import Filed, Pause, Received
from .alarms.ladder import rearm
from .moving import draft_transition_letter, enter, refresh
from .requirements import unmet
from .returning import resuming, take_up
from .settling import settle
from .sheet import Sheet
from .staffing.parts import require_part
from .standing import is_sealed, require, require_status
from .tasks.items import copy_on


def advance(sheet: Sheet, transition_key: str, *, why: str = "") -> None:
    """Take a transition; raise TransitionRefused with every unmet requirement."""
    transition = sheet.flow.transitions.get(transition_key)
    if transition is None:
        leaving = [t.key for t in sheet.flow.leaving(sheet.case.stage)]
        raise UnknownTransition(name=transition_key, known=leaving)
    if sheet.case.stage not in transition.sources:
        raise _not_in_stage(sheet, transition)
    was_sealed = is_sealed(sheet)
    require_status(sheet, "advance", ("running", "ended") if was_sealed else ("running",))
    require_part(sheet, transition.who, action=transition.key, action_zh=str(transition.title))
    machine = sheet.means.machines.of(sheet.flow)
    reached, missing = machine.move(sheet.case.stage, transition, lambda t: unmet(sheet, t))
    if reached is None:
        raise TransitionRefused(
            case=sheet.case.id,
            transition=transition.key,
            title=str(transition.title),
            unmet=missing,
        )
    source, stopped = sheet.case.stage, resuming(sheet, reached)
    if stopped is None:
        if not take_up(sheet, transition, why=why):
            enter(sheet, reached, via=transition.key, why=why)
            if was_sealed:
                settle(sheet, is_active=False)
    else:
        resumes, carries = stopped.resumes, stopped.number
        enter(sheet, stopped.stage, via=transition.key, why=why, resumes=resumes, carries=carries)
        settle(sheet, is_active=False)
    draft_transition_letter(sheet, transition, source=source)
    if transition.copy:
        copy_on(sheet, transition.copy, text=str(transition.title))


def _not_in_stage(sheet: Sheet, transition: Transition) -> NotInStage:
    leaving = "、".join(f"{t.key}（{t.title}）" for t in sheet.flow.leaving(sheet.case.stage))
    moved = sheet.entry.entered_at.astimezone(sheet.worktime.zone)
    return NotInStage(
        case=sheet.case.id,
        stage=str(sheet.flow.place(sheet.case.stage).title),
        transition=transition.key,
        by=sheet.name_of(sheet.entry.by),
        at=moved.strftime("%Y-%m-%d %H:%M"),
        open=leaving or "—",
    )


def withdraw(sheet: Sheet, *, why: str) -> None:
    """End the case as withdrawn."""
    if sheet.case.status == "paused":
        _end_pause(sheet)
    require(sheet, "withdraw", why=why)
    terminal = next(t for t in sheet.flow.terminals.values() if t.kind == "withdrawn")
    enter(sheet, terminal.key, via="withdraw", why=why)


def pause(sheet: Sheet, *, why: str) -> None:
    """Stop the clock of the present entry until it is resumed."""
    require(sheet, "pause", why=why)
    started = Pause(since=sheet.now, until=None, reason=why, by=sheet.by)
    sheet.case = replace(sheet.case, status="paused")
    sheet.deadline = replace(sheet.deadline, pauses=(*sheet.deadline.pauses, started))
    sheet.deadlines.put(sheet.deadline)
    sheet.log("paused", {"stage": sheet.case.stage}, why=why)
    rearm(sheet)


def resume(sheet: Sheet) -> None:
    """Let the clock run again; the deadline moves by the working time the pause covered."""
    require(sheet, "pause", needs="resume")
    _end_pause(sheet)
    refresh(sheet)


def _end_pause(sheet: Sheet) -> None:
    *before, last = sheet.deadline.pauses
    sheet.case = replace(sheet.case, status="running")
    sheet.deadline = replace(sheet.deadline, pauses=(*before, replace(last, until=sheet.now)))
    sheet.deadlines.put(sheet.deadline)
    sheet.log("resumed", {"since": last.since}, why=last.reason)


def record(
    sheet: Sheet,
    *,
    fields: Mapping[str, Any],
    materials: Mapping[str, str | Received],
    note: str,
) -> None:
    """File facts to a case: field values, materials (key to file) and a note of progress."""
    require(sheet, "record", needs="record")
    if fields:
        directory = sheet.directory
        values = coerce_values(
            sheet.flow.fields,
            fields,
            territories=directory.territories(),
            units=directory.units(),
            partial=True,
        )
        before = {key: sheet.case.fields.get(key) for key in values}
        sheet.case = replace(sheet.case, fields={**sheet.case.fields, **values})
        sheet.log("fields_set", {"old": before, "new": values}, why=note)
    for key, what in materials.items():
        _file(sheet, key, what, note=note)
    if note and not fields and not materials:
        sheet.log("noted", {}, why=note)
    if sheet.is_written():
        settle(sheet, is_active=True)


def _file(sheet: Sheet, key: str, what: str | Received, *, note: str) -> None:
    """File the next version of a material: a file that was received, or no more than its name."""
    if key not in sheet.flow.materials:
        raise UnknownMaterial(name=key, known=tuple(sheet.flow.materials))
    number = 1 + sum(1 for filed in sheet.materials if filed.key == key)
    named = what if isinstance(what, str) else what.name
    filed = Filed(case=sheet.case.id, key=key, number=number, name=named, by=sheet.by, at=sheet.now)
    said: dict[str, Any] = {"material": key, "name": named, "number": number}
    if isinstance(what, Received):
        filed = replace(filed, digest=what.digest, size=what.size, media_type=what.media_type)
        said |= {"digest": what.digest, "size": what.size}
    sheet.materials.put(filed)
    sheet.log("material_filed", said, why=note)
