"""Commands that serve the web app: an office of one's own, and the year of the demonstration."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from ..accounts import invented
from ..clock import SteadyClock
from ..demo.year import ended_at
from ..errors import ExtraMissing
from ..office import Office
from ..workflow.values import SYSTEM
from .app import DEFAULT_DB, Db, app, opened
from .environment import settings_from_environment
from .output import out, table

HOST, PORT = "127.0.0.1", 8000
DEMO_PEOPLE: Mapping[str, str] = {
    "fang_xiaohe": "招商委办公室，立项、研判",
    "tao_xiaoxi": "服务专员，办项目",
    "gu_fengnian": "项目主管，审批、答复督办",
    "fan_lixing": "要素保障部门，出具意见",
    "wen_qiushi": "市领导，看全局",
    "yu_anwei": "系统管理员，看运行维护",
    "jian_ming": "审计人员，只看不办",
}
"""Who of the demonstration's office is given an account, and what to see with it."""

Host = Annotated[str, typer.Option("--host", help="监听地址；0.0.0.0 为所有网卡。")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="监听端口。")]


@app.command()
def serve(
    host: Host = HOST,
    port: Port = PORT,
    prefix: Annotated[
        str, typer.Option("--prefix", help="网址中的路径前缀，如 /zs；由反向代理原样转来。")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option("--proxy", help="反向代理所在网段，如 10.0.0.5/32；可写多次。"),
    ] = None,
    header: Annotated[
        str, typer.Option("--header", help="由代理登录：代理用此请求头给出登录名，如 Remote-User。")
    ] = "",
    no_loop: Annotated[
        bool,
        typer.Option("--no-loop", help="不同时运行督办；另有 guatu run、worker 或 cron 时用。"),
    ] = False,
    demo: Annotated[
        Path | None, typer.Option("--demo", help="打开此文件夹中跑完的演示，不用 --db。")
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """网页：挂图、收件箱、函件、通报。按 Ctrl-C 停止。"""
    if prefix and (not prefix.startswith("/") or prefix.endswith("/")):
        raise typer.BadParameter(f"“{prefix}”应以 / 开头、不以 / 结尾，例如 /zs")
    if demo is not None:
        at = ended_at(demo)
        serve_demo(f"sqlite:///{demo / 'office.db'}", demo, at, host=host, port=port)
        return
    with opened(db) as office:
        if not no_loop:
            office.start()
        _serve(office, host=host, port=port, prefix=prefix, proxies=proxy or (), header=header)


def serve_demo(url: str, folder: Path, at: datetime, *, host: str, port: int) -> None:
    """Serve the office of a demonstration: its clock goes on from the moment the year ended.

    Letters and files handed in go into the folder of the demonstration.
    """
    settings = replace(
        settings_from_environment(),
        letters_folder=folder / "letters",
        files_folder=folder / "files",
    )
    clock = SteadyClock(lambda: at, every=timedelta.max)
    with Office.open(url, clock=clock, settings=settings, upgrade=False) as office:
        password = invented()
        shown = table("演示账号（密码都是 " + password + "）", "登录名", "是谁", whole=(0,))
        known = {account.login for account in office.accounts.accounts(by=SYSTEM)}
        for login, what in DEMO_PEOPLE.items():
            if login in known:
                office.accounts.reset_password(login, password, by=SYSTEM, must_change=False)
            else:
                office.accounts.create(login, login, password, by=SYSTEM)
            shown.add_row(login, what)
        out.print(shown)
        office.start()
        _serve(office, host=host, port=port)


def _serve(office: Office, *, host: str, port: int, prefix: str = "", **more: Any) -> None:
    out.print(
        f"网页在 http://{host}:{port}{prefix}/ （按 Ctrl-C 停止）", soft_wrap=True, markup=False
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        # The server ends gracefully at one, and raises it once more when it has.
        signal.signal(number, lambda *_: None)
    _web().serve(office, host=host, port=port, prefix=prefix, **more)
    out.print("已停止。")


def _web() -> Any:
    """Load the web app, which only these commands need, and which takes half a second to load."""
    try:
        return import_module("..web.serving", __package__)
    except ModuleNotFoundError as error:
        raise ExtraMissing(extra="web") from error
