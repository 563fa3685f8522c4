"""Takes a ledger of figures in: enters every new row, puts right what differs, reports the rest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import GuatuError, InvalidValues, UnknownFigure
from ..workflow.figures import Figure
from ..workflow.figures import shown as plainly
from ..workflow.registers import RegisteredFigure
from ..workflow.values import Case
from .checking import faults_in_row
from .faults import CellFault, cell_fault, in_order, row_fault
from .figure_columns import AMOUNT, DAY, NOTE, NUMBER, PART, FigureShape
from .figure_rows import FigureLedger, ReadFigure
from .intake import OF_A_ROW, refusal, source_of
from .reports import FigureImportReport, ImportedRow

EnterFigure = Callable[[ReadFigure, str], Case]
"""Enters a figure under an idempotency key."""

CorrectFigure = Callable[[ReadFigure, int, str], Case]
"""Puts the entry of a number right, with a reason."""

_BEFORE = (
    "this row was imported before, by somebody else or with another note",
    "此行已导入过：由他人导入，或备注有改动",
)


def take_figures(
    read: FigureLedger,
    shape: FigureShape,
    entries: Iterable[RegisteredFigure],
    *,
    enter: EnterFigure,
    correct: CorrectFigure | None = None,
) -> FigureImportReport:
    """Take the good rows in one by one, each in a transaction of the engine's.

    ``entries`` are the figures of the series there are, also those put right. The key a row is
    entered under is made of the case, what it says, and how many rows like it come before: taking
    the same file in again, also after a crash half-way, enters nothing twice. With ``correct`` rows
    that bear the number of an entry and differ from it put it right.
    """
    cases = {row.case.id for row in read.good}
    there: dict[int, list[Figure]] = {}
    for entry in entries:
        if entry.case.id in cases:
            there.setdefault(entry.case.id, []).append(entry.figure)
    intake = _Intake(shape, read, there, enter, correct)
    for row in read.good:
        intake.take(row)
    return intake.report()


@dataclass(slots=True)
class _Intake:
    """What has come of the rows so far."""

    shape: FigureShape
    read: FigureLedger
    there: Mapping[int, Sequence[Figure]]
    enter: EnterFigure
    correct: CorrectFigure | None
    entered: list[ImportedRow] = field(default_factory=list)
    corrected: list[ImportedRow] = field(default_factory=list)
    unchanged: list[ImportedRow] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    warnings: list[CellFault] = field(default_factory=list)
    equals: Counter[str] = field(default_factory=Counter)
    versions: dict[int, int] = field(default_factory=dict)

    def take(self, row: ReadFigure) -> None:
        """Take a row in."""
        known = {figure.number: figure for figure in self.there.get(row.case.id, ())}
        wrong = known.get(row.entry) if row.entry is not None else None
        if wrong is not None and any(_is_same(row, one) for one in _line_of(wrong, known)):
            self.unchanged.append(_said(row))
            self._note(row, wrong)
        elif row.entry is not None and row.is_home:
            self._differs(row, wrong, known)
        elif row.is_put_right:
            self.passed.append(row.number)
            what, what_zh = "it was put right and is not entered", "已被更正的一笔，不登记"
            self.warnings.append(row_fault(row.number, what, what_zh))
        else:
            self._new(row, known.values())

    def report(self) -> FigureImportReport:
        """Tell what came of the rows."""
        return FigureImportReport(
            file=self.read.ledger.file,
            rows=len(self.read.ledger.rows),
            entered=tuple(self.entered),
            corrected=tuple(self.corrected),
            unchanged=tuple(self.unchanged),
            passed=tuple(self.passed),
            faults=tuple(in_order((*self.read.faults, *self.faults))),
            warnings=(*self.read.warnings, *self.warnings),
        )

    def _new(self, row: ReadFigure, known: Iterable[Figure]) -> None:
        """Enter a figure, unless the same row was taken in before."""
        mark = _mark(row, self.shape.series.key)
        self.equals[mark] += 1
        said = f"{mark} {self.equals[mark]}"
        key = f"figures:{hashlib.sha256(said.encode()).hexdigest()}"
        case = self._run(row, lambda: self.enter(row, key))
        if case is None:
            return
        before = self.versions.get(case.id, row.case.version)
        self.versions[case.id] = case.version
        if case.version == before:
            self.unchanged.append(_said(row))
            return
        self.entered.append(_said(row))
        like = next((one for one in known if one.counts and _is_same(row, one)), None)
        if like is not None:
            self.warnings.append(
                row_fault(
                    row.number,
                    f"entry {like.number} of case #{row.case.id} says the same; look at both",
                    f"和项目 #{row.case.id} 第 {like.number} 笔相同，请核对是否重复",
                )
            )

    def _differs(self, row: ReadFigure, wrong: Figure | None, known: Mapping[int, Figure]) -> None:
        """Put right the entry a row was written from."""
        number = row.entry or 0
        if wrong is None:
            error = UnknownFigure(name=number, known=[str(one) for one in known])
            self.faults.append(self._at_number(row, error.sentence("en"), error.sentence("zh")))
        elif self.correct is None:
            changed = "、".join(_changed(row, wrong))
            self.faults.append(
                self._at_number(
                    row,
                    f"this is entry {number} of case #{row.case.id}, and these differ: {changed}; to"
                    " put it right, import with --update",
                    f"是项目 #{row.case.id} 的第 {number} 笔，内容不同的有：{changed}；"
                    "要更正，请加 --update 导入",
                )
            )
        else:
            correct = self.correct
            why = source_of(self.read.ledger.file, row.number)
            if row.note and row.note != wrong.note:
                why = f"{why}：{row.note}"
            case = self._run(row, lambda: correct(row, number, why))
            if case is not None:
                self.versions[case.id] = case.version
                self.corrected.append(_said(row))

    def _note(self, row: ReadFigure, entry: Figure) -> None:
        """Warn that a note was changed, which an entry keeps as it was."""
        if row.note and row.note != entry.note.strip():
            self.warnings.append(
                cell_fault(
                    row.number,
                    self.read.ledger.columns.get(NOTE),
                    row.note,
                    "the note of an entry there is stays as it was",
                    "已登记的一笔，备注不再改动",
                )
            )

    def _run(self, row: ReadFigure, command: Callable[[], Case]) -> Case | None:
        try:
            return command()
        except OF_A_ROW as error:
            self.faults.extend(self._faults(row, error))
            return None

    def _faults(self, row: ReadFigure, error: GuatuError) -> Iterator[CellFault]:
        ledger = self.read.ledger
        if isinstance(error, InvalidValues):
            named = {"on": DAY, AMOUNT: AMOUNT}
            faults = [
                replace(one, field=named.get(one.field, PART + one.field))
                for one in error.facts["faults"]
            ]
            yield from faults_in_row(ledger, row.number, InvalidValues(faults=faults))
            return
        yield refusal(row.number, error, before=_BEFORE)

    def _at_number(self, row: ReadFigure, what: str, what_zh: str) -> CellFault:
        column = self.read.ledger.columns.get(NUMBER)
        return cell_fault(row.number, column, row.entry, what, what_zh)


def _line_of(figure: Figure, known: Mapping[int, Figure]) -> Iterator[Figure]:
    """Give an entry and what stands for it now, where it was put right."""
    yield figure
    newest = figure
    while newest.corrected_by is not None and newest.corrected_by in known:
        newest = known[newest.corrected_by]
    if newest is not figure:
        yield newest


def _is_same(row: ReadFigure, figure: Figure) -> bool:
    return (row.amount, row.day, row.parts) == (figure.amount, figure.day, dict(figure.parts))


def _changed(row: ReadFigure, figure: Figure) -> Iterator[str]:
    if row.day != figure.day:
        yield f"日期（{figure.day.isoformat()}）"
    if row.amount != figure.amount:
        yield f"数额（{plainly(figure.amount)}）"
    if row.parts != dict(figure.parts):
        yield "分项"


def _mark(row: ReadFigure, series: str) -> str:
    said = {
        "case": row.case.id,
        "series": series,
        "day": row.day.isoformat(),
        "amount": plainly(row.amount),
        "parts": row.parts,
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def _said(row: ReadFigure) -> ImportedRow:
    return ImportedRow(row=row.number, case=row.case.id, title=row.case.title)
