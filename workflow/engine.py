"""The engine: every command is one method, and one method is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from ..clock import Clock
from ..errors import KeyReused, StaleCase
from .escalations import Escalations
from .explain import Explanation, explain_sheet
from .history import canonical
from .means import Means
from .ports import Store, UnitOfWork
from .steps import answering, commands
from .steps.opening import Opening, open_case
from .steps.sheet import Sheet
from .values import Case, Verdict

CaseName = int | str


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

    @contextmanager
    def reading(self, case: CaseName) -> Iterator[Sheet]:
        """Give a sheet over a case for looking only."""
        with self.begin() as uow:
            yield self._sheet(uow, uow.find(case), "none", by="", now=self.clock.now())

    def run(  # noqa: PLR0913 - the shape of every command
        self,
        name: str,
        case: CaseName,
        action: Callable[[Sheet], None],
        *,
        by: str,
        said: Mapping[str, Any],
        expect: int | None,
        key: str | None,
    ) -> Case:
        """Run one command on a case and give the case as it is afterwards."""
        now = self.clock.now()
        with self.begin() as uow:
            number = uow.find(case)
            mark = fingerprint(name, {"case": number, "by": by, **said})
            if key is not None and recall(uow, key, mark) is not None:
                return self._sheet(uow, number, "none", by=by, now=now).case
            sheet = self._sheet(uow, number, "wait", by=by, now=now)
            if expect is not None and expect != sheet.case.version:
                raise stale(sheet, expect)
            action(sheet)
            return self.finish(uow, sheet, key=key, mark=mark)

    def open(self, flow: str, opening: Opening, *, by: str, key: str | None) -> Case:
        """Open a case in a transaction."""
        now = self.clock.now()
        said = {"flow": flow, "fields": dict(opening.fields), "ref": opening.ref, "by": by}
        mark = fingerprint("open", {**said, "parent": opening.parent})
        with self.begin() as uow:
            if key is not None and (done := recall(uow, key, mark)) is not None:
                return self._sheet(uow, done, "none", by=by, now=now).case
            sheet = open_case(uow, self.means, uow.flow(flow), opening, now=now, by=by)
            return self.finish(uow, sheet, key=key, mark=mark)

    def finish(self, uow: UnitOfWork, sheet: Sheet, *, key: str | None, mark: str) -> Case:
        """Write what a sheet holds, remember its key, and wake the loop after the commit."""
        change = sheet.change()
        if sheet.is_written():
            uow.apply(change)
            uow.on_commit(self.wake)
        if key is not None:
            uow.remember(key, mark, sheet.case.id, sheet.now)
        return change.case if sheet.is_written() else sheet.case

    def _sheet(self, uow: UnitOfWork, case: int, lock: Any, *, by: str, now: datetime) -> Sheet:
        file = uow.case_file(case, lock=lock)
        assert file is not None, "a file read without lock=skip is never None"  # noqa: S101
        flow = uow.flow_of(file.case.flow_hash)
        return Sheet(uow=uow, means=self.means, flow=flow, file=file, now=now, by=by)


def fingerprint(name: str, said: Mapping[str, Any]) -> str:
    """Give a mark by which the same command with the same arguments is recognised."""
    return hashlib.sha256(canonical({"command": name, **said}).encode()).hexdigest()


def recall(uow: UnitOfWork, key: str, mark: str) -> int | None:
    """Give the case of a command done under this key; raise KeyReused for another command's."""
    done = uow.recall(key)
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


