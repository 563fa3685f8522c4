"""How often somebody may try: pauses of an account that grow, and a pace for each address."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

FREE: Final = 5
"""How many tries may fail in a row before an account is locked for the first time."""

MOST: Final = 100
"""After how many it stays locked until an administrator lets it in again (NIST SP 800-63B)."""

FIRST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=15)
FOR_GOOD: Final = datetime(9999, 1, 1, tzinfo=UTC)


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Give until when an account is locked after so many failures in a row; None for not yet.

    30 seconds after the fifth, twice as long after each further one, at most 15 minutes; after the
    hundredth for good.
    """
    if failures < FREE:
        return None
    if failures >= MOST:
        return FOR_GOOD
    doubled: int = 1 << min(failures - FREE, 10)
    return now + min(FIRST * doubled, LONGEST)


class AddressPace:
    """How fast each address may fail: ``burst`` times at once, then once every ``every``.

    Kept in this process alone, for the ``most`` addresses seen last. Of IPv6 the network counts,
    of which a visitor has all addresses.
    """

    def __init__(
        self,
        *,
        burst: int = 20,
        every: timedelta = timedelta(seconds=15),
        most: int = 10_000,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._every = every.total_seconds()
        self._most = most
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> int:
        """Count a try; 0 when it may be made, else in how many seconds it may."""
        name = _network(address)
        with self._lock:
            level, now = self._level(name)
            if level > self._burst - 1:
                return math.ceil(round((level - self._burst + 1) * self._every, 3))
            self._put(name, level + 1, now)
        return 0

    def give_back(self, address: str) -> None:
        """Take back the count of a try that was right."""
        name = _network(address)
        with self._lock:
            level, now = self._level(name)
            self._put(name, max(level - 1, 0.0), now)

    @property
    def known(self) -> int:
        """How many addresses are kept in mind."""
        return len(self._levels)

    def _level(self, name: str) -> tuple[float, float]:
        now = self._monotonic()
        level, at = self._levels.get(name, (0.0, now))
        return max(level - (now - at) / self._every, 0.0), now

    def _put(self, name: str, level: float, now: float) -> None:
        self._levels[name] = (level, now)
        self._levels.move_to_end(name)
        while len(self._levels) > self._most:
            self._levels.popitem(last=False)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if parsed.version == 4:  # noqa: PLR2004
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
