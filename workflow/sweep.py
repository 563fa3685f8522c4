"""The sweep: raise what is due, one case a transaction; a broken case never stops the rest.

Any number of processes sweep together. Each claims the longest-due case nobody else holds, and
what happens to it, a failure included, is committed under that one lock.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .going import GoesOn, always
from .ports import Claim
from .steps.alarms.ladder import fire_due, parts_due
from .steps.reprojecting import follow_calendar
from .steps.sheet import Sheet
from .transactor import Transactor
from .values import SYSTEM

log = logging.getLogger(__name__)

RETRIES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
"""How long a case waits after its first, second … failure; after the last its timers are dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep came to.

    ``fired`` counts rungs, ``failed`` cases that were put off or given up, ``held`` cases still due
    at the end because another process or a person held them.
    """

    fired: int = 0
    held: int = 0
    failed: int = 0


def sweep(transactor: Transactor, now: datetime, *, goes_on: GoesOn = always) -> Swept:
    """Fire every rung that is due at a moment; between two cases ask whether to go on.

    Each case is read again under its lock, so a rung that another process fired, or that a person
    made pointless in between, does not fire.
    """
    total = Swept()
    if not transactor.store.count_due(now, at_most=1):
        return total
    while goes_on():
        done = _sweep_next(transactor, now)
        if done is None:
            return replace(total, held=transactor.store.count_due(now))
        total = replace(total, fired=total.fired + done.fired, failed=total.failed + done.failed)
    return total


def _sweep_next(transactor: Transactor, now: datetime) -> Swept | None:
    with transactor.store.claim(now) as claim:
        if claim is None:
            return None
        try:
            with claim.attempt():
                fired, touched = _fire(transactor, claim, now)
        except Exception as error:
            if not claim.is_open:  # the database ended the transaction: another process has it
                raise
            log.exception("case %s could not be swept", claim.case)
            return _in_parts(transactor, claim, now, f"{type(error).__name__}: {error}")
        strays = 0 if fired else claim.bury_strays(touched)
    return Swept(fired=fired, failed=1 if strays else 0)


def _in_parts(transactor: Transactor, claim: Claim, now: datetime, error: str) -> Swept:
    """Fire what else is due of a case one part of which fails; put off only what still fails."""
    fired = 0
    for part in _parts(transactor, claim, now):
        try:
            with claim.attempt():
                fired += _fire(transactor, claim, now, only=part)[0]
        except Exception as cause:
            if not claim.is_open:
                raise
            error = f"{type(cause).__name__}: {cause}"
    claim.put_off(error, RETRIES)
    return Swept(fired=fired, failed=1)


def _parts(transactor: Transactor, claim: Claim, now: datetime) -> list[str]:
    """Name the parts to try one by one; none for a case that has only one or can't even be read."""
    try:
        with claim.attempt():
            parts = parts_due(_sheet(transactor, claim, now))
    except Exception:
        if not claim.is_open:
            raise
        return []
    return parts if len(parts) > 1 else []


def _fire(
    transactor: Transactor, claim: Claim, now: datetime, only: str | None = None
) -> tuple[int, set[tuple[int, str]]]:
    """Give how many rungs fired, and the timers that were written, by entry and rung."""
    sheet = _sheet(transactor, claim, now)
    follow_calendar(sheet)
    fired = fire_due(sheet, only)
    if sheet.is_written() or sheet.timers.written():
        claim.uow.apply(sheet.change())
    return len(fired), {(timer.entry, timer.rung) for timer in sheet.timers.written()}


def _sheet(transactor: Transactor, claim: Claim, now: datetime) -> Sheet:
    uow = claim.uow
    file = uow.case_file(claim.case)
    assert file is not None, "a file read without lock=skip is never None"  # noqa: S101
    flow = uow.flow_of(file.case.flow_hash)
    return Sheet(uow=uow, means=transactor.means, flow=flow, file=file, now=now, by=SYSTEM)
