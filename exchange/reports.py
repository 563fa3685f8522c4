"""What came of a ledger, told row by row."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import Language
from .faults import CellFault


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
    ``updated`` are cases in which cells were changed, ``unchanged`` those in which nothing was
    said anew, ``held`` the rows left out because they may be a case there is.
    With ``is_rehearsal`` nothing of it was kept.
    """

    file: str
    rows: int
    opened: tuple[ImportedRow, ...]
    faults: tuple[CellFault, ...]
    warnings: tuple[CellFault, ...]
    updated: tuple[ImportedRow, ...] = ()
    unchanged: tuple[ImportedRow, ...] = ()
    held: tuple[int, ...] = ()
    is_rehearsal: bool = False

    @property
    def refused(self) -> int:
        """How many rows can't be taken as they are."""
        taken = (self.opened, self.updated, self.unchanged, self.held)
        return self.rows - sum(map(len, taken))

    def summary(self, language: Language = "zh") -> str:
        """Sum up in a line."""
        counts = (
            _Count(self.opened, "opened", "立项"),
            _Count(self.updated, "updated", "更新"),
            _Count(self.unchanged, "unchanged", "未变"),
            _Count(self.held, "held back", "疑似重复留下"),
        )
        return _summed(self, counts, language)

    def sentence(self, language: Language = "zh") -> str:
        """Sum up, then say every fault and warning, a line each."""
        return _told(self, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureImportReport:
    """What came of a ledger of figures: rows that are entries now, and every fault of the others.

    ``entered`` are new entries, ``corrected`` rows that put an entry right, ``unchanged`` those that
    say what stands there already, rows imported before among them. ``passed`` were put right in the
    office they come from, and count nowhere. With ``is_rehearsal`` nothing of it was kept.
    """

    file: str
    rows: int
    entered: tuple[ImportedRow, ...]
    corrected: tuple[ImportedRow, ...]
    unchanged: tuple[ImportedRow, ...]
    faults: tuple[CellFault, ...]
    warnings: tuple[CellFault, ...]
    passed: tuple[int, ...] = ()
    is_rehearsal: bool = False

    @property
    def refused(self) -> int:
        """How many rows can't be taken as they are."""
        taken = (self.entered, self.corrected, self.unchanged, self.passed)
        return self.rows - sum(map(len, taken))

    def summary(self, language: Language = "zh") -> str:
        """Sum up in a line."""
        counts = (
            _Count(self.entered, "entered", "登记"),
            _Count(self.corrected, "corrected", "更正"),
            _Count(self.unchanged, "unchanged", "未变"),
            _Count(self.passed, "put right before and passed over", "已被更正不登记"),
        )
        return _summed(self, counts, language)

    def sentence(self, language: Language = "zh") -> str:
        """Sum up, then say every fault and warning, a line each."""
        return _told(self, language)


class _Count(NamedTuple):
    """Rows that came to the same, and what that is called."""

    rows: Sized
    word: str
    word_zh: str


def _summed(
    report: ImportReport | FigureImportReport, counts: Sequence[_Count], language: Language
) -> str:
    """Sum up in a line: the first count always, of the others those there are."""
    counted = [count for n, count in enumerate(counts) if not n or count.rows]
    if language == "zh":
        said = "，".join(f"{count.word_zh} {len(count.rows)} 行" for count in counted)
        whole = f"共 {report.rows} 行：{said}，未导入 {report.refused} 行。"
        return whole + ("（试运行，未写入）" if report.is_rehearsal else "")
    said = ", ".join(f"{len(count.rows)} {count.word}" for count in counted)
    whole = f"{report.rows} rows: {said}, {report.refused} refused."
    return whole + (" (A dry run: nothing was written.)" if report.is_rehearsal else "")


def _told(report: ImportReport | FigureImportReport, language: Language) -> str:
    mark = "提示：" if language == "zh" else "note: "
    return "\n  ".join(
        [
            f"{report.file}{'：' if language == 'zh' else ': '}{report.summary(language)}",
            *(fault.sentence(language) for fault in report.faults),
            *(f"{mark}{warning.sentence(language)}" for warning in report.warnings),
        ]
    )
