"""The only wall clock.

Every call that depends on the time takes it from a ``Clock``, so a year can pass in a test
and in a demonstration without anybody sleeping.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from .errors import NaiveMoment

log = logging.getLogger(__name__)


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


class SteadyClock:
    """The time of somebody trusted, such as the database, carried on by the monotonic clock.

    The machine's wall clock is never read: set ahead, behind or jumping, it makes no difference.
    ``ask`` is asked at most once every ``every``, by one thread at a time; the others go on with
    what was known. When it fails the clock runs on and it is asked again later.
    """

    def __init__(
        self,
        ask: Callable[[], datetime],
        *,
        every: timedelta = timedelta(seconds=30),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._every = every.total_seconds()
        self._monotonic = monotonic
        self._asking = threading.Lock()
        self._known = self._heard()
        self._tried = self._known[1]

    def now(self) -> datetime:
        """Give the trusted present moment in UTC."""
        if self._monotonic() - self._tried >= self._every:
            self.sync()
        moment, at = self._known
        return moment + timedelta(seconds=self._monotonic() - at)

    def sync(self) -> None:
        """Ask for the time anew, unless another thread is about to."""
        if not self._asking.acquire(blocking=False):
            return
        try:
            self._tried = self._monotonic()
            self._known = self._heard()
        except Exception:
            log.warning("the time could not be asked for; the clock runs on", exc_info=True)
        finally:
            self._asking.release()

    def _heard(self) -> tuple[datetime, float]:
        """Ask, and set the answer in the middle of the time the question took."""
        asked = self._monotonic()
        moment = as_utc(self._ask())
        return moment, (asked + self._monotonic()) / 2


def as_utc(moment: datetime) -> datetime:
    """Give the same moment in UTC; raise NaiveMoment when it has no time zone."""
    if moment.tzinfo is None:
        raise NaiveMoment(text=moment.isoformat())
    return moment.astimezone(UTC)
