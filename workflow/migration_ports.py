"""What migrations need from the store inside the transaction of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .migration.runs import CaseRun
from .values import Event


class MigrationRows(Protocol):
    """The rows of migration runs, and the history they brought about, in one open transaction."""

    def row(self, run: int, case: int) -> CaseRun:
        """Give how far a case of a run is, and hold it until the transaction ends."""
        ...

    def settle(self, row: CaseRun) -> None:
        """Write how far a case of a run is."""
        ...

    def events(self, case: int, after: int) -> Sequence[Event]:
        """Give the events of a case behind one, in order."""
        ...
