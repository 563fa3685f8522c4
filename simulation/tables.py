"""What came of a simulation, as the tables of a report that can be written as a file."""

from __future__ import annotations

from datetime import date, datetime

from ..workflow.reporting import Report, ReportColumn, ReportTable
from .outcome import Outcome, sentences


def report_of(outcome: Outcome, *, made_at: datetime) -> Report:
    """Give an outcome as a report to be written; its notes are the sentences."""
    return Report(
        key=f"simulation-{outcome.flow}",
        title=f"{outcome.title}模拟（{outcome.year}年）",
        period="",
        period_title="",
        since=date(outcome.year, 1, 1),
        until=date(outcome.year, 12, 31),
        made_at=made_at,
        tables=(_months(outcome), _stages(outcome), _roles(outcome), _letters(outcome)),
        notes=sentences(outcome),
    )


def _text(key: str, title: str) -> ReportColumn:
    return ReportColumn(key=key, title=title, kind="text")


def _count(key: str, title: str) -> ReportColumn:
    return ReportColumn(key=key, title=title, kind="count")


def _days(key: str, title: str) -> ReportColumn:
    return ReportColumn(key=key, title=title, kind="amount", unit="工作日")


def _months(outcome: Outcome) -> ReportTable:
    names = ("立项", "结束", "蓝灯", "黄灯", "橙灯", "红灯", "督办", "函件")
    keys = ("opened", "ended", "blue", "yellow", "orange", "red", "notices", "letters")
    return ReportTable(
        key="months",
        title="各月",
        columns=(
            _text("month", "月份"),
            *(_count(key, name) for key, name in zip(keys, names, strict=True)),
        ),
        rows=tuple(
            (
                month,
                outcome.opened_by_month[month],
                outcome.ended_by_month[month],
                *outcome.lights[month].values(),
                outcome.notices[month],
                sum(outcome.letters[month].values()),
            )
            for month in outcome.months
        ),
    )


def _stages(outcome: Outcome) -> ReportTable:
    return ReportTable(
        key="stages",
        title="各环节",
        columns=(
            _text("stage", "环节"),
            _text("role", "牵头"),
            _count("entered", "进入"),
            _count("finished", "办完"),
            _days("median", "用时中位"),
            _days("p90", "九成以内"),
            ReportColumn(key="overdue", title="超期", kind="rate"),
            _days("wait", "平均排队"),
        ),
        rows=tuple(
            (s.title, s.role, s.entered, s.ended, s.median, s.p90, s.overdue, s.wait)
            for s in outcome.stages
        ),
    )


def _roles(outcome: Outcome) -> ReportTable:
    return ReportTable(
        key="roles",
        title="各角色负荷",
        columns=(
            _text("role", "角色"),
            _count("capacity", "人手"),
            *(_days(f"m{month[-2:]}", f"{month[-2:]}月") for month in outcome.months),
            _count("most_waiting", "最长排队"),
        ),
        rows=tuple(
            (r.title, r.capacity, *(r.days[m] for m in outcome.months), r.most_waiting)
            for r in outcome.roles
        ),
    )


def _letters(outcome: Outcome) -> ReportTable:
    kinds = dict.fromkeys(kind for by in outcome.letters.values() for kind in by)
    return ReportTable(
        key="letters",
        title="函件",
        columns=(
            _text("kind", "种类"),
            *(_count(f"m{month[-2:]}", f"{month[-2:]}月") for month in outcome.months),
        ),
        rows=tuple(
            (kind, *(outcome.letters[m].get(kind, 0) for m in outcome.months)) for kind in kinds
        ),
    )
