"""How a roster is shown: what came of a file, who there is, who is away until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from ..exchange import RosterReport, Tally
from ..workflow.people import Absence, Directory, Person
from ..workflow.people.absences import DAY
from ..workflow.people.sight import scope_of
from ..workflow.people.standins import absence_of, deputy_of
from ..workflow.people.words import ROLE_WORDS, SCOPE_WORDS
from .app import language
from .output import minute, out, plain, table

_COLUMNS = ("人员", "单位", "岗位", "角色和范围", "请假、代理")
_UNIT = 1


def print_report(report: RosterReport) -> None:
    """Print what came of a roster file: every refused row, then how many of what."""
    if report.faults:
        shown = table("未导入的行", "工作表", "行", "列", "表头", "内容", "问题", right=(1,))
        for fault in report.faults:
            what = fault.what_zh if language() == "zh" else fault.what
            cell = (fault.column, fault.header, fault.value)
            shown.add_row(fault.sheet, str(fault.row), *cell, what)
        out.print(shown)
    for warning in report.warnings:
        out.print(f"提示：{warning.sentence(language())}", markup=False, soft_wrap=True)
    counts = table("名册变更", "", "新增", "变更", "未变", right=(1, 2, 3))
    for title, tally in (
        ("地区", report.places),
        ("单位", report.units),
        ("人员", report.people),
    ):
        counts.add_row(title, *_counted(tally))
    out.print(counts)
    if report.left:
        left = "、".join(report.left)
        out.print(f"离岗 {len(report.left)} 人：{left}。", markup=False, soft_wrap=True)
    out.print(
        f"共 {report.rows} 行：未导入 {report.refused} 行，登记请假 {report.absences} 条。"
        + ("试算，未写入。" if report.is_dry_run else "")
    )


def _counted(tally: Tally) -> tuple[str, str, str]:
    return str(tally.added), str(tally.changed), str(tally.unchanged)


def people_table(
    directory: Directory, listed: Sequence[Person], now: datetime, zone: ZoneInfo
) -> Table:
    """Make the table of some people; only the names of units are broken where it is too wide."""
    whole = [place for place in range(len(_COLUMNS)) if place != _UNIT]
    shown = table("人员", *_COLUMNS, whole=whole)
    for person in listed:
        home = directory.unit(person.unit)
        shown.add_row(
            f"{person.name}\n{person.key}",
            home.short if home else person.unit,
            "\n".join(sorted(person.posts)),
            "\n".join([*_roles(person), SCOPE_WORDS[scope_of(directory, person)]]),
            _standing(directory, person, now, zone),
        )
    return shown


def _roles(person: Person) -> list[str]:
    return [ROLE_WORDS[role] for role in sorted(person.roles)]


def facts_of(directory: Directory, person: Person, now: datetime) -> dict[str, Any]:
    """Give what a program wants to know of a person: his row, how far he sees, who acts for him."""
    deputy = deputy_of(directory, person, now)
    return {
        **plain(person),
        "posts": sorted(person.posts),
        "roles": sorted(person.roles),
        "sees": scope_of(directory, person),
        "away": plain(absence_of(person, now)),
        "represented_by": deputy.key if deputy else None,
    }


def _standing(directory: Directory, person: Person, now: datetime, zone: ZoneInfo) -> str:
    """Say whether somebody is there, else until when he is not and who acts for him."""
    if not person.is_active:
        return "已离岗"
    absence = absence_of(person, now)
    if absence is None:
        return ""
    deputy = deputy_of(directory, person, now)
    acting = f"{deputy.name}代理" if deputy else "无人代理"
    return f"{until_of(absence, zone)}\n{acting}"


def until_of(absence: Absence, zone: ZoneInfo) -> str:
    """Say the last day of an absence, or the moment it ends where that is not a day's end."""
    if absence.until is None:
        return "长期"
    last = absence.until.astimezone(zone)
    is_day = last.time() == datetime.min.time()
    return f"至 {(last - DAY).date().isoformat() if is_day else minute(last, zone)}"
