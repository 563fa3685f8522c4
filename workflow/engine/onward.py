"""The ways onward of many cases at once; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..onward import Nearest, nearest
from ..transactor import Transactor


class Onward:
    """What many cases still need to go on."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def nearest(self, cases: Collection[int], *, by: str | None = None) -> Mapping[int, Nearest]:
        """Map cases to their nearest way onward, in one transaction that waits for nobody.

        Cases without one are left out, and with ``by`` those that person may not see.
        Raises UnknownCase, and UnknownPerson for somebody who is not there.
        """
        found = (nearest(sheet) for sheet in self._transactor.sheets(cases, by=by))
        return {way.case: way for way in found if way is not None}
