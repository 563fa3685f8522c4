"""Carries what waits in the outbox to its channels."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from ...clock import Clock
from ...errors import DeliveryFailed
from ...workflow.delivery import Claimed, Enclosures, Outbox
from ...workflow.going import GoesOn, always
from .channels import Channel, NoEnclosures
from .lanes import Lanes

RETRIES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after the first, second … failure; after the last an item is a dead letter."""

FAILURES: Final = 3
"""After so many temporary failures in a row a channel rests: its other items wait untried."""

REST: Final = timedelta(minutes=1)
LONGEST_WISH: Final = timedelta(hours=12)
"""A receiver may ask to be left alone for longer than the next pause, but no longer than this."""

_BATCH: Final = 10
_LEASE: Final = timedelta(minutes=10)

Outcome = Literal["sent", "failed", "dead", "lost"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchResult:
    """What one run did.

    ``failed`` items will be tried again, ``dead`` ones not.
    ``lost`` counts items whose lease had passed to another dispatcher before they could be marked:
    that one delivers them again under the same key.
    ``busy`` are channels still at work when the run ended, in the next run's counts;
    ``resting`` those that failed several times in a row and are left alone for a while.
    """

    sent: int = 0
    failed: int = 0
    dead: int = 0
    lost: int = 0
    busy: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()


class Dispatcher:
    """Delivers due items, each at least once; several dispatchers may share an outbox.

    Each channel has a lane of its own, so one that hangs holds up nothing but its own items.
    Items are leased a few at a time, so that no lease ends while its item waits for its turn.
    No transaction is open while a channel works.
    """

    def __init__(  # noqa: PLR0913 - the times are for tests
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        enclosures: Enclosures | None = None,
        lease: timedelta = _LEASE,
        retries: Sequence[timedelta] = RETRIES,
    ) -> None:
        self._outbox = outbox
        self._channels = dict(channels)
        self._clock = clock
        self._enclosures = enclosures or NoEnclosures()
        self._lease = lease
        self._retries = tuple(retries)
        self._lanes = Lanes()
        self._failures: Counter[str] = Counter()
        self._rests: dict[str, datetime] = {}
        self._late: Counter[Outcome] = Counter()
        self._counting = threading.Lock()

    def run(
        self, *, limit: int = 100, goes_on: GoesOn = always, budget: timedelta | None = None
    ) -> DispatchResult:
        """Deliver at most ``limit`` due items; whatever a channel does, the others go on.

        It ends when nothing is due any more, when it shall not go on, or, with a ``budget``, when
        that much time has passed; what a channel has in hand then is ended in its lane.
        """
        until = None if budget is None else time.monotonic() + budget.total_seconds()
        run = _Run(limit, lambda: goes_on() and (until is None or time.monotonic() < until))
        self._lanes.run(self._due(run), lambda name: self._empty(name, run), goes_on=run.goes_on)
        with self._counting:
            run.is_over = True
            counts, self._late = run.counts + self._late, Counter()
        return DispatchResult(
            sent=counts["sent"],
            failed=counts["failed"],
            dead=counts["dead"],
            lost=counts["lost"],
            busy=self._lanes.busy,
            resting=tuple(sorted(run.resting)),
        )

    def deliver(self, key: str) -> str:
        """Deliver one item if it is due: sent, failed, dead, lost, or empty for nothing to do."""
        claimed = self._outbox.claim_one(key, self._clock.now(), self._lease)
        if claimed is None:
            return ""
        if (until := self._rest_of(claimed.outgoing.channel)) is not None:
            self._outbox.release([claimed], until)
            return ""
        return self._carry(claimed)

    def settle(self, patience: timedelta) -> bool:
        """Wait for what is in hand, so long at most; say whether nothing is any more."""
        return self._lanes.settle(patience.total_seconds())

    def _due(self, run: _Run) -> list[str]:
        """Name the channels to work for; all that is due for one that rests is put off."""
        found = []
        now = self._clock.now()
        for name in self._outbox.due_channels(now):
            if (until := self._rest_of(name)) is None:
                found.append(name)
            else:
                self._outbox.postpone(name, now, until)
                run.resting.add(name)
        return found

    def _empty(self, channel: str, run: _Run) -> None:
        """Deliver what is due for one channel, a few items at a time."""
        while run.goes_on() and (wanted := self._take(run)):
            claimed_at = self._clock.now()
            batch = self._outbox.claim(claimed_at, wanted, self._lease, channel=channel)
            with self._counting:
                run.left += wanted - len(batch)
            for number, claimed in enumerate(batch):
                if self._clock.now() >= claimed_at + self._lease:
                    self._count("lost", run)
                elif (until := self._rest_of(channel)) is not None:
                    run.resting.add(channel)
                    self._outbox.release(batch[number:], until)
                    self._outbox.postpone(channel, self._clock.now(), until)
                    return
                elif not run.goes_on():
                    self._outbox.release(batch[number:], claimed_at)
                    return
                else:
                    self._count(self._carry(claimed), run)
            if not batch:
                return

    def _take(self, run: _Run) -> int:
        with self._counting:
            wanted = min(run.left, _BATCH)
            run.left -= wanted
            return wanted

    def _count(self, outcome: Outcome, run: _Run) -> None:
        with self._counting:
            (self._late if run.is_over else run.counts)[outcome] += 1

    def _carry(self, claimed: Claimed) -> Outcome:
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
            papers = self._enclosures.of(outgoing.letter) if outgoing.letter else ()
            receipt = channel.deliver(outgoing, papers)
        except DeliveryFailed as failure:
            return self._put_off(
                claimed,
                str(failure),
                is_permanent=failure.is_permanent,
                wish=failure.retry_after,
            )
        except Exception as error:  # noqa: BLE001 - a channel is the host's code
            _log.exception("channel %s broke on %s", outgoing.channel, outgoing.key)
            return self._put_off(claimed, f"{type(error).__name__}: {error}", is_permanent=False)
        self._failures[outgoing.channel] = 0
        said = "" if receipt is None else str(receipt)
        return "sent" if self._outbox.mark_sent(claimed, self._clock.now(), said) else "lost"

    def _put_off(
        self, claimed: Claimed, error: str, *, is_permanent: bool, wish: timedelta | None = None
    ) -> Outcome:
        name = claimed.outgoing.channel
        # A refusal is an answer: it says nothing against the next item.
        self._failures[name] = 0 if is_permanent else self._failures[name] + 1
        if self._failures[name] >= FAILURES:
            self._rests[name] = self._clock.now() + REST
            _log.warning("%s failed %s times in a row and rests", name, self._failures[name])
        retry_at = None if is_permanent else self._retry_at(claimed.attempts, wish)
        if not self._outbox.mark_failed(claimed, error, retry_at):
            return "lost"
        _log.warning("%s was not delivered: %s", claimed.outgoing.key, error)
        return "dead" if retry_at is None else "failed"

    def _retry_at(self, attempts: int, wish: timedelta | None) -> datetime | None:
        """Give the next attempt after one more failure; ``attempts`` counts the earlier ones."""
        if attempts >= len(self._retries):
            return None
        pause = self._retries[attempts]
        return self._clock.now() + max(pause, min(wish or pause, LONGEST_WISH))

    def _rest_of(self, channel: str) -> datetime | None:
        """Give until when a channel rests, None when it does not."""
        until = self._rests.get(channel)
        return until if until is not None and self._clock.now() < until else None


class _Run:
    """How far one run has come; ``left`` is how many more items it may deliver."""

    def __init__(self, limit: int, goes_on: GoesOn) -> None:
        self.goes_on = goes_on
        self.left = limit
        self.counts: Counter[Outcome] = Counter()
        self.resting: set[str] = set()
        self.is_over = False
