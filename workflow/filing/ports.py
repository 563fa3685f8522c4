"""What keeping files needs from outside: a storage for contents, and a screen before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from ..values import Received


class Readable(Protocol):
    """Whatever gives bytes a piece at a time, such as an open file or an upload."""

    def read(self, size: int, /) -> bytes:
        """Give at most ``size`` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A content in a storage: its SHA-256 in hexadecimal digits and its size in bytes."""

    digest: str
    size: int


class Storage(Protocol):
    """Keeps contents by what they are: the same content is kept once, under its digest.

    Every method may raise UnwritableFile where the storage itself fails. tests/contract holds one
    suite that every storage passes.
    """

    def put(self, stream: Readable, /, *, at: datetime) -> Stored:
        """Keep a content, reading it in pieces; where the stream raises, nothing is left of it."""
        ...

    def open(self, digest: str, /) -> BinaryIO:
        """Open a content for reading in pieces; raise ContentLost when it is not there."""
        ...

    def renew(self, digest: str, /, *, at: datetime) -> bool:
        """Count a content as put at that moment; False when it is not there."""
        ...

    def stale(self, *, before: datetime) -> Iterator[str]:
        """Give the digests of contents last put or renewed before a moment, in any order.

        What a process left unfinished when it was killed before that moment is removed.
        """
        ...

    def remove(self, digest: str, /, *, before: datetime) -> bool:
        """Remove a content last put or renewed before a moment; False where none was removed.

        One that is put or renewed meanwhile stays.
        """
        ...


class Screen(Protocol):
    """Looks at every file before it may be filed, such as for malware.

    Gives ``""`` for one that may come in and why not for any other; a screen that raises, or that
    gives anything else, keeps the file out.
    """

    def __call__(self, content: BinaryIO, received: Received, /) -> str:
        """Look at a content, which is closed afterwards."""
        ...
