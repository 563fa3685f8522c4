"""Ways out of the database: what a channel is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...workflow.delivery import Enclosure, Outgoing, Receipt


class Channel(Protocol):
    """One way to deliver; the same key may be given again and must do no harm.

    One item at a time is given to a channel in a process, from a thread of the channel's own.
    """

    @property
    def name(self) -> str:
        """The channel's name, as outgoing items name it."""
        ...

    def deliver(self, outgoing: Outgoing, enclosures: Sequence[Enclosure]) -> Receipt | None:
        """Deliver one item with the papers of its letter; give what the receiver answered, if it did.

        Raise DeliveryFailed with ``is_permanent``, and with ``retry_after`` when the receiver said
        how long to leave it alone. It must end by itself within a minute or so, whatever the
        receiver does.
        """
        ...


class NoEnclosures:
    """Nothing goes along with any letter."""

    def of(self, letter: str) -> Sequence[Enclosure]:  # noqa: ARG002 - the port's parameter
        """Give nothing."""
        return ()
