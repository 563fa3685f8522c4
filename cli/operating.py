"""Commands for whoever keeps the office running: a worker node, and what gave up."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from typing import Annotated

import typer

from ..store import DeadLetter
from .app import DEFAULT_DB, By, Db, Json, Why, app, opened
from .output import minute, out, print_json, table

dead = typer.Typer(help="失败件：多次重试仍失败的督办时点、投递和后台作业。", no_args_is_help=True)
app.add_typer(dead, name="dead")

_KINDS = {"timer": "督办时点", "delivery": "投递", "job": "后台作业"}


@app.command()
def worker(
    cluster: Annotated[
        bool,
        typer.Option(
            "--cluster",
            help="用 procrastinate 承担投递和后台作业（需 PostgreSQL 和 guatu[cluster]）。",
        ),
    ] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """运行一个工作节点，可在多台机器上同时运行；收到 SIGTERM 后办完手头这一件即停止。"""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with opened(db, cluster=cluster) as office:
        office.start()
        how = "集群方式，" if office.settings.cluster else ""
        name = f"工作节点 {os.getpid()}"
        out.print(f"{name} 已启动：{how}{office.store.url}", markup=False, soft_wrap=True)
        stopping.wait()
        office.stop()
    out.print(f"{name} 已停止。")


@dead.command("list")
def list_(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """列出全部失败件。"""
    with opened(db) as office:
        found = office.dead.letters()
        if json:
            print_json(found)
            return
        columns = ("编号", "类别", "项目", "内容", "错误", "次数", "最后尝试")
        shown = table("失败件", *columns, right=(2, 5), whole=(1, 6))
        for letter in found:
            shown.add_row(
                letter.id,
                _KINDS[letter.kind],
                str(letter.case or "—"),
                letter.title,
                letter.error,
                str(letter.attempts),
                minute(letter.since, office.zone),
            )
        out.print(shown)
        if not found:
            out.print("没有失败件。", style="green")


@dead.command()
def retry(
    by: By,
    letter: Annotated[
        str | None, typer.Argument(metavar="ID", help="失败件编号，见 guatu dead list。")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="重试全部失败件。")] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """让失败件重新排队，立即再试。"""
    if (letter is None) is not everything:
        raise typer.BadParameter("请给出一个编号，或用 --all 重试全部")
    with opened(db) as office:
        letters = [letter] if letter else [each.id for each in _retriable(office.dead.letters())]
        for each in letters:
            office.dead.retry(each, by=by)
        if json:
            print_json({"retried": letters})
            return
        out.print(f"已重新排队 {len(letters)} 件。")


def _retriable(letters: Sequence[DeadLetter]) -> list[DeadLetter]:
    """Leave out timers that nothing can fire: they can only be discarded."""
    return [each for each in letters if not each.error.startswith("StrayTimer")]


@dead.command()
def discard(
    letter: Annotated[str, typer.Argument(metavar="ID", help="失败件编号，见 guatu dead list。")],
    by: By,
    why: Why,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """作废一件失败件，不再尝试；须写明理由。"""
    with opened(db) as office:
        office.dead.discard(letter, by=by, why=why)
        if json:
            print_json({"discarded": letter})
            return
        out.print(f"已作废 {letter}。", markup=False)
