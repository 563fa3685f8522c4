"""What a transaction can tell: flows, people, calendars, and a case read whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from ..definitions.flow import Flow
from ..errors import AmbiguousCase, UnknownCase
from ..workflow.casefiles import CaseFile
from ..workflow.people import Directory
from ..workflow.ports import CalendarSource, Lock
from .calendars import CalendarShelf
from .layout import tables
from .marks import Marks, read_marks
from .openings import SqlOpenings
from .roster import RosterCache
from .shelf import FlowShelf
from .surroundings import SqlSurroundings
from .swift import casefiles
from .swift.prepared import Line

HIGHEST_ID = 2**63 - 1
DIGITS = len(str(HIGHEST_ID))


class SqlReading:
    """The reading side of a transaction on a SQLAlchemy connection."""

    def __init__(
        self,
        connection: Connection,
        *,
        shelf: FlowShelf,
        rosters: RosterCache,
        calendars: CalendarShelf,
    ) -> None:
        self.connection = connection
        self.around = SqlSurroundings(connection)
        self.openings = SqlOpenings(connection)
        self._line = Line(connection)
        self._shelf = shelf
        self._rosters = rosters
        self._calendars = calendars
        self._directory: Directory | None = None
        self._marks: Marks | None = None

    def flow(self, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        return self._shelf.latest(self.connection, key)

    def flow_of(self, flow_hash: str) -> Flow:
        """Give exactly the version with this hash; raise UnknownFlow."""
        return self._shelf.version(self.connection, flow_hash)

    def directory(self) -> Directory:
        """Give the directory as this transaction sees it."""
        if self._directory is None:
            self._directory = self._rosters.directory(self.connection, self._marked().roster)
        return self._directory

    def calendar(self, key: str) -> CalendarSource:
        """Give the newest version of a calendar, its base considered; raise UnknownCalendar."""
        return self._calendars.calendar(self.connection, key, self._marked().calendars)

    def _marked(self) -> Marks:
        if self._marks is None:
            self._marks = read_marks(self.connection)
        return self._marks

    def find(self, case: int | str) -> int:
        """Give the id of a case named by its id, ``#id`` or reference.

        Raises UnknownCase, and AmbiguousCase for an id that is another case's reference.
        """
        if isinstance(case, int):
            return self._in_range(case, case)
        digits = case.removeprefix("#")
        number = int(digits) if digits.isdecimal() and len(digits) <= DIGITS else None
        if case.startswith("#") and number is not None:
            return self._in_range(number, case)
        referred = self._referred(case)
        if referred is None:
            return self._in_range(number, case)
        if number is not None and number != referred and self._exists(number):
            raise AmbiguousCase(name=case, ref=referred)
        return referred

    def _in_range(self, number: int | None, name: int | str) -> int:
        if number is None or abs(number) > HIGHEST_ID:
            raise UnknownCase(name=name)
        return number

    def _referred(self, ref: str) -> int | None:
        if "\0" in ref:  # PostgreSQL refuses the question
            return None
        query = select(tables.case.c.id).where(tables.case.c.ref == ref)
        return self.connection.execute(query).scalar_one_or_none()

    def duplicate_of(self, flow_key: str, identity: str) -> int | None:
        """Give the case of this flow with the same identity that has not ended, None if none."""
        table = tables.case
        return self.connection.execute(
            select(table.c.id).where(
                table.c.flow_key == flow_key,
                table.c.identity == identity,
                table.c.status != "ended",
            )
        ).scalar_one_or_none()

    def case_file(self, case: int, *, lock: Lock = "none") -> CaseFile | None:
        """Read everything about a case; raise UnknownCase, give None when it is held elsewhere."""
        found = casefiles.read(self._line, case, lock, self.flow_of)
        if found is None:
            if lock == "skip" and self._exists(case):
                return None
            raise UnknownCase(name=case)
        self._marks = self._marks or found.marks
        return found.file

    def case_files(self, cases: Sequence[int]) -> Iterator[CaseFile]:
        """Read everything about many cases, in the order of their ids; those there are none of not."""
        return casefiles.read_many(self._line, cases, self.flow_of)

    def _exists(self, case: int) -> bool:
        found = select(tables.case.c.id).where(tables.case.c.id == case)
        return self.connection.execute(found).first() is not None
