"""What a rung does when it fires: the escalation it opens, the letter it drafts, whom it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ....definitions.model import Condition, Recipient, Rung
from ...people import Person
from ...time.deadlines import overdue_workdays
from ...time.lights import light_name, light_of
from ...time.reasons import said
from ...values import Escalation
from ..letters import draft
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import names, people
from .firings import Firing
from .judging import reason_on, standing_on
from .tracks import Track, concrete, condition_moment, raised_on


def raise_rung(sheet: Sheet, track: Track, rung: Rung, firing: Firing) -> None:
    """Tell everybody the rung names, open the escalation, draft the letter."""
    cause, why = _cause(sheet, track, rung), _why(sheet, track)
    told = _recipients(sheet, track, rung, firing)
    answer_due = (
        sheet.worktime.after(sheet.now, rung.answer_within).moment if rung.answer_within else None
    )
    escalation = Escalation(
        case=sheet.case.id,
        entry=track.entry,
        rung=str(firing),
        title=str(rung.title),
        level=rung.level,
        light=light_of(sheet.deadline, sheet.now),
        rule=cause,
        why=why,
        raised_at=sheet.now,
        recipients=tuple(person.key for person in told),
        answer_due_at=answer_due,
    )
    if rung.level > 0:
        sheet.escalations.put(escalation)
    sheet.log(
        "escalated" if rung.level > 0 else "reminded",
        {
            "rung": str(firing),
            "title": str(rung.title),
            "level": rung.level,
            "light": escalation.light,
            "to": [person.key for person in told],
            "answer_due": answer_due,
        },
        why=f"{cause}；{why}",
    )
    if rung.letter:
        spec = sheet.flow.letters[rung.letter]
        to, copy = concrete(rung.to, track.task), concrete(rung.copy, track.task)
        draft(sheet, spec, to=to, copy=copy, topic=str(firing), escalation=escalation)
    for person in told:
        _tell(sheet, track, rung, firing, person, f"{cause}；{why}", answer_due)


def tell_again(sheet: Sheet, track: Track, rung: Rung, firing: Firing) -> None:
    """Tell the same people again while their answer is owed."""
    told = _recipients(sheet, track, rung, firing)
    raised = raised_on(sheet, track, rung.key)
    day = sheet.worktime.day_of
    since = f"“{rung.title}”于{day(raised.raised_at).isoformat()}发出" if raised else ""
    why = f"{since}，至今未答复，第{firing.turn - 1}次催办"
    sheet.log(
        "reminded_again",
        {
            "rung": str(firing),
            "title": str(rung.title),
            "turn": firing.turn - 1,
            "to": [person.key for person in told],
        },
        why=why,
    )
    for person in told:
        answer_due = raised.answer_due_at if raised else None
        _tell(sheet, track, rung, firing, person, why, answer_due)


def _why(sheet: Sheet, track: Track) -> str:
    if track.task is None:
        return reason_on(sheet).zh
    due = track.task.due_at
    over = overdue_workdays(track.deadline, sheet.now, sheet.worktime)
    until = f"期限{sheet.worktime.day_of(due).isoformat()}" if due else ""
    late = f"，已超期{over}个工作日" if over else ""
    version = sheet.deadline.calendar_version
    return (
        f"“{track.title}”由{sheet.name_of(track.task.holder)}承办，{until}{late}（日历 {version}）"
    )


def _cause(sheet: Sheet, track: Track, rung: Rung) -> str:
    """Say which of a rung's conditions came first."""
    moments = [(m, c) for c in rung.when if (m := condition_moment(sheet, track, c)) is not None]
    words = _said(sheet, track, min(moments, key=lambda pair: pair[0])[1]) if moments else ""
    return f"按“{track.ladder.title}”第{rung.level}级“{rung.title}”：{words}"


def _said(sheet: Sheet, track: Track, condition: Condition) -> str:
    raised = raised_on(sheet, track, condition.rung)
    before = raised.title if raised else condition.rung
    match condition.kind:
        case "light":
            return f"亮{light_name(condition.color or 'green')}"
        case "before_due":
            return f"距期限{condition.span.zh if condition.span else ''}"
        case "unanswered":
            return f"“{before}”逾期未答复"
        case "after":
            return f"“{before}”发出满{condition.span.zh if condition.span else ''}仍未销号"
        case _:
            return said(condition, standing_on(sheet))[0]


def _responsible(sheet: Sheet, track: Track) -> str:
    """Name who has the task, or who owns the stage."""
    if track.task is not None:
        return sheet.name_of(track.task.holder)
    owner = sheet.flow.stages[sheet.case.stage].owner
    return "、".join(names(sheet, [Recipient(role=owner)]))


def _recipients(sheet: Sheet, track: Track, rung: Rung, firing: Firing) -> Sequence[Person]:
    for who in concrete(rung.to, track.task):
        if not people(sheet, [who]):
            why = f"{_wanted(sheet, who)}在名册中无人可通知"
            sheet.log("nobody_to_tell", {"rung": str(firing)}, why=why)
    told = people(sheet, concrete((*rung.to, *rung.copy), track.task))
    if told or not sheet.flow.issuer:
        return told
    issuer = people(sheet, [Recipient(role=sheet.flow.issuer)])
    if issuer:
        sheet.log("nobody_to_tell", {"rung": str(firing)}, why="该级督办改告发文单位")
    return issuer


def _wanted(sheet: Sheet, who: Recipient) -> str:
    role = sheet.flow.roles.get(who.role)
    name = f"“{role.title}”" if role else f"“{sheet.name_of(who.unit or who.person)}”"
    return f"{name}负责人" if who.is_head else name


def _tell(  # noqa: PLR0913, PLR0917 - what one notice says
    sheet: Sheet,
    track: Track,
    rung: Rung,
    firing: Firing,
    person: Person,
    why: str,
    answer_due: datetime | None,
) -> None:
    color = light_of(sheet.deadline, sheet.now)
    light = f"（{light_name(color)}）" if color != "green" and track.task is None else ""
    where = (
        f"处于“{track.title}”阶段{light}" if track.task is None else f"的“{track.title}”尚未完成"
    )
    lines = [
        f"项目“{sheet.case.title}”{where}。",
        f"原因：{why}。",
        f"承办：{_responsible(sheet, track) or '—'}。",
        f"主送：{'、'.join(names(sheet, concrete(rung.to, track.task))) or '—'}。",
    ]
    if answer_due is not None:
        lines.append(f"请于{sheet.worktime.day_of(answer_due).isoformat()}前书面答复。")
    again = f"（第{firing.turn - 1}次催办）" if firing.turn > 1 else ""
    notify(
        sheet,
        person,
        topic=str(firing),
        subject=f"【{rung.title}】{sheet.case.title}：{track.title}{again}",
        body="\n".join(lines),
        level=rung.level,
        entry=track.entry,
    )
