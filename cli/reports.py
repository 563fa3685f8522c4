"""Reports at the command line: made from data, published, and written as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..workflow.reporting import ReportTable, shown, to_data
from .app import DEFAULT_DB, Db, Json, Why, app, opened
from .looking import As
from .output import minute, out, print_json, table

Name = Annotated[
    str,
    typer.Argument(help="month 月通报，quarter 季督查，year 年考核，或其他编号。"),
]
Which = Annotated[
    str, typer.Option("--period", help="期间，如 2026-03、2026-Q1、2026；不写为上一期。")
]
NAME = 24
"""How many signs the name of a unit or stage has at most."""

Unit = Annotated[str, typer.Option("--unit", help="只看一个单位，写它在名册中的编号。")]


@app.command()
def report(
    name: Name,
    period: Which = "",
    unit: Unit = "",
    publish: Annotated[
        bool, typer.Option("--publish", help="公布：数据从此不变，并起草函件。")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="公布人在名册中的编号。")] = "",
    why: Why = "",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="已公布的也按现在的数据重新计算，只看不存。")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--out", help="写成文件：.xlsx、.csv、.docx 或 .pdf。")
    ] = None,
    only: Annotated[
        str | None, typer.Option("--table", help="只写一张表，写它的编号；用于 .xlsx 和 .csv。")
    ] = None,
    as_: As = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """通报：由数据生成月通报、季督查、年考核；公布后不再改变，更正须写明理由。"""
    if publish and not by:
        raise typer.BadParameter("公布须用 --by 写明公布人")
    with opened(db) as office:
        if publish:
            made = office.reports.publish(name, period, unit=unit, by=by, why=why)
        else:
            kept = None if fresh or as_ else office.reports.published(name, period, unit=unit)
            made = kept or office.reports.make(name, period, unit=unit, by=as_)
        if to is not None:
            office.reports.write(made, to, table=only)
        zone = office.zone
    if json:
        published = made.publication
        print_json({**to_data(made), "digest": made.digest, "publication": published})
        return
    out.rule(made.name)
    for each in made.tables:
        show_table(each)
    for note in made.notes:
        out.print(f"口径：{note}", markup=False)
    if made.publication is None:
        out.print(f"数据截至 {made.until}，尚未公布。", markup=False)
    else:
        said = made.publication
        again = f"第 {said.revision} 次公布，理由：{said.why}" if said.revision > 1 else "已公布"
        letter = f"，函件 {said.letter}" if said.letter else ""
        out.print(f"{minute(said.at, zone)} {again}{letter}；摘要 {made.digest[:12]}", markup=False)
    if to is not None:
        out.print(f"已写入 {to}", markup=False, soft_wrap=True)


@app.command()
def reports(
    name: Annotated[str | None, typer.Argument(help="只列一种。")] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """列出已公布的通报，新的在前；被改动过的会指出。"""
    with opened(db) as office:
        rows, zone = office.reports.list(name), office.zone
    if json:
        print_json(rows)
        return
    listed = table(
        "已公布的通报", "编号", "期间", "单位", "次", "公布时间", "公布人", "函件", "核验"
    )
    for row in rows:
        listed.add_row(
            row.key,
            row.period,
            row.unit or "全部",
            str(row.revision),
            minute(row.published_at, zone),
            row.published_by,
            row.letter or "—",
            "相符" if row.is_whole else "[red]不符[/]",
        )
    out.print(listed)


def show_table(made: ReportTable) -> None:
    """Print a table of a report, or say that it has no rows."""
    right = tuple(n for n, c in enumerate(made.columns) if c.kind not in {"text", "date"})
    listed = table(made.title, *(column.heading for column in made.columns), right=right)
    for number, column in enumerate(listed.columns):
        # the names of units stay whole; headings may break, and so may what fills a line
        column.no_wrap = number == 0 and all(len(str(row[0])) <= NAME for row in made.rows)
    for row in made.rows:
        listed.add_row(*(shown(cell, c) for cell, c in zip(row, made.columns, strict=True)))
    if made.total is not None:
        listed.add_section()
        cells = zip(made.total, made.columns, strict=True)
        listed.add_row(*(shown(cell, column) for cell, column in cells))
    if made.rows:
        out.print(listed)
    else:
        out.print(f"{made.title}：没有。", markup=False)
