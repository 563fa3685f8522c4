"""The ladder: which rung waits for which moment, and what a rung does when its moment comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ...definitions.model import Condition, Recipient, Rung, Trigger
from ...definitions.spans import Span
from ..people import Person
from ..time.deadlines import moment_of
from ..time.lights import light_name, light_of, reason_of
from ..values import Escalation, Notice, Outgoing, Timer
from .letters import draft
from .parts import names, people
from .sheet import Sheet

WAITING = ("armed", "held")


def rearm(sheet: Sheet) -> None:
    """Set the timers of the present entry to the moments its rungs wait for now.

    A rung that has fired, was skipped or went dead stays so; while the case is paused, or when
    a rung has nothing to wait for, its timer is held.
    """
    for rung in sheet.flow.ladder_of(sheet.case.stage):
        timer = sheet.timers.get(sheet.case.entry, rung.key)
        if timer is not None and timer.state not in WAITING:
            continue
        moment = _moment(sheet, rung)
        if moment is not None:
            state = "held" if sheet.case.status == "paused" else "armed"
            fire_at = sheet.worktime.at_work(moment)
            fresh = Timer(
                case=sheet.case.id,
                entry=sheet.case.entry,
                rung=rung.key,
                fire_at=fire_at,
                state="held" if state == "held" else "armed",
            )
            if timer is None or (timer.fire_at, timer.state) != (fire_at, state):
                sheet.timers.put(fresh)
        elif timer is not None:
            sheet.timers.put(replace(timer, state="held"))


def disarm(sheet: Sheet) -> None:
    """Cancel every waiting timer of the present entry: an entry that is left never fires again."""
    for timer in sheet.timers:
        if timer.entry == sheet.case.entry and timer.state in WAITING:
            sheet.timers.put(replace(timer, state="cancelled"))


def _moment(sheet: Sheet, rung: Rung) -> datetime | None:
    moments = [m for t in rung.when if (m := _trigger(sheet, t)) is not None]
    return min(moments) if moments else None


def _trigger(sheet: Sheet, trigger: Trigger) -> datetime | None:
    match trigger.kind:
        case "light":
            return sheet.deadline.colors.get(trigger.color) if trigger.color else None
        case "before_due" | "overdue" | "inactive":
            if trigger.span is None:
                return None
            return moment_of(
                Condition(kind=trigger.kind, span=trigger.span), sheet.deadline, sheet.worktime
            )
        case "unanswered" | "after":
            raised = sheet.escalations.get(sheet.case.entry, trigger.rung)
            if raised is None or raised.closed_at is not None:
                return None
            if trigger.kind == "after":
                return _after(sheet, raised, trigger.span)
            return raised.answer_due_at if raised.answered_at is None else None


def _after(sheet: Sheet, raised: Escalation, span: Span | None) -> datetime | None:
    return sheet.worktime.after(raised.raised_at, span).moment if span else None


def fire_due(sheet: Sheet) -> Rung | None:
    """Fire the highest rung whose moment has come; record those below it as skipped.

    Give the rung fired, None when nothing was due after all.
    """
    due = [
        timer
        for rung in sheet.flow.ladder_of(sheet.case.stage)
        if (timer := sheet.timers.get(sheet.case.entry, rung.key)) is not None
        and timer.state == "armed"
        and timer.fire_at <= sheet.now
    ]
    if not due:
        return None
    rungs = {rung.key: rung for rung in sheet.flow.ladder_of(sheet.case.stage)}
    for timer in due[:-1]:
        sheet.timers.put(replace(timer, state="skipped", error=""))
        sheet.log(
            "rung_skipped",
            {"rung": timer.rung, "due": timer.fire_at, "for": due[-1].rung},
            why="错过时点，直接升至更高一级",
        )
    sheet.timers.put(replace(due[-1], state="fired", error=""))
    raise_rung(sheet, rungs[due[-1].rung])
    rearm(sheet)
    return rungs[due[-1].rung]


def raise_rung(sheet: Sheet, rung: Rung) -> None:
    """Tell everybody the rung names, open the escalation, draft the letter."""
    stage = sheet.flow.stages[sheet.case.stage]
    rule = sheet.flow.lights.get(stage.lights)
    reason = reason_of(sheet.deadline, rule, sheet.now, sheet.worktime)
    cause = _cause(sheet, rung)
    told = _recipients(sheet, rung)
    answer_due = (
        sheet.worktime.after(sheet.now, rung.answer_within).moment if rung.answer_within else None
    )
    escalation = Escalation(
        case=sheet.case.id,
        entry=sheet.case.entry,
        rung=rung.key,
        title=str(rung.title),
        level=rung.level,
        light=light_of(sheet.deadline, sheet.now),
        rule=cause,
        why=reason.zh,
        raised_at=sheet.now,
        recipients=tuple(person.key for person in told),
        answer_due_at=answer_due,
    )
    if rung.level > 0:
        sheet.escalations.put(escalation)
    sheet.log(
        "escalated" if rung.level > 0 else "reminded",
        {
            "rung": rung.key,
            "level": rung.level,
            "light": escalation.light,
            "to": [person.key for person in told],
            "answer_due": answer_due,
        },
        why=f"{cause}；{reason.zh}",
    )
    if rung.letter:
        spec = sheet.flow.letters[rung.letter]
        draft(sheet, spec, to=rung.to, copy=rung.copy, topic=rung.key, escalation=escalation)
    for person in told:
        _notify(sheet, rung, person, f"{cause}；{reason.zh}", answer_due)


def _cause(sheet: Sheet, rung: Rung) -> str:
    """Say which of a rung's triggers came first."""
    moments = [(m, t) for t in rung.when if (m := _trigger(sheet, t)) is not None]
    ladder = sheet.flow.ladders[sheet.flow.stages[sheet.case.stage].ladder]
    said = _said(sheet, min(moments, key=lambda pair: pair[0])[1]) if moments else ""
    return f"按“{ladder.title}”第{rung.level}级“{rung.title}”：{said}"