class Engine:
    """What can be done with cases.

    Every command names the person who acts (``by``, a key of the roster) and gives the case as it
    is afterwards. ``expect`` is the version the caller saw: StaleCase when it is another by now.
    ``key`` is an idempotency key: the same command under the same key is done once.
    Every command raises UnknownCase, UnknownPerson, NotAllowed and WrongMoment where they apply.
    """

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor
        self.escalations = Escalations(transactor.run)

    def within(self, connection: object) -> Engine:
        """Give an engine that works inside the host's SQLAlchemy transaction.

        ``connection`` is a ``sqlalchemy.Connection`` or ``sqlalchemy.orm.Session`` of the host.
        Nothing happens unless the host commits; raises UnsafeConnection for an SQLite connection
        whose transaction mode loses updates.
        """
        return Engine(self._transactor.within(connection))

    def open(  # noqa: PLR0913 - keyword-only
        self,
        flow: str,
        *,
        fields: Mapping[str, Any],
        by: str,
        ref: str | None = None,
        parent: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Open a case of the latest published version of a flow.

        Raises UnknownFlow, and InvalidValues with every field that does not fit.
        """
        opening = Opening(fields=fields, ref=ref, parent=parent)
        return self._transactor.open(flow, opening, by=by, key=key)

    def advance(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        transition: str,
        *,
        by: str,
        why: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Take a transition.

        Raises TransitionRefused with every unmet requirement, NotInStage when the transition does
        not start where the case is, UnknownTransition.
        """
        return self._transactor.run(
            "advance",
            case,
            lambda sheet: commands.advance(sheet, transition, why=why),
            by=by,
            said={"transition": transition},
            expect=expect,
            key=key,
        )

    def send_back(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        stage: str,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Return a case to a stage it was in before; raises UnknownStage, ReasonMissing."""
        return self._transactor.run(
            "send_back",
            case,
            lambda sheet: commands.send_back(sheet, stage, why=why),
            by=by,
            said={"stage": stage, "why": why},
            expect=expect,
            key=key,
        )

    def pause(
        self, case: CaseName, *, by: str, why: str, expect: int | None = None, key: str | None = None
    ) -> Case:
        """Stop the clock of a case; raises ReasonMissing."""
        return self._transactor.run(
            "pause",
            case,
            lambda sheet: commands.pause(sheet, why=why),
            by=by,
            said={"why": why},
            expect=expect,
            key=key,
        )

    def resume(
        self, case: CaseName, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Case:
        """Let the clock of a case run again; its deadline moves by the working time paused."""
        return self._transactor.run(
            "resume", case, commands.resume, by=by, said={}, expect=expect, key=key
        )

    def withdraw(
        self, case: CaseName, *, by: str, why: str, expect: int | None = None, key: str | None = None
    ) -> Case:
        """End a case as withdrawn; raises ReasonMissing."""
        return self._transactor.run(
            "withdraw",
            case,
            lambda sheet: commands.withdraw(sheet, why=why),
            by=by,
            said={"why": why},
            expect=expect,
            key=key,
        )

    def assign(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        role: str,
        holder: str,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Give a role to a person or unit by hand; raises UnknownRole, UnknownHolder, ReasonMissing."""
        return self._transactor.run(
            "assign",
            case,
            lambda sheet: commands.assign(sheet, role, holder, why=why),
            by=by,
            said={"role": role, "holder": holder, "why": why},
            expect=expect,
            key=key,
        )

    def record(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        *,
        by: str,
        fields: Mapping[str, Any] | None = None,
        materials: Mapping[str, str] | None = None,
        note: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """File facts to a case: field values, materials (key to file name), a note of progress.

        Counts as activity. Raises InvalidValues with every faulty field, UnknownMaterial.
        """
        fields, materials = fields or {}, materials or {}
        return self._transactor.run(
            "record",
            case,
            lambda sheet: commands.record(sheet, fields=fields, materials=materials, note=note),
            by=by,
            said={"fields": dict(fields), "materials": dict(materials), "note": note},
            expect=expect,
            key=key,
        )

    def decide(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        task: str,
        verdict: Verdict,
        *,
        by: str,
        text: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Give an approval or an opinion; raises UnknownTask, ReasonMissing for a bare refusal."""
        return self._transactor.run(
            "decide",
            case,
            lambda sheet: answering.decide(sheet, task, verdict=verdict, text=text),
            by=by,
            said={"task": task, "verdict": verdict, "text": text},
            expect=expect,
            key=key,
        )

    def explain(self, case: CaseName, transition: str | None = None) -> Explanation:
        """Explain a case's light and ways onward; writes nothing. Raises UnknownTransition."""
        with self._transactor.reading(case) as sheet:
            return explain_sheet(sheet, transition)
