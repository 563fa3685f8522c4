"""Drafting a letter: gathering its facts and putting the draft, and its file, on the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...definitions.model import LetterSpec, Recipient, Transition
from ...definitions.spans import Span
from ..correspondence import Letter, digest_of, stepped
from ..people import OrgUnit
from ..time.deadlines import overdue_workdays
from ..time.lights import light_name
from ..values import Escalation, Task, Verdict
from .addressees import outsiders, units
from .alarms.judging import reason_on
from .alarms.tracks import answer_span
from .correspondents import barred, parties
from .fieldtexts import display, taken_facts
from .sending import sent
from .sheet import Sheet
from .staffing.parts import contacts, holding, names

VERDICTS: Mapping[Verdict, str] = {
    "agree": "同意",
    "conditional": "有条件同意",
    "disagree": "不同意",
    "abstain": "弃权",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A transition just taken, and the stage it was taken from."""

    transition: Transition
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """A role just given by hand or passed on: to whom, from whom, and why."""

    role: str
    holder: str
    before: str
    why: str


def draft(  # noqa: PLR0913 - a letter has these parts
    sheet: Sheet,
    spec: LetterSpec,
    *,
    to: Iterable[Recipient],
    copy: Iterable[Recipient] = (),
    topic: str,
    escalation: Escalation | None = None,
    move: Move | None = None,
    handing: Handing | None = None,
    item: Task | None = None,
) -> Letter:
    """Draft a letter of the flow; raise LetterFailed when its template can't be rendered.

    A letter that goes with an ``item`` speaks of that item and of no other.
    """
    to = list(to)
    issuer = issuing_unit(sheet, spec)
    facts = letter_facts(sheet, issuer, escalation=escalation, move=move)
    facts["交办"] = {
        "角色": handing.role if handing else "",
        "承办": handing.holder if handing else "",
        "原承办": handing.before if handing else "",
        "理由": handing.why if handing else "",
    }
    facts["意见"] = _opinion_facts(sheet)
    facts["事项"] = _item_facts(sheet, item)
    facts |= taken_facts(sheet, spec)
    receivers, outside = units(sheet, to), outsiders(sheet, to)
    copied = [unit for unit in units(sheet, copy) if unit not in receivers]
    facts["收文"] = [*(unit.title for unit in receivers), *outside.values()]
    facts["抄送"] = [unit.title for unit in copied]
    written = sheet.means.scribe.draft(spec, facts)
    letter = Letter(
        key=f"{sheet.case.id}-{sheet.case.entry}-{topic}",
        case=sheet.case.id,
        entry=sheet.case.entry,
        spec=spec.key,
        title=written.title,
        text=written.text,
        html=written.html,
        facts=facts,
        recipients=tuple(facts["收文"]),
        drafted_at=sheet.now,
        body=written.body,
        genre=spec.genre,
        issuer=issuer.key if issuer else "",
        addressees=(*(unit.key for unit in receivers), *outside),
        copies=tuple(unit.key for unit in copied),
        rung=escalation.rung if escalation else "",
        barred=barred(
            sheet.directory,
            spec.genre,
            issuer,
            parties(sheet.directory, receivers, outside.values()),
            written.body,
        ),
    )
    sheet.log("letter_drafted", {"letter": letter.key, "spec": spec.key, "title": written.title})
    if letter.barred:
        sheet.log(
            "letter_barred", {"letter": letter.key, "title": written.title}, why=letter.barred
        )
    return begun(sheet, letter, spec)


def begun(sheet: Sheet, letter: Letter, spec: LetterSpec) -> Letter:
    """Put a letter on the sheet with the first step of its life; a slip is valid and goes out."""
    letter, step = stepped(
        letter, at=sheet.now, kind="drafted", by=sheet.by, data={"digest": digest_of(letter.body)}
    )
    steps = [step]
    if spec.is_slip:
        delivered = replace(letter, state="delivered", delivered_at=sheet.now)
        letter, step = stepped(delivered, at=sheet.now, kind="delivered", by=sheet.by, data={})
        steps.append(step)
    sheet.letters.append(letter)
    sheet.letter_steps += steps
    day = sheet.worktime.day_of(sheet.now)
    sheet.outgoing += sent(sheet.means, letter, steps[-1], day=day, title=str(spec.title))
    return letter


