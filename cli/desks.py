"""Commands about what waits for one person: his inbox, his tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from ..workflow.values import TaskKind
from .app import DEFAULT_DB, Db, Json, app, opened
from .output import day, minute, out, print_json, table


@app.command()
def inbox(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="名册中的编号。")],
    unread: Annotated[bool, typer.Option("--unread", help="只看未读。")] = False,
    mark_read: Annotated[bool, typer.Option("--mark-read", help="看后记为已读。")] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """某人的收件箱，未读在前。"""
    with opened(db) as office:
        office.views.person(person)
        notices = office.views.inbox(person, unread_only=unread)
        if mark_read:
            office.inboxes.mark_read(person, office.clock.now())
        if json:
            print_json(notices)
            return
        shown = table(f"收件箱：{person}", "时间", "主题", "内容", whole=(0,))
        for notice in notices:
            shown.add_row(minute(notice.created_at, office.zone), notice.subject, notice.body)
        out.print(shown)


@app.command()
def tasks(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="名册中的编号。")],
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """某人、其单位以及他所代理的人的待办，先到期的在前。"""
    with opened(db) as office:
        desk = office.desk(person)
        found = desk.tasks()
        if json:
            print_json(found)
            return
        names = office.roster.directory().name_of
        columns = ("项目", "编号", "类别", "事项", "承办", "期限")
        shown = table(f"待办：{desk.person.name}", *columns, right=(0,), whole=(0, 2, 5))
        for task in found:
            due = day(task.due_at, office.zone)
            kind = TASK_KINDS[task.kind]
            shown.add_row(str(task.case), task.key, kind, task.title, names(task.holder), due)
        out.print(shown)


TASK_KINDS: Mapping[TaskKind, str] = {
    "approval": "审批",
    "opinion": "会签",
    "extension": "延期",
    "duty": "定期",
    "claim": "认领",
    "advice": "委派",
    "condition": "条件",
    "item": "交办",
    "reading": "阅知",
}
