"""What every file of a report says alike: whether it counts, when it was made, what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ..errors import UnwritableFile
from .reporting import Cell, Report, ReportColumn, ReportTable

CHINA: Final = ZoneInfo("Asia/Shanghai")
UNPUBLISHED: Final = "未公布，仅供参考"
MOST_SERIES: Final = 3
"""How many columns one drawing shows side by side; more can't be told apart in print."""

UPRIGHT_ROWS: Final = 6
"""Up to how many rows bars stand upright; the names of more are read better beside lying ones."""

WIDE_COLUMNS: Final = 7
"""How many columns fit a page that stands upright; tables of more lie across it."""

_DIGEST: Final = 12
_NUMBERS: Final = frozenset({"count", "amount", "rate", "score"})


def standing(report: Report) -> str:
    """Say whether a report was published, which time, and the first signs of its digest."""
    if report.publication is None:
        return UNPUBLISHED
    return f"已公布 第{report.publication.revision}次 · 核验摘要 {report.digest[:_DIGEST]}"


def period_line(report: Report) -> str:
    """Say from which day to which a report speaks, both included."""
    return f"{_day(report.since)}至{_day(report.until)}"


def dated_at(report: Report) -> datetime:
    """Give the moment a file of it bears: when it was published, else when it was made."""
    return report.publication.at if report.publication else report.made_at


def dated(report: Report, zone: tzinfo) -> str:
    """Say when it was published or made, by the clock of ``zone``."""
    word = "公布时间" if report.publication else "生成时间"
    return f"{word}：{minute(dated_at(report), zone)}"


def minute(moment: datetime, zone: tzinfo) -> str:
    """Give a moment to the minute, by the clock of ``zone``."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def refused_ending(path: Path | str, endings: Sequence[str]) -> UnwritableFile:
    """Give the error for a file whose name ends in none of ``endings``."""
    suffix = Path(path).suffix
    return UnwritableFile(
        file=str(path),
        why=f"a report is not written as “{suffix}” here" if suffix else "its name has no ending",
        mend=f"Give a name that ends in {_listed(endings, ' or ', ', ')}.",
        why_zh=f"报告不能写成“{suffix}”文件" if suffix else "文件名没有后缀",
        mend_zh=f"请使用以 {_listed(endings, ' 或 ', '、')} 结尾的文件名",
    )


def is_numeric(column: ReportColumn) -> bool:
    """Say whether a column holds numbers, which stand at its right."""
    return column.kind in _NUMBERS


def is_number(cell: Cell) -> bool:
    """Say whether a cell is a number; nothing and text have no bar."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def charts_of(table: ReportTable) -> list[tuple[int, ...]]:
    """Give the drawings of a table, each as the places of its columns.

    Columns of one kind and unit that follow each other share a drawing and its axis, at most
    ``MOST_SERIES`` of them; a column that has no number in any row is left out.
    """
    places = {column.key: place for place, column in enumerate(table.columns)}
    drawn = [
        places[key]
        for key in table.chart
        if key in places and any(is_number(row[places[key]]) for row in table.rows)
    ]
    found: list[tuple[int, ...]] = []
    for _, group in groupby(drawn, key=lambda place: _scale(table.columns[place])):
        found += _parted(list(group))
    return found


def chart_title(table: ReportTable, series: Sequence[int]) -> str:
    """Name a drawing: its one column, or its table when it shows several."""
    if len(series) == 1:
        return table.columns[series[0]].heading
    unit = table.columns[series[0]].unit
    return f"{table.title}（{unit}）" if unit else table.title


def _scale(column: ReportColumn) -> tuple[str, str]:
    return column.kind, column.unit


def _parted(places: Sequence[int]) -> list[tuple[int, ...]]:
    return [
        tuple(places[start : start + MOST_SERIES]) for start in range(0, len(places), MOST_SERIES)
    ]


def _listed(words: Sequence[str], last: str, between: str) -> str:
    return last.join(filter(None, (between.join(words[:-1]), words[-1])))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
