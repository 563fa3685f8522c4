"""What every view stands on: a store, and how far somebody sees."""

from __future__ import annotations

from datetime import UTC, tzinfo

from ..workflow.people.sight import EVERYTHING, Sight
from .store import SqlStore


class Viewing:
    """Views over one store, as far as a sight goes; days are those of ``zone``."""

    def __init__(self, store: SqlStore, sight: Sight = EVERYTHING, *, zone: tzinfo = UTC) -> None:
        self._store = store
        self._sight = sight
        self._zone = zone
