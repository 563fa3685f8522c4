"""What was mined, as the tables of a report: shown at once, and written as files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Final

from ..reporting import Cell, Report, ReportColumn, ReportTable
from .mined import REWORKS, Mined, Standing
from .spreads import share
from .telling import sentences

_DAYS: Final = "工作日"
_STANDINGS: Final[dict[Standing, str]] = {
    "flow": "流程规定",
    "every_flow": "通用操作",
    "gone": "现行版本已没有",
}


def report_of(
    mined: Mined, *, since: date | None = None, until: date | None = None, zone: tzinfo
) -> Report:
    """Give what was mined as a report to be written; its notes are the sentences.

    ``since`` and ``until`` are the days of opening that were asked for; without them it is of the
    days on which the first and the last case was opened.
    """
    today = mined.at.astimezone(zone).date()
    first = mined.first_opened.astimezone(zone).date() if mined.first_opened else today
    last = mined.last_opened.astimezone(zone).date() if mined.last_opened else today
    return Report(
        key=f"mining-{mined.flow}",
        title=f"{mined.title}流程挖掘",
        period="",
        period_title="",
        since=since or first,
        until=until or last,
        made_at=mined.at,
        tables=tables(mined),
        notes=tuple(sentences(mined)),
    )


def tables(mined: Mined) -> tuple[ReportTable, ...]:
    """Lay out what was mined: variants, time per stage, rework, ways, ends, who moves."""
    return (
        _variants(mined),
        _stages(mined),
        _reworks(mined),
        _ways(mined),
        _exits(mined),
        _movers(mined),
    )


def _count(key: str, title: str, unit: str = "", *, is_detail: bool = False) -> ReportColumn:
    return ReportColumn(key=key, title=title, kind="count", unit=unit, is_detail=is_detail)


def _rate(key: str, title: str) -> ReportColumn:
    return ReportColumn(key=key, title=title, kind="rate")


def _text(key: str, title: str) -> ReportColumn:
    return ReportColumn(key=key, title=title)


def _variants(mined: Mined) -> ReportTable:
    rows: list[tuple[Cell, ...]] = [
        (
            str(variant.path),
            variant.cases,
            variant.share,
            variant.time.median,
            variant.time.p90,
            variant.time.most,
            variant.on_time_share,
            variant.example,
        )
        for variant in mined.variants
    ]
    tail = mined.tail
    if tail.variants:
        rest = f"其余 {tail.variants} 种走法"
        rows.append((rest, tail.cases, tail.share, None, None, None, None, None))
    columns = (
        _text("path", "走法"),
        _count("cases", "件数"),
        _rate("share", "占比"),
        _count("median", "中位", _DAYS),
        _count("p90", "九成以内", _DAYS),
        _count("most", "最长", _DAYS, is_detail=True),
        _rate("on_time", "全程按期"),
        ReportColumn(key="example", title="例：项目序号", kind="count", is_detail=True),
    )
    return _table("variants", "变体", columns, rows)


def _stages(mined: Mined) -> ReportTable:
    rows = [
        (
            str(stage.title) + ("（现行版本已没有）" if stage.is_gone else ""),
            stage.cases,
            stage.time.n,
            stage.time.median if stage.time.n else None,
            stage.time.p90 if stage.time.n else None,
            stage.time.most if stage.time.n else None,
            stage.time.total,
            stage.late,
            stage.late_share,
            stage.present,
            stage.present_late,
            stage.again,
            stage.pauses,
            stage.paused,
        )
        for stage in mined.stages
    ]
    columns = (
        _text("stage", "阶段"),
        _count("cases", "到过", "件"),
        _count("n", "走完", "次", is_detail=True),
        _count("median", "中位", _DAYS),
        _count("p90", "九成以内", _DAYS),
        _count("most", "最长", _DAYS),
        _count("total", "合计", _DAYS, is_detail=True),
        _count("late", "超期", "次", is_detail=True),
        _rate("late_share", "超期率"),
        _count("present", "在办", "件"),
        _count("present_late", "在办超期", "件"),
        _count("again", "再次进入", "次"),
        _count("pauses", "暂停", "次", is_detail=True),
        _count("paused", "暂停时间", _DAYS, is_detail=True),
    )
    return _table("stages", "各环节用时", columns, rows, chart=("median", "p90", "late_share"))


def _reworks(mined: Mined) -> ReportTable:
    rows = [
        (
            str(REWORKS[rework.kind]),
            str(rework.source_title),
            str(rework.target_title),
            rework.count,
            rework.cases,
            share(rework.cases, mined.cases),
            rework.days,
            rework.each,
        )
        for rework in mined.reworks
    ]
    columns = (
        _text("kind", "方式"),
        _text("source", "从"),
        _text("target", "到"),
        _count("count", "次数"),
        _count("cases", "涉及件数", "件"),
        _rate("share", "占全部项目"),
        _count("days", "费时", _DAYS),
        ReportColumn(key="each", title="每次费时", kind="score", unit=_DAYS),
    )
    return _table("rework", "返工", columns, rows)


def _ways(mined: Mined) -> ReportTable:
    rows = [
        (
            str(way.source_title),
            str(way.title),
            str(way.target_title),
            way.count,
            way.share if way.count else None,
            _STANDINGS[way.standing] if way.count else "没有人走过",
        )
        for way in (*mined.ways, *mined.unused)
    ]
    columns = (
        _text("source", "从"),
        _text("via", "走向"),
        _text("target", "到"),
        _count("count", "次数"),
        _rate("share", "占该阶段流出"),
        _text("standing", "说明"),
    )
    return _table("ways", "走向", columns, rows)


def _exits(mined: Mined) -> ReportTable:
    rows = [(str(e.source_title), str(e.end_title), e.count, e.share) for e in mined.exits]
    columns = (
        _text("source", "从"),
        _text("end", "终点"),
        _count("count", "次数"),
        _rate("share", "占该阶段流出"),
    )
    return _table("exits", "未办成而结束", columns, rows)


def _movers(mined: Mined) -> ReportTable:
    rows = [(mover.name, mover.moves, mover.share) for mover in mined.movers]
    columns = (_text("name", "由谁"), _count("moves", "流转次数"), _rate("share", "占比"))
    return _table("movers", "谁在推动", columns, rows)


def _table(
    key: str,
    title: str,
    columns: tuple[ReportColumn, ...],
    rows: Sequence[tuple[Cell, ...]],
    *,
    chart: tuple[str, ...] = (),
) -> ReportTable:
    return ReportTable(key=key, title=title, columns=columns, rows=tuple(rows), chart=chart)
