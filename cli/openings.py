"""What the calendar opened, and what it opens next, at the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from .app import DEFAULT_DB, Db, Json, app, opened
from .looking import As
from .output import minute, out, print_json, table


@app.command()
def openings(
    flow: Annotated[str | None, typer.Option("--flow", help="只看此流程。")] = None,
    as_: As = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """按期开办：已按日历开办了哪些项目，下一批何时开办。"""
    with opened(db) as office:
        if flow is not None:
            office.flows.latest(flow)
        views = office.desk(as_).views() if as_ else office.views
        found = views.openings(flow)
        ahead = office.openings.ahead(office.clock.now(), flow=flow)
        if json:
            print_json({"opened": found, "next": ahead})
            return
        columns = ("项目", "名称", "周期", "单位", "阶段", "开办时间")
        done = table("已按期开办", *columns, right=(0,), whole=(2, 5))
        for row in found:
            at = minute(row.at, office.zone)
            done.add_row(str(row.case), row.title, row.period, row.unit_title, row.stage_title, at)
        out.print(done)
        coming = table("下次开办", "流程", "名称", "周期", "单位", "开办时间", whole=(4,))
        for line in ahead:
            whom = f"各承担 {line.duty} 的单位" if line.duty else "—"
            at = minute(line.at, office.zone)
            coming.add_row(line.flow, line.title, line.period_title, whom, at)
        out.print(coming)
