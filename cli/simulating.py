"""A flow played over a year at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..office import Office
from ..simulation import Assumptions, Outcome, read_assumptions, sentences, simulate
from ..simulation.running import Progress as Told
from ..simulation.tables import report_of
from ..workflow.means import WorkTimes
from .app import Json, app, language, opened
from .letters import text_in
from .output import out, print_json, table

YEAR = 2026
QUARTERS = ("一季度", "二季度", "三季度", "四季度")


@app.command("simulate")
def simulate_flow(
    flow: Annotated[str, typer.Argument(help="流程编号、编号@版本 或流程文件。")],
    arrivals: Annotated[float, typer.Option("--arrivals", min=0, help="每月平均立项数。")] = 40,
    year: Annotated[int, typer.Option("--year", min=1, max=9990, help="模拟哪一年。")] = YEAR,
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同则结果相同。")] = 0,
    assume: Annotated[
        Path | None, typer.Option("--assume", help="假设文件：用时、走向、人手（YAML）。")
    ] = None,
    db: Annotated[
        str | None, typer.Option("--db", help="用已发布的流程和本单位日历时，写明数据库。")
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="写成文件：.xlsx，也可以是 .csv、.docx、.pdf。")
    ] = None,
    json: Json = False,
) -> None:
    """模拟：按假设把一个流程走一年，看亮灯、函件、用时、负荷和瓶颈。"""
    with Office.open("sqlite://") if db is None else opened(db) as office:
        wanted = office.designer.flow(flow)
        times = WorkTimes(office.zone, office.settings.windows)
        worktime = times.of(office.calendars.current()[wanted.calendar])
        assumed = Assumptions(arrivals=arrivals, year=year, seed=seed)
        if assume is not None:
            assumed = read_assumptions(
                text_in(assume),
                file=str(assume),
                flow=wanted,
                arrivals=arrivals,
                year=year,
                seed=seed,
            )
        with _bar(json=json) as told:
            outcome = simulate(wanted, assumed, worktime, told)
        if xlsx is not None:
            office.reports.write(report_of(outcome, made_at=office.clock.now()), xlsx)
    if json:
        print_json({"sentences": sentences(outcome, language()), "outcome": outcome})
        return
    _show(outcome)
    if xlsx is not None:
        out.print(f"已写入 {xlsx}", markup=False, soft_wrap=True)


def _show(outcome: Outcome) -> None:
    out.rule(f"模拟：{outcome.title}，{outcome.year}年，种子 {outcome.seed}")
    for sentence in sentences(outcome, language()):
        out.print(sentence, markup=False)
    months = table(
        "各月", "月份", "立项", "结束", "蓝", "黄", "橙", "红", "督办", "函件", right=range(1, 9)
    )
    for month in outcome.months:
        counted = (
            outcome.opened_by_month[month],
            outcome.ended_by_month[month],
            *outcome.lights[month].values(),
            outcome.notices[month],
            sum(outcome.letters[month].values()),
        )
        months.add_row(month, *map(str, counted))
    out.print(months)
    stages = table(
        "各环节（工作日）",
        *("环节", "牵头", "进入", "办完", "中位", "九成以内", "超期", "平均排队"),
        right=range(2, 8),
    )
    for each in outcome.stages:
        figures = (
            each.entered,
            each.ended,
            each.median,
            each.p90,
            f"{each.overdue:.0%}",
            each.wait,
        )
        stages.add_row(each.title, each.role, *map(str, figures))
    out.print(stages)
    _show_roles(outcome)


def _show_roles(outcome: Outcome) -> None:
    roles = table(
        "各角色负荷",
        "角色",
        "人手",
        "全年工作日",
        "最忙月份",
        "占用",
        "最长排队",
        right=range(1, 6),
    )
    for role in outcome.roles:
        busiest = max(role.days, key=lambda month: role.days[month])
        used = f"{role.used[busiest]:.0%}" if busiest in role.used else "—"
        roles.add_row(
            role.title,
            str(role.capacity or "不限"),
            f"{sum(role.days.values()):.0f}",
            busiest,
            used,
            str(role.most_waiting),
        )
    out.print(roles)
    kinds = dict.fromkeys(kind for by in outcome.letters.values() for kind in by)
    if kinds:
        letters = table("函件", "种类", *QUARTERS, "全年", right=range(1, 6), whole=(0,))
        for kind in kinds:
            by_month = [outcome.letters[month].get(kind, 0) for month in outcome.months]
            quarters = [sum(by_month[first : first + 3]) for first in range(0, 12, 3)]
            letters.add_row(kind, *map(str, (*quarters, sum(by_month))))
        out.print(letters)


@contextmanager
def _bar(*, json: bool) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    is_quiet = json or not out.is_terminal
    with Progress(
        *columns, TimeElapsedColumn(), console=out, transient=True, disable=is_quiet
    ) as bar:
        task = bar.add_task("模拟（月）", total=12)
        yield lambda done, total: bar.update(task, completed=done, total=total)
