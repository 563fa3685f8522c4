"""Writes tables as XLSX workbooks; the door to openpyxl for writing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ..errors import NaiveMoment

HEAD_FONT = Font(name="等线", bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
DATE_FORMAT = "yyyy-mm-dd"
LAST_ROW = 1_048_576
# Two signs that XML has no way to write.
_UNWRITABLE = re.compile("[\ufffe\uffff]")
# With lxml installed, openpyxl writes the namespaces on these elements too.
_MOMENTS = re.compile(r"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")
# The earliest moment a ZIP entry can bear.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes, such as ``=1+1``; any other text is written as text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column to write: its header and its width in characters."""

    header: str
    width: float = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet to write: its title, its columns, its rows."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Value | Formula]]


def write_table(
    path: Path | str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[Value | Formula]],
    *,
    title: str,
    written_at: datetime,
) -> None:
    """Write one sheet with a frozen header row; the same arguments give the same file.

    ``written_at`` is the moment the file says it was made; raises NaiveMoment without a zone.
    """
    write_tables(path, [Table(title=title, columns=columns, rows=rows)], written_at=written_at)


def write_tables(path: Path | str, tables: Sequence[Table], *, written_at: datetime) -> None:
    """Write several sheets, as ``write_table`` does one."""
    Path(path).write_bytes(packed_tables(tables, written_at=written_at))


def packed_tables(tables: Sequence[Table], *, written_at: datetime) -> bytes:
    """Give the workbook ``write_tables`` would write; raises NaiveMoment without a zone."""
    if written_at.tzinfo is None:
        raise NaiveMoment(text=written_at.isoformat())
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for table in tables:
        _write(book.create_sheet(table.title), table)
    packed = io.BytesIO()
    book.save(packed)
    return repacked(packed.getvalue(), written_at)


def _write(sheet: Any, table: Table) -> None:
    headed(sheet, table.columns)
    for number, row in enumerate(table.rows, start=2):
        for place, value in enumerate(row, start=1):
            fill(sheet.cell(row=number, column=place), value)
    last = get_column_letter(max(len(table.columns), 1))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"


def headed(sheet: Any, columns: Sequence[TableColumn]) -> None:
    """Write the header row of a sheet, which stays in sight, and set the widths."""
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        head_cell(sheet.cell(row=1, column=number), column.header)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[1].height = 30


def fill(cell: Any, value: Value | Formula) -> None:
    """Write a value into a bordered cell; any text stays text, without what XML can't say."""
    cell.border = _BORDER
    if isinstance(value, Formula):
        cell.value = value.text
    elif isinstance(value, str):
        cell.value = printable(value)
        # openpyxl guesses a formula from “=”; people's text stays text.
        cell.data_type = "s"
    else:
        cell.value = value
    if isinstance(value, date):
        cell.number_format = DATE_FORMAT


def head_cell(cell: Any, header: str) -> Any:
    """Fill a cell of the row of headers, and give it."""
    cell.value = printable(header)
    cell.data_type = "s"
    cell.font, cell.fill, cell.border = HEAD_FONT, HEAD_FILL, _BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def printable(text: str) -> str:
    """Give a text without the signs a workbook can't hold."""
    return _UNWRITABLE.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))


def repacked(data: bytes, written_at: datetime) -> bytes:
    """Give the workbook with nothing in it that depends on when it was really written."""
    moment = written_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                text = _MOMENTS.sub(rf"\g<1>{moment}\g<3>", content.decode())
                content = text.encode()
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            target.writestr(fixed, content)
    return packed.getvalue()
