"""Writes reports as files to go on computing with: XLSX workbooks and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from pathlib import Path
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ..errors import UnknownTable
from ..workflow.report_showing import CHINA, is_numeric, refused_ending, standing
from ..workflow.reporting import Cell, Report, ReportTable
from .report_book import report_book

SUFFIXES: Final = (".xlsx", ".csv")
_FORMULA: Final = re.compile("[=+\\-@\t\r]")
"""How text begins that a spreadsheet would compute when it opens a CSV file."""


def write_report(
    report: Report, path: Path | str, *, table: str | None = None, zone: tzinfo = CHINA
) -> None:
    """Write a report as ``.xlsx`` or ``.csv``; the same report gives the same file.

    ``table`` writes one of its tables alone; ``zone`` is the clock by which moments are said.
    In CSV (UTF-8 with BOM, RFC 4180) numbers are written bare, a rate as a share of 1, and text
    that a spreadsheet would take for a formula is led by an apostrophe.
    Raises UnwritableFile for another suffix, UnknownTable for a table it does not have.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise refused_ending(file, SUFFIXES)
    tables = report.tables if table is None else (_table(report, table),)
    if suffix == ".xlsx":
        file.write_bytes(report_book(report, tables, zone))
    else:
        text = _csv(report, tables, is_titled=table is None)
        file.write_bytes(text.encode("utf-8-sig"))


def _table(report: Report, key: str) -> ReportTable:
    for table in report.tables:
        if table.key == key:
            return table
    raise UnknownTable(name=key, known=[table.key for table in report.tables])


def _csv(report: Report, tables: Sequence[ReportTable], *, is_titled: bool) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow(())
        if is_titled:
            writer.writerow([_inert(text) for text in (table.title, report.name, standing(report))])
        writer.writerows(_rows(table))
    return written.getvalue()


def _rows(table: ReportTable) -> Iterator[list[str | int | float]]:
    yield [_inert(column.heading) for column in table.columns]
    for row in (*table.rows, *((table.total,) if table.total is not None else ())):
        yield [
            _bare(cell, is_number=is_numeric(column))
            for cell, column in zip(row, table.columns, strict=True)
        ]


def _bare(cell: Cell, *, is_number: bool) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return _inert(cell)
    return cell if is_number else str(cell)


def _inert(text: str) -> str:
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{plain}" if _FORMULA.match(plain) else plain
