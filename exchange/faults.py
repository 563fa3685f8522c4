"""What is wrong with a file that people gave, said with its row and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import Language, UnreadableFile

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands in a ledger: its place from 0, the sheet's letter, the header there."""

    index: int
    letter: str
    header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """One thing wrong in a ledger: the row and column letter as the sheet shows them, the value.

    ``column`` is empty for a fault of the whole row, or of a field the ledger has no column for.
    ``sheet`` is named where several are read, else empty.
    """

    row: int
    column: str
    header: str
    value: str
    what: str
    what_zh: str
    sheet: str = ""

    def sentence(self, language: Language = "zh") -> str:
        """Say the fault with its place and the value that stands there."""
        if language == "zh":
            place = f"“{self.sheet}”" if self.sheet else ""
            place += f"第 {self.row} 行"
            place += f" {self.column} 列" if self.column else ""
            place += f"“{self.header}”" if self.header else ""
            shown = f"（现为“{self.value}”）" if self.value else ""
            return f"{place}：{self.what_zh}{shown}"
        place = f"{self.sheet}, " if self.sheet else ""
        place += f"row {self.row}"
        place += f", column {self.column}" if self.column else ""
        place += f" ({self.header})" if self.header else ""
        shown = f" (it is “{self.value}”)" if self.value else ""
        return f"{place}: {self.what}{shown}"


def cell_fault(  # noqa: PLR0913 - a fault has these parts
    row: int, column: Column | None, value: object, what: str, what_zh: str, *, sheet: str = ""
) -> CellFault:
    """Say what is wrong at a cell, or with the whole row where it has no column."""
    return CellFault(
        row=row,
        column=column.letter if column else "",
        header=column.header if column else "",
        value=shown(value),
        what=what,
        what_zh=what_zh,
        sheet=sheet,
    )


def in_order(faults: Iterable[CellFault]) -> list[CellFault]:
    """Give faults by their place: row by row, from the first column to the last."""
    return sorted(faults, key=lambda fault: (fault.row, len(fault.column), fault.column))


def row_fault(row: int, what: str, what_zh: str, *, sheet: str = "") -> CellFault:
    """Say what is wrong with a whole row."""
    return cell_fault(row, None, None, what, what_zh, sheet=sheet)


def shown(value: object) -> str:
    """Give a value as it fits into a sentence: one line, not long."""
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def unreadable(file: str, why: str, mend: str, *, zh: tuple[str, str]) -> UnreadableFile:
    """Give the error for a file that can't be read; ``zh`` is the reason and mend in Chinese."""
    return UnreadableFile(file=file, why=why, mend=mend, why_zh=zh[0], mend_zh=zh[1])
