"""Running a command: its transaction, its sheet, its idempotency key, its wake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, TypeVar

from ..clock import Clock
from ..definitions.flow import Flow
from ..errors import KeyReused, StaleCase, TransactionLost
from .means import Means
from .people.sight import sight_of
from .ports import Lock, Reading, Store, UnitOfWork
from .spoken import fingerprint, require_sound
from .steps.opening import Opening, open_case
from .steps.reprojecting import follow_calendar
from .steps.sheet import Sheet
from .steps.staffing.parts import actor
from .steps.staffing.seeing import is_seen, require_entitled, require_sight
from .steps.subcases import note_ended, note_opened, require_subcase
from .values import Case

CaseName = int | str
Done = TypeVar("Done")

ATTEMPTS = 3
"""How often a command is begun whose transaction the database ended."""


class Transactor:
    """Runs commands, each in a transaction of its own or all within the host's."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        means: Means,
        wake: Callable[[], None],
        connection: object | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.means = means
        self.wake = wake
        self.connection = connection

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open the transaction a command runs in."""
        if self.connection is None:
            return self.store.begin()
        return self.store.join(self.connection)

    def within(self, connection: object) -> Transactor:
        """Give a transactor that runs inside the host's transaction."""
        return Transactor(
            store=self.store,
            clock=self.clock,
            means=self.means,
            wake=self.wake,
            connection=connection,
        )

    def retrying(self, attempt: Callable[[], Done], *, key: str | None = None) -> Done:
        """Run a command, from its start again where that can't do it twice.

        That is where the database surely kept nothing of it, or where its idempotency key tells
        whether it did. The host's transaction is the host's to begin again.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                return attempt()
            except TransactionLost as lost:
                if self.connection is not None or not (lost.is_certain or key is not None):
                    raise
        return attempt()

    @contextmanager
    def reading(self, case: CaseName, *, by: str | None = None) -> Iterator[Sheet]:
        """Give a sheet over a case for looking only; raise UnknownCase where ``by`` may not look."""
        look = self.store.look() if self.connection is None else self.begin()
        with look as uow:
            sheet = self._sheet(uow, uow.find(case), "none", by=by or "", now=self.clock.now())
            if by is not None:
                require_sight(sheet, sight_of(sheet.directory, actor(sheet), sheet.now), case)
            yield sheet

    def sheets(self, cases: Iterable[int], *, by: str | None = None) -> Iterator[Sheet]:
        """Give a sheet over each of some cases, for looking only, all in one transaction.

        Those ``by`` may not look at are left out; raises UnknownCase for one that is not there.
        """
        now = self.clock.now()
        look = self.store.look() if self.connection is None else self.begin()
        with look as uow:
            for case in cases:
                sheet = self._sheet(uow, case, "none", by=by or "", now=now)
                if by is None or is_seen(sheet, sight_of(sheet.directory, actor(sheet), now)):
                    yield sheet

    def run(  # noqa: PLR0913 - the shape of every command
        self,
        name: str,
        case: CaseName,
        action: Callable[[Sheet], None],
        *,
        by: str,
        said: Mapping[str, Any],
        expect: int | None = None,
        key: str | None,
    ) -> Case:
        """Run one command on a case and give the case as it is afterwards."""
        require_sound({**said, "key": key})

        def attempt() -> Case:
            now = self.clock.now()
            with self.begin() as uow:
                number = uow.find(case)
                mark = fingerprint(name, {"case": number, "by": by, **said})
                sheet = self._sheet(uow, number, "wait", by=by, now=now)
                require_entitled(sheet, case)
                if done_before(uow, key, mark, now) is not None:
                    return sheet.case
                if expect is not None and expect != sheet.case.version:
                    raise stale(sheet, expect)
                follow_calendar(sheet)
                action(sheet)
                return self.finish(uow, sheet, key=key)

        return self.retrying(attempt, key=key)

    def open(self, flow: str, opening: Opening, *, by: str, key: str | None) -> Case:
        """Open a case in a transaction."""
        require_sound({"ref": opening.ref, "key": key})
        said = {"flow": flow, "fields": dict(opening.fields), "ref": opening.ref, "by": by}
        said |= {"calendar": opening.calendar} if opening.calendar else {}
        mark = fingerprint("open", {**said, "parent": opening.parent})

        def attempt() -> Case:
            now = self.clock.now()
            with self.begin() as uow:
                if (done := done_before(uow, key, mark, now)) is not None:
                    known = self._sheet(uow, done, "none", by=by, now=now)
                    require_entitled(known, done)
                    return known.case
                published = uow.flow(flow)
                above = self._above(uow, opening.parent, published, by=by, now=now)
                sheet = open_case(uow, self.means, published, opening, now=now, by=by)
                case = self.finish(uow, sheet, key=key)
                if above is not None:
                    note_opened(above, case)
                    self._write(uow, above)
                return case

        return self.retrying(attempt, key=key)

    def _above(
        self, uow: UnitOfWork, parent: int | None, flow: Flow, *, by: str, now: datetime
    ) -> Sheet | None:
        """Give the case above a new one, held, when somebody may open one of a flow under it."""
        if parent is None:
            return None
        above = self._sheet(uow, parent, "wait", by=by, now=now)
        require_entitled(above, parent)
        require_subcase(above, flow)
        return above

    def finish(self, uow: UnitOfWork, sheet: Sheet, *, key: str | None) -> Case:
        """Write what a sheet holds, remember its key, and wake the loop after the commit."""
        case = self._write(uow, sheet)
        if key is not None:
            uow.settle_key(key, case.id)
        if case.parent is not None and case.status == "ended" != sheet.read.status:
            # Always the case below first: two cases are never held the other way round.
            above = self._sheet(uow, case.parent, "wait", by=sheet.by, now=sheet.now)
            note_ended(above, case, str(sheet.flow.place(case.stage).title))
            self._write(uow, above)
        return case

    def _write(self, uow: UnitOfWork, sheet: Sheet) -> Case:
        if not sheet.is_written():
            return sheet.case
        change = sheet.change()
        uow.apply(change)
        uow.on_commit(self.wake)
        return change.case

    def held(self, uow: UnitOfWork, case: int, *, by: str) -> Sheet:
        """Give a sheet over a case that is held until the transaction ends, on its newest calendar."""
        sheet = self._sheet(uow, case, "wait", by=by, now=self.clock.now())
        follow_calendar(sheet)
        return sheet

    def _sheet(self, uow: Reading, case: int, lock: Lock, *, by: str, now: datetime) -> Sheet:
        file = uow.case_file(case, lock=lock)
        assert file is not None, "a file read without lock=skip is never None"  # noqa: S101
        flow = uow.flow_of(file.case.flow_hash)
        return Sheet(uow=uow, means=self.means, flow=flow, file=file, now=now, by=by)


def done_before(uow: UnitOfWork, key: str | None, mark: str, now: datetime) -> int | None:
    """Give the case of a command done under this key, and take the key when there was none.

    Raises KeyReused when another command was done under it.
    """
    done = uow.claim_key(key, mark, now) if key is not None else None
    if done is None:
        return None
    if done[0] != mark:
        raise KeyReused(key=key)
    return done[1]


def stale(sheet: Sheet, expected: int) -> StaleCase:
    """Say who changed the case in between, and when."""
    at = sheet.case.changed_at.astimezone(sheet.worktime.zone)
    return StaleCase(
        case=sheet.case.id,
        by=sheet.name_of(sheet.case.changed_by),
        at=at.strftime("%Y-%m-%d %H:%M"),
        actual=sheet.case.version,
        expected=expected,
    )
