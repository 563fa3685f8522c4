"""Makes the workbook of a report: a sheet that says what it is, and one for each table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from ..workflow.report_showing import (
    UPRIGHT_ROWS,
    WIDE_COLUMNS,
    chart_title,
    charts_of,
    dated,
    dated_at,
    is_number,
    is_numeric,
    minute,
    period_line,
    standing,
)
from ..workflow.reporting import Cell, Report, ReportColumn, ReportTable, shown
from .writing import TableColumn, fill, headed, repacked

COVER: Final = "说明"
_TITLE_LENGTH: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED: Final = {"history"}
_NARROWEST, _WIDEST = 8.0, 42.0
_COVER_WIDTHS: Final = (14, 84)
_BOLD: Final = Font(name="等线", bold=True)
_TITLE: Final = Font(name="等线", bold=True, size=16)
_THICK: Final = Side(style="medium", color="1F4E79")
_THIN: Final = Side(style="thin", color="BFBFBF")
_TOTAL: Final = Border(left=_THIN, right=_THIN, top=_THICK, bottom=_THIN)
_COLORS: Final = ("1F4E79", "7FA7D1", "C9CED6")
_CHART_WIDTH, _UPRIGHT_HEIGHT, _LYING_ROW = 18.0, 9.0, 0.55
_CHART_HEAD: Final = 3.0
_ROW_HEIGHT: Final = 0.53
_DECIMALS: Final = 4
_LARGE: Final = 10


def report_book(report: Report, tables: Sequence[ReportTable], zone: tzinfo) -> bytes:
    """Give the workbook with some tables of a report; it bears the moment of the report.

    Numbers are numbers with the format of their column, and nothing in it computes: the figures of
    a report do not change when somebody opens it.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _cover(book.create_sheet(COVER), report, tables, zone)
    taken = {COVER.casefold()} | _RESERVED
    for table in tables:
        _sheet(book.create_sheet(_sheet_title(table, taken)), table)
    packed = io.BytesIO()
    book.save(packed)
    return repacked(packed.getvalue(), dated_at(report))


def _cover(sheet: Any, report: Report, tables: Sequence[ReportTable], zone: tzinfo) -> None:
    fill(sheet.cell(row=1, column=1), report.name)
    sheet["A1"].font, sheet["A1"].border = _TITLE, Border()
    for number, (label, text) in enumerate(_lines(report, tables, zone), start=3):
        for place, words in enumerate((label, text), start=1):
            cell = sheet.cell(row=number, column=place)
            fill(cell, words)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cell(row=number, column=1).font = _BOLD
    for place, width in enumerate(_COVER_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _lines(
    report: Report, tables: Sequence[ReportTable], zone: tzinfo
) -> Iterator[tuple[str, str]]:
    label, _, moment = dated(report, zone).partition("：")
    yield "状态", standing(report)
    yield "统计期间", period_line(report)
    if report.unit_title:
        yield "单位", report.unit_title
    yield label, moment
    if report.publication is not None:
        published = report.publication
        yield "生成时间", minute(report.made_at, zone)
        yield "公布人", published.by
        yield "公布次数", f"第{published.revision}次"
        if published.why:
            yield "更正原因", published.why
        if published.letter:
            yield "公布函件", published.letter
        yield "核验摘要", report.digest
    yield from (("口径" if not place else "", note) for place, note in enumerate(report.notes))
    flows = (f"{key}：{digest}" for key, digest in sorted(report.flows.items()))
    yield from (("所据流程" if not place else "", flow) for place, flow in enumerate(flows))
    yield from (("报表" if not place else "", table.title) for place, table in enumerate(tables))


def _sheet_title(table: ReportTable, taken: set[str]) -> str:
    """Give a title Excel takes that no other sheet has: 31 signs at most, some signs never."""
    wanted = _FORBIDDEN.sub(" ", table.title).strip(" '") or table.key
    number, title = 1, wanted[:_TITLE_LENGTH]
    while title.casefold() in taken:
        number += 1
        mark = f"（{number}）"
        title = wanted[: _TITLE_LENGTH - len(mark)] + mark
    taken.add(title.casefold())
    return title


def _sheet(sheet: Any, table: ReportTable) -> None:
    headed(
        sheet,
        [
            TableColumn(header=column.heading, width=_width(table, place))
            for place, column in enumerate(table.columns)
        ],
    )
    for number, row in enumerate(table.rows, start=2):
        _row(sheet, number, row, table.columns)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    if table.total is not None:
        number = len(table.rows) + 2
        _row(sheet, number, table.total, table.columns)
        for cell in sheet[number]:
            cell.font, cell.border = _BOLD, _TOTAL
    below = 2
    for series in charts_of(table):
        chart = _chart(sheet, table, series)
        sheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 2)}{below}")
        below += int(chart.height / _ROW_HEIGHT) + 2
    _for_print(sheet, table)


