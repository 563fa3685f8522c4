"""Re-projection: every open deadline follows its calendar, each in a transaction of its own.

It can be ended at any moment and begun again: what is left is whatever still stands on an old
version. A case that can't be projected is left as it is and never stops the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from .casefiles import CaseFile
from .going import GoesOn, always
from .means import Means, WorkTimes
from .ports import CalendarSource, UnitOfWork
from .steps.reprojecting import Reprojection, reproject_case
from .steps.sheet import Sheet
from .time.worktime import WorkTime
from .transactor import Transactor
from .values import SYSTEM

log = logging.getLogger(__name__)

BATCH = 200

Stale = Callable[[int, int], Sequence[int]]
"""Gives the cases after an id, at most so many, whose deadline may stand on an old version."""

Progress = Callable[[int], None]
"""Is told how many more cases have been looked at."""

Files = Iterable[tuple[UnitOfWork, CaseFile]]
"""Case files for looking only, each with the transaction it was read in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprojected:
    """What a re-projection came to: deadlines written again, due dates moved, cases that failed.

    ``held`` counts cases that somebody held: the next tick comes back to them.
    ``failed`` holds each failed case with its error; they stay as they were.
    ``is_whole`` is False when it was ended before the last case.
    """

    is_whole: bool = True
    written: int = 0
    held: int = 0
    moved: int = 0
    failed: Mapping[int, str] = field(default_factory=dict)


def reproject(  # noqa: PLR0913 - keyword-only
    transactor: Transactor,
    stale: Stale,
    *,
    why: Callable[[str], str],
    by: str = SYSTEM,
    progress: Progress = lambda _: None,
    goes_on: GoesOn = always,
) -> Reprojected:
    """Project every open deadline that stands on an old version of its calendar.

    ``why`` gives the reason to record for the version a deadline comes to; ``goes_on`` is asked
    between two cases.
    """
    total, last = Reprojected(), 0
    while cases := stale(last, BATCH):
        for case in cases:
            if not goes_on():
                return replace(total, is_whole=False)
            last = case
            try:
                done = _in_a_transaction(transactor, case, why=why, by=by)
            except CaseHeld:
                total = replace(total, held=total.held + 1)
            except Exception as error:
                log.exception("the deadline of case %s could not be projected", case)
                failed = {**total.failed, case: f"{type(error).__name__}: {error}"}
                total = replace(total, failed=failed)
            else:
                if done is not None:
                    is_moved = done.due_before != done.due_after
                    total = replace(total, written=total.written + 1, moved=total.moved + is_moved)
            progress(1)
    if total.written:
        transactor.wake()
    return total


def _in_a_transaction(
    transactor: Transactor, case: int, *, why: Callable[[str], str], by: str
) -> Reprojection | None:
    with transactor.begin() as uow:
        file = uow.case_file(case, lock="skip")
        if file is None:
            raise CaseHeld
        sheet = Sheet(
            uow=uow,
            means=transactor.means,
            flow=uow.flow_of(file.case.flow_hash),
            file=file,
            now=transactor.clock.now(),
            by=by,
        )
        done = reproject_case(sheet, why=why(sheet.worktime.version))
        if done is not None:
            uow.apply(sheet.change())
        return done


class CaseHeld(Exception):
    """Somebody holds a case; nobody waits for it."""


class _TrialTimes(WorkTimes):
    """Working times in which some calendars are replaced by candidates."""

    def __init__(self, real: WorkTimes, instead: Mapping[str, CalendarSource]) -> None:
        super().__init__(real.zone, real.windows)
        self._instead = instead

    def of(self, source: CalendarSource) -> WorkTime:
        """Give the working time of a version, or of the candidate for its calendar."""
        return super().of(self._instead.get(source.key, source))


def preview(
    transactor: Transactor,
    files: Files,
    *,
    instead: Mapping[str, CalendarSource],
    progress: Progress = lambda _: None,
) -> Iterator[Reprojection]:
    """Tell what a re-projection would do if calendars were replaced, by key; writes nothing.

    Gives every deadline that would be written, also where nothing but the version changes.
    """
    real = transactor.means
    means = replace(real, worktimes=_TrialTimes(real.worktimes, instead))
    now = transactor.clock.now()
    for uow, file in files:
        try:
            done = _tried(uow, means, file, now)
        except Exception:
            log.exception("the deadline of case %s could not be projected", file.case.id)
            done = None
        if done is not None:
            yield done
        progress(1)


def _tried(uow: UnitOfWork, means: Means, file: CaseFile, now: datetime) -> Reprojection | None:
    flow = uow.flow_of(file.case.flow_hash)
    sheet = Sheet(uow=uow, means=means, flow=flow, file=file, now=now, by=SYSTEM)
    return reproject_case(sheet, why="")
