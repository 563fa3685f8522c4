"""Commands that do something to cases."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from ..workflow.steps.returning import Then
from ..workflow.values import Case, Verdict
from .app import DEFAULT_DB, By, Db, Json, Why, app, opened, pairs
from .output import out, print_json

Named = Annotated[str, typer.Argument(metavar="CASE", help="项目的序号或编号。")]
Rung = Annotated[str, typer.Argument(help="督办级的编号，如 yellow。")]
Fields = Annotated[list[str] | None, typer.Option("--field", help="编号=值，可重复。")]
Expect = Annotated[int | None, typer.Option("--expect", help="所依据的项目版本号。")]


def say(case: Case, done: str, *, json: bool) -> None:
    """Say what was done, and how the case stands now."""
    if json:
        print_json(case)
    else:
        out.print(
            f"{done}：项目 {case.id}“{case.title}”，阶段 {case.stage}，第 {case.version} 版。",
            markup=False,
            soft_wrap=True,
        )


@app.command("open")
def open_(
    flow: Annotated[str, typer.Argument(help="流程编号。")],
    by: By,
    field: Fields = None,
    ref: Annotated[str | None, typer.Option("--ref", help="本单位的项目编号。")] = None,
    parent: Annotated[
        str | None, typer.Option("--parent", help="上级项目：作为它的子事项立项。")
    ] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """立项：打开一个新项目。"""
    with opened(db) as office:
        above = office.engine.explain(parent, by=by).case if parent else None
        opened_ = office.engine.open(flow, fields=pairs(field), by=by, ref=ref, parent=above)
        say(opened_, "已立项", json=json)


@app.command()
def advance(
    case: Named,
    transition: Annotated[str, typer.Argument(metavar="TRANSITION", help="转段编号。")],
    by: By,
    why: Why = "",
    expect: Expect = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """转段；条件不满足时列出全部所差条件。"""
    with opened(db) as office:
        moved = office.engine.advance(case, transition, by=by, why=why, expect=expect)
        say(moved, "已转段", json=json)


@app.command()
def record(
    case: Named,
    by: By,
    field: Fields = None,
    material: Annotated[
        list[str] | None, typer.Option("--material", help="材料编号=文件名，可重复。")
    ] = None,
    note: Annotated[str, typer.Option("--note", help="进展记录。")] = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """登记字段、材料或进展。"""
    with opened(db) as office:
        kept = office.engine.record(
            case, by=by, fields=pairs(field), materials=pairs(material), note=note
        )
        say(kept, "已登记", json=json)


@app.command()
def decide(
    case: Named,
    task: Annotated[str, typer.Argument(help="审批或会签的编号。")],
    verdict: Annotated[str, typer.Argument(help="agree 同意，disagree 不同意。")],
    by: By,
    text: Annotated[str, typer.Option("--text", help="意见；不同意时必填。")] = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """审批或回复意见。"""
    if verdict not in {"agree", "disagree"}:
        raise typer.BadParameter("意见只能是 agree 或 disagree")
    with opened(db) as office:
        said = cast("Verdict", verdict)
        say(
            office.engine.decide(case, task, said, by=by, text=text),
            "已办理",
            json=json,
        )


@app.command()
def answer(
    case: Named,
    rung: Rung,
    by: By,
    text: Annotated[str, typer.Option("--text", help="答复内容。")] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """签收并答复督办。"""
    with opened(db) as office:
        kept = office.engine.escalations.answer(case, rung, by=by, text=text)
        say(kept, "已答复", json=False)


@app.command()
def receive(case: Named, rung: Rung, by: By, db: Db = DEFAULT_DB) -> None:
    """签收督办。"""
    with opened(db) as office:
        say(office.engine.escalations.receive(case, rung, by=by), "已签收", json=False)


@app.command()
def close(case: Named, rung: Rung, by: By, why: Why = "", db: Db = DEFAULT_DB) -> None:
    """督办销号，须写明理由。"""
    with opened(db) as office:
        say(office.engine.escalations.close(case, rung, by=by, why=why), "已销号", json=False)


@app.command("send-back")
def send_back(
    case: Named,
    stage: Annotated[str, typer.Argument(help="退回到的阶段编号。")],
    by: By,
    why: Why = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="补办后直接回到退回前的阶段，已同意的不再重办。")
    ] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """退回到经历过的阶段，须写明理由；默认此后逐段重走。"""
    with opened(db) as office:
        then: Then = "resume" if resume else "again"
        say(office.engine.send_back(case, stage, by=by, why=why, then=then), "已退回", json=False)


@app.command()
def pause(case: Named, by: By, why: Why = "", db: Db = DEFAULT_DB) -> None:
    """暂停计时，须写明理由。"""
    with opened(db) as office:
        say(office.engine.pause(case, by=by, why=why), "已暂停", json=False)


@app.command()
def resume(case: Named, by: By, db: Db = DEFAULT_DB) -> None:
    """恢复计时；期限按暂停所占的工作时间顺延。"""
    with opened(db) as office:
        say(office.engine.resume(case, by=by), "已恢复", json=False)


@app.command()
def withdraw(case: Named, by: By, why: Why = "", db: Db = DEFAULT_DB) -> None:
    """撤回项目，须写明理由。"""
    with opened(db) as office:
        say(office.engine.withdraw(case, by=by, why=why), "已撤回", json=False)


@app.command()
def extend(
    case: Named,
    span: Annotated[str, typer.Argument(help="延多久，例如 10 workdays 或 10个工作日。")],
    by: By,
    why: Why = "",
    db: Db = DEFAULT_DB,
) -> None:
    """申请延期，须写明理由；由流程指定的人以 decide CASE extension 批准。"""
    with opened(db) as office:
        say(office.engine.extend(case, span, by=by, why=why), "已申请延期", json=False)


@app.command()
def complete(
    case: Named,
    task: Annotated[str, typer.Argument(help="定期任务的编号，可带周期，例如 report/2026-08。")],
    by: By,
    text: Annotated[str, typer.Option("--text", help="报送内容。")] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """报送定期任务。"""
    with opened(db) as office:
        say(office.engine.duties.complete(case, task, by=by, text=text), "已报送", json=False)