def _row(sheet: Any, number: int, row: Sequence[Cell], columns: Sequence[ReportColumn]) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True), start=1):
        cell = sheet.cell(row=number, column=place)
        fill(cell, value)
        side = "right" if is_number(value) else "left"
        if column.kind == "date":
            side = "center"
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        if is_number(value):
            cell.number_format = number_format(value, column)


def number_format(value: Cell, column: ReportColumn) -> str:
    """Give the format under which Excel shows a number as ``shown`` does.

    Amounts name as many decimals as the number has, because ``#,##0.####`` shows a point behind
    whole numbers too.
    """
    if not is_numeric(column):
        return "General"
    if column.kind == "rate":
        return "0.0%"
    if column.kind == "score":
        return "0.00"
    decimals = len(f"{value:.{_DECIMALS}f}".rstrip("0").partition(".")[2])
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _width(table: ReportTable, place: int) -> float:
    column = table.columns[place]
    rows = [*table.rows, *((table.total,) if table.total is not None else ())]
    texts = [column.heading, *(shown(row[place], column) for row in rows)]
    widest = max(sum(1.0 if sign.isascii() else 2.0 for sign in text) for text in texts)
    return min(max(widest + 3, _NARROWEST), _WIDEST)


def _chart(sheet: Any, table: ReportTable, series: Sequence[int]) -> Any:
    last = len(table.rows) + 1
    is_lying = len(table.rows) > UPRIGHT_ROWS
    chart: Any = BarChart()
    chart.type = "bar" if is_lying else "col"
    chart.title = chart_title(table, series)
    for place in series:
        values = Reference(sheet, min_col=place + 1, min_row=1, max_row=last)
        chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    for drawn, color in zip(chart.series, _COLORS, strict=False):
        drawn.graphicalProperties.solidFill = color
    column = table.columns[series[0]]
    # the axes of openpyxl are hidden unless they are said not to be
    chart.x_axis.delete, chart.y_axis.delete = False, False
    numbers = [row[place] for row in table.rows for place in series]
    known = [number for number in numbers if isinstance(number, int | float)]
    is_large = max(known) >= _LARGE
    chart.y_axis.number_format = _axis_format(column, is_large=is_large)
    if min(known) >= 0:
        chart.y_axis.scaling.min = 0
    if is_lying:
        chart.x_axis.scaling.orientation = "maxMin"  # the first row on top, as in the table
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, name, False)
    if len(series) > 1:
        chart.legend.position = "b"
    else:
        chart.legend = None
    lying = _CHART_HEAD + _LYING_ROW * len(table.rows) * (1 + len(series)) / 2
    chart.width, chart.height = _CHART_WIDTH, lying if is_lying else _UPRIGHT_HEIGHT
    return chart


def _axis_format(column: ReportColumn, *, is_large: bool) -> str:
    if column.kind == "rate":
        return "0%"
    return "#,##0" if is_large else "General"


def _for_print(sheet: Any, table: ReportTable) -> None:
    """One page wide, the headings again on each."""
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if len(table.columns) > WIDE_COLUMNS else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
