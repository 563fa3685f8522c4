"""Commands about flow definitions and the office itself."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from .. import __version__
from ..clock import SystemClock
from ..definitions import Flow
from ..definitions.files import shipped_flows
from ..definitions.hints import hints_of
from ..demo.year import SAMPLES
from ..exchange import require_readable
from ..office import Office
from ..reports import is_report
from ..settings import Settings
from ..workflow.fitting import misfits
from ..workflow.time.calendars import NATION
from .app import DEFAULT_DB, REFUSED, Db, Json, Why, app, language, opened
from .environment import settings_from_environment
from .migrating import SHOWN, PlanFile, foretell, migrate, plan_in
from .output import day, minute, out, print_json, table
from .roster_tables import print_report

LATE = 120
"""For how many seconds something due may wait before a person should look."""


@app.command()
def init(
    db: Db = DEFAULT_DB,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="名册文件：YAML、XLSX 或 CSV。")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="装入虚构的示例名册。")] = False,
    flows: Annotated[
        str | None,
        typer.Option(
            "--flows",
            help="启用哪些自带流程：编号，用逗号隔开；none 为都不用。不写时新库全部启用，已有的库只更新在用的。",
        ),
    ] = None,
) -> None:
    """建立（或升级）数据库，发布自带流程，装入名册。"""
    file = roster or (SAMPLES / "roster.yaml" if sample else None)
    if file is not None:
        require_readable(file)
    with Office.open(db, settings=settings_from_environment()) as office:
        published = office.publish_shipped(_wanted(flows, office))
        report = None if file is None else office.load_roster(file)
        people = sum(1 for person in office.roster.read().people if person.is_active)
        out.print(f"已就绪：{office.store.url}", markup=False, soft_wrap=True)
        out.print(
            f"流程 {len(published)} 个：{'、'.join(f.key for f in published) or '无'}；"
            f"名册在岗 {people} 人。",
            soft_wrap=True,
        )
        if not people:
            out.print("名册为空：用 guatu init --roster 文件 装入，或用 --sample 试用。")
        if report is not None and report.faults:
            print_report(report)
            raise typer.Exit(REFUSED)


@app.command()
def flows(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """列出已发布的流程及版本。"""
    with opened(db) as office:
        versions = office.flows.versions()
        if json:
            print_json(versions)
            return
        shown = table("已发布的流程", "编号", "版本", "名称", "发布时间", "内容指纹", right=(1,))
        for flow in versions:
            published = minute(flow.published_at, office.zone)
            shown.add_row(flow.key, str(flow.version), flow.title, published, flow.hash[:12])
        out.print(shown)


def _wanted(flows: str | None, office: Office) -> Collection[str] | None:
    """Give the shipped flows to publish: those named, else those in use, all in a new office."""
    if flows is not None:
        return [key.strip() for key in flows.split(",") if key.strip() not in {"", "none"}]
    used = {version.key for version in office.flows.versions()}
    return used & {path.stem for path in shipped_flows()} if used else None


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="流程或通报文件。")],
    db: Annotated[
        str | None, typer.Option("--db", help="流程用到本单位自己的工作日历时，写明数据库。")
    ] = None,
    json: Json = False,
) -> None:
    """检查流程或通报文件，一次列出全部错误；有错误时退出码为 1。声明了却没用上的只作提示。"""
    with Office.open("sqlite://") if db is None else opened(db) as office:
        faults = {str(file): office.check(file) for file in files}
        hints = [
            hint
            for file in files
            if not faults[str(file)] and not is_report(file)
            for hint in hints_of(office.designer.flow(file), str(file))
        ]
    if json:
        print_json(faults)
    else:
        for file, found in faults.items():
            for fault in found:
                out.print(fault.sentence(language()), markup=False, soft_wrap=True)
            out.print(f"{file}：{f'{len(found)} 处错误' if found else '没有错误'}", soft_wrap=True)
        for hint in hints:
            out.print(f"提示：{hint.sentence(language())}", markup=False, soft_wrap=True)
    if any(faults.values()):
        raise typer.Exit(REFUSED)


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(help="流程文件。")],
    is_migrating: Annotated[
        bool, typer.Option("--migrate", help="发布后把在办项目迁移到新版。")
    ] = False,
    plan: PlanFile = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只试算迁移，不发布，不写入。")
    ] = False,
    why: Why = "",
    db: Db = DEFAULT_DB,
    by: Annotated[str, typer.Option("--by", help="发布人。")] = "system",
    json: Json = False,
) -> None:
    """检查并发布一个流程文件；新立项目使用新版本，在办项目只有加 --migrate 才迁移。"""
    if (plan or dry_run) and not is_migrating:
        raise typer.BadParameter("--plan 和 --dry-run 须与 --migrate 同用")
    if is_migrating and not dry_run and not why.strip():
        raise typer.BadParameter("迁移须用 --why 写明理由")
    with opened(db) as office:
        wanted = None
        if is_migrating:
            read = office.designer.flow(file)
            wanted = plan_in(office, read, plan)
            if dry_run:
                foretell(office, read, wanted, limit=SHOWN, json=json)
                return
        flow, number = office.publish(file, by=by)
        if json:
            print_json({"key": flow.key, "version": number, "hash": flow.hash})
        else:
            out.print(
                f"已发布 {flow.key}（{flow.title}）第 {number} 版，内容指纹 {flow.hash[:12]}。"
            )
            for misfit in misfits(flow, office.roster.read()):
                out.print(f"注意：{misfit}。", style="yellow")
        if wanted is not None:
            migrate(office, flow, wanted, by=by, why=why, json=json)


@app.command()
def verify(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """核验历史记录是否完整、未被改动；发现问题时退出码为 1。"""
    with opened(db) as office:
        audit = office.verify()
        if json:
            print_json({"is_whole": audit.is_whole, "audit": audit})
        else:
            for found in audit.breaks:
                what = found.what_zh if language() == "zh" else found.what
                where = "名册" if found.of == "roster" else f"项目 {found.case}"
                place = "封印" if found.of == "anchor" else f"{where} 第 {found.seq} 条"
                out.print(f"{place}：{what}", style="red")
            for broken in audit.letter_breaks:
                what = broken.what_zh if language() == "zh" else broken.what
                out.print(f"函件 {broken.letter} 第 {broken.seq} 步：{what}", style="red")
            for report in audit.report_breaks:
                out.print(f"通报 {report}：与公布时不符", style="red")
            problems = len(audit.breaks) + len(audit.letter_breaks) + len(audit.report_breaks)
            verdict = "完整" if audit.is_whole else f"有 {problems} 处问题"
            out.print(
                f"历史记录{verdict}：{audit.cases} 个项目，{audit.events} 条记录，"
                f"名册 {audit.roster_events} 条记录，函件 {audit.letter_steps} 步，"
                f"通报 {audit.reports} 件，{audit.anchors} 次封印。"
            )
        if not audit.is_whole:
            raise typer.Exit(REFUSED)


@app.command()
def doctor(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """检查本机与数据库：版本、日历、名册、待投递与失败项。"""
    with opened(db) as office:
        counts = office.views.timers()
        roster = office.roster.read()
        national = office.calendars.current()[NATION]
        now = office.clock.now()
        facts = {
            "guatu": __version__,
            "python": platform.python_version(),
            "database": office.store.url,
            "server": office.store.server(),
            "now": now,
            "zone": office.settings.zone,
            "calendar": national.version,
            "calendar_until": national.last,
            "calendar_stale": office.calendars.deadlines.count_stale(),
            "people": sum(1 for person in roster.people if person.is_active),
            "flows": len(office.flows.versions()),
            "health": office.health().sentence(),
            "timers": counts.timers,
            "outbox": counts.outbox,
            "jobs": counts.jobs,
            "overdue_seconds": _overdue(office),
            "clock_skew_seconds": round((SystemClock().now() - now).total_seconds(), 1),
            "notify": office.store.notifies,
            "cluster": office.settings.cluster,
            "faces": "、".join(f"{face} {font}" for face, font in office.press.faces().items()),
            "letters_folder": os.environ.get("GUATU_LETTERS", ""),
            "channels": _channels(office.settings),
        }
        problems = _problems(office, day(now, office.zone))
    if json:
        print_json({**facts, "problems": problems})
        return
    for key, value in facts.items():
        out.print(f"{key:>16}  {value}", markup=False)
    for problem in problems:
        out.print(f"注意：{problem}", style="yellow")
    if not problems:
        out.print("一切正常。", style="green")


def _channels(settings: Settings) -> list[str]:
    """Name the channels that things leave the house by."""
    own = {"file": settings.letters_folder, "smtp": settings.smtp}
    there = [name for name, setting in own.items() if setting is not None]
    return there + [target.channel for target in settings.targets]


def _latest(office: Office) -> list[Flow]:
    """Give the latest version of every flow."""
    keys = dict.fromkeys(version.key for version in office.flows.versions())
    return [office.flows.latest(key) for key in keys]


def _problems(office: Office, today: str) -> list[str]:
    found = []
    counts = office.views.timers()
    if not any(person.is_active for person in office.roster.read().people):
        found.append("名册为空，项目无法分派；请用 guatu init --roster 文件 装入。")
    for flow in _latest(office):
        found += [
            f"流程“{flow.title}”：{misfit}。" for misfit in misfits(flow, office.roster.read())
        ]
    if today > office.calendars.current()[NATION].last.isoformat():
        found.append(
            "今天已超出日历数据范围，期限均为暂定；请用 guatu calendar import 导入当年日历。"
        )
    for dead, what in (
        (counts.timers.get("dead"), "个督办时点处理失败"),
        (counts.outbox.get("dead"), "件投递失败"),
        (counts.jobs.get("dead"), "个后台作业失败"),
    ):
        if dead:
            found.append(f"有 {dead} {what}，已停止重试；请看 guatu dead list。")
    if (late := _overdue(office)) > LATE:
        found.append(
            f"有到期事项已等待 {late} 秒，似乎没有工作节点在运行；请用 guatu worker 启动。"
        )
    return found


def _overdue(office: Office) -> int:
    """Give for how many seconds the longest-due timer, delivery or job has waited."""
    moment = office.store.next_moment()
    waited = (office.clock.now() - moment).total_seconds() if moment else 0
    return max(int(waited), 0)
