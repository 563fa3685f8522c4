"""The sheets of an XLSX or CSV file as plain rows; the door to openpyxl for reading."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from ..errors import GuatuError
from .faults import unreadable
from .package import (
    OLE_MAGIC,
    ZIP_MAGIC,
    check_package,
    damaged,
    magic_of,
    merged_ranges,
    refuse_old_format,
)
from .quoting import unguarded

COLUMN_LIMIT = 256
ROW_NUMBER_LIMIT = 1_048_576
MERGE_LIMIT = 5_000
_DELIMITERS = (",", "\t", ";")

RawRow = tuple[int, tuple[object, ...]]
RawRows = Generator[RawRow, None, None]


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands for a cell whose value can't be taken: what it shows, and why, in both languages."""

    shown: str
    what: str
    what_zh: str

    def __str__(self) -> str:
        """Give what the cell shows."""
        return self.shown


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One visible sheet; ``rows`` gives its rows that are not blank, each with its number.

    Close the rows when they are not read to the end.
    A row's cells are text, numbers, booleans, dates or Refused; None is an empty cell.
    """

    title: str
    rows: Callable[[], RawRows]


@contextmanager
def open_sheets(path: Path) -> Iterator[Sequence[RawSheet]]:
    """Open a ledger file by what it holds, whatever its name says; raise UnreadableFile."""
    magic = magic_of(path)
    if magic == OLE_MAGIC:
        refuse_old_format(path)
    if magic.startswith(ZIP_MAGIC):
        check_package(path)
        with _open_workbook(path) as sheets:
            yield sheets
    elif path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        text = _decode(path)
        yield (RawSheet(path.stem, partial(_csv_rows, path, text)),)
    else:
        raise unreadable(
            str(path),
            "it is neither an XLSX workbook nor a CSV file",
            "Save it as .xlsx or .csv.",
            zh=("既不是 XLSX 工作簿也不是 CSV 文件", "请另存为 .xlsx 或 .csv"),
        )


@contextmanager
def _open_workbook(path: Path) -> Iterator[Sequence[RawSheet]]:
    with path.open("rb") as file, warnings.catch_warnings():
        # What openpyxl drops (styles, validations) does not matter for reading values.
        warnings.simplefilter("ignore")
        try:
            # An open file, for of a path openpyxl looks at the suffix, which may be wrong.
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        except Exception as error:
            raise damaged(path) from error
        try:
            yield tuple(
                RawSheet(sheet.title, partial(_sheet_rows, path, sheet))
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            )
        finally:
            book.close()


def _sheet_rows(path: Path, sheet: Any) -> RawRows:
    try:
        # While streaming, which keeps large ledgers out of memory, openpyxl gives no merged ranges.
        part = sheet._worksheet_path  # noqa: SLF001
        merges = _Merges(path, merged_ranges(path, part, MERGE_LIMIT))
        # A written size may lie; without one the rows themselves decide.
        sheet.reset_dimensions()
        # Left half-way, the stream inside would keep the file open.
        with closing(sheet.iter_rows()) as rows:
            for number, cells in _numbered(path, rows):
                row = merges.filled(number, [_plain(cell) for cell in cells])
                if any(value is not None for value in row):
                    yield number, _trimmed(path, row)
    except GuatuError:
        raise
    except Exception as error:
        raise damaged(path) from error


def _numbered(path: Path, rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Give each row its number; raise UnreadableFile beyond what a sheet can have."""
    for number, cells in enumerate(rows, start=1):
        if number > ROW_NUMBER_LIMIT:
            raise damaged(path)
        yield number, cells


def _plain(cell: Any) -> object:
    value, kind = cell.value, cell.data_type
    if kind == "f":
        text = value if isinstance(value, str) else getattr(value, "text", None) or "="
        return _formula(text)
    if kind == "e":
        return Refused(str(value), "the cell holds an error", "单元格是错误值，请改正后填写")
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (time, timedelta)):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float, date)) else str(value)


def _formula(text: str) -> Refused:
    return Refused(
        text,
        "the cell holds a formula; paste its value instead",
        "单元格是公式，请复制后“选择性粘贴—数值”",
    )


def _trimmed(path: Path, row: Sequence[object]) -> tuple[object, ...]:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    if width > COLUMN_LIMIT:
        raise unreadable(
            str(path),
            f"it has more than {COLUMN_LIMIT} columns",
            "Keep only the columns needed.",
            zh=(f"超过 {COLUMN_LIMIT} 列", "请只保留所需的列"),
        )
    return tuple(row[:width])


class _Merges:
    """Gives every row of a cell merged downwards the value that stands in its first row."""

    def __init__(self, path: Path, ranges: Sequence[str]) -> None:
        if len(ranges) > MERGE_LIMIT:
            raise unreadable(
                str(path),
                f"it has more than {MERGE_LIMIT} merged cells",
                "Unmerge the cells.",
                zh=(f"合并单元格超过 {MERGE_LIMIT} 处", "请取消合并单元格"),
            )
        self._starts: dict[int, list[tuple[int, int]]] = {}
        self._open: dict[int, tuple[int, object]] = {}
        for text in ranges:
            left, top, _, bottom = (number or 0 for number in range_boundaries(text))
            if bottom > top and 0 < left <= COLUMN_LIMIT:
                self._starts.setdefault(top, []).append((left - 1, bottom))

    def filled(self, number: int, row: list[object]) -> list[object]:
        """Give the row with the values of merged cells that began in rows above."""
        for column, (bottom, value) in list(self._open.items()):
            if number > bottom:
                del self._open[column]
            else:
                row.extend([None] * (column + 1 - len(row)))
                row[column] = value if row[column] is None else row[column]
        for column, bottom in self._starts.get(number, ()):
            self._open[column] = (bottom, row[column] if column < len(row) else None)
        return row


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        # Excel in China writes GB18030 (GBK); other text rarely passes for UTF-8.
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise unreadable(
        str(path),
        "its encoding is neither UTF-8 nor GB18030",
        "Save it as “CSV UTF-8”.",
        zh=("编码既不是 UTF-8 也不是 GB18030", "请另存为“CSV UTF-8”"),
    )


def _csv_rows(path: Path, text: str) -> RawRows:
    # Not splitlines(): it also breaks at signs that belong to a cell, and so would lose rows.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        for number, cells in enumerate(csv.reader(_with_ends(lines), delimiter=delimiter), start=1):
            row = [_csv_cell(cell) for cell in cells]
            if any(value is not None for value in row):
                yield number, _trimmed(path, row)
    except csv.Error as error:
        raise unreadable(
            str(path),
            f"it is not readable CSV ({error})",
            "Save it again as CSV or as .xlsx.",
            zh=("CSV 格式有误", "请重新另存为 CSV 或 .xlsx"),
        ) from error


def _with_ends(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{line}\n"


def _csv_cell(cell: str) -> object:
    written = cell.strip()
    text = unguarded(written)
    return _formula(text) if text == written and text.startswith("=") else text or None
