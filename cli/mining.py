"""Process mining at the command line: what a real history says of a flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, tzinfo
from functools import partial
from pathlib import Path
from typing import Annotated, cast

import typer

from ..exchange import write_event_csv, write_xes
from ..store import StayFilter
from ..store.mining import Only
from ..workflow.mining import MOST, Trace, report_of, sentences, tables
from ..workflow.reporting import ReportTable
from .app import DEFAULT_DB, Db, Json, app, language, opened
from .looking import As, At
from .output import out, print_json, writing
from .reports import show_table

ONLY = ("ended", "running")


@app.command()
def mine(
    flow: Annotated[str, typer.Argument(help="流程编号，或 编号@版本。")],
    since: Annotated[str | None, typer.Option("--from", help="只看此日起（含）立项的。")] = None,
    until: Annotated[str | None, typer.Option("--to", help="只看到此日止（含）立项的。")] = None,
    version: Annotated[int | None, typer.Option("--version", help="只看此版本上的项目。")] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", help="只看此地区及其下级的，写编号或名称。")
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", help="ended 只看已结束的，running 只看在办的。")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="逐一列出多少种走法。")] = MOST,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", "--out", help="写成文件：.xlsx，也可以是 .csv、.docx、.pdf。"),
    ] = None,
    xes: Annotated[
        Path | None, typer.Option("--xes", help="事件日志写成 XES（IEEE 1849）：.xes 或 .xes.gz。")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="事件日志写成 CSV，一行一个事件。")
    ] = None,
    as_: As = None,
    at: At = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """流程挖掘：从真实历史看项目实际怎么走、各环节用时、返工和走向。"""
    key, _, named = flow.partition("@")
    wanted = StayFilter(
        version=_number(named) if named else version,
        since=_day(since),
        until=_day(until),
        territory=territory,
        only=_only(only),
    )
    with opened(db, at=at) as office:
        views = office.desk(as_).views() if as_ else office.views
        mined = views.mine(office.clock.now(), key, wanted, most=most)
        report = report_of(mined, since=wanted.since, until=wanted.until, zone=office.zone)
        if xlsx is not None:
            office.reports.write(report, xlsx)
        traces = partial(views.traces, key, wanted, language=language())
        _write_logs(traces, office.zone, xes, csv)
    if json:
        print_json({"sentences": sentences(mined), "mined": mined})
        return
    out.rule(report.title)
    for sentence in sentences(mined):
        out.print(sentence, markup=False)
    for each in tables(mined):
        if each.rows and mined.cases:
            show_table(_narrow(each))
    for file in (xlsx, xes, csv):
        if file is not None:
            out.print(f"已写入 {file}", markup=False, soft_wrap=True)


def _only(text: str | None) -> Only | None:
    if text is not None and text not in ONLY:
        raise typer.BadParameter(f"--only 只能是 {'、'.join(ONLY)}")
    return cast("Only | None", text)


def _narrow(table: ReportTable) -> ReportTable:
    """Leave out the columns that only files show."""
    kept = [place for place, column in enumerate(table.columns) if not column.is_detail]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _write_logs(
    traces: Callable[[], Iterator[Trace]], zone: tzinfo, xes: Path | None, csv: Path | None
) -> None:
    for file, write in ((xes, write_xes), (csv, write_event_csv)):
        if file is not None:
            with writing(file):
                write(file, traces(), zone=zone)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise typer.BadParameter(f"“{text}”不是版本号，例如 full_service@2")
    return int(text)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，例如 2026-03-31") from None
