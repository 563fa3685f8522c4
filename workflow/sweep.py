"""The sweep: raise what is due, one case a transaction; a broken case never stops the rest."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .steps.ladder import fire_due
from .steps.sheet import Sheet
from .transactor import Transactor
from .values import SYSTEM

log = logging.getLogger(__name__)

BATCH = 500
RETRIES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep came to: rungs fired, cases it left alone because others held them, failures."""

    fired: int = 0
    held: int = 0
    failed: int = 0


def sweep(transactor: Transactor, now: datetime) -> Swept:
    """Fire every rung that is due at a moment.

    Each case is read again under its lock, so a rung that another process fired, or that a person
    made pointless in between, does not fire.
    """
    seen: set[int] = set()
    total = Swept()
    while True:
        due = [d.case for d in transactor.store.due_cases(now, BATCH) if d.case not in seen]
        if not due:
            return total
        for case in due:
            seen.add(case)
            total = _sweep_case(transactor, case, now, total)


def _sweep_case(transactor: Transactor, case: int, now: datetime, total: Swept) -> Swept:
    try:
        fired = _fire(transactor, case, now)
    except Exception as error:
        log.exception("case %s could not be swept", case)
        transactor.store.set_aside(case, now, f"{type(error).__name__}: {error}", RETRIES)
        return replace(total, failed=total.failed + 1)
    if fired is None:
        return replace(total, held=total.held + 1)
    return replace(total, fired=total.fired + fired)


def _fire(transactor: Transactor, case: int, now: datetime) -> int | None:
    with transactor.store.begin() as uow:
        file = uow.case_file(case, lock="skip")
        if file is None:
            return None
        flow = uow.flow_of(file.case.flow_hash)
        sheet = Sheet(uow=uow, means=transactor.means, flow=flow, file=file, now=now, by=SYSTEM)
        rung = fire_due(sheet)
        if sheet.is_written():
            uow.apply(sheet.change())
        return 1 if rung is not None else 0
