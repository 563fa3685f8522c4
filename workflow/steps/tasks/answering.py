"""What people do with tasks and escalations: decide, sign for, answer, close."""

from __future__ import annotations

from dataclasses import replace

from ....errors import ReasonMissing, UnknownEscalation, UnknownTask
from ...people import Person
from ...values import Escalation, Task, TaskKind, Verdict
from ..alarms.firings import Firing
from ..alarms.ladder import rearm
from ..alarms.raising import close_escalation
from ..settling import settle
from ..sheet import Sheet
from ..staffing.parts import actor, acts_as, require_part
from ..standing import WORDS, require_status
from .extending import require_others, settle_extension

DECIDED: tuple[TaskKind, ...] = ("approval", "opinion", "extension")


def decide(sheet: Sheet, key: str, *, verdict: Verdict, text: str) -> None:
    """Give an approval or an opinion in the present stage; another verdict replaces the first."""
    require_status(sheet, "decide")
    person = actor(sheet)
    if verdict == "disagree" and not text.strip():
        raise ReasonMissing(action="disagree", action_zh="不同意")
    mine = _mine(sheet, DECIDED, key, person)
    require_others(sheet, mine)
    task = replace(
        mine,
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
    _close_chased(sheet, task, "已办理")
    if task.kind == "extension":
        settle_extension(sheet, task)
    else:
        settle(sheet, is_active=True)


def complete(sheet: Sheet, key: str, *, text: str) -> None:
    """Report a duty done (报送); without its period the one that is due first."""
    require_status(sheet, "complete", ("running", "paused"))
    person = actor(sheet)
    if not text.strip():
        raise ReasonMissing(action="complete", action_zh="报送")
    task = _mine(sheet, ("duty",), key, person)
    done = replace(
        task,
        verdict="agree",
        text=text,
        decided_by=person.key,
        decided_at=sheet.now,
        closed_at=sheet.now,
    )
    sheet.tasks.put(done)
    sheet.log("completed", {"task": task.key, "holder": task.holder}, why=text)
    _close_chased(sheet, task, "已报送")
    rearm(sheet)


def _close_chased(sheet: Sheet, task: Task, why: str) -> None:
    """Close what was raised because a task was late: it is done."""
    subject = f"{task.kind}:{task.key}:{task.holder}"
    for escalation in sheet.escalations:
        of_task = Firing.parse(escalation.rung).subject == subject
        if of_task and escalation.closed_at is None:
            close_escalation(sheet, escalation, why)


def _mine(sheet: Sheet, kinds: tuple[TaskKind, ...], key: str, person: Person) -> Task:
    """Give the task of that key a person may work on; of several periods the first that is open."""
    theirs = [t for t in sheet.tasks if t.kind in kinds and t.entry in {0, sheet.case.entry}]
    named = [t for t in theirs if key in {t.key, t.key.partition("/")[0]}]
    held = {"person": person.key, "unit": person.unit}
    mine = [t for t in named if t.holder == held[t.holder_kind] and _is_open(t)]
    if not mine:
        known = [t.key for t in theirs if _is_open(t)]
        raise UnknownTask(name=key, known=tuple(dict.fromkeys(known)))
    return min(mine, key=lambda t: (t.closed_at is not None, t.opened_at))


def _is_open(task: Task) -> bool:
    """Say whether a task can be worked on: a verdict may be changed, a report or request not."""
    return task.closed_at is None or task.kind in {"approval", "opinion"}


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
    if person.key in escalation.recipients or any(acts_as(sheet, person, r) for r in may):
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
