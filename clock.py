"""The only wall clock.

Every call that depends on the time takes it from a ``Clock``, so a year can pass in a test
and in a demonstration without anybody sleeping.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Protocol

from .errors import NaiveMoment


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the machine's present moment in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved; safe to read from any thread."""

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._now = as_utc(start)

    def now(self) -> datetime:
        """Give the moment the clock was last moved to."""
        with self._lock:
            return self._now

    def move_to(self, moment: datetime) -> None:
        """Set the clock to a moment, forwards or backwards."""
        with self._lock:
            self._now = as_utc(moment)


def as_utc(moment: datetime) -> datetime:
    """Give the same moment in UTC; raise NaiveMoment when it has no time zone."""
    if moment.tzinfo is None:
        raise NaiveMoment(text=moment.isoformat())
    return moment.astimezone(UTC)
