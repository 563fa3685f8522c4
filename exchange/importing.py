"""Opens a case for every good row of a ledger and reports every bad one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..definitions import Flow
from ..errors import GuatuError, InvalidValues, KeyReused, Language, NotAllowed
from ..workflow.values import Case
from .checking import check_rows, faults_in_row
from .faults import CellFault
from .ledger import Ledger, LedgerRow, read_ledger

OpenCase = Callable[[Mapping[str, Any], str | None, str], Case]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A row of a ledger and the case that stands for it."""

    row: int
    case: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a ledger: rows that are cases now, and every fault of the others.

    A row imported before counts among ``opened``: it is a case, and was not opened again.
    """

    file: str
    rows: int
    opened: tuple[ImportedRow, ...]
    faults: tuple[CellFault, ...]
    warnings: tuple[CellFault, ...]

    @property
    def refused(self) -> int:
        """How many rows did not become cases."""
        return self.rows - len(self.opened)

    def sentence(self, language: Language = "zh") -> str:
        """Sum up, then say every fault and warning, a line each."""
        if language == "zh":
            head = f"{self.file}：共 {self.rows} 行，"
            head += f"立项 {len(self.opened)} 行，未立项 {self.refused} 行"
            notes = [f"提示：{w.sentence('zh')}" for w in self.warnings]
        else:
            head = (
                f"{self.file}: {self.rows} rows, {len(self.opened)} cases, {self.refused} refused"
            )
            notes = [f"note: {w.sentence('en')}" for w in self.warnings]
        lines = [f.sentence(language) for f in self.faults]
        return "\n  ".join([head, *lines, *notes])


def import_rows(
    path: Path | str,
    *,
    flow: Flow,
    territories: Mapping[str, str],
    units: Mapping[str, str] | None = None,
    open_case: OpenCase,
) -> ImportReport:
    """Read a ledger and open its cases one by one, each in a transaction of the engine's.

    ``open_case`` is given the values, the office's own number or None, and an idempotency key made
    from both: importing a row again, also after a crash half-way, opens nothing twice.
    Raises UnreadableFile; what is wrong with single rows is in the report.
    """
    ledger = read_ledger(path, flow.fields)
    checked = check_rows(ledger, flow.fields, territories, flow.identity, units)
    opened: list[ImportedRow] = []
    faults = list(checked.faults)
    for row in checked.good:
        try:
            case = open_case(row.values, row.ref, _key(flow, row))
        except (InvalidValues, KeyReused, NotAllowed) as error:
            faults.extend(_faults(ledger, row, error))
        else:
            opened.append(ImportedRow(row=row.number, case=case.id, title=case.title))
    faults.sort(key=lambda f: (f.row, len(f.column), f.column))
    return ImportReport(
        file=ledger.file,
        rows=len(ledger.rows),
        opened=tuple(opened),
        faults=tuple(faults),
        warnings=ledger.warnings,
    )


def _key(flow: Flow, row: LedgerRow) -> str:
    said = json.dumps(
        {"flow": flow.key, "ref": row.ref, "values": row.values},
        sort_keys=True,
        default=str,
        ensure_ascii=False,
    )
    return f"ledger:{hashlib.sha256(said.encode()).hexdigest()}"


def _faults(ledger: Ledger, row: LedgerRow, error: GuatuError) -> list[CellFault]:
    if isinstance(error, InvalidValues):
        return faults_in_row(ledger, row.number, error)
    what, what_zh = error.sentence("en"), error.sentence("zh")
    if isinstance(error, KeyReused):
        what, what_zh = "somebody else imported this row before", "此行已由他人导入过"
    return [CellFault(row=row.number, column="", header="", value="", what=what, what_zh=what_zh)]
