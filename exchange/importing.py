"""Takes a ledger in: opens a case for every new row, updates those there are, reports the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..definitions import Flow
from ..errors import GuatuError, InvalidValues
from ..workflow.registers import RegisteredCase
from ..workflow.values import Case
from .checking import check_rows, faults_in_row
from .faults import CellFault, cell_fault, in_order, row_fault
from .intake import OF_A_ROW, refusal, source_of
from .ledger import Ledger, LedgerRow, read_ledger
from .lexicon import PLAIN, Lexicon
from .matching import match_lines
from .reports import ImportedRow, ImportReport

OpenCase = Callable[[Mapping[str, Any], str | None, str], Case]
RecordCase = Callable[[int, Mapping[str, Any], str], Case]

_BEFORE = ("somebody else imported this row before", "此行已由他人导入过")


def import_rows(  # noqa: PLR0913 - keyword-only
    path: Path | str,
    *,
    flow: Flow,
    territories: Mapping[str, str],
    units: Mapping[str, str] | None = None,
    open_case: OpenCase,
    record_case: RecordCase | None = None,
    known: Iterable[RegisteredCase] = (),
    lexicon: Lexicon = PLAIN,
    holds_doubles: bool = False,
) -> ImportReport:
    """Read a ledger and take its rows in one by one, each in a transaction of the engine's.

    ``known`` are the cases there are. ``open_case`` is given the values, the office's own number or
    None, and an idempotency key made from both: importing a row again, also after a crash half-way,
    opens nothing twice. With ``record_case`` rows that are cases change them: it is given the case,
    the values that changed, and a note that says where they come from.
    With ``holds_doubles`` rows that may be a case there is are left out.
    Raises UnreadableFile; what is wrong with single rows is in the report.
    """
    updates = record_case is not None
    ledger = read_ledger(path, flow.fields, lexicon, is_partial=updates)
    matches = match_lines(ledger, flow, territories, known, updates=updates, units=units)
    checked = check_rows(
        ledger, flow.fields, territories, flow.identity, units=units, cases=matches.cases
    )
    intake = _Intake(flow, ledger, open_case, record_case)
    for row in checked.good:
        doubt = matches.doubts.get(row.number)
        if doubt is not None:
            intake.warnings.append(doubt)
        case = matches.cases.get(row.number)
        if case is not None:
            intake.update(row, case)
        elif doubt is not None and holds_doubles:
            intake.held.append(row.number)
        else:
            intake.open(row)
    return intake.report(checked.faults)


@dataclass(slots=True)
class _Intake:
    """What has come of the rows so far."""

    flow: Flow
    ledger: Ledger
    open_case: OpenCase
    record_case: RecordCase | None
    opened: list[ImportedRow] = field(default_factory=list)
    updated: list[ImportedRow] = field(default_factory=list)
    unchanged: list[ImportedRow] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    warnings: list[CellFault] = field(default_factory=list)

    def open(self, row: LedgerRow) -> None:
        """Open a case for a row."""
        try:
            case = self.open_case(row.values, row.ref, _key(self.flow, row))
        except OF_A_ROW as error:
            self.faults.extend(_faults(self.ledger, row, error))
        else:
            self.opened.append(ImportedRow(row=row.number, case=case.id, title=case.title))

    def update(self, row: LedgerRow, case: RegisteredCase) -> None:
        """Record what a row says anew of a case there is."""
        if row.ref is not None and row.ref != case.ref:
            self.faults.append(self._other_reference(row, case))
            return
        changed = {k: v for k, v in row.values.items() if case.fields.get(k) != v}
        said = ImportedRow(row=row.number, case=case.id, title=case.title)
        if not changed:
            self.unchanged.append(said)
        elif self.record_case is None:
            self.faults.append(self._not_asked_for(row, case, changed))
        else:
            try:
                self.record_case(case.id, changed, source_of(self.ledger.file, row.number))
            except OF_A_ROW as error:
                self.faults.extend(_faults(self.ledger, row, error))
            else:
                self.updated.append(said)

    def report(self, faults: Iterable[CellFault]) -> ImportReport:
        """Tell what came of the rows; ``faults`` are those found before."""
        return ImportReport(
            file=self.ledger.file,
            rows=len(self.ledger.rows),
            opened=tuple(self.opened),
            updated=tuple(self.updated),
            unchanged=tuple(self.unchanged),
            held=tuple(self.held),
            faults=tuple(in_order((*faults, *self.faults))),
            warnings=(*self.ledger.warnings, *self.warnings),
        )

    def _not_asked_for(
        self, row: LedgerRow, case: RegisteredCase, changed: Mapping[str, Any]
    ) -> CellFault:
        titles = "、".join(str(self.flow.fields[key].title) for key in changed)
        return row_fault(
            row.number,
            f"this is case #{case.id}, and these differ: {titles}; to change the case, import with"
            " --update",
            f"已是项目 #{case.id}，内容不同的有：{titles}；要更新项目，请加 --update 导入",
        )

    def _other_reference(self, row: LedgerRow, case: RegisteredCase) -> CellFault:
        has, has_zh = (f"“{case.ref}”",) * 2 if case.ref else ("none", "空")
        return cell_fault(
            row.number,
            self.ledger.reference,
            row.ref,
            f"this is case #{case.id}, whose number is {has} and is not changed by a ledger",
            f"这是项目 #{case.id}，其编号为{has_zh}，台账不能改编号；请改回",
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
    return [refusal(row.number, error, before=_BEFORE)]
