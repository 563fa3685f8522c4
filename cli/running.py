"""Commands that let time pass: one tick, the loop in the foreground, the demonstration."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..demo.year import DemoPlan, run
from .app import DEFAULT_DB, Db, Json, app, opened
from .demonstrated import show_demo, summary_of
from .output import minute, out, print_json
from .serving import HOST, PORT, Host, Port, serve_demo


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
    serve: Annotated[bool, typer.Option("--serve", help="跑完后打开网页。")] = False,
    host: Host = HOST,
    port: Port = PORT,
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
        print_json(summary_of(done))
        return
    show_demo(done, where)
    if serve:
        serve_demo(db or done.url, where, done.now, host=host, port=port)
    elif db is None:
        out.print(f"在浏览器里看：guatu serve --demo {where}", soft_wrap=True, markup=False)
