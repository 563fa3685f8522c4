"""What every view stands on: a store, and how far somebody sees."""

from __future__ import annotations

from datetime import UTC, tzinfo

from ..workflow.means import WorkTimes
from ..workflow.people.sight import EVERYTHING, Sight
from ..workflow.time.worktime import OFFICE_HOURS
from .store import SqlStore


class Viewing:
    """Views over one store, as far as a sight goes; days are those of ``zone``.

    ``worktimes`` count working days; without them the office hours are the usual ones.
    """

    def __init__(
        self,
        store: SqlStore,
        sight: Sight = EVERYTHING,
        *,
        zone: tzinfo = UTC,
        worktimes: WorkTimes | None = None,
    ) -> None:
        self._store = store
        self._sight = sight
        self._zone = zone
        self._worktimes = worktimes or WorkTimes(zone, OFFICE_HOURS)

    @property
    def zone(self) -> tzinfo:
        """The zone whose days are meant."""
        return self._zone
