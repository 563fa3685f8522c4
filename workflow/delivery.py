"""What leaves the database: outgoing items, what they carry, and the box they wait in.

The ports here have their conformance suites in ``tests/contract/`` like those of :mod:`.ports`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Something to deliver outside the database, at least once, always under the same ``key``.

    It waits until ``hold_until``; None: it may go at once.
    ``letter`` is the key of the letter it carries, empty for none: the letter's papers are made
    right before each delivery and never stored here.
    ``event`` says to programs what happened, such as ``notice`` or ``letter.drafted``, and
    ``facts`` to what: plain JSON values.
    """

    key: str
    channel: str
    address: str
    subject: str
    text: str
    html: str = ""
    name: str = ""
    created_at: datetime
    hold_until: datetime | None = None
    letter: str = ""
    event: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A paper that goes along with an outgoing item, such as the PDF of its letter.

    ``name`` is a file name with its suffix, ``media_type`` for instance ``application/pdf``.
    """

    name: str
    media_type: str
    content: bytes


class Enclosures(Protocol):
    """Where the papers of a letter come from."""

    def of(self, letter: str) -> Sequence[Enclosure]:
        """Give the papers of the letter with this key, the same at every call; empty for none.

        Whatever it raises puts the delivery off, as a failure of its channel does.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receiving system answered: its status, and the number it gave, where it gives any."""

    status: str
    number: str = ""

    def __str__(self) -> str:
        """Say it in one line, as it is kept with the delivery."""
        return f"{self.status} {self.number}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An outgoing item leased to one dispatcher; only the holder of ``token`` may mark it."""

    outgoing: Outgoing
    token: str
    attempts: int


class Outbox(Protocol):
    """Deliveries waiting to leave the database."""

    def due_channels(self, now: datetime) -> Sequence[str]:
        """Name the channels that due items wait for, the one with the oldest first."""
        ...

    def claim(
        self, now: datetime, limit: int, lease: timedelta, *, channel: str | None = None
    ) -> Sequence[Claimed]:
        """Lease due items, of one channel or of all, to this caller until now + lease, oldest first."""
        ...

    def claim_one(self, key: str, now: datetime, lease: timedelta) -> Claimed | None:
        """Lease one item if it is due, None when it is not or somebody else has it."""
        ...

    def mark_sent(self, claimed: Claimed, now: datetime, receipt: str = "") -> bool:
        """Record a delivery and its receipt; False when the lease was lost to another dispatcher."""
        ...

    def mark_failed(self, claimed: Claimed, error: str, retry_at: datetime | None) -> bool:
        """Record a failure; ``retry_at`` None makes it a dead letter. False when the lease was lost."""
        ...

    def release(self, claimed: Sequence[Claimed], try_at: datetime) -> None:
        """Give leased items back untried, as if they had not been claimed, to wait until a moment."""
        ...

    def postpone(self, channel: str, now: datetime, until: datetime) -> int:
        """Let all that is due for a channel wait until a moment, untried; give how much that was."""
        ...
