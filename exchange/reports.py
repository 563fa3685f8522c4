"""What came of a ledger, told row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
        taken = len(self.opened) + len(self.updated) + len(self.unchanged)
        return self.rows - taken - len(self.held)

    def summary(self, language: Language = "zh") -> str:
        """Sum up in a line."""
        more = (len(self.updated), len(self.unchanged), len(self.held))
        if language == "zh":
            said = f"共 {self.rows} 行：立项 {len(self.opened)} 行"
            words = ("更新 {} 行", "未变 {} 行", "疑似重复留下 {} 行")
            said += "".join(f"，{w.format(n)}" for w, n in zip(words, more, strict=True) if n)
            said += f"，未导入 {self.refused} 行。"
            return said + ("（试运行，未写入）" if self.is_rehearsal else "")
        said = f"{self.rows} rows: {len(self.opened)} opened"
        words = ("{} updated", "{} unchanged", "{} held back")
        said += "".join(f", {w.format(n)}" for w, n in zip(words, more, strict=True) if n)
        said += f", {self.refused} refused."
        return said + (" (A dry run: nothing was written.)" if self.is_rehearsal else "")

    def sentence(self, language: Language = "zh") -> str:
        """Sum up, then say every fault and warning, a line each."""
        return _told(self.file, self.summary(language), self.faults, self.warnings, language)


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
        more = (len(self.corrected), len(self.unchanged), len(self.passed))
        if language == "zh":
            said = f"共 {self.rows} 行：登记 {len(self.entered)} 行"
            words = ("更正 {} 行", "未变 {} 行", "已被更正不登记 {} 行")
            said += "".join(f"，{w.format(n)}" for w, n in zip(words, more, strict=True) if n)
            said += f"，未导入 {self.refused} 行。"
            return said + ("（试运行，未写入）" if self.is_rehearsal else "")
        said = f"{self.rows} rows: {len(self.entered)} entered"
        words = ("{} corrected", "{} unchanged", "{} put right before and passed over")
        said += "".join(f", {w.format(n)}" for w, n in zip(words, more, strict=True) if n)
        said += f", {self.refused} refused."
        return said + (" (A dry run: nothing was written.)" if self.is_rehearsal else "")

    def sentence(self, language: Language = "zh") -> str:
        """Sum up, then say every fault and warning, a line each."""
        return _told(self.file, self.summary(language), self.faults, self.warnings, language)


def _told(
    file: str,
    summary: str,
    faults: Iterable[CellFault],
    warnings: Iterable[CellFault],
    language: Language,
) -> str:
    mark = "提示：" if language == "zh" else "note: "
    return "\n  ".join(
        [
            f"{file}{'：' if language == 'zh' else ': '}{summary}",
            *(fault.sentence(language) for fault in faults),
            *(f"{mark}{warning.sentence(language)}" for warning in warnings),
        ]
    )