def _said(sheet: Sheet, trigger: Trigger) -> str:
    raised = sheet.escalations.get(sheet.case.entry, trigger.rung)
    before = raised.title if raised else trigger.rung
    span = trigger.span.zh if trigger.span else ""
    match trigger.kind:
        case "light":
            return f"亮{light_name(trigger.color or 'green')}"
        case "before_due":
            return f"距期限{span}"
        case "overdue":
            return f"超期满{span}"
        case "inactive":
            return f"无进展记录满{span}"
        case "unanswered":
            return f"“{before}”逾期未答复"
        case "after":
            return f"“{before}”发出满{span}仍未销号"


def _recipients(sheet: Sheet, rung: Rung) -> Sequence[Person]:
    told = people(sheet, (*rung.to, *rung.copy))
    if told:
        return told
    sheet.log("nobody_to_tell", {"rung": rung.key}, why="该级督办无人可通知，改告发文单位")
    return people(sheet, [Recipient(role=sheet.flow.issuer)]) if sheet.flow.issuer else []


def _notify(
    sheet: Sheet, rung: Rung, person: Person, why: str, answer_due: datetime | None
) -> None:
    stage = sheet.flow.stages[sheet.case.stage]
    worktime = sheet.worktime
    color = light_of(sheet.deadline, sheet.now)
    light = f"（{light_name(color)}）" if color != "green" else ""
    lines = [
        f"项目“{sheet.case.title}”处于“{stage.title}”阶段{light}。",
        f"原因：{why}。",
        f"责任方：{'、'.join(names(sheet, rung.to)) or '—'}。",
    ]
    if answer_due is not None:
        lines.append(f"请于{worktime.day_of(answer_due).isoformat()}前书面答复。")
    body = "\n".join(lines)
    subject = f"【{rung.title}】{sheet.case.title}：{stage.title}"
    sheet.notices.append(
        Notice(
            case=sheet.case.id,
            entry=sheet.case.entry,
            topic=rung.key,
            recipient=person.key,
            subject=subject,
            body=body,
            level=rung.level,
            created_at=sheet.now,
        )
    )
    if sheet.means.mails and person.email:
        sheet.outgoing.append(
            Outgoing(
                key=f"notice/{sheet.case.id}/{sheet.case.entry}/{rung.key}/{person.key}",
                channel="smtp",
                address=person.email,
                subject=subject,
                text=body,
                created_at=sheet.now,
            )
        )


def close_escalations(sheet: Sheet, why: str) -> None:
    """Close what is still open of the present entry's escalations, with a reason."""
    for escalation in sheet.escalations:
        if escalation.entry == sheet.case.entry and escalation.closed_at is None:
            sheet.escalations.put(replace(escalation, closed_at=sheet.now, closed_why=why))
            sheet.log("escalation_closed", {"rung": escalation.rung}, why=why)
