"""Reads a ledger of cases, an XLSX or CSV file with one case a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from ..definitions.model import Field
from .faults import CellFault, Column, cell_fault, row_fault, unreadable
from .headers import DEPTH, HeaderRow, check_header, find_header, is_header
from .lexicon import PLAIN, Lexicon
from .sheets import RawRow, RawSheet, Refused, open_sheets

ROW_LIMIT = 100_000
NOTES = "说明"
"""The sheet that explains a ledger: it is no ledger, and nobody is told that it was not read."""

_TOTALS = {"合计", "总计", "小计", "total"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One case as it stands in a ledger: the sheet's row number, the values by field key.

    ``ref`` is the office's own number of the case, from a column called 项目编号; ``mark`` is what
    guatu itself wrote to tell the case, empty in ledgers of people's own.
    """

    number: int
    values: Mapping[str, object]
    ref: str | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A ledger as read, nothing checked but its form.

    ``columns`` tells where each field stands. A row with a fault is among the rows, without the
    value at fault; ``warnings`` say what is not read.
    """

    file: str
    columns: Mapping[str, Column]
    rows: tuple[LedgerRow, ...]
    faults: tuple[CellFault, ...] = ()
    warnings: tuple[CellFault, ...] = ()
    reference: Column | None = None


@dataclass(slots=True)
class _Draft:
    """What has been read of a ledger so far."""

    file: str
    header: HeaderRow
    fields: Mapping[str, Field]
    rows: list[LedgerRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    warnings: list[CellFault] = field(default_factory=list)

    def add(self, number: int, cells: Sequence[object]) -> None:
        """Take in one row below the header."""
        mark = self._mark(cells)
        if not mark and is_header(self.header, cells):
            return
        first = next(cell for cell in cells if cell is not None)
        if not mark and "".join(str(first).split()).casefold() in _TOTALS:
            self.warnings.append(row_fault(number, "a row of totals is not read", "合计行不读取"))
            return
        values: dict[str, object] = {}
        for key, column in self.header.columns.items():
            cell = cells[column.index] if column.index < len(cells) else None
            if isinstance(cell, Refused):
                self.faults.append(cell_fault(number, column, cell, cell.what, cell.what_zh))
            elif cell is not None:
                values[key] = _as_text(cell) if self.fields[key].type == "text" else cell
        ref = self._reference(number, cells)
        if not values and ref is None and not any(f.row == number for f in self.faults[-1:]):
            return
        if len(self.rows) >= ROW_LIMIT:
            raise unreadable(
                self.file,
                f"it has more than {ROW_LIMIT:,} rows",
                "Split the ledger.",
                zh=(f"超过 {ROW_LIMIT:,} 行", "请拆分台账后分次导入"),
            )
        self.rows.append(LedgerRow(number=number, values=values, ref=ref, mark=mark))

    def _mark(self, cells: Sequence[object]) -> str:
        column = self.header.mark
        cell = cells[column.index] if column and column.index < len(cells) else None
        return cell if isinstance(cell, str) else ""

    def _reference(self, number: int, cells: Sequence[object]) -> str | None:
        column = self.header.reference
        if column is None or column.index >= len(cells) or cells[column.index] is None:
            return None
        cell = cells[column.index]
        if isinstance(cell, Refused):
            self.faults.append(cell_fault(number, column, cell, cell.what, cell.what_zh))
            return None
        return str(_as_text(cell))


def read_ledger(
    path: Path | str,
    flow_fields: Mapping[str, Field],
    lexicon: Lexicon = PLAIN,
    *,
    is_partial: bool = False,
) -> Ledger:
    """Read a ledger; raise UnreadableFile when the file or its header row is of no use.

    The kind of file is told by its content. Columns are matched by a field's title or key, with
    or without its unit in brackets, or by what the lexicon says. Of several visible sheets the one
    whose header names the most fields is read. A cell merged over several rows counts for each.
    With ``is_partial`` a ledger that tells which cases its lines are may lack required columns.
    """
    path = Path(path)
    with open_sheets(path) as sheets:
        ledgers = [one for one in sheets if one.title != NOTES] or sheets
        sheet, header = _choose(ledgers, flow_fields, lexicon)
        if sheet is None:
            raise unreadable(
                str(path),
                "it has nothing on a visible sheet",
                "Give a ledger with a header row.",
                zh=("没有可见的内容", "请提供带表头的台账"),
            )
        check_header(str(path), header, flow_fields, is_partial=is_partial, may_teach=True)
        ledger = read_sheet(str(path), sheet, header, flow_fields)
        unread = [not_read(one) for one in ledgers if one is not sheet and begins(one)]
    noted = header.warnings(flow_fields, lexicon)
    return replace(ledger, warnings=(*noted, *unread, *ledger.warnings))


def read_sheet(
    file: str, sheet: RawSheet, header: HeaderRow, fields: Mapping[str, Field]
) -> Ledger:
    """Read what stands below the header row of one sheet; raise UnreadableFile for too many rows."""
    draft = _Draft(file=file, header=header, fields=fields)
    with closing(sheet.rows()) as rows:
        for number, cells in rows:
            if number > header.number:
                draft.add(number, cells)
    return Ledger(
        file=file,
        columns=header.columns,
        rows=tuple(draft.rows),
        faults=tuple(draft.faults),
        warnings=tuple(draft.warnings),
        reference=header.reference,
    )


def _choose(
    sheets: Sequence[RawSheet], fields: Mapping[str, Field], lexicon: Lexicon
) -> tuple[RawSheet | None, HeaderRow]:
    """Give the sheet with the best header row, the first of equals; None when all are blank."""
    chosen, best = None, HeaderRow(0)
    for sheet in sheets:
        top = top_of(sheet)
        header = find_header(top, fields, lexicon)
        if top and (chosen is None or header.score > best.score):
            chosen, best = sheet, header
    return chosen, best


def top_of(sheet: RawSheet) -> list[RawRow]:
    """Give the rows among which a header row is looked for."""
    with closing(sheet.rows()) as rows:
        return list(islice(rows, DEPTH))


def begins(sheet: RawSheet) -> bool:
    """Say whether a sheet holds anything."""
    with closing(sheet.rows()) as rows:
        return next(rows, None) is not None


def not_read(sheet: RawSheet) -> CellFault:
    """Say that a sheet is not read."""
    return row_fault(1, f"the sheet “{sheet.title}” is not read", f"工作表“{sheet.title}”不读取")


def _as_text(cell: object) -> object:
    """Give a cell as the text a person sees in it: telephone numbers are often typed as numbers."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell
