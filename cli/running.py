"""Commands that let time pass: one tick, the loop in the foreground, the demonstration."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, cast
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..definitions.model import Color
from ..demo.year import DemoPlan, DemoResult, run
from ..settings import Settings
from ..workflow.values import Escalation
from .app import DEFAULT_DB, Db, Json, app, opened
from .indicators import figures_of, indicators_table
from .looking import board_table
from .output import LIGHT_MARKS, minute, out, print_json, table


@app.command()
def tick(
    at: Annotated[str | None, typer.Option("--at", help="按此时刻执行（ISO 时间）。")] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """走一步：触发到期的督办，投递待发的通知和函件。供 cron 调用。"""
    with opened(db, at=at) as office:
        done = office.tick()
        if json:
            print_json({"at": office.clock.now(), "tick": done})
            return
        out.print(
            f"{minute(office.clock.now(), office.zone)}　触发 {done.swept.fired} 级，"
            f"失败 {done.swept.failed} 项；投递 {done.dispatched.sent} 件，"
            f"待重试 {done.dispatched.failed} 件，放弃 {done.dispatched.dead} 件。"
        )
        for channels, what in (
            (done.dispatched.resting, "连续失败，一分钟后再试，其余待投递件不计次数"),
            (done.dispatched.busy, "尚未答复，其他渠道不受影响"),
        ):
            if channels:
                out.print(f"渠道 {'、'.join(channels)} {what}。", style="yellow")


@app.command("run")
def run_(db: Db = DEFAULT_DB) -> None:
    """在前台持续运行，按 Ctrl-C 或收到 SIGTERM 时停止。"""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with opened(db) as office:
        office.start()
        out.print(f"已启动：{office.store.url}（按 Ctrl-C 停止）")
        stopping.wait()
    out.print("已停止。")


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Option("--out", help="输出文件夹；默认新建临时文件夹。")
    ] = None,
    projects: Annotated[int, typer.Option("--projects", min=1, help="项目数。")] = 60,
    months: Annotated[int, typer.Option("--months", min=1, max=24, help="经过几个月。")] = 12,
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同种子结果相同。")] = 3,
    db: Annotated[
        str | None, typer.Option("--db", help="数据库；默认输出文件夹中的 SQLite。")
    ] = None,
    json: Json = False,
) -> None:
    """演示：导入台账，逐日走完一年，给出挂图、督办、函件、指标。"""
    where = folder or Path(mkdtemp(prefix="guatu-demo-"))
    plan = DemoPlan(out=where, projects=projects, months=months, seed=seed, url=db)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True, disable=json) as bar:
        days = bar.add_task("准备", total=None)
        done = run(
            plan, lambda what, n, of: bar.update(days, description=what, completed=n, total=of)
        )
    if json:
        print_json(_summary(done))
        return
    _show(done, where)


def _summary(done: DemoResult) -> dict[str, object]:
    """Give the demonstration as plain figures."""
    answered = sum(1 for e in done.escalations if e.answered_at)
    still_open = sum(1 for e in done.escalations if e.closed_at is None)
    return {
        "database": done.url,
        "now": done.now,
        "days": done.days,
        "opened": len(done.imported.opened),
        "refused_rows": done.imported.refused,
        "work": done.work,
        "lights": done.lights,
        "escalations": {
            "raised": len(done.escalations),
            "answered": answered,
            "open": still_open,
        },
        "letters": len(done.letters),
        "files": done.files,
        "indicators": [figures_of(i) for i in done.indicators],
        "audit": {
            "is_whole": done.audit.is_whole,
            "cases": done.audit.cases,
            "events": done.audit.events,
        },
    }


def _show(done: DemoResult, where: Path) -> None:
    report = done.imported
    out.print(f"台账：{report.rows} 行，立项 {len(report.opened)} 项，退回 {report.refused} 行")
    if report.faults:
        shown = table(
            "退回的行（已跳过，不影响其他行）", "行", "列", "表头", "内容", "问题", right=(0,)
        )
        for fault in report.faults:
            shown.add_row(str(fault.row), fault.column, fault.header, fault.value, fault.what_zh)
        out.print(shown)
    said = "　".join(f"{LIGHT_MARKS[cast('Color', c)]} {n}" for c, n in done.lights.items())
    zone = ZoneInfo(Settings().zone)
    out.print(f"{minute(done.now, zone)}　在办 {sum(done.lights.values())} 项：{said}")
    board_table(zone, done.board, "挂图作战（最急的在前）")
    out.print(_ladder(done.escalations))
    out.print(indicators_table(done.indicators))
    work = "，".join(f"{what} {count}" for what, count in sorted(done.work.items()))
    out.print(f"走过 {done.days} 天；{work}。")
    out.print(
        f"函件 {len(done.letters)} 件，已写入 {where / 'letters'}（{done.files} 件网页版）",
        soft_wrap=True,
    )
    verdict = "[green]完整[/]" if done.audit.is_whole else "[red]有缺损[/]"
    out.print(
        f"历史记录{verdict}：{done.audit.cases} 个项目，{done.audit.events} 条，"
        f"{done.audit.anchors} 次封印。"
    )
    out.print(f"继续看：guatu board --db {done.url}", soft_wrap=True, markup=False)


def _ladder(escalations: Sequence[Escalation]) -> Table:
    shown = table("督办", "级", "名称", "发出", "已答复", "未销号", right=(0, 2, 3, 4))
    for level, title in sorted({(e.level, e.title) for e in escalations}):
        these = [e for e in escalations if (e.level, e.title) == (level, title)]
        answered = sum(1 for e in these if e.answered_at is not None)
        still_open = sum(1 for e in these if e.closed_at is None)
        shown.add_row(str(level), title, str(len(these)), str(answered), str(still_open))
    return shown
