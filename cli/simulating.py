"""A flow played over a year at the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from ..office import Office
from ..simulation import (
    Assumptions,
    Outcome,
    Source,
    pictures,
    rehearse,
    sentences,
    write_assumptions,
)
from ..simulation.counting import MONTHS
from ..simulation.tables import report_of
from .app import Json, app, language, opened, usual_db
from .letters import text_in
from .output import out, print_json, progress, table, writing

YEAR = 2026
ARRIVALS = 40.0
QUARTERS = ("一季度", "二季度", "三季度", "四季度")


Many = list[str] | None
Arrivals = Annotated[
    float | None, typer.Option("--arrivals", min=0, help="每月平均立项数，默认 40。")
]
Assume = Annotated[
    Path | None, typer.Option("--assume", help="假设文件：用时、走向、人手（YAML）。")
]
Times = Annotated[
    Many,
    typer.Option("--handling", help="环节用时，如 contract=8 或 contract='{lognormal: [8, 25]}'。"),
]
Shares = Annotated[
    Many,
    typer.Option("--share", help="去向比例，如 decline=0.1；只在某环节的，assess/decline=0.1。"),
]
Capacity = Annotated[
    Many, typer.Option("--capacity", help="人手：角色同时能办几件，如 responsible_unit=12。")
]
Fitted = Annotated[bool, typer.Option("--fit", help="按数据库里的真实历史估计立项数、用时和去向。")]
Kept = Annotated[
    Path | None, typer.Option("--write-assumptions", help="把所用的假设写成文件（YAML）。")
]
OwnDb = Annotated[
    str | None, typer.Option("--db", help="用已发布的流程和本单位日历时，写明数据库。")
]
Workbook = Annotated[
    Path | None, typer.Option("--xlsx", help="写成文件：.xlsx，也可以是 .csv、.docx、.pdf。")
]
Pictures = Annotated[
    Path | None, typer.Option("--svg", help="把亮灯、函件、用时、负荷画成图，放入这个文件夹。")
]


@app.command("simulate")
def simulate_flow(
    flow: Annotated[str, typer.Argument(help="流程编号、编号@版本 或流程文件。")],
    arrivals: Arrivals = None,
    year: Annotated[int, typer.Option("--year", min=1, max=9990, help="模拟哪一年。")] = YEAR,
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同则结果相同。")] = 0,
    assume: Assume = None,
    handling: Times = None,
    shares: Shares = None,
    capacity: Capacity = None,
    fitted: Fitted = False,
    kept: Kept = None,
    db: OwnDb = None,
    xlsx: Workbook = None,
    folder: Pictures = None,
    json: Json = False,
) -> None:
    """模拟：按假设把一个流程走一年，看亮灯、函件、用时、负荷和瓶颈。"""
    begun = Assumptions(arrivals=ARRIVALS, year=year, seed=seed)
    given = {"handling": handling, "shares": shares, "capacity": capacity}
    sources = [*_files(assume), *_options(given, arrivals)]
    is_apart = db is None and not fitted
    with Office.open("sqlite://") if is_apart else opened(db or usual_db()) as office:
        wanted = office.designer.flow(flow)
        mined = office.views.mine(office.clock.now(), wanted.key) if fitted else None
        with progress("模拟（月）", MONTHS, json=json) as told:
            done = rehearse(
                wanted,
                office.calendars.worktime(wanted.calendar),
                begun,
                mined=mined,
                sources=sources,
                progress=told,
            )
        if xlsx is not None:
            office.reports.write(report_of(done.outcome, made_at=office.clock.now()), xlsx)
    files = {} if kept is None else {kept: write_assumptions(done.assumed, wanted)}
    if folder is not None:
        drawn = pictures(done.outcome, language())
        files |= {folder / f"{name}.svg": svg for name, svg in drawn.items()}
    for file, text in files.items():
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    concluded = done.fitted.sentences(language()) if done.fitted else ()
    if json:
        told_all = (*concluded, *sentences(done.outcome, language()))
        print_json({"sentences": told_all, "assumptions": done.assumed, "outcome": done.outcome})
        return
    for sentence in concluded:
        out.print(sentence, markup=False)
    _show(done.outcome)
    for file in (*filter(None, [xlsx]), *files):
        out.print(f"已写入 {file}", markup=False, soft_wrap=True)


def _files(assume: Path | None) -> Iterator[Source]:
    if assume is not None:
        yield Source(text=text_in(assume), file=str(assume))


def _options(given: Mapping[str, Many], arrivals: float | None) -> Iterator[Source]:
    """Give what options say as a source of its own; a way in one stage is ``STAGE/TRANSITION``."""
    lines = [] if arrivals is None else [f"arrivals: {arrivals}"]
    for part, told in given.items():
        lines += [f"{part}:"] if told else []
        for option in told or ():
            key, is_said, value = option.partition("=")
            if not is_said:
                raise typer.BadParameter(f"“{option}”应写成 名称=值")
            stage, _, way = key.rpartition("/")
            lines.append(f"  {stage}: {{{way}: {value}}}" if stage else f"  {way}: {value}")
    if lines:
        yield Source(text="\n".join(lines), file="命令行选项")


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
