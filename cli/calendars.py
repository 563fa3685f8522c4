"""Commands about working calendars: list, import, compare, and let the deadlines follow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ..office import Office
from ..store import CalendarVersion
from ..workflow.reproject import Reprojected
from ..workflow.steps.reprojecting import Reprojection
from ..workflow.time.calendars import Calendar
from .app import DEFAULT_DB, REFUSED, Db, Json, app, language, opened
from .output import LIGHT_MARKS, day, minute, out, print_json, progress, table

calendar = typer.Typer(
    help="工作日历：列出、导入、比较，并按新日历重新核算期限。", no_args_is_help=True
)
app.add_typer(calendar, name="calendar")

By = Annotated[str, typer.Option("--by", help="导入人。")]
Because = Annotated[str, typer.Option("--why", help="理由，写入每个期限的历史。")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只列出会变动的期限，不写入。")]

_SHOWN = 200
_LIBRARY = "guatu calendar import --library"


@calendar.command("list")
def list_(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """列出全部工作日历及版本、覆盖年份、来源和正在使用的期限数。"""
    with opened(db) as office:
        versions = office.calendars.versions()
        missing = office.calendars.missing_years()
        stale = office.calendars.deadlines.count_stale()
        if json:
            mend = _LIBRARY if missing else ""
            print_json(
                {"versions": versions, "library_adds": missing, "mend": mend, "stale": stale}
            )
            return
        columns = ("版本", "名称", "覆盖", "来源", "依据", "导入时间", "导入人", "在用期限")
        shown = table("工作日历", *columns, right=(7,), whole=(0, 2, 5))
        for version in versions:
            shown.add_row(
                version.name,
                version.title,
                _coverage(version),
                version.source,
                version.note or version.why,
                minute(version.imported_at, office.zone),
                version.imported_by,
                str(version.open_deadlines),
            )
        out.print(shown)
        if not versions:
            out.print("尚未存入日历，按程序库自带的全国日历计算；guatu init 会将其存为第 1 版。")
        elif missing:
            years = "、".join(map(str, missing))
            out.print(f"程序库已有 {years} 年的安排，数据库中没有；请运行 {_LIBRARY}。")
        if stale:
            out.print(f"有 {stale} 个期限尚按旧版日历计算；请运行 guatu calendar reproject。")


def _coverage(version: CalendarVersion) -> str:
    if version.first is None or version.last is None:
        return f"同 {version.base}"
    return f"{version.first.year}–{version.last.year}"


@calendar.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(help="日历文件（YAML）。")] = None,
    library: Annotated[bool, typer.Option("--library", help="取程序库自带的全国日历。")] = False,
    by: By = "system",
    why: Because = "",
    dry_run: DryRun = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """导入日历文件为新版本，并重新核算全部未结期限；文件有错时全部列出，不作任何保存。"""
    if (file is None) != library:
        raise typer.BadParameter("请给出一个日历文件，或加 --library，二者取一")
    with opened(db) as office:
        read = office.calendars.read_file(file) if file else office.calendars.read_library()
        if dry_run:
            _foretell(office, read, json=json)
            return
        stored = office.calendars.save(read, by=by, why=why)
        if not json:
            out.print(f"日历 {stored.title} 现为 {stored.name}。")
        _follow(office, by=by, why=why, json=json, version=stored.name)


@calendar.command()
def diff(
    old: Annotated[str, typer.Argument(help="版本，如 cn-1；只写 cn 指最新版。")],
    new: Annotated[str, typer.Argument(help="另一版本，或一个日历文件。")],
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """比较两个日历版本，按年说明哪些天改为放假、哪些天改为上班。"""
    with opened(db) as office:
        is_file = Path(new).suffix in {".yaml", ".yml"}
        read: str | Calendar = office.calendars.read_file(new) if is_file else new
        change = office.calendars.differences(old, read)
        if json:
            print_json(change)
            return
        out.print(f"{change.old} → {'文件 ' + new if is_file else change.new}：", markup=False)
        for sentence in change.sentences(language()):
            out.print(f"  {sentence}", markup=False, soft_wrap=True)


@calendar.command()
def reproject(
    by: By = "system",
    why: Because = "",
    dry_run: DryRun = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """把仍按旧版日历计算的未结期限重新核算；中断后再运行即可接着做完。"""
    with opened(db) as office:
        if dry_run:
            _foretell(office, None, json=json)
        else:
            _follow(office, by=by, why=why, json=json)


def _foretell(office: Office, candidate: Calendar | None, *, json: bool) -> None:
    total = office.calendars.deadlines.count()
    with progress("试算期限", total, json=json) as told:
        found = list(office.calendars.preview(candidate, progress=told))
    felt = [each for each in found if each.is_felt]
    if json:
        print_json({"open": total, "written": len(found), "changes": felt})
        return
    _print_changes(office, felt)
    out.print(
        f"未结期限 {total} 个，将重新核算 {len(found)} 个，其中有变动 {len(felt)} 个。试算，未写入。"
    )


def _print_changes(office: Office, felt: Sequence[Reprojection]) -> None:
    if not felt:
        return
    columns = ("序号", "项目", "阶段", "期限", "暂定", "灯", "督办时点")
    shown = table("会变动的期限", *columns, right=(0,), whole=(3, 4, 5))
    for each in felt[:_SHOWN]:
        zone = office.zone
        shown.add_row(
            str(each.case),
            each.title,
            each.stage,
            _both(day(each.due_before, zone), day(each.due_after, zone)),
            _both(
                *("暂定" if it else "确定" for it in (each.was_provisional, each.is_provisional))
            ),
            _both(LIGHT_MARKS[each.light_before], LIGHT_MARKS[each.light_after]),
            "；".join(
                f"{r.title} {_both(day(r.before, zone), day(r.after, zone))}" for r in each.rungs
            ),
        )
    out.print(shown)
    if len(felt) > _SHOWN:
        out.print(f"只列出前 {_SHOWN} 个；用 --json 可得全部。")


def _both(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _follow(office: Office, *, by: str, why: str, json: bool, version: str = "") -> None:
    total = office.calendars.deadlines.count_stale()
    with progress("重新核算期限", total, json=json) as told:
        done = office.calendars.reproject(by=by, why=why, progress=told)
    if json:
        named: dict[str, Any] = {"version": version} if version else {}
        print_json({**named, "written": done.written, "moved": done.moved, "failed": done.failed})
    else:
        _print_done(done)
    if done.failed:
        raise typer.Exit(REFUSED)


def _print_done(done: Reprojected) -> None:
    out.print(f"已重新核算 {done.written} 个未结期限，其中 {done.moved} 个期限日有变动。")
    for case, error in done.failed.items():
        out.print(f"项目 {case} 未能核算：{error}", style="red", markup=False, soft_wrap=True)
