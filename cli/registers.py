"""Registers at the command line: a ledger taken in, a flow's cases given out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..exchange import ImportReport
from .app import DEFAULT_DB, REFUSED, By, Db, Json, app, language, opened, pairs
from .looking import As
from .output import minute, out, plain, print_json, table

FlowKey = Annotated[str, typer.Argument(help="流程编号。")]


@app.command("import")
def import_(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER", help="台账 XLSX 或 CSV。")],
    flow: Annotated[str, typer.Option("--flow", help="流程编号。")],
    by: By,
    update: Annotated[
        bool, typer.Option("--update", help="已有的项目按台账更新；空格子不改动。")
    ] = False,
    hold: Annotated[
        bool, typer.Option("--hold-duplicates", help="疑似重复的行留下不立项。")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="列名=字段（编号或名称），可重复；记住供以后导入用。"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出结果，不写入。")] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """从台账批量立项或更新；有问题的行逐行列出并跳过，此时退出码为 1。"""
    with opened(db) as office:
        report = office.registers.import_ledger(
            ledger,
            flow=flow,
            by=by,
            updates=update,
            holds_doubles=hold,
            columns=pairs(columns),
            dry_run=dry_run,
        )
    if json:
        print_json({**plain(report), "refused": report.refused})
    else:
        _show(report)
    if report.faults:
        raise typer.Exit(REFUSED)


def _show(report: ImportReport) -> None:
    if report.faults:
        shown = table("未导入的行", "行", "列", "表头", "内容", "问题")
        for fault in report.faults:
            what = fault.what_zh if language() == "zh" else fault.what
            shown.add_row(str(fault.row), fault.column, fault.header, fault.value, what)
        out.print(shown)
    for warning in report.warnings:
        out.print(f"提示：{warning.sentence(language())}", markup=False, soft_wrap=True)
    out.print(report.summary(language()), markup=False)


@app.command()
def export(
    flow: FlowKey,
    file: Annotated[Path, typer.Option("--out", help="要写的 XLSX 或 CSV 文件；已有的会被覆盖。")],
    as_: As = None,
    territory: Annotated[
        str | None, typer.Option("--territory", help="只写此地区和其下各地区的：编号或名称。")
    ] = None,
    running: Annotated[
        bool, typer.Option("--running/--all", help="只写在办的，或连同已结束的全部。")
    ] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """把一个流程的台账写成文件，改好后可再导入。"""
    if file.suffix.lower() not in {".xlsx", ".csv"}:
        raise typer.BadParameter(f"“{file}”应以 .xlsx 或 .csv 结尾")
    with opened(db) as office:
        try:
            written = office.registers.export(
                flow, file, by=as_, running_only=running, territory=territory
            )
        except OSError as error:
            raise typer.BadParameter(f"无法写入 {file}：{error.strerror}") from None
    out.print(f"已写入 {file}：{written} 项。", markup=False, soft_wrap=True)


@app.command()
def headers(
    flow: FlowKey,
    forget: Annotated[str | None, typer.Option("--forget", help="不再记住这个列名。")] = None,
    by: By = "system",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """导入时记住的列名：各指哪个字段，谁何时说明的。"""
    with opened(db) as office:
        if forget is not None:
            office.registers.forget(flow, forget, by=by)
        fields = office.flows.latest(flow).fields
        known = office.registers.headers(flow)
        zone = office.zone
    if json:
        print_json(known)
        return
    shown = table("记住的列名", "列名", "字段", "说明人", "时间")
    for one in known:
        field = f"{fields[one.field].title}（{one.field}）" if one.field in fields else one.field
        shown.add_row(one.header, field, one.by, minute(one.at, zone))
    out.print(shown)
