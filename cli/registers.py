"""Registers at the command line: a ledger taken in, a flow's cases or figures given out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..exchange import FigureImportReport, ImportReport
from .app import DEFAULT_DB, REFUSED, By, Db, Json, app, language, opened, pairs
from .looking import As
from .output import minute, out, plain, print_json, table, writing

Series = Annotated[
    str | None, typer.Option("--series", help="改为此项分次登记的台账：每一笔数据一行。")
]
FlowKey = Annotated[str, typer.Argument(help="流程编号。")]


@app.command("import")
def import_(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER", help="台账 XLSX 或 CSV。")],
    flow: Annotated[str, typer.Option("--flow", help="流程编号。")],
    by: By,
    series: Series = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="已有的项目按台账更新，空格子不改动；已登记的一笔按台账更正。"
        ),
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
    """从台账批量立项或更新，或登记各笔数据；有问题的行逐行列出并跳过，此时退出码为 1。"""
    if series is not None and hold:
        raise typer.BadParameter("--hold-duplicates 只用于立项，不能和 --series 同用")
    told = pairs(columns)
    report: ImportReport | FigureImportReport
    with opened(db) as office:
        if series is not None:
            report = office.registers.import_figures(
                ledger,
                flow=flow,
                series=series,
                by=by,
                updates=update,
                columns=told,
                dry_run=dry_run,
            )
        else:
            report = office.registers.import_ledger(
                ledger,
                flow=flow,
                by=by,
                updates=update,
                holds_doubles=hold,
                columns=told,
                dry_run=dry_run,
            )
    if json:
        print_json({**plain(report), "refused": report.refused})
    else:
        _show(report)
    if report.faults:
        raise typer.Exit(REFUSED)


def _show(report: ImportReport | FigureImportReport) -> None:
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
        bool | None,
        typer.Option(
            "--running/--all",
            help="只写在办的，或连同已结束的全部；有 --series 时 --all 连同已被更正的各笔。",
        ),
    ] = None,
    series: Series = None,
    since: Annotated[
        str | None, typer.Option("--since", help="只写此日起的各笔，须有 --series。")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="只写到此日止的各笔，须有 --series。")
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """把一个流程的台账，或其分次登记的台账，写成文件，改好后可再导入。"""
    if file.suffix.lower() not in {".xlsx", ".csv"}:
        raise typer.BadParameter(f"“{file}”应以 .xlsx 或 .csv 结尾")
    if series is None and (since or until):
        raise typer.BadParameter("--since 和 --until 须和 --series 同用")
    first, last = _day(since), _day(until)
    with opened(db) as office, writing(file):
        if series is None:
            written = office.registers.export(
                flow, file, by=as_, running_only=bool(running), territory=territory
            )
        else:
            written = office.registers.export_figures(
                flow,
                series,
                file,
                by=as_,
                since=first,
                until=last,
                put_right_too=running is False,
                running_only=bool(running),
                territory=territory,
            )
    unit = "项" if series is None else "笔"
    out.print(f"已写入 {file}：{written} {unit}。", markup=False, soft_wrap=True)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，例如 2026-03-31") from None


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
