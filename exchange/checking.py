"""Checks the rows of a ledger against the fields of a flow, all faults at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..definitions import coerce_values
from ..definitions.model import Field
from ..errors import InvalidValues, ValueFault
from ..workflow.registers import RegisteredCase
from .faults import CellFault, cell_fault, in_order
from .ledger import Ledger, LedgerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLedger:
    """A ledger divided: rows with values of their fields' types, and what is wrong in the rest."""

    good: tuple[LedgerRow, ...]
    faults: tuple[CellFault, ...]


def check_rows(  # noqa: PLR0913 - what rows are checked against
    ledger: Ledger,
    fields: Mapping[str, Field],
    territories: Mapping[str, str],
    identity: Sequence[str] = (),
    *,
    units: Mapping[str, str] | None = None,
    cases: Mapping[int, RegisteredCase] | None = None,
) -> CheckedLedger:
    """Check every row of a ledger.

    ``territories`` and ``units`` map the keys of both to their titles, ``identity`` names the fields that
    tell one case from a duplicate. Of rows that are the same case the first good one counts.
    ``cases`` are the rows that are cases there are already: nothing need be filled in them.
    """
    cases = cases or {}
    refused: dict[int, set[str]] = {}
    for fault in ledger.faults:
        refused.setdefault(fault.row, set()).add(fault.column)
    good: list[LedgerRow] = []
    faults: list[CellFault] = list(ledger.faults)
    seen = _Seen(ledger, identity)
    for row in ledger.rows:
        found: list[CellFault] = []
        values: Mapping[str, object] = {}
        try:
            values = coerce_values(
                fields,
                row.values,
                territories=territories,
                units=units,
                partial=row.number in cases,
            )
        except InvalidValues as error:
            found = faults_in_row(ledger, row.number, error)
        bad = refused.get(row.number, set())
        found = [f for f in found if not f.column or f.column not in bad]
        checked = replace(row, values=values)
        if not found and not bad:
            case = cases.get(row.number)
            found = seen.take(checked) if case is None else seen.take_case(checked, case)
            if not found:
                good.append(checked)
        faults.extend(found)
    return CheckedLedger(good=tuple(good), faults=tuple(in_order(faults)))


def faults_in_row(ledger: Ledger, number: int, error: InvalidValues) -> list[CellFault]:
    """Say what is wrong with a row's values at the cells they came from.

    Serves the faults that only the database can tell, such as a case that exists already.
    """
    faults: Iterable[ValueFault] = error.facts["faults"]
    return [_at_cell(ledger, number, fault) for fault in faults]


def duplicate_fault(
    ledger: Ledger, row: LedgerRow, identity: Sequence[str], where: str, where_zh: str
) -> CellFault:
    """Say that a row is the same case as another, and where that one is."""
    key = next((k for k in identity if k in ledger.columns), "")
    what, what_zh = f"the same case as {where}", f"与{where_zh}重复"
    return cell_fault(row.number, ledger.columns.get(key), row.values.get(key), what, what_zh)


class _Seen:
    """Remembers which cases and references earlier good rows of the file held."""

    def __init__(self, ledger: Ledger, identity: Sequence[str]) -> None:
        self._ledger = ledger
        self._identity = identity
        self._cases: dict[tuple[str, ...], int] = {}
        self._references: dict[str, int] = {}
        self._known: dict[int, int] = {}

    def take_case(self, row: LedgerRow, case: RegisteredCase) -> list[CellFault]:
        """Give the faults of a row that is a case an earlier row is too; else remember it."""
        earlier = self._known.setdefault(case.id, row.number)
        if earlier == row.number:
            return []
        where, where_zh = f"row {earlier}", f"第 {earlier} 行"
        return [duplicate_fault(self._ledger, row, self._identity, where, where_zh)]

    def take(self, row: LedgerRow) -> list[CellFault]:
        """Give the faults of a row that repeats an earlier one; else remember it."""
        parts = tuple(str(row.values.get(k, "")).strip().casefold() for k in self._identity)
        is_whole = bool(parts) and all(k in row.values for k in self._identity)
        earlier = self._cases.get(parts) if is_whole else None
        if earlier is not None:
            return [
                duplicate_fault(
                    self._ledger, row, self._identity, f"row {earlier}", f"第 {earlier} 行"
                )
            ]
        if row.ref is not None:
            if row.ref in self._references:
                return [self._same_reference(row, self._references[row.ref])]
            self._references[row.ref] = row.number
        if is_whole:
            self._cases[parts] = row.number
        return []

    def _same_reference(self, row: LedgerRow, earlier: int) -> CellFault:
        what, what_zh = f"row {earlier} has the same number", f"编号与第 {earlier} 行重复"
        return cell_fault(row.number, self._ledger.reference, row.ref, what, what_zh)


def _at_cell(ledger: Ledger, number: int, fault: ValueFault) -> CellFault:
    column = ledger.reference if fault.field == "ref" else ledger.columns.get(fault.field)
    found = cell_fault(number, column, fault.value, fault.what, fault.what_zh)
    return found if column else replace(found, header=fault.title)
