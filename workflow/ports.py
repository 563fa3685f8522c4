"""What the workflow needs from the floors above it, as short Protocols.

Each port has one conformance suite under ``tests/contract/`` that every implementation passes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol

from ..definitions.flow import Flow
from .casefiles import CaseFile, Change, Child, Past, Workload
from .figures import Figure
from .letter_ports import LetterShelf
from .migration_ports import MigrationRows
from .opening_ports import OpeningShelf
from .people import Directory
from .reporting import Publication, Report
from .values import Assignment

Lock = Literal["none", "wait", "skip"]


class CalendarSource(Protocol):
    """Published working-time data for one calendar."""

    @property
    def key(self) -> str:
        """The calendar's key, such as ``cn``."""
        ...

    @property
    def title(self) -> str:
        """The calendar's name for people, such as 全国工作日历."""
        ...

    @property
    def version(self) -> str:
        """What was published, named so that a deadline can say what it was computed from."""
        ...

    @property
    def first(self) -> date:
        """The first day the data covers."""
        ...

    @property
    def last(self) -> date:
        """The last day the data covers; beyond it a deadline is provisional."""
        ...

    @property
    def windows(self) -> tuple[tuple[time, time], ...]:
        """The office hours it sets; empty for those of the office."""
        ...

    def is_workday(self, day: date) -> bool:
        """Say whether a covered day is worked, holidays and make-up days (调休) considered."""
        ...


class Surroundings(Protocol):
    """What stands around a case in the store, asked for only where a command needs it."""

    def workloads(
        self, role: str, holders: Sequence[str], *, at_most: int | None = None
    ) -> Mapping[str, Workload]:
        """Tell how much work each holder has in a role, nothing included.

        Nobody's work is counted further than ``at_most`` cases.
        """
        ...

    def past(self, case: int, entry: int) -> Past:
        """Give what an entry of a case looked like when it was left."""
        ...

    def held_on(self, case: int, role: str) -> Sequence[Assignment]:
        """Give who holds a role on another case now."""
        ...

    def children(self, case: int) -> Sequence[Child]:
        """Give the cases under a case, by id."""
        ...

    def figures(self, case: int, series: str) -> Sequence[Figure]:
        """Give every figure of a case in a series, those put right too, by number."""
        ...

    def deciders(self, case: int, tasks: Collection[str]) -> Mapping[str, str]:
        """Map who decided tasks of these names on a case, in any of its entries, to the task."""
        ...

    def people_holding(self) -> Sequence[str]:
        """Give every person who holds a role or an open task on a running case, by key."""
        ...

    def cases_of(self, people: Sequence[str], *, unraised: bool = False) -> Sequence[int]:
        """Give the running cases on which any of these people has a role or an open task.

        The newest first: a case below another is opened after it, and is always held before it.
        With ``unraised`` those on which something of theirs is not raised as a vacancy.
        """
        ...

    def is_told(self, case: int, names: Collection[str]) -> bool:
        """Say whether any of these people ever had a notice about a case, or any of them a task."""
        ...


class Reading(Protocol):
    """What a transaction on the store can tell, as it sees the database."""

    @property
    def around(self) -> Surroundings:
        """What stands around cases."""
        ...

    @property
    def openings(self) -> OpeningShelf:
        """What the calendar has opened."""
        ...

    @property
    def letters(self) -> LetterShelf:
        """The letters, to work on."""
        ...

    def flow(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        ...

    def flow_of(self, flow_hash: str) -> Flow:
        """Give exactly the version with this hash; raise UnknownFlow."""
        ...

    def directory(self) -> Directory:
        """Give the directory as this transaction sees it."""
        ...

    def calendar(self, key: str) -> CalendarSource:
        """Give the newest version of a calendar, its base considered; raise UnknownCalendar."""
        ...

    def find(self, case: int | str) -> int:
        """Give the id of a case named by its id, ``#id`` or reference.

        Raises UnknownCase, and AmbiguousCase for an id that is another case's reference.
        """
        ...

    def duplicate_of(self, flow_key: str, identity: str) -> int | None:
        """Give the case of this flow with the same identity that has not ended, None if none."""
        ...

    def case_file(self, case: int, *, lock: Lock = "none") -> CaseFile | None:
        """Read everything about a case; raise UnknownCase.

        With ``lock="wait"`` hold its row until the end of the transaction; with ``"skip"`` do so
        without waiting, and give None when another process holds it.
        """
        ...


class ReportRows(Protocol):
    """The published reports of one open transaction."""

    def hold(self, key: str, period: str, unit: str) -> Report | None:
        """Give a report as it was published last, and let nobody publish until the end."""
        ...

    def add(self, report: Report, publication: Publication) -> None:
        """Keep a report as it is published."""
        ...


class UnitOfWork(Reading, Protocol):
    """One open transaction on the store, to read and to write in."""

    @property
    def reports(self) -> ReportRows:
        """The published reports, to add to."""
        ...

    @property
    def migrations(self) -> MigrationRows:
        """The runs of migrations, to settle."""
        ...

    def new_case_id(self) -> int:
        """Reserve the next case id."""
        ...

    def apply(self, change: Change) -> None:
        """Write a change whole; raise StaleCase when the case has another version by now."""
        ...

    def claim_key(self, key: str, fingerprint: str, at: datetime) -> tuple[str, int] | None:
        """Take an idempotency key for the command under way: None when it was free.

        Else give the fingerprint and case of the command that has it; another process that is
        about to take the same key is waited for.
        """
        ...

    def settle_key(self, key: str, case: int) -> None:
        """Record on which case the command under a key was done."""
        ...

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call once after this transaction has been committed, never after a rollback."""
        ...


class Claim(Protocol):
    """A case with something due, held by one open transaction alone."""

    @property
    def case(self) -> int:
        """The case's id."""
        ...

    @property
    def uow(self) -> UnitOfWork:
        """The transaction that holds it."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether the transaction can still be committed: the database has not ended it."""
        ...

    def attempt(self) -> AbstractContextManager[object]:
        """Open a savepoint, rolled back when the block raises: the claim itself stays."""
        ...

    def put_off(self, error: str, retries: Sequence[timedelta]) -> None:
        """Let the due timers wait for the next of the pauses after an error; then they are dead."""
        ...

    def bury_strays(self, touched: Collection[tuple[int, str]]) -> int:
        """Set dead the due timers that firing did not touch, by entry and rung; give how many."""
        ...


class Store(Protocol):
    """Remembers everything; hands out transactions."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction; commit when the block ends well, else roll back.

        Raises TransactionLost when the database ends it.
        """
        ...

    def join(self, connection: object) -> AbstractContextManager[UnitOfWork]:
        """Work inside the host's own transaction, which the host commits or rolls back."""
        ...

    def look(self) -> AbstractContextManager[Reading]:
        """Open a transaction for reading only, which waits for no writer."""
        ...

    def claim(self, now: datetime) -> AbstractContextManager[Claim | None]:
        """Open a transaction that holds the longest-due case nobody else holds, None for none.

        It never waits for another claim; it is committed when the block ends well.
        """
        ...

    def count_due(self, now: datetime, *, at_most: int | None = None) -> int:
        """Count the cases with due timers, no further than ``at_most``; nothing is held."""
        ...

    def next_moment(self) -> datetime | None:
        """Give the earliest moment anything waits for, None when nothing does."""
        ...
