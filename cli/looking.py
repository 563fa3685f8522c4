"""Commands that show something and change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast
from zoneinfo import ZoneInfo

import typer

from ..definitions.model import COLORS, Color
from ..store import BoardRow
from ..workflow.explain import Explanation, WayOnward
from ..workflow.steps.release.standing import STATES
from .app import DEFAULT_DB, Db, Json, app, language, opened
from .cases import Named
from .output import LIGHT_MARKS, day, minute, out, print_json, table

As = Annotated[str | None, typer.Option("--as", help="只显示此人有权看到的；不写则为整个办公室。")]
At = Annotated[str | None, typer.Option("--at", help="按此时刻判断（ISO 时间）；默认为现在。")]


def board_table(zone: ZoneInfo, rows: Sequence[BoardRow], title: str) -> None:
    """Print rows of the board."""
    columns = ("序号", "项目", "地区", "分级", "阶段", "灯", "期限", "最近进展")
    shown = table(title, *columns, right=(0,), whole=(3, 5, 6, 7))
    for row in rows:
        is_tentative = row.is_provisional and row.due_at is not None
        due = day(row.due_at, zone) + ("*" if is_tentative else "")
        light = LIGHT_MARKS[row.light] if row.status != "ended" else "[dim]—[/]"
        shown.add_row(
            str(row.id),
            row.title,
            row.territory,
            row.grade,
            row.stage_title,
            light + (" [dim]停[/]" if row.is_paused else ""),
            due,
            day(row.active_at, zone),
        )
    if any(row.is_provisional and row.due_at for row in rows):
        shown.caption = "* 暂定：期限或亮灯时点涉及尚未公布的年度日历"
    out.print(shown)


@app.command()
def board(
    flow: Annotated[str | None, typer.Option("--flow", help="只看此流程。")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="只看此阶段。")] = None,
    light: Annotated[str | None, typer.Option("--light", help="只看此灯色，如 red。")] = None,
    ended: Annotated[bool, typer.Option("--ended", help="也列出已办结的。")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列几项。")] = 50,
    as_: As = None,
    at: At = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """挂图：在办项目，最急的在前。"""
    if light is not None and light not in COLORS:
        raise typer.BadParameter(f"灯色只能是 {'、'.join(COLORS)}")
    with opened(db, at=at) as office:
        now = office.clock.now()
        if flow is not None:
            office.flows.latest(flow)
        views = office.desk(as_).views() if as_ else office.views
        rows = views.board(
            now,
            flow=flow,
            stage=stage,
            light=light,
            include_ended=ended,
            limit=limit,
        )
        counts = views.lights(now, flow=flow)
        if json:
            print_json({"at": now, "lights": counts, "cases": rows})
            return
        said = "　".join(f"{LIGHT_MARKS[cast('Color', c)]} {n}" for c, n in counts.items())
        out.print(f"{minute(now, office.zone)}　在办 {sum(counts.values())} 项：{said}")
        board_table(office.zone, rows, "挂图作战")


@app.command()
def show(
    case: Named, as_: As = None, at: At = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """项目详情：字段、材料、人员、督办、函件、历史。"""
    with opened(db, at=at) as office:
        explained = office.engine.explain(case, by=as_)
        history = office.views.history(explained.case, office.zone)
        letters = office.views.letters(case_id=explained.case)
        escalations = office.views.escalations(case_id=explained.case)
        if json:
            letters_plain = [{"key": x.key, "title": x.title, "state": x.state} for x in letters]
            print_json(
                {
                    **explained.as_dict(),
                    "history": history,
                    "letters": letters_plain,
                    "escalations": escalations,
                }
            )
            return
        _head(explained)
        for filled in explained.fields:
            out.print(f"  {filled.title}：{filled.text}", markup=False)
        out.print(f"  材料：{'、'.join(explained.materials) or '—'}", markup=False)
        _people(explained)
        shown = table("历史", "序", "时间", "经办", "事项", "说明", right=(0,), whole=(1, 2))
        for line in history:
            shown.add_row(
                str(line.seq), minute(line.at, office.zone), line.by_name, line.what, line.why
            )
        out.print(shown)
        for letter in letters:
            out.print(f"  函件 {letter.key}：{letter.title}", markup=False)


@app.command()
def explain(
    case: Named,
    transition: Annotated[str | None, typer.Argument(metavar="TRANSITION")] = None,
    as_: As = None,
    at: At = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """说明：灯为什么是这个颜色，每条去路还差什么，各级督办到了哪一步。"""
    with opened(db, at=at) as office:
        explained = office.engine.explain(case, transition, by=as_)
        if json:
            print_json(explained.as_dict())
            return
        _head(explained)
        for way in explained.ways:
            _way(way)
        if transition is None:
            shown = table("督办阶梯", "级", "名称", "状态", "时点", right=(0,), whole=(2, 3))
            for rung in explained.ladder:
                shown.add_row(
                    str(rung.level),
                    rung.title,
                    _RUNG[rung.state],
                    minute(rung.fire_at, office.zone),
                )
            out.print(shown)
            _people(explained)
            _together(explained)


_RUNG = {
    "armed": "待触发",
    "held": "暂不计",
    "fired": "已发出",
    "skipped": "已越级",
    "cancelled": "已取消",
    "dead": "失败",
    "none": "—",
}


def _head(explained: Explanation) -> None:
    out.print(
        f"项目 {explained.case}“{explained.title}”　{explained.stage_title}　"
        f"{LIGHT_MARKS[explained.light.color]}"
    )
    out.print(f"  {explained.light.sentence(language())}", markup=False, soft_wrap=True)


def _way(way: WayOnward) -> None:
    needed = [check for check in way.checks if check.is_needed]
    met = len(needed) - way.missing
    out.print(
        f"\n→ {way.key} {way.title}（转入 {way.target_title}；由{way.who}办理）"
        f" 已满足 {met}/{len(needed)}",
        markup=False,
    )
    for check in sorted(needed, key=lambda c: c.is_met):
        mark = "[green]✓[/]" if check.is_met else "[red]✗[/]"
        rest = (
            ""
            if check.is_met
            else f"：{check.mend}" + (f"（{check.owner}）" if check.owner else "")
        )
        out.print(f"   {mark} {check.title}{rest}", soft_wrap=True)


def _people(explained: Explanation) -> None:
    shown = table("人员与单位", "角色", "由谁", "理由")
    for holding in explained.people:
        shown.add_row(holding.title, holding.name, holding.why)
    out.print(shown)


_ENDS = {"": "进行中", "passed": "已通过", "refused": "未通过", "void": "已中止"}
_SAID = {
    None: "未复",
    "agree": "同意",
    "conditional": "有条件同意",
    "disagree": "不同意",
    "abstain": "弃权",
}


def _together(explained: Explanation) -> None:
    """Show whether the teams are whole, and how the rounds stand."""
    for team in explained.teams:
        missing = "齐备" if team.is_whole else f"尚缺{'、'.join(team.missing)}"
        out.print(f"{team.title}：{missing}", markup=False)
    for state in explained.rounds:
        title = f"{state.title}：{_ENDS[state.outcome]}（{state.standing}）"
        shown = table(title, "征求对象", "意见", "内容", whole=(1,))
        for voice in state.voices:
            shown.add_row(voice.name, _SAID[voice.verdict], voice.text)
        out.print(shown)


@app.command()
def letters(
    case: Annotated[str | None, typer.Option("--case", help="只看此项目。")] = None,
    text: Annotated[str | None, typer.Option("--text", help="显示这一件的全文。")] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """函件列表；--text 显示一件的全文。"""
    with opened(db) as office:
        case_id = office.engine.explain(case).case if case else None
        found = office.views.letters(case_id=case_id, key=text)
        if text is not None and not json:
            out.print(found[0].text, markup=False, soft_wrap=True)
            return
        if json:
            print_json(found)
            return
        shown = table("函件", "编号", "起草时间", "标题", "发文字号", "状态", whole=(0, 1, 4))
        for letter in found:
            state = "不得行文" if letter.barred else STATES[letter.state][1]
            drafted = minute(letter.drafted_at, office.zone)
            shown.add_row(letter.key, drafted, letter.title, letter.number, state)
        out.print(shown)
