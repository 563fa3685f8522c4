"""Going back: sent back (退回), taken back (拿回), moved by an administrator (跳转)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ...definitions.flow import Flow
from ...definitions.model import Transition
from ...errors import MoveRefused, ReasonMissing, UnknownStage
from ..casefiles import Past
from ..values import Entry, Pause
from .alarms.ladder import rearm
from .moving import enter, refresh
from .projecting import TAKEN_BACK
from .settling import settle
from .sheet import Sheet
from .staffing.parts import require_part
from .standing import is_administrator, require, require_status

Then = Literal["again", "resume"]
DONE = ("fired", "skipped", "discarded")


def send_back(sheet: Sheet, stage: str, *, why: str, then: Then = "again") -> None:
    """Return the case to an earlier stage it has been in; a new entry with a new clock.

    ``then`` says how it goes on: step by step ``again``, or by the next transition back to where it
    stopped (``resume``), with what was agreed there.
    """
    require(sheet, "send_back", why=why)
    visited = [e.stage for e in sheet.entries if e.stage != sheet.case.stage]
    earlier = [s for s in dict.fromkeys(visited) if s in sheet.flow.stages]
    if stage not in earlier:
        raise UnknownStage(name=stage, known=earlier)
    stopped = sheet.case.entry if then == "resume" else 0
    enter(sheet, stage, via="send_back", why=why, resumes=stopped)


def resuming(sheet: Sheet, reached: str) -> Entry | None:
    """Give the entry a transition leads back to: where the case stopped, if it is to resume there.

    None where it goes its ordinary way, as it does to an end.
    """
    stopped = _entry(sheet, sheet.entry.resumes) if reached in sheet.flow.stages else None
    return stopped if stopped is not None and stopped.stage in sheet.flow.stages else None


def take_back(sheet: Sheet, *, why: str) -> None:
    """Take back one's own last move, while nobody has done anything since; its old clock runs on."""
    require_status(sheet, "take_back")
    if not why.strip():
        raise ReasonMissing(action="take back", action_zh="拿回")
    before = _entry(sheet, sheet.case.entry - 1)
    if before is None or sheet.entry.via not in sheet.flow.transitions:
        raise _refused(sheet, "nobody moved it here", "没有可拿回的转段")
    if sheet.entry.by != sheet.by:
        who = sheet.name_of(sheet.entry.by)
        raise _refused(sheet, f"{who} moved it", f"本次转段由{who}办理，只能由其拿回")
    if before.stage not in sheet.flow.stages:
        raise _refused(sheet, "its version has no such stage any more", "现行版本已没有原阶段")
    if _is_touched(sheet):
        raise _refused(sheet, "somebody has worked on it since", "转段后已有人办理")
    past = sheet.uow.around.past(sheet.case.id, before.number)
    enter(
        sheet,
        before.stage,
        via=TAKEN_BACK,
        why=why,
        resumes=before.resumes,
        carries=before.number,
    )
    _run_on(sheet, past, away=None)
    settle(sheet, is_active=False)


def take_up(sheet: Sheet, transition: Transition, *, why: str) -> bool:
    """Return to the last stay in a transition's target: its clock runs on, the time away not counted.

    Say whether there was one; without it nothing is done.
    """
    before = [e for e in sheet.entries if e.stage == transition.target]
    if not transition.returns or not before:
        return False
    last = max(before, key=lambda e: e.number)
    past = sheet.uow.around.past(sheet.case.id, last.number)
    reason = str(sheet.flow.place(sheet.case.stage).title)
    enter(
        sheet,
        last.stage,
        via=transition.key,
        why=why,
        resumes=last.resumes,
        carries=last.number,
    )
    away = Pause(since=last.left_at or sheet.now, until=sheet.now, reason=reason, by=sheet.by)
    _run_on(sheet, past, away=away)
    settle(sheet, is_active=False)
    return True


def _is_touched(sheet: Sheet) -> bool:
    """Say whether anybody has done anything in the present entry."""
    is_active = sheet.case.active_at > sheet.entry.entered_at
    entry = sheet.case.entry
    is_decided = any(t.entry == entry and t.decided_by for t in sheet.tasks)
    is_received = any(e.entry == entry and e.received_at for e in sheet.escalations)
    return is_active or is_decided or is_received


def _run_on(sheet: Sheet, past: Past, *, away: Pause | None) -> None:
    """Let the clock of an entry that was left run on in the present one.

    ``away`` is time in between that does not count. What had fired there does not fire again.
    """
    old = past.deadline
    sheet.case = replace(sheet.case, active_at=old.active_at)
    sheet.deadline = replace(
        sheet.deadline,
        starts_at=old.starts_at,
        active_at=old.active_at,
        pauses=(*old.pauses, away) if away else old.pauses,
        extensions=old.extensions,
        spell=old.spell,
        rules=old.rules,
        began_at=old.began_at,
    )
    sheet.deadlines.put(sheet.deadline)
    for timer in past.timers:
        if timer.state in DONE and not timer.rung.startswith("="):
            sheet.timers.put(replace(timer, entry=sheet.case.entry, state="skipped"))
    refresh(sheet)


def jump(sheet: Sheet, stage: str, *, why: str) -> None:
    """Move a case to any stage, as administrators may, with a reason; nothing is asked of it."""
    if not is_administrator(sheet):
        require_part(sheet, (), action="move", action_zh="跳转")
    require_status(sheet, "jump")
    if not why.strip():
        raise ReasonMissing(action="move", action_zh="跳转")
    if stage not in sheet.flow.stages or stage == sheet.case.stage:
        raise UnknownStage(name=stage, known=_other_stages(sheet.flow, sheet.case.stage))
    enter(sheet, stage, via="jump", why=why)
    rearm(sheet)


def _other_stages(flow: Flow, present: str) -> list[str]:
    return [stage for stage in flow.stages if stage != present]


def _entry(sheet: Sheet, number: int) -> Entry | None:
    return sheet.entries.get(number)


def _refused(sheet: Sheet, why: str, why_zh: str) -> MoveRefused:
    return MoveRefused(case=sheet.case.id, why=why, why_zh=why_zh)
