"""What came of a roster file: what is new, what changed, who left, and every row that was refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...errors import Language
from ...workflow.people.changes import RosterChange
from ..faults import CellFault
from .taking import Enrolment


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of what a file names are new, changed, and as they were."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterReport:
    """What came of a roster file.

    ``left`` are the keys of those who are active no more, ``absences`` how many were recorded,
    ``faults`` why rows were refused; a dry run says what would come of it, and wrote nothing.
    """

    file: str
    rows: int
    places: Tally
    units: Tally
    people: Tally
    left: tuple[str, ...]
    absences: int
    faults: tuple[CellFault, ...]
    warnings: tuple[CellFault, ...]
    is_dry_run: bool

    @property
    def refused(self) -> int:
        """How many rows were not taken."""
        return len({(fault.sheet, fault.row) for fault in self.faults})

    def sentence(self, language: Language = "zh") -> str:
        """Sum up, then say every fault and warning, a line each."""
        counted = {"places": self.places, "units": self.units, "people": self.people}
        if language == "zh":
            words = {"places": "地区", "units": "单位", "people": "人员"}
            parts = [
                f"{words[name]}新增 {t.added}、变更 {t.changed}、未变 {t.unchanged}"
                for name, t in counted.items()
            ]
            head = f"{self.file}：共 {self.rows} 行，{'；'.join(parts)}；离岗 {len(self.left)} 人，"
            head += f"登记请假 {self.absences} 条，未导入 {self.refused} 行"
            note = "提示："
        else:
            parts = [
                f"{name}: {t.added} added, {t.changed} changed, {t.unchanged} unchanged"
                for name, t in counted.items()
            ]
            head = f"{self.file}: {self.rows} rows, {'; '.join(parts)}; {len(self.left)} left, "
            head += f"{self.absences} absences, {self.refused} rows refused"
            note = "note: "
        lines = [fault.sentence(language) for fault in self.faults]
        notes = [f"{note}{warning.sentence(language)}" for warning in self.warnings]
        return "\n  ".join([head, *lines, *notes])


def report_of(
    file: str, enrolment: Enrolment, changes: Sequence[RosterChange], *, is_dry_run: bool
) -> RosterReport:
    """Count what became of a file by what changed in the roster."""
    said = enrolment.said
    return RosterReport(
        file=file,
        rows=enrolment.rows,
        places=_tally("place", {place.key for place in said.territories}, changes),
        units=_tally("unit", {unit.key for unit in said.units}, changes),
        people=_tally("person", enrolment.listed, changes),
        left=tuple(change.key for change in changes if change.kind == "person_left"),
        absences=sum(1 for change in changes if change.kind == "absence_set"),
        faults=enrolment.faults,
        warnings=enrolment.warnings,
        is_dry_run=is_dry_run,
    )


def _tally(thing: str, named: Iterable[str], changes: Sequence[RosterChange]) -> Tally:
    kinds = {
        change.key: change.kind
        for change in reversed(changes)
        if change.kind.startswith(f"{thing}_")
    }
    listed = set(named)
    changed = listed & kinds.keys()
    added = {key for key in changed if kinds[key] == f"{thing}_added"}
    return Tally(added=len(added), changed=len(changed - added), unchanged=len(listed - changed))