def letter_facts(
    sheet: Sheet,
    issuer: OrgUnit | None,
    *,
    escalation: Escalation | None = None,
    move: Move | None = None,
) -> dict[str, Any]:
    """Gather the facts of a letter; the names are those of docs/language.md, section Letters."""
    flow, case, day = sheet.flow, sheet.case, sheet.worktime.day_of
    grade = flow.decisions[flow.grade].outcomes[case.grade] if flow.grade else ""
    place = sheet.directory.territory(case.territory)
    span = answer_span(sheet, escalation) if escalation else None
    return {
        "项目": {
            "编号": case.ref or str(case.id),
            "名称": case.title,
            "流程": str(flow.title),
            "分级": str(grade),
            "地区": place.title if place else "",
            "开办日期": day(case.opened_at),
        },
        "字段": {
            key: display(field, case.fields.get(key), sheet) for key, field in flow.fields.items()
        },
        "阶段": _stage_facts(sheet),
        "灯": _light_facts(sheet),
        "督办": {
            "编号": f"{case.id}-{case.entry}-{escalation.rung}" if escalation else "",
            "名称": escalation.title if escalation else "",
            "级别": escalation.level if escalation else 0,
            "答复期限": day(escalation.answer_due_at)
            if escalation and escalation.answer_due_at
            else None,
            "答复时限": span.zh if span else "",
            "规则": escalation.rule if escalation else "",
        },
        "上一函": _letter_before(sheet, escalation),
        "转段": {
            "名称": str(move.transition.title) if move else "",
            "从": str(flow.place(move.source).title) if move else "",
            "到": str(flow.place(move.transition.target).title) if move else "",
        },
        "本机关": _issuer(sheet, issuer),
        "角色": {role: "、".join(names(sheet, [Recipient(role=role)])) for role in flow.roles},
        "日历": {
            "名称": sheet.worktime.title,
            "版本": sheet.deadline.calendar_version,
            "暂定": sheet.deadline.is_provisional,
        },
        "今天": day(sheet.now),
    }


def _opinion_facts(sheet: Sheet) -> list[Mapping[str, Any]]:
    """Give what was said in the rounds of the present stage, in the order it was said."""
    said = [t for t in sheet.tasks if t.kind == "opinion" and t.verdict is not None]
    return [
        {
            "单位": sheet.name_of(task.holder),
            "意见": VERDICTS[task.verdict or "agree"],
            "内容": task.text,
            "条件": "；".join(task.term("conditions", ())),
        }
        for task in sorted(said, key=lambda t: (t.decided_at or t.opened_at, t.holder))
    ]


def _item_facts(sheet: Sheet, item: Task | None) -> list[Mapping[str, Any]]:
    """Give the items set by hand, in the order they were set; only one for its own letter."""
    day = sheet.worktime.day_of
    items = [item] if item else [t for t in sheet.tasks if t.kind == "item"]
    return [
        {
            "事项": task.title,
            "承办": sheet.name_of(task.holder),
            "期限": day(task.due_at) if task.due_at else None,
            "结果": task.text,
        }
        for task in sorted(items, key=lambda t: (t.opened_at, len(t.key), t.key))
    ]


def _stage_facts(sheet: Sheet) -> Mapping[str, Any]:
    deadline, worktime = sheet.deadline, sheet.worktime
    due = worktime.day_of(deadline.due_at) if deadline.due_at else None
    today = worktime.day_of(sheet.now)
    return {
        "名称": str(sheet.flow.place(sheet.case.stage).title),
        "进入日期": worktime.day_of(sheet.entry.entered_at),
        "时限": Span.parse(deadline.span).zh if deadline.span else "",
        "期限": due,
        "超期工作日": overdue_workdays(deadline, sheet.now, worktime),
        "剩余工作日": max(worktime.workdays_between(today, due), 0) if due else 0,
        "上次活动": worktime.day_of(deadline.active_at),
    }


def _light_facts(sheet: Sheet) -> Mapping[str, Any]:
    reason = reason_on(sheet)
    return {"名称": light_name(reason.color), "原因": reason.zh}


def _letter_before(sheet: Sheet, escalation: Escalation | None) -> Mapping[str, Any]:
    before = [
        e
        for e in sheet.escalations
        if e.entry == sheet.case.entry and escalation is not None and e.rung != escalation.rung
    ]
    if not before:
        return {"名称": "", "日期": None}
    last = max(before, key=lambda e: e.raised_at)
    return {"名称": last.title, "日期": sheet.worktime.day_of(last.raised_at)}


def issuing_unit(sheet: Sheet, spec: LetterSpec) -> OrgUnit | None:
    """Give the unit in whose name a letter goes out, None for none yet."""
    role = spec.issuer or sheet.flow.issuer
    held = holding(sheet, role) if role else []
    return sheet.directory.unit(held[0].holder) if held else None


def _issuer(sheet: Sheet, unit: OrgUnit | None) -> Mapping[str, str]:
    if unit is None:
        return {"全称": "", "简称": "", "联系人": "", "电话": ""}
    contact = next(iter(contacts(sheet, unit.key)), None)
    return {
        "全称": unit.title,
        "简称": unit.short or unit.title,
        "联系人": contact.name if contact else "",
        "电话": contact.phone if contact else "",
    }
