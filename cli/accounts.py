"""Commands on accounts, and the office's state of health."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..accounts import invented
from ..health import Health
from ..store import Account
from .app import DEFAULT_DB, REFUSED, By, Db, Json, app, language, opened
from .output import minute, out, plain, print_json, table

account = typer.Typer(help="账号：谁可以登录网页，以及密码。", no_args_is_help=True)
app.add_typer(account, name="account")

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="登录名，不分大小写。")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读入密码（一行）。")]
Invent = Annotated[bool, typer.Option("--invent", help="由程序生成密码并显示一次，登录后须更换。")]


@account.command()
def add(
    login: Login,
    person: Annotated[str, typer.Option("--person", help="此人在名册中的编号。")],
    password_stdin: Stdin = False,
    invent: Invent = False,
    by: By = "system",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """建立账号；在终端中两次输入密码，或用 --password-stdin、--invent。"""
    password = _password(stdin=password_stdin, invent=invent)
    with opened(db) as office:
        made = office.accounts.create(login, person, password, by=by, must_change=invent)
    _say(made, "已建立", password if invent else "", json=json)


@account.command("list")
def list_(by: By = "system", db: Db = DEFAULT_DB, json: Json = False) -> None:
    """列出账号：何人、状态、最近登录。"""
    with opened(db) as office:
        found = office.accounts.accounts(by=by)
        if json:
            print_json(found)
            return
        directory, now = office.roster.directory(), office.clock.now()
        columns = ("登录名", "人员", "状态", "失败次数", "最近在线")
        shown = table("账号", *columns, right=(3,), whole=(4,))
        for each in found:
            is_there = directory.person(each.person) is not None
            state = "已离岗" if not is_there else "停用" if not each.is_active else "可用"
            if each.locked_until is not None and each.locked_until > now:
                state += "，暂时锁定"
            if each.must_change:
                state += "，须更换密码"
            person = f"{directory.name_of(each.person)}（{each.person}）"
            seen = minute(each.last_seen_at, office.zone)
            shown.add_row(each.login, person, state, str(each.failures), seen)
        out.print(shown)
        if not found:
            out.print("还没有账号；请用 guatu account add 建立。")


@account.command()
def passwd(
    login: Login,
    password_stdin: Stdin = False,
    invent: Invent = False,
    by: By = "system",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """重设密码并解除锁定；此账号已有的登录全部失效。"""
    password = _password(stdin=password_stdin, invent=invent)
    with opened(db) as office:
        changed = office.accounts.reset_password(login, password, by=by, must_change=invent)
    _say(changed, "已重设密码", password if invent else "", json=json)


@account.command()
def disable(login: Login, by: By = "system", db: Db = DEFAULT_DB, json: Json = False) -> None:
    """停用账号，已有的登录立即失效。"""
    with opened(db) as office:
        _say(office.accounts.disable(login, by=by), "已停用", "", json=json)


@account.command()
def enable(login: Login, by: By = "system", db: Db = DEFAULT_DB, json: Json = False) -> None:
    """启用账号，并解除锁定。"""
    with opened(db) as office:
        _say(office.accounts.enable(login, by=by), "已启用", "", json=json)


def _password(*, stdin: bool, invent: bool) -> str:
    if stdin and invent:
        raise typer.BadParameter("--password-stdin 与 --invent 只能用一个")
    if invent:
        return invented()
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("这里不是终端；请用 --password-stdin 或 --invent")
    first: str = typer.prompt("密码", hide_input=True)
    if typer.prompt("再输一次", hide_input=True) != first:
        raise typer.BadParameter("两次输入的密码不一致")
    return first


def _say(account: Account, done: str, password: str, *, json: bool) -> None:
    """Say what was done; an invented password is said here, and never again."""
    if json:
        print_json({**plain(account), **({"password": password} if password else {})})
        return
    out.print(f"{done}：{account.login}（人员 {account.person}）。", markup=False)
    if password:
        out.print(f"密码：{password}（只显示这一次，登录后须更换）", markup=False)


@app.command()
def health(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """查看运行状况：调度、积压、失败件；不正常时退出码为 1。"""
    with opened(db) as office:
        found = office.health()
        if json:
            print_json({**_facts(found), "sentence": found.sentence(language())})
        else:
            style = "green" if found.is_fine else "red"
            out.print(found.sentence(language()), style=style, markup=False, soft_wrap=True)
            for beat in found.heartbeats:
                out.print(f"  心跳　{minute(beat.at, office.zone)}　{beat.process}", markup=False)
            out.print(f"  到期未触发的督办时点 {found.timers.waiting} 个")
            out.print(f"  待投递 {found.outbox.waiting} 件，后台作业 {found.jobs.waiting} 个")
            dead = found.dead
            out.print(
                f"  失败件：督办时点 {dead['timer']}，投递 {dead['delivery']}，作业 {dead['job']}"
            )
            out.print(f"  下一个到期时刻 {minute(found.next_at, office.zone)}")
            out.print(f"  数据库 {found.database}，结构版本 {found.schema}")
    if not found.is_fine:
        raise typer.Exit(REFUSED)


def _facts(found: Health) -> dict[str, object]:
    """Give the facts as JSON holds them; lengths of time are seconds."""
    facts: dict[str, object] = {name: getattr(found, name) for name in Health.__slots__}
    return {
        **facts,
        "lag": found.lag.total_seconds(),
        "interval": found.interval.total_seconds(),
    }
