"""What people do with duties and escalations: report, sign for, answer, close."""

from __future__ import annotations

from dataclasses import replace

from ....errors import ReasonMissing, UnknownEscalation
from ...values import Escalation, TaskKind
from ..alarms.closing import close_chased, close_escalation
from ..alarms.firings import Firing
from ..alarms.ladder import rearm
from ..sheet import Sheet
from ..staffing.parts import actor, acts_as, is_his, require_part
from ..standing import WORDS, require_status
from .finding import task_of
from .items import tell_done

DONE: tuple[TaskKind, ...] = ("duty", "condition", "item")


def complete(sheet: Sheet, key: str, *, text: str) -> None:
    """Report a duty, a condition or an item done (报送); without its number the first that is open."""
    require_status(sheet, "complete", ("running", "paused"))
    person = actor(sheet)
    if not text.strip():
        raise ReasonMissing(action="complete", action_zh="报送")
    task = task_of(sheet, DONE, key, person)
    done = task.done("agree", text, by=person.key, at=sheet.now)
    sheet.tasks.put(done)
    sheet.log("completed", {"task": task.key, "holder": task.holder}, why=text)
    close_chased(sheet, done, "已报送")
    tell_done(sheet, done)
    rearm(sheet)


def _escalation(sheet: Sheet, rung: str) -> Escalation:
    """Give the open escalation of a rung: by its bare key the newest, by ``KEY@1`` exactly one."""
    waiting = [e for e in sheet.escalations if e.closed_at is None]
    named = [e for e in waiting if rung == Firing.parse(e.rung).rung]
    exact = [e for e in waiting if e.rung == str(Firing.parse(rung))]
    meant = named or exact
    if not meant:
        raise UnknownEscalation(name=f"{sheet.case.id}/{rung}")
    told = [e for e in meant if sheet.by in e.recipients]
    newest = max(told or meant, key=lambda e: (e.answered_at is None, e.raised_at))
    oldest_owed = [e for e in told if e.answered_at is None and Firing.parse(e.rung).subject]
    escalation = min(oldest_owed, key=lambda e: e.raised_at) if oldest_owed else newest
    _require_told(sheet, escalation)
    return escalation


def _require_told(sheet: Sheet, escalation: Escalation) -> None:
    """Let those who were told act on an escalation, and whoever holds the ability besides."""
    person = actor(sheet)
    may = sheet.flow.may.get("answer", ())
    told = any(is_his(sheet, person, key, "person") for key in escalation.recipients)
    if told or any(acts_as(sheet, person, r) for r in may):
        return
    en, zh = WORDS["answer"]
    require_part(sheet, may, action=en, action_zh=zh)


def receive(sheet: Sheet, rung: str) -> None:
    """Sign for an escalation (签收); a second receipt changes nothing."""
    escalation = _escalation(sheet, rung)
    if escalation.received_at is None:
        sheet.escalations.put(replace(escalation, received_at=sheet.now, received_by=sheet.by))
        sheet.log("escalation_received", {"rung": escalation.rung, "title": escalation.title})


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
    sheet.log("escalation_answered", {"rung": escalation.rung, "title": escalation.title}, why=text)
    rearm(sheet)


def close(sheet: Sheet, rung: str, *, why: str) -> None:
    """Close an escalation (销号) with a reason; rungs that follow from it stop waiting."""
    if not why.strip():
        raise ReasonMissing(action="close", action_zh="销号")
    close_escalation(sheet, _escalation(sheet, rung), why)
    rearm(sheet)
