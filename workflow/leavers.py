"""Leavers: that somebody who left still has work is told to whoever assigns."""

from __future__ import annotations

import logging

from ..errors import GuatuError
from .going import GoesOn, always
from .people import Directory
from .steps.staffing.vacancies import watch_vacancies
from .transactor import Transactor
from .values import SYSTEM

log = logging.getLogger(__name__)


class Leavers:
    """Looks for the work of people who have left."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor
        self._seen: Directory | None = None

    def review(self, goes_on: GoesOn = always, *, anew: bool = False) -> int:
        """Raise on each running case that somebody who left still holds a role; give how many.

        Looks only when the directory has changed since it last looked, or ``anew``. Each case is
        one transaction and nothing is raised twice: ended half-way, the next call goes on.
        """
        with self._transactor.store.look() as uow:
            directory = uow.directory()
            if directory is self._seen and not anew:
                return 0
            gone = [k for k in uow.around.people_holding() if directory.person(k) is None]
            cases = uow.around.cases_of(gone, unraised=True)
        raised = 0
        for case in cases:
            if not goes_on():
                return raised
            raised += self._review(case)
        self._seen = directory
        return raised

    def _review(self, case: int) -> bool:
        try:
            with self._transactor.begin() as uow:
                sheet = self._transactor.held(uow, case, by=SYSTEM)
                watch_vacancies(sheet, {})
                self._transactor.finish(uow, sheet, key=None)
                return sheet.is_written()
        except GuatuError:
            log.exception("case %s could not be reviewed for leavers", case)
            return False
