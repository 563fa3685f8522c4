"""The rows of one table of a roster: those that are still good, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..checking import check_rows
from ..faults import CellFault, cell_fault
from ..ledger import LedgerRow
from .books import RosterTable
from .tables import KEY

Values = Mapping[str, Any]


class Rows:
    """One table being checked; a row with a fault is no longer among the good ones."""

    def __init__(self, table: RosterTable | None) -> None:
        self._table = table
        self.faults: list[CellFault] = []
        self._good: dict[int, LedgerRow] = {}
        self._rows: dict[int, Values] = {}
        if table is None:
            return
        self._rows = {row.number: row.values for row in table.ledger.rows}
        identity = ["key"] if "key" in table.kind.fields else []
        checked = check_rows(table.ledger, table.kind.fields, {}, identity)
        self.faults += [replace(fault, sheet=table.sheet) for fault in checked.faults]
        self._good = {row.number: row for row in checked.good}
        if identity:
            self._check_keys()

    @property
    def is_there(self) -> bool:
        """Whether the file has this table."""
        return self._table is not None

    @property
    def count(self) -> int:
        """How many rows the table has."""
        return len(self._rows)

    def good(self) -> Iterator[tuple[int, Values]]:
        """Give the rows that are still good, each with its number."""
        yield from [(number, row.values) for number, row in self._good.items()]

    def is_good(self, number: int) -> bool:
        """Say whether a row has no fault yet."""
        return number in self._good

    def has(self, field: str) -> bool:
        """Say whether the table has a column for a field."""
        return self._table is not None and field in self._table.ledger.columns

    def refuse(self, number: int, field: str, what: str, what_zh: str) -> None:
        """Record what is wrong with a row, at the cell of a field."""
        assert self._table is not None, "a row stands in a table"  # noqa: S101
        column = self._table.ledger.columns.get(field)
        values = self._rows[number]
        self._good.pop(number, None)
        value, sheet = values.get(field), self._table.sheet
        self.faults.append(cell_fault(number, column, value, what, what_zh, sheet=sheet))

    def refused(self, *fields: str) -> dict[str, int]:
        """Map what refused rows say in these fields to their numbers."""
        found: dict[str, int] = {}
        for number, values in self.bad():
            for field in fields:
                if values.get(field):
                    found.setdefault(str(values[field]), number)
        return found

    def bad(self) -> Iterator[tuple[int, Values]]:
        """Give the rows that were refused, as they stand in the file."""
        yield from [(n, values) for n, values in self._rows.items() if n not in self._good]

    def _check_keys(self) -> None:
        for number, values in self.good():
            if not KEY.fullmatch(values["key"]):
                self.refuse(
                    number,
                    "key",
                    "a key may hold letters, digits and _ . - only",
                    "编号只能用英文字母、数字和 _ . -",
                )
