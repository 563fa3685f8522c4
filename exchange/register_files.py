"""Writes a register as XLSX or CSV, line by line, so that a large one needs little memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .faults import unreadable
from .ledger import NOTES
from .quoting import guarded
from .registers import Line, RegisterColumn, notes
from .writing import DATE_FORMAT, LAST_ROW, Value, head_cell, printable

SUFFIXES = (".xlsx", ".csv")
_LISTS = "选项"
_TEXT_FORMAT = "@"
_SHORT = 255
"""Some spreadsheets show a longer text as ##### where a cell is formatted as text."""

_FIRST_SERIAL = date(1900, 3, 1)
"""Spreadsheets disagree about the days before."""


def write_register(
    path: Path,
    columns: Sequence[RegisterColumn[Line]],
    lines: Iterable[Line],
    *,
    title: str,
    written_at: datetime,
) -> int:
    """Write a register to a file that ends with .xlsx or .csv; give how many lines it holds.

    Raises UnreadableFile for another ending, and OSError.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise unreadable(
            str(path),
            "a register is written as .xlsx or .csv",
            "Name the file so.",
            zh=("台账只能写成 .xlsx 或 .csv", "请改文件名"),
        )
    counted = _Counted(lines)
    if kind == ".csv":
        _write_csv(path, columns, counted)
    else:
        _write_xlsx(path, columns, counted, title=title, written_at=written_at)
    return counted.number


class _Counted(Generic[Line]):
    """Counts what passes by."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            self.number += 1
            yield line


def _write_csv(path: Path, columns: Sequence[RegisterColumn[Line]], lines: _Counted[Line]) -> None:
    # With its byte order mark, for Excel takes a CSV file without one for GB18030.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([guarded(column.header) for column in columns])
        for line in lines:
            writer.writerow([_csv_cell(column.cell(line)) for column in columns])


def _csv_cell(value: Value) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value


def _write_xlsx(
    path: Path,
    columns: Sequence[RegisterColumn[Line]],
    lines: _Counted[Line],
    *,
    title: str,
    written_at: datetime,
) -> None:
    book = Workbook(write_only=True)
    book.properties.created = written_at.astimezone(UTC).replace(tzinfo=None)
    sheet = book.create_sheet(_sheet_title(title))
    lists = _lists(columns)
    _set_up(sheet, columns)
    _let_choose(sheet, columns, lists)
    sheet.append([head_cell(WriteOnlyCell(sheet), column.header) for column in columns])
    for line in lines:
        sheet.append([_cell(sheet, column.cell(line)) for column in columns])
    _write_notes(book.create_sheet(NOTES), columns)
    _write_lists(book.create_sheet(_LISTS), lists)
    book.save(path)


def _set_up(sheet: Any, columns: Sequence[RegisterColumn[Any]]) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{LAST_ROW}"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width


def _let_choose(
    sheet: Any, columns: Sequence[RegisterColumn[Any]], lists: Mapping[tuple[str, ...], str]
) -> None:
    """Let people choose from a list where only some texts will do."""
    for number, column in enumerate(columns, start=1):
        if column.options:
            rule = DataValidation(
                type="list",
                formula1=f"{_LISTS}!{lists[column.options]}",
                allow_blank=True,
                showErrorMessage=True,
            )
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.data_validations.append(rule)


def _lists(columns: Sequence[RegisterColumn[Any]]) -> Mapping[tuple[str, ...], str]:
    """Give where each list of options stands on the sheet of lists, a column each."""
    found: dict[tuple[str, ...], str] = {}
    for options in (column.options for column in columns if column.options):
        letter = get_column_letter(len(found) + 1 - (options in found))
        found.setdefault(options, f"${letter}$1:${letter}${len(options)}")
    return found


def _write_lists(sheet: Any, lists: Mapping[tuple[str, ...], str]) -> None:
    sheet.sheet_state = "hidden"
    for row in range(max(map(len, lists), default=0)):
        texts = (options[row] if row < len(options) else None for options in lists)
        sheet.append([_cell(sheet, text) for text in texts])


def _write_notes(sheet: Any, columns: Sequence[RegisterColumn[Any]]) -> None:
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (26, 20, 10, 8, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    head, *rows = notes(columns)
    sheet.append([head_cell(WriteOnlyCell(sheet), str(text)) for text in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, date) and value < _FIRST_SERIAL:
        value = value.isoformat()
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = DATE_FORMAT
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, printable(value))
    # openpyxl guesses a formula from “=”; people's text stays text.
    cell.data_type = "s"
    if len(value) <= _SHORT:
        cell.number_format = _TEXT_FORMAT
    return cell


def _sheet_title(title: str) -> str:
    """Give a title as a sheet may bear it: at most 31 signs, some signs not among them."""
    kept = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:31].strip()
    return "台账" if kept in {"", NOTES, _LISTS} else kept
