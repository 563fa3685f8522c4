"""The sheet a command writes its change on, over what it read of the case."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from ...definitions.flow import Flow
from ..casefiles import CaseFile, Change, position_of
from ..correspondence import Letter, LetterStep
from ..figures import Figure
from ..history import following
from ..means import Means
from ..people import Directory
from ..ports import Reading
from ..time.worktime import WorkTime
from ..values import (
    Assignment,
    Case,
    Deadline,
    Entry,
    Escalation,
    Event,
    Filed,
    Notice,
    Outgoing,
    Poll,
    Task,
    Timer,
)

Row = TypeVar("Row")
Found = TypeVar("Found")


class Rows(Generic[Row]):
    """Rows under their natural key, remembering which were put since they were read."""

    def __init__(self, key: Callable[[Row], Hashable], rows: Iterable[Row]) -> None:
        self._key = key
        self._rows = {key(row): row for row in rows}
        self._put: dict[Hashable, Row] = {}
        self.puts = 0

    def put(self, row: Row) -> None:
        """Add a row or replace the one with its key; an equal row is not a change."""
        key = self._key(row)
        if self._rows.get(key) != row:
            self._rows[key] = row
            self._put[key] = row
            self.puts += 1

    def __len__(self) -> int:
        """Count the rows, as they are now."""
        return len(self._rows)

    def get(self, *key: Hashable) -> Row | None:
        """Give the row of a key, None when there is none."""
        return self._rows.get(key)

    def __iter__(self) -> Iterator[Row]:
        """Iterate over all rows, as they are now."""
        return iter(tuple(self._rows.values()))

    def written(self) -> tuple[Row, ...]:
        """Give the rows put since they were read."""
        return tuple(self._put.values())


class Sheet:
    """A change in the making: the case as read, what is different by now, and the means at hand."""

    def __init__(  # noqa: PLR0913 - a command needs exactly these
        self, *, uow: Reading, means: Means, flow: Flow, file: CaseFile, now: datetime, by: str
    ) -> None:
        self.uow = uow
        self.means = means
        self.flow = flow
        self.now = now
        self.by = by
        self.case: Case = file.case
        self.read: Case = file.case
        self.before = file.case.version
        self._stood = position_of(file.case, file.deadline)
        self._head = (file.case.head_seq, file.case.head_hash)
        self.entry: Entry = file.entry
        self.deadline: Deadline = file.deadline
        self.entries = Rows[Entry](lambda r: (r.number,), file.visited)
        self.deadlines = Rows[Deadline](lambda r: (r.entry,), [file.deadline])
        self.timers = Rows[Timer](lambda r: (r.entry, r.rung), file.timers)
        self.tasks = Rows[Task](lambda r: (r.entry, r.kind, r.key, r.holder), file.tasks)
        self.polls = Rows[Poll](lambda r: (r.entry, r.key), file.polls)
        self.assignments = Rows[Assignment](lambda r: (r.role, r.holder, r.since), file.assignments)
        self.materials = Rows[Filed](lambda r: (r.key, r.number), file.materials)
        self.escalations = Rows[Escalation](lambda r: (r.entry, r.rung), file.escalations)
        self.figures = Rows[Figure](lambda r: (r.series, r.number), ())
        self._known: dict[Callable[[Sheet], Any], tuple[tuple[object, ...], Any]] = {}
        self.notices: list[Notice] = []
        self.letters: list[Letter] = []
        self.letter_steps: list[LetterStep] = []
        self.outgoing: list[Outgoing] = []
        self.events: list[Event] = []

    @property
    def worktime(self) -> WorkTime:
        """The working time of the case: of its own calendar, its unit's, or its flow's."""
        return self.remember(_worktime, self.assignments.puts)

    @property
    def directory(self) -> Directory:
        """People, units and places."""
        return self.uow.directory()

    def name_of(self, key: str) -> str:
        """Name a person, a unit or the system for people; the key itself when nobody has it."""
        return self.directory.name_of(key)

    def remember(self, gather: Callable[[Sheet], Found], *state: object) -> Found:
        """Gather something of the case once for each state it is gathered from."""
        known = self._known.get(gather)
        if known is None or not all(
            old is new or old == new for old, new in zip(known[0], state, strict=True)
        ):
            known = (state, gather(self))
            self._known[gather] = known
        found: Found = known[1]
        return found

    def run_on(self, flow: Flow) -> None:
        """Let the case run on another version of its flow from here on."""
        self.flow = flow
        self.case = replace(self.case, flow_hash=flow.hash)
        self._known.clear()

    def log(self, kind: str, data: Mapping[str, Any], *, why: str = "") -> None:
        """Write a line of history."""
        seq, previous = self._head
        event = following(
            case=self.case.id,
            seq=seq,
            previous=previous,
            at=self.now,
            kind=kind,
            by=self.by,
            data=data,
            why=why,
        )
        self.events.append(event)
        self._head = (event.seq, event.hash)

    @property
    def is_new(self) -> bool:
        """Whether the case is being opened."""
        return self.before == 0

    def is_written(self) -> bool:
        """Say whether anything has been written that is worth a new version."""
        return bool(self.events)

    def change(self) -> Change:
        """Give the change as the store must apply it."""
        seq, head = self._head
        case = replace(
            self.case,
            version=self.before + bool(self.events),
            changed_at=self.now,
            changed_by=self.by,
            head_seq=seq,
            head_hash=head,
        )
        stands = position_of(case, self.deadline)
        return Change(
            case=case,
            before=self.before,
            positions=(stands,) if self.is_new or stands != self._stood else (),
            entries=self.entries.written(),
            deadlines=self.deadlines.written(),
            timers=self.timers.written(),
            tasks=self.tasks.written(),
            polls=self.polls.written(),
            assignments=self.assignments.written(),
            materials=self.materials.written(),
            escalations=self.escalations.written(),
            notices=tuple(self.notices),
            letters=tuple(self.letters),
            letter_steps=tuple(self.letter_steps),
            outgoing=tuple(self.outgoing),
            figures=self.figures.written(),
            events=tuple(self.events),
        )


def _worktime(sheet: Sheet) -> WorkTime:
    return sheet.means.worktime(sheet.uow.calendar(_calendar(sheet)))


def _calendar(sheet: Sheet) -> str:
    """Give the calendar a case goes by: its own, its unit's, or its flow's."""
    if sheet.case.calendar:
        return sheet.case.calendar
    for held in sheet.assignments if sheet.flow.calendar_of else ():
        if held.role == sheet.flow.calendar_of and held.until is None:
            unit = sheet.directory.unit(held.holder)
            if unit is not None and unit.calendar:
                return unit.calendar
    return sheet.flow.calendar
