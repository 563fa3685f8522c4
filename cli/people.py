"""Commands about the people of the office: their roster, who is away, who acts in whose place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..workflow.people import Person
from ..workflow.people.absences import days_away
from .app import DEFAULT_DB, REFUSED, By, Db, Json, Why, app, opened
from .output import minute, out, plain, print_json, table, writing
from .roster_tables import facts_of, people_table, print_report, until_of

people = typer.Typer(
    help="名册：导入和导出、离岗和返岗、请假和代理，以及名册的变更记录。", no_args_is_help=True
)
app.add_typer(people, name="people")

Somebody = Annotated[str, typer.Argument(metavar="PERSON", help="人员在名册中的编号。")]
From = Annotated[str, typer.Option("--from", help="请假的第一天，如 2026-03-02。")]
Until = Annotated[str | None, typer.Option("--until", help="请假的最后一天（含）；不写为长期。")]


@people.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="名册文件：YAML、XLSX 或 CSV。")],
    whole: Annotated[
        bool | None,
        typer.Option(
            "--whole/--keep",
            help="没有列出的人按离岗处理，或保持不变；YAML 默认前者，XLSX 和 CSV 默认后者。",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会有的变更，不写入。")] = False,
    by: By = "system",
    why: Why = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """导入名册；XLSX 和 CSV 中有问题的行逐行列出并跳过，此时退出码为 1。"""
    with opened(db) as office:
        report = office.people.load(file, whole=whole, dry_run=dry_run, by=by, why=why)
    if json:
        print_json({**plain(report), "refused": report.refused})
    else:
        print_report(report)
    if report.faults:
        raise typer.Exit(REFUSED)


@people.command()
def export(
    file: Annotated[Path, typer.Argument(help="要写的 XLSX 文件；已有的会被覆盖。")],
    db: Db = DEFAULT_DB,
) -> None:
    """把名册写成 XLSX，改好后可再导入。"""
    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"“{file}”应以 .xlsx 结尾")
    with opened(db) as office, writing(file):
        written = office.people.export(file)
    counted = f"单位 {len(written.units)} 个，人员 {len(written.people)} 人"
    out.print(f"已写入 {file}：{counted}。", markup=False, soft_wrap=True)


@people.command("list")
def list_(
    unit: Annotated[
        str | None, typer.Option("--unit", help="只列这个单位的人：编号、名称或简称。")
    ] = None,
    left: Annotated[bool, typer.Option("--left", help="也列已离岗的人。")] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """列出人员：单位、岗位、角色、数据范围、请假和代理。"""
    with opened(db) as office:
        listed = office.people.people(unit, include_left=left)
        directory, now = office.roster.directory(), office.clock.now()
        if json:
            print_json([facts_of(directory, person, now) for person in listed])
            return
        out.print(people_table(directory, listed, now, office.zone))
        out.print(f"共 {len(listed)} 人。")


@people.command()
def leave(
    person: Somebody, by: By = "system", why: Why = "", db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """登记离岗，须写明理由；历史保留，不再分派，也不再代理他人。"""
    with opened(db) as office:
        _say(office.people.leave(person, by=by, why=why), "已离岗", json=json)


@people.command()
def rejoin(
    person: Somebody, by: By = "system", why: Why = "", db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """登记返岗，须写明理由。"""
    with opened(db) as office:
        _say(office.people.rejoin(person, by=by, why=why), "已返岗", json=json)


def _say(person: Person, done: str, *, json: bool) -> None:
    if json:
        print_json(person)
    else:
        out.print(f"{done}：{person.name}（{person.key}）。", markup=False)


@people.command()
def away(
    person: Somebody,
    since: From,
    until: Until = None,
    deputy: Annotated[str, typer.Option("--deputy", help="代理人的编号。")] = "",
    by: By = "system",
    why: Why = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """登记请假，须写明理由；与之重叠的请假由这一次取代。"""
    _away(person, since, until, deputy, by=by, why=why, db=db, json=json)


@people.command()
def deputy(
    person: Somebody,
    deputy: Annotated[str, typer.Argument(metavar="DEPUTY", help="代理人的编号。")],
    since: From,
    until: Until = None,
    by: By = "system",
    why: Why = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """登记请假并指定代理人，须写明理由；等同于 away 加 --deputy。"""
    _away(person, since, until, deputy, by=by, why=why, db=db, json=json)


def _away(
    person: str,
    since: str,
    until: str | None,
    deputy: str,
    *,
    by: str,
    why: str,
    db: str,
    json: bool,
) -> None:
    with opened(db) as office:
        begins, ends = days_away(_day(since), _day(until) if until else None, office.zone)
        absence = office.people.away(
            person, since=begins, until=ends, deputy=deputy, by=by, why=why
        )
        if json:
            print_json(absence)
            return
        name = office.roster.directory().name_of
        acting = f"由{name(deputy)}代理" if deputy else "无人代理"
        period = f"{since} 至 {until}" if until else f"{since} 起"
        out.print(f"已登记：{name(person)}请假 {period}，{acting}。", markup=False)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，例如 2026-03-02") from None


@people.command()
def back(
    person: Somebody, by: By = "system", why: Why = "", db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """销假：结束此刻的请假。"""
    with opened(db) as office:
        absence = office.people.back(person, by=by, why=why)
        if json:
            print_json(absence)
        else:
            name = office.roster.directory().name_of(person)
            out.print(f"已销假：{name}（原定{until_of(absence, office.zone)}）。", markup=False)


@people.command()
def history(
    key: Annotated[
        str | None, typer.Argument(help="只看一个人员、单位或地区：写它的编号。")
    ] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """列出名册的变更记录：何时、何人、何事、何因。"""
    with opened(db) as office:
        lines = office.people.history(key)
        if json:
            print_json(lines)
            return
        shown = table(
            "名册变更记录", "序号", "时间", "经办", "事项", "理由", right=(0,), whole=(1, 2)
        )
        for line in lines:
            at = minute(line.at, office.zone)
            shown.add_row(str(line.seq), at, line.by_name, line.what, line.why)
        out.print(shown)
