"""Giving somebody a task: its row, its line of history, its notice."""

from __future__ import annotations

from ...values import Task
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import told_of


def give(sheet: Sheet, task: Task, *, about: str = "") -> None:
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
    for person in told_of(sheet, task.holder, task.holder_kind):
        notify(
            sheet,
            person,
            topic=f"task:{task.key}",
            subject=f"【待办】{sheet.case.title}：{task.title}",
            body=f"项目“{sheet.case.title}”需要{name}办理“{task.title}”{said}{until}。",
            entry=task.entry,
        )
