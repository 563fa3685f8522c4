"""Commands about running cases and new versions: what would change, changing it, changing it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..definitions import Flow
from ..definitions.files import read_text
from ..office import Office
from ..workflow.migration import CaseImpact, Plan, Run, impact_of
from .app import DEFAULT_DB, REFUSED, By, Db, Json, Why, app, language, opened
from .output import LIGHT_MARKS, day, minute, out, plain, print_json, progress, table

migration = typer.Typer(help="在办项目迁移：列出、接着做、回退。", no_args_is_help=True)
app.add_typer(migration, name="migration")

FlowName = Annotated[str, typer.Argument(help="流程文件，或编号、编号@版本。")]
PlanFile = Annotated[Path | None, typer.Option("--plan", help="迁移方案文件；不写用默认方案。")]
Limit = Annotated[int, typer.Option("--limit", help="最多列出多少个项目。")]
SHOWN = 200
Number = Annotated[int, typer.Argument(help="迁移的编号，见 guatu migration list。")]


@app.command()
def impact(
    flow: FlowName,
    plan: PlanFile = None,
    limit: Limit = SHOWN,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """试算新版对在办项目的影响：去向、期限、亮灯、督办和通知；只读，不写入。"""
    with opened(db) as office:
        read = office.designer.flow(flow)
        foretell(office, read, plan_in(office, read, plan), limit=limit, json=json)


@app.command("plan")
def plan_(flow: FlowName, db: Db = DEFAULT_DB) -> None:
    """写出默认的迁移方案（YAML，带说明），供修改后用于 impact 和 publish。"""
    with opened(db) as office:
        read = office.designer.flow(flow)
        migrations = office.designer.migrations
        text = migrations.write(migrations.plan(read), read)
        out.print(text, end="", markup=False, soft_wrap=True, highlight=False)


@migration.command("list")
def list_(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """列出全部迁移及各自做到哪里。"""
    with opened(db) as office:
        runs = office.designer.migrations.runs()
        if json:
            print_json(runs)
            return
        columns = (
            "编号",
            "流程",
            "到第几版",
            "时间",
            "经办人",
            "状态",
            "完成",
            "待办",
            "失败",
            "回退",
        )
        shown = table("在办项目迁移", *columns, right=(0, 2, 6, 7, 8, 9))
        for run in runs:
            shown.add_row(
                str(run.id),
                run.flow,
                str(run.version),
                minute(run.at, office.zone),
                run.by,
                "进行中" if run.state == "running" else "已结束",
                *map(str, (run.done, run.waiting, run.failed, run.reverted)),
            )
        out.print(shown)


@migration.command()
def resume(run: Number, db: Db = DEFAULT_DB, json: Json = False) -> None:
    """把一次迁移接着做完；失败的项目再试一次。"""
    with opened(db) as office:
        follow(office, office.designer.migrations.runs(), run, json=json)


@migration.command()
def revert(
    run: Number,
    cases: Annotated[list[int] | None, typer.Option("--case", help="只回退这些项目。")] = None,
    force: Annotated[bool, typer.Option("--force", help="迁移后办理过的也回退。")] = False,
    by: By = "system",
    why: Why = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """把一次迁移的项目退回原来的版本；之后有人办理过的列出原因，不动。"""
    with opened(db) as office:
        done = office.designer.migrations.revert(
            run, by=by, why=why, cases=cases or (), force=force
        )
        _print_run(office, done, json=json)
        if done.touched:
            raise typer.Exit(REFUSED)


def plan_in(office: Office, flow: Flow, file: Path | None) -> Plan:
    """Read a plan file for a flow, or make the default plan."""
    if file is None:
        return office.designer.migrations.plan(flow)
    return office.designer.migrations.read(read_text(file), flow, file=str(file))


def foretell(office: Office, flow: Flow, plan: Plan, *, limit: int, json: bool) -> None:
    """Print what a migration would do; exit with 1 where cases could not be migrated."""
    migrations = office.designer.migrations
    with progress("试算迁移", migrations.count(plan), json=json) as told:
        found = list(migrations.impact(flow, plan, progress=told))
    whole = impact_of(found)
    felt = [each for each in found if each.is_felt]
    if json:
        summary = plain(whole) | {
            "stages": [[*pair, n] for pair, n in whole.stages.items()],
            "lights": [[*pair, n] for pair, n in whole.lights.items()],
        }
        print_json({"summary": summary, "cases": felt})
    else:
        _print_cases(office, felt[:limit])
        if len(felt) > limit:
            out.print(f"只列出前 {limit} 个；用 --limit 或 --json 可得更多。")
        out.print(
            f"在办 {whole.cases} 个，有变动 {whole.felt} 个：期限提前 {whole.earlier} 个"
            f"（中位 {whole.earlier_median:g}、最多 {whole.earlier_most} 个工作日），"
            f"推后 {whole.later} 个（中位 {whole.later_median:g}、最多 {whole.later_most} 个工作日）；"
            f"将发出督办 {whole.told} 个；不能迁移 {whole.failing} 个。试算，未写入。",
            soft_wrap=True,
        )
        for name, number in whole.notices.items():
            out.print(f"  {name}将收到 {number} 条通知", markup=False)
    if whole.failing:
        raise typer.Exit(REFUSED)


def _print_cases(office: Office, felt: Sequence[CaseImpact]) -> None:
    if not felt:
        return
    columns = ("序号", "项目", "阶段", "期限", "灯", "将通知", "任务", "问题")
    shown = table("有变动的在办项目", *columns, right=(0,), whole=(4,))
    for each in felt:
        told = [f"{title}：{'、'.join(names)}" for title, names in each.told.items()]
        chores = [f"关闭“{title}”" for title in each.closed]
        chores += [f"新增“{title}”" for title in each.opened]
        before, after = (day(due, office.zone) for due in (each.due_before, each.due_after))
        shown.add_row(
            str(each.case),
            each.title,
            _both(each.stage_title, each.stage_title_after or "无去向"),
            _both(before, after),
            _both(LIGHT_MARKS[each.light_before], LIGHT_MARKS[each.light_after]),
            "；".join(told),
            "；".join(chores),
            "；".join(each.sentences(language())),
        )
    out.print(shown)


def _both(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def migrate(office: Office, flow: Flow, plan: Plan, *, by: str, why: str, json: bool) -> None:
    """Begin a migration and do it."""
    run = office.designer.migrations.start(flow, plan, by=by, why=why)
    follow(office, [run], run.id, json=json)


def follow(office: Office, runs: Sequence[Run], number: int, *, json: bool) -> None:
    """Do what is left of a run; exit with 1 where cases failed."""
    left = next((run.waiting + run.failed for run in runs if run.id == number), 0)
    with progress("迁移", left, json=json) as told:
        done = office.designer.migrations.go_on(number, progress=told)
    _print_run(office, done, json=json)
    if done.failed:
        raise typer.Exit(REFUSED)


def _print_run(office: Office, run: Run, *, json: bool) -> None:
    listed = [row for row in office.designer.migrations.cases(run.id) if row.note]
    if json:
        print_json({"run": run, "cases": listed})
        return
    out.print(
        f"第 {run.id} 次迁移：完成 {run.done} 个，待办 {run.waiting} 个，失败 {run.failed} 个，"
        f"已回退 {run.reverted} 个，未回退 {run.touched} 个。"
    )
    for row in listed:
        out.print(f"项目 {row.case}（{row.title}）：{row.note}", markup=False, soft_wrap=True)
