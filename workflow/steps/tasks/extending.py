"""More time (延期): asked with a reason before the deadline, granted or refused by others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ....definitions.flow import EXTENSION
from ....definitions.model import ExtensionRule
from ....definitions.spans import Span
from ....errors import ExtensionRefused, OwnRequest
from ...time.deadlines import days_before, reach
from ...values import Extension, Task
from ..moving import refresh
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import holders, recipient
from ..standing import require
from .giving import give_task


def ask_extension(sheet: Sheet, span: Span, *, why: str) -> None:
    """Ask for more time in the present stage; raise ExtensionRefused when it can't be asked."""
    require(sheet, "extend", why=why)
    rule, due = _require_askable(sheet, span)
    named = [pair for reference in rule.by for pair in holders(sheet, recipient(reference))]
    found = [pair for pair in named if pair != (sheet.by, "person")]
    if not found:
        raise _refused(sheet, "nobody else may grant it", "除申请人外，暂无人可以批准延期")
    asked = {task.key for task in sheet.tasks if task.kind == "extension"}
    number = 1 + len(asked)
    about = f"{sheet.name_of(sheet.by)}申请延期{span.zh}：{why}"
    sheet.log("extension_asked", {"span": str(span), "due": due}, why=why)
    for holder, kind in dict.fromkeys(found):
        task = Task(
            case=sheet.case.id,
            entry=sheet.case.entry,
            kind="extension",
            key=f"{EXTENSION}/{number}",
            holder=holder,
            holder_kind=kind,
            title="延期审批",
            opened_at=sheet.now,
            due_at=due,
            terms={"span": str(span), "why": why, "by": sheet.by, "at": sheet.now.isoformat()},
        )
        give_task(sheet, task, about=about)


def _require_askable(sheet: Sheet, span: Span) -> tuple[ExtensionRule, datetime]:
    rule, due, worktime = sheet.flow.extension, sheet.deadline.due_at, sheet.worktime
    if rule is None:
        raise _refused(sheet, "its flow allows none", "本流程未设延期")
    if due is None:
        raise _refused(sheet, "the stage has no limit", "本阶段没有时限")
    last = due
    if rule.ask_before:
        last = worktime.closing(days_before(worktime.day_of(due), rule.ask_before, worktime))
    if sheet.now > last:
        day = worktime.day_of(last).isoformat()
        raise _refused(sheet, f"it was to be asked by {day}", f"最迟应于{day}前申请")
    if any(t.kind == "extension" and t.closed_at is None for t in sheet.tasks):
        raise _refused(sheet, "a request waits for its answer", "已有延期申请待批")
    if len(sheet.deadline.extensions) >= rule.times:
        raise _refused(sheet, f"it was granted {rule.times} time(s)", f"本阶段已延期{rule.times}次")
    if rule.at_most and _ends(sheet, span) > _ends(sheet, rule.at_most):
        zh = f"每次最多延期{rule.at_most.zh}"
        raise _refused(sheet, f"it may be at most {rule.at_most}", zh)
    return rule, due


def _ends(sheet: Sheet, span: Span) -> datetime:
    due = sheet.deadline.due_at or sheet.now
    return reach(due, span, sheet.deadline.pauses, sheet.worktime)


def _refused(sheet: Sheet, why: str, why_zh: str) -> ExtensionRefused:
    return ExtensionRefused(case=sheet.case.id, why=why, why_zh=why_zh)


def require_others(sheet: Sheet, task: Task) -> None:
    """Raise OwnRequest when somebody would decide what he asked for himself."""
    if task.kind == "extension" and task.term("by") == sheet.by:
        raise OwnRequest(case=sheet.case.id, person=sheet.name_of(sheet.by))


def settle_extension(sheet: Sheet, task: Task) -> None:
    """Grant or refuse what a decided task asked for, and tell who asked."""
    terms = task.terms or {}
    for other in sheet.tasks:
        if (other.entry, other.key) == (task.entry, task.key) and other.closed_at is None:
            sheet.tasks.put(replace(other, closed_at=sheet.now))
    if task.verdict == "agree":
        granted = Extension(
            span=terms["span"],
            reason=terms["why"],
            asked_by=terms["by"],
            asked_at=datetime.fromisoformat(terms["at"]),
            by=task.decided_by,
            at=sheet.now,
        )
        sheet.deadline = replace(sheet.deadline, extensions=(*sheet.deadline.extensions, granted))
        sheet.log("extension_granted", {"span": terms["span"]}, why=task.text or terms["why"])
        refresh(sheet, is_active=True)
    else:
        sheet.log("extension_refused", {"span": terms["span"]}, why=task.text)
    asker = sheet.directory.person(terms["by"])
    due = sheet.deadline.due_at
    until = f"，期限为{sheet.worktime.day_of(due).isoformat()}" if due else ""
    outcome = "已批准" if task.verdict == "agree" else "未批准"
    if asker is not None:
        notify(
            sheet,
            asker,
            topic=f"{task.key}:{task.verdict}",
            subject=f"【延期】{sheet.case.title}：{outcome}",
            body=f"项目“{sheet.case.title}”延期{Span.parse(terms['span']).zh}{outcome}{until}。{task.text}",
        )
