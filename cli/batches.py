"""Deciding several cases at once, at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast

import typer

from ..office import Office
from ..store import ApprovalRow
from ..workflow.values import Verdict
from .app import DEFAULT_DB, MISSING, By, Db, Json, app, opened, pairs
from .output import day, out, print_json, table

VERDICTS = {"agree": "同意", "disagree": "不同意"}


@app.command("decide-all")
def decide_all(
    approval: Annotated[str, typer.Argument(help="审批的编号。")],
    verdict: Annotated[str, typer.Argument(help="agree 同意，disagree 不同意。")],
    flow: Annotated[str, typer.Option("--flow", help="流程编号。")],
    by: By,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="字段编号=值：只办该字段等于此值的项目，可重复。"),
    ] = None,
    case: Annotated[
        list[str] | None, typer.Option("--case", help="只办此项目，可重复；写序号或编号。")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="意见；不同意时必填。")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会办理哪些，不办理。")] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """批量审批：把同一审批在多个项目上一次办理；有一项不能办的，全部不办，并逐项说明。"""
    if verdict not in VERDICTS:
        raise typer.BadParameter("意见只能是 agree 或 disagree")
    if not where and not case:
        raise typer.BadParameter("请用 --where 或 --case 指明办理哪些项目")
    with opened(db) as office:
        rows = office.desk(by).approvals(flow, approval, where=pairs(where))
        rows = _named(office, rows, case, by=by) if case else rows
        if not json:
            _list(office, rows, flow=flow, approval=approval)
        if not rows:
            raise typer.Exit(MISSING)
        if dry_run:
            if json:
                print_json(rows)
            return
        done = office.engine.tasks.decide_all(
            [row.case for row in rows],
            approval,
            cast("Verdict", verdict),
            by=by,
            text=text,
            expect={row.case: row.version for row in rows},
        )
        if json:
            print_json(done)
            return
        out.print(f"已一并办理 {len(done)} 项：{VERDICTS[verdict]}。")


def _named(
    office: Office, rows: Sequence[ApprovalRow], cases: Sequence[str], *, by: str
) -> Sequence[ApprovalRow]:
    """Keep the cases that were named; refuse a name under which nothing waits."""
    numbers = {office.engine.explain(name, by=by).case: name for name in cases}
    waiting = {row.case for row in rows}
    missing = [name for number, name in numbers.items() if number not in waiting]
    if missing:
        which = "、".join(missing)
        raise typer.BadParameter(f"项目 {which} 上没有待{by}办理的这项审批，或不符合 --where")
    return [row for row in rows if row.case in numbers]


def _list(office: Office, rows: Sequence[ApprovalRow], *, flow: str, approval: str) -> None:
    title = office.flows.latest(flow).task_title(approval)
    shown = table(
        f"待办理“{title}”的项目：{len(rows)} 项",
        *("序号", "编号", "项目", "阶段", "期限"),
        right=(0,),
        whole=(4,),
    )
    for row in rows:
        due = day(row.due_at, office.zone)
        shown.add_row(str(row.case), row.ref or "—", row.title, row.stage_title, due)
    out.print(shown)
