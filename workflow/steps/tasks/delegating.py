"""Passing a task on for good (转办), or asking somebody's advice on it that comes back (委派)."""

from __future__ import annotations

from ....definitions.model import HolderKind
from ....errors import HandingRefused, ReasonMissing
from ...values import Task, TaskKind
from ..alarms.ladder import rearm
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import actor, named, told_of
from ..standing import require_status
from .finding import task_of
from .giving import close_task, give_task, move_task

PASSED: tuple[TaskKind, ...] = ("approval", "opinion", "duty", "condition", "item")
ADVICE: TaskKind = "advice"


def pass_on(sheet: Sheet, key: str, to: str, *, why: str) -> None:
    """Hand one's own open task to another person or unit, for good."""
    mine, (holder, kind) = _handed(sheet, key, to, why, "转办")
    if not move_task(sheet, mine, holder, kind, about=f"{sheet.name_of(mine.holder)}转办：{why}"):
        raise _refused(sheet, f"{to} has this task or had it", f"{sheet.name_of(to)}已承办过此项")
    _end_all_advice(sheet, mine, "已转办")
    facts = {"task": mine.key, "holder": holder, "before": mine.holder}
    sheet.log("task_passed_on", facts, why=why)
    rearm(sheet)


def delegate(sheet: Sheet, key: str, to: str, *, why: str) -> None:
    """Ask another for advice on one's own open task: it stays one's own."""
    mine, (holder, kind) = _handed(sheet, key, to, why, "委派")
    if sheet.tasks.get(mine.entry, ADVICE, mine.key, holder) is not None:
        raise _refused(sheet, f"{to} was asked already", f"已委派过{sheet.name_of(to)}")
    sheet.log(
        "task_delegated", {"task": mine.key, "holder": holder, "before": mine.holder}, why=why
    )
    advice = Task(
        case=sheet.case.id,
        entry=mine.entry,
        kind=ADVICE,
        key=mine.key,
        holder=holder,
        holder_kind=kind,
        title=f"{mine.title}（委派）",
        opened_at=sheet.now,
        due_at=mine.due_at,
        terms={"for": mine.holder, "for_kind": mine.holder_kind, "of": mine.kind},
    )
    give_task(sheet, advice, about=f"{sheet.name_of(mine.holder)}委派：{why}")
    rearm(sheet)


def advise(sheet: Sheet, key: str, *, text: str) -> None:
    """Give the advice one was asked for: it comes back to whoever decides."""
    require_status(sheet, "decide", ("running", "paused"))
    person = actor(sheet)
    if not text.strip():
        raise ReasonMissing(action="advise", action_zh="提出意见")
    mine = task_of(sheet, [ADVICE], key, person)
    sheet.tasks.put(mine.done("agree", text, by=person.key, at=sheet.now))
    sheet.log("advice_given", {"task": mine.key, "holder": mine.holder}, why=text)
    owner, kind = str(mine.term("for")), _kind(mine)
    for told in told_of(sheet, owner, kind):
        notify(
            sheet,
            told,
            topic=f"advice:{mine.key}:{mine.holder}",
            subject=f"【委派回复】{sheet.case.title}：{mine.title}",
            body=f"{sheet.name_of(mine.holder)}对“{mine.title}”的意见：{text}。请您办理。",
            entry=mine.entry,
        )
    rearm(sheet)


def _kind(task: Task) -> HolderKind:
    return "unit" if task.term("for_kind") == "unit" else "person"


def _handed(
    sheet: Sheet, key: str, to: str, why: str, word: str
) -> tuple[Task, tuple[str, HolderKind]]:
    """Give the open task somebody hands on, and to whom; raise HandingRefused, UnknownHolder."""
    require_status(sheet, "decide", ("running", "paused"))
    person = actor(sheet)
    if not why.strip():
        raise ReasonMissing(action="hand on a task of", action_zh=word)
    mine = task_of(sheet, PASSED, key, person)
    held = named(sheet, to)
    if mine.closed_at is not None:
        raise _refused(sheet, "it is done", "此项已办结")
    if held == (mine.holder, mine.holder_kind) or to == person.key:
        raise _refused(sheet, "it is theirs already", "不能交给自己")
    return mine, held


def end_advice(sheet: Sheet, task: Task) -> None:
    """Close what was asked for advice on a task: it has been decided."""
    _end_all_advice(sheet, task, "over")


def _end_all_advice(sheet: Sheet, task: Task, left: str) -> None:
    for other in sheet.tasks:
        is_about = (other.kind, other.entry, other.key) == (ADVICE, task.entry, task.key)
        if is_about and other.closed_at is None and other.term("for") == task.holder:
            close_task(sheet, other, left)


def _refused(sheet: Sheet, why: str, why_zh: str) -> HandingRefused:
    return HandingRefused(case=sheet.case.id, why=why, why_zh=why_zh)
