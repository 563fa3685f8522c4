"""Doing a run of a migration, each case in a transaction of its own, and bringing a run back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ...definitions.flow import Flow
from ...definitions.migration import Plan
from ...errors import DatabaseUnavailable, GuatuError, RevertRefused, TransactionLost
from ..ports import UnitOfWork
from ..steps.reprojecting import follow_calendar
from ..steps.sheet import Sheet
from ..transactor import Transactor
from .moving import migrate_case
from .runs import CaseRun, Run
from .undoing import past_of, revert_case

log = logging.getLogger(__name__)

Step = Callable[[UnitOfWork, Sheet, CaseRun], CaseRun]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a run is done with: its plan, the version it goes to, the numbers of versions by hash."""

    run: Run
    plan: Plan
    flow: Flow
    numbers: Mapping[str, int]


def migrate_one(transactor: Transactor, means: Means, case: int) -> CaseRun | None:
    """Migrate one case of a run; None where somebody holds it. A failure is told in its row."""

    def step(_: UnitOfWork, sheet: Sheet, row: CaseRun) -> CaseRun:
        if sheet.case.flow_hash == means.plan.to:
            return replace(row, state="done")
        if sheet.case.status == "ended":
            return replace(row, state="done", note="已办结或退出，未迁移")
        follow_calendar(sheet)
        done = migrate_case(
            sheet,
            means.flow,
            means.plan,
            why=means.run.why,
            run=means.run.id,
            numbers=means.numbers,
        )
        last = sheet.events[-1].seq
        return replace(row, state="done", note="", seq=done.seq, last=last)

    by = means.run.by
    return _attempt(transactor, means.run.id, case, step, by=by, states=("waiting", "failed"))


def revert_one(  # noqa: PLR0913 - keyword-only
    transactor: Transactor, means: Means, case: int, *, by: str, why: str, force: bool
) -> CaseRun | None:
    """Bring one case of a run back; None where somebody holds it. Why it is left is in its row."""

    def step(uow: UnitOfWork, sheet: Sheet, row: CaseRun) -> CaseRun:
        if not row.seq:
            return row
        past = past_of(uow.migrations.events(case, row.seq - 1), row.last)
        follow_calendar(sheet)
        revert_case(
            sheet,
            uow.flow_of(past.data["from"]),
            past,
            means.plan,
            why=why,
            run=means.run.id,
            force=force,
        )
        return replace(row, state="reverted", note="")

    return _attempt(transactor, means.run.id, case, step, by=by, states=("done", "touched"))


def _attempt(  # noqa: PLR0913 - keyword-only
    transactor: Transactor, run: int, case: int, step: Step, *, by: str, states: Iterable[str]
) -> CaseRun | None:
    """Do a step on a case that is still to be done; a failure is told in its row.

    A transaction the database ended is no fault of the case: it is done again, as the row tells
    whether it was kept, and left for the next tick where the database goes on ending it.
    """

    def attempt() -> CaseRun | None:
        with transactor.begin() as uow:
            file = uow.case_file(case, lock="skip")
            if file is None:
                return None
            row = uow.migrations.row(run, case)
            if row.state not in states:
                return row
            flow = uow.flow_of(file.case.flow_hash)
            now = transactor.clock.now()
            sheet = Sheet(uow=uow, means=transactor.means, flow=flow, file=file, now=now, by=by)
            row = step(uow, sheet, row)
            if sheet.is_written():
                uow.apply(sheet.change())
            uow.migrations.settle(row)
            return row

    try:
        return transactor.retrying(attempt, key=f"{run}/{case}")
    except TransactionLost:
        log.warning("case %s of migration %s is left for later", case, run, exc_info=True)
        return None
    except DatabaseUnavailable:
        raise
    except Exception as error:
        if not isinstance(error, GuatuError):
            log.exception("case %s of migration %s failed", case, run)
        return _failed(transactor, run, case, error, states)


def _failed(
    transactor: Transactor, run: int, case: int, error: Exception, states: Iterable[str]
) -> CaseRun:
    """Tell in the row of a case why it was left."""
    with transactor.begin() as uow:
        row = uow.migrations.row(run, case)
        if row.state in states:
            if isinstance(error, RevertRefused):
                row = replace(row, state="touched")
            elif not row.seq:
                row = replace(row, state="failed")
            words = error.sentence("zh") if isinstance(error, GuatuError) else repr(error)
            row = replace(row, note=words)
            uow.migrations.settle(row)
        return row
