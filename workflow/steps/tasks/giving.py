"""Giving somebody a task: its row, its line of history, its notice; and handing it to another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ....definitions.model import HolderKind
from ...values import Task
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import told_of

LEFT = "left"
"""The term of a task that says how it left its holder: passed on, taken out, not needed any more."""

MIGRATED = "migrated"
"""How a task left its holder that another version of the flow did not ask for."""

WORDS = {
    "approval": "办理",
    "opinion": "回复意见",
    "claim": "考虑认领",
    "advice": "提出意见",
    "reading": "阅知",
}


def give_task(sheet: Sheet, task: Task, *, about: str = "") -> None:
    """Put a task on the sheet and tell its holder."""
    sheet.tasks.put(task)
    sheet.log(
        "task_opened",
        {"task": task.key, "kind": task.kind, "holder": task.holder, "due": task.due_at},
        why=about,
    )
    day = sheet.worktime.day_of
    until = f"，请于{day(task.due_at).isoformat()}前办理" if task.due_at else ""
    said = f"（{about}）" if about else ""
    name = sheet.name_of(task.holder)
    word = WORDS.get(task.kind, "办理")
    for person in told_of(sheet, task.holder, task.holder_kind):
        notify(
            sheet,
            person,
            topic=topic_of(task),
            subject=f"【待办】{sheet.case.title}：{task.title}",
            body=f"项目“{sheet.case.title}”需要{name}{word}“{task.title}”{said}{until}。",
            entry=task.entry,
        )


def topic_of(task: Task) -> str:
    """Give what notices about a task stand under; a task taken over is told of anew."""
    kind = f"{task.kind}:" if task.kind in {"claim", "advice"} else ""
    return f"task:{kind}{task.key}"


def close_task(sheet: Sheet, task: Task, left: str, **changes: Any) -> None:
    """Close a task that its holder does not owe any more."""
    terms = {**(task.terms or {}), LEFT: left}
    sheet.tasks.put(replace(task, closed_at=sheet.now, terms=terms, **changes))


def move_task(  # noqa: PLR0913 - whose, to whom, and why
    sheet: Sheet, task: Task, holder: str, kind: HolderKind, *, about: str, may_return: bool = False
) -> bool:
    """Hand an open task to another; it is due when it was. False when he has it, or had it.

    With ``may_return`` one who had it and gave it up undone gets it back.
    """
    known = sheet.tasks.get(task.entry, task.kind, task.key, holder)
    if known is not None and not (may_return and has_left(known) and known.verdict is None):
        return False
    close_task(sheet, task, f"passed:{holder}")
    terms = {**(task.terms or {}), "from": task.holder}
    give_task(sheet, replace(task, holder=holder, holder_kind=kind, terms=terms), about=about)
    return True


def has_left(task: Task) -> bool:
    """Say whether a task left its holder undone."""
    return task.term(LEFT) is not None
