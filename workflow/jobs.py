"""The port for work that is done after a commit: heavy, or outside the database.

Its conformance suite is ``tests/contract/test_jobs.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work to be done after the commit: what kind, with which plain values; attempts count from 1."""

    key: str
    kind: str
    args: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What working off jobs came to: done, to be tried again, given up."""

    done: int = 0
    failed: int = 0
    dead: int = 0


JobHandler = Callable[[Job], None]


class Jobs(Protocol):
    """Work that is deferred inside a transaction and done afterwards, at least once.

    A job may be begun twice when its worker dies or stalls, so what it does must bear that.
    """

    def handle(self, kind: str, handler: JobHandler) -> None:
        """Register who does the jobs of a kind; whatever it raises puts the job off."""
        ...

    def defer(
        self, kind: str, args: Mapping[str, Any], *, key: str, within: object | None = None
    ) -> None:
        """Have a job done once after the commit; one that already waits under its key stays as is.

        With ``within``, a unit of work or the host's connection or session, it is that one's
        transaction: rolled back, the job never was. Raises UnknownJobKind.
        """
        ...

    def run(self, *, limit: int = 100, goes_on: Callable[[], bool] = ...) -> Worked:
        """Work off at most ``limit`` due jobs in this thread; ask between two whether to go on."""
        ...
