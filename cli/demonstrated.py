"""Showing what came of the demonstration: on one screen for people, as figures for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from rich.table import Table

from ..definitions.model import Color
from ..demo.year import DemoResult, FlowEnds
from ..settings import Settings
from ..workflow.values import Escalation
from .indicators import figures_of, indicators_table
from .looking import board_table
from .output import LIGHT_MARKS, minute, out, plain, table


def summary_of(done: DemoResult) -> dict[str, object]:
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
        "flows": [plain(ends) for ends in done.ends],
        "reports": [report.name for report in done.reports],
        "report_files": done.report_files,
        "indicators": [figures_of(i) for i in done.indicators],
        "audit": {
            "is_whole": done.audit.is_whole,
            "cases": done.audit.cases,
            "events": done.audit.events,
        },
    }


def show_demo(done: DemoResult, where: Path) -> None:
    """Print the demonstration: rows refused, board, flows, escalations, indicators, what is left."""
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
    out.print(_flows(done.ends))
    out.print(_ladder(done.escalations))
    out.print(indicators_table(done.indicators))
    work = "，".join(f"{what} {count}" for what, count in sorted(done.work.items()))
    out.print(f"走过 {done.days} 天；{work}。")
    out.print(
        f"函件 {len(done.letters)} 件，已写入 {where / 'letters'}（{done.files} 件网页版）",
        soft_wrap=True,
    )
    out.print(
        f"通报 {len(done.reports)} 期已公布，已写入 {where / 'reports'}（{done.report_files} 个文件）",
        soft_wrap=True,
    )
    verdict = "[green]完整[/]" if done.audit.is_whole else "[red]有缺损[/]"
    out.print(
        f"历史记录{verdict}：{done.audit.cases} 件事项，{done.audit.events} 条，"
        f"{done.audit.anchors} 次封印。"
    )
    out.print(f"继续看：guatu board --db {done.url}", soft_wrap=True, markup=False)


def _flows(ends: Sequence[FlowEnds]) -> Table:
    shown = table("各类事项", "流程", "立项", "在办", "办理结果", right=(1, 2))
    for flow in ends:
        results = "　".join(f"{end} {count}" for end, count in flow.ends.items())
        shown.add_row(flow.title, str(flow.cases), str(flow.running), results or "—")
    return shown


def _ladder(escalations: Sequence[Escalation]) -> Table:
    shown = table("督办", "级", "名称", "发出", "已答复", "未销号", right=(0, 2, 3, 4))
    for level, title in sorted({(e.level, e.title) for e in escalations}):
        these = [e for e in escalations if (e.level, e.title) == (level, title)]
        answered = sum(1 for e in these if e.answered_at is not None)
        still_open = sum(1 for e in these if e.closed_at is None)
        shown.add_row(str(level), title, str(len(these)), str(answered), str(still_open))
    return shown
