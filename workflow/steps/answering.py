"""What people do with tasks and escalations: decide, sign for, answer, close."""

from __future__ import annotations

from dataclasses import replace

from ...errors import ReasonMissing, UnknownEscalation, UnknownTask
from ..values import Escalation, Task, Verdict
from .ladder import rearm
from .parts import actor, acts_as, require_part
from .settling import settle
from .sheet import Sheet
from .standing import WORDS, require_status


def decide(sheet: Sheet, key: str, *, verdict: Verdict, text: str) -> None:
    """Give an approval or an opinion in the present stage; another verdict replaces the first."""
    require_status(sheet, "decide")
    person = actor(sheet)
    if verdict == "disagree" and not text.strip():
        raise ReasonMissing(action="disagree", action_zh="不同意")
    mine = [t for t in sheet.tasks if _is_mine(sheet, t, key, person.key, person.unit)]
    if not mine:
        open_keys = [t.key for t in sheet.tasks if t.entry == sheet.case.entry]
        raise UnknownTask(name=key, known=tuple(dict.fromkeys(open_keys)))
    task = replace(
        mine[0],
        verdict=verdict,
        text=text,
        decided_by=person.key,
        decided_at=sheet.now,
        closed_at=sheet.now,
    )
    sheet.tasks.put(task)
    sheet.log(
        "decided",
        {"task": key, "kind": task.kind, "holder": task.holder, "verdict": verdict},
        why=text,
    )
    settle(sheet, is_active=True)


def _is_mine(sheet: Sheet, task: Task, key: str, person: str, unit: str) -> bool:
    holder = person if task.holder_kind == "person" else unit
    return task.entry == sheet.case.entry and task.key == key and task.holder == holder


def _escalation(sheet: Sheet, rung: str) -> Escalation:
    escalation = sheet.escalations.get(sheet.case.entry, rung)
    if escalation is None or escalation.closed_at is not None:
        raise UnknownEscalation(name=f"{sheet.case.id}/{rung}")
    _require_told(sheet, escalation)
    return escalation


def _require_told(sheet: Sheet, escalation: Escalation) -> None:
    """Let those who were told act on an escalation, and whoever holds the ability besides."""
    person = actor(sheet)
    may = sheet.flow.may.get("answer", ())
    if person.key in escalation.recipients or any(acts_as(sheet, person, r) for r in may):
        return
    en, zh = WORDS["answer"]
    require_part(sheet, may, action=en, action_zh=zh)


def receive(sheet: Sheet, rung: str) -> None:
    """Sign for an escalation (签收); a second receipt changes nothing."""
    escalation = _escalation(sheet, rung)
    if escalation.received_at is None:
        sheet.escalations.put(replace(escalation, received_at=sheet.now, received_by=sheet.by))
        sheet.log("escalation_received", {"rung": rung})


def answer(sheet: Sheet, rung: str, *, text: str) -> None:
    """Answer an escalation; rungs that waited for the answer stop waiting."""
    if not text.strip():
        raise ReasonMissing(action="answer", action_zh="答复督办")
    escalation = _escalation(sheet, rung)
    sheet.escalations.put(
        replace(
            escalation,
            received_at=escalation.received_at or sheet.now,
            received_by=escalation.received_by or sheet.by,
            answered_at=sheet.now,
            answered_by=sheet.by,
            answer=text,
        )
    )
    sheet.log("escalation_answered", {"rung": rung}, why=text)
    rearm(sheet)


def close(sheet: Sheet, rung: str, *, why: str) -> None:
    """Close an escalation (销号) with a reason; rungs that follow from it stop waiting."""
    if not why.strip():
        raise ReasonMissing(action="close", action_zh="销号")
    escalation = _escalation(sheet, rung)
    sheet.escalations.put(replace(escalation, closed_at=sheet.now, closed_why=why))
    sheet.log("escalation_closed", {"rung": rung}, why=why)
    rearm(sheet)
