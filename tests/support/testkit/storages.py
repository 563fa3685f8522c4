"""A storage in memory, as a host might bring its own, and files to hand in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from guatu.errors import ContentLost
from guatu.workflow.filing import Readable, Stored

PDF = b"%PDF-1.7\n" + "施工图".encode() * 100
PIECE = 64 * 1024


class MemoryStorage:
    """Keeps contents in a dictionary."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.moments: dict[str, datetime] = {}

    def put(self, stream: Readable, /, *, at: datetime) -> Stored:
        gathered = bytearray()
        while piece := stream.read(PIECE):
            gathered += piece
        digest = sha256(gathered).hexdigest()
        self.contents[digest], self.moments[digest] = bytes(gathered), at
        return Stored(digest=digest, size=len(gathered))

    def open(self, digest: str, /) -> BinaryIO:
        if digest not in self.contents:
            raise ContentLost(
                name=digest, digest=digest, why="it is gone", why_zh="没有", mend="", mend_zh=""
            )
        return io.BytesIO(self.contents[digest])

    def renew(self, digest: str, /, *, at: datetime) -> bool:
        if digest in self.contents:
            self.moments[digest] = at
        return digest in self.contents

    def stale(self, *, before: datetime) -> Iterator[str]:
        yield from [digest for digest, at in self.moments.items() if at < before]

    def remove(self, digest: str, /, *, before: datetime) -> bool:
        if digest not in self.contents or self.moments[digest] >= before:
            return False
        del self.contents[digest], self.moments[digest]
        return True


class BrokenStream:
    """A stream that gives some bytes and then breaks, as when a browser is closed."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def read(self, size: int, /) -> bytes:
        piece = self._content.read(size)
        if not piece:
            raise ConnectionError("the sender hung up")
        return piece


class Endless:
    """A PDF without an end that counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0
        self.largest = 0

    def read(self, size: int, /) -> bytes:
        piece = PDF[:9].ljust(size, b"x") if self.given == 0 else b"x" * size
        self.given += len(piece)
        self.largest = max(self.largest, size)
        return piece
