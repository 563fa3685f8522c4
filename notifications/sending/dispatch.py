"""Carries what waits in the outbox to its channels."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ...clock import Clock
from ...errors import DeliveryFailed
from ...workflow.going import GoesOn, always
from ...workflow.ports import Claimed, Outbox
from .channels import Channel

RETRIES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after the first, second … failure; after the last an item is a dead letter."""

_BATCH: Final = 10
_LEASE: Final = timedelta(minutes=10)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchResult:
    """What one run did.

    ``failed`` items will be tried again, ``dead`` ones not.
    ``lost`` counts items whose lease had passed to another dispatcher before they could be marked:
    that one delivers them again under the same key.
    """

    sent: int = 0
    failed: int = 0
    dead: int = 0
    lost: int = 0


class Dispatcher:
    """Delivers due items, each at least once; several dispatchers may share an outbox.

    Items are leased a few at a time, so that no lease ends while its item waits for its turn.
    No transaction is open while a channel works.
    """

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        lease: timedelta = _LEASE,
        retries: Sequence[timedelta] = RETRIES,
    ) -> None:
        self._outbox = outbox
        self._channels = dict(channels)
        self._clock = clock
        self._lease = lease
        self._retries = tuple(retries)

    def run(self, *, limit: int = 100, goes_on: GoesOn = always) -> DispatchResult:
        """Deliver at most ``limit`` due items; whatever a channel does, the others go on.

        Every few items it asks whether to go on.
        """
        counts = {"sent": 0, "failed": 0, "dead": 0, "lost": 0}
        left = limit
        while left > 0 and goes_on():
            claimed_at = self._clock.now()
            batch = self._outbox.claim(claimed_at, min(left, _BATCH), self._lease)
            if not batch:
                break
            for claimed in batch:
                if self._clock.now() < claimed_at + self._lease:
                    counts[self._carry(claimed)] += 1
                else:
                    counts["lost"] += 1
            left -= len(batch)
        return DispatchResult(**counts)

    def deliver(self, key: str) -> str:
        """Deliver one item if it is due: sent, failed, dead, lost, or empty for nothing to do."""
        claimed = self._outbox.claim_one(key, self._clock.now(), self._lease)
        return self._carry(claimed) if claimed is not None else ""

    def _carry(self, claimed: Claimed) -> str:
        outgoing = claimed.outgoing
        channel = self._channels.get(outgoing.channel)
        if channel is None:
            known = ", ".join(sorted(self._channels)) or "none"
            return self._put_off(
                claimed,
                f"There is no channel “{outgoing.channel}”; configured: {known}.",
                is_permanent=True,
            )
        try:
            channel.deliver(outgoing)
        except DeliveryFailed as failure:
            return self._put_off(
                claimed, str(failure), is_permanent=bool(failure.facts.get("is_permanent"))
            )
        except Exception as error:  # noqa: BLE001 - a channel is the host's code
            _log.exception("channel %s broke on %s", outgoing.channel, outgoing.key)
            return self._put_off(claimed, f"{type(error).__name__}: {error}", is_permanent=False)
        return "sent" if self._outbox.mark_sent(claimed, self._clock.now()) else "lost"

    def _put_off(self, claimed: Claimed, error: str, *, is_permanent: bool) -> str:
        retry_at = None if is_permanent else self._retry_at(claimed.attempts)
        if not self._outbox.mark_failed(claimed, error, retry_at):
            return "lost"
        _log.warning("%s was not delivered: %s", claimed.outgoing.key, error)
        return "dead" if retry_at is None else "failed"

    def _retry_at(self, attempts: int) -> datetime | None:
        """Give the next attempt after one more failure; ``attempts`` counts the earlier ones."""
        if attempts >= len(self._retries):
            return None
        return self._clock.now() + self._retries[attempts]
