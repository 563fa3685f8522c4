"""Reading files a piece at a time: their heads, no more than is allowed, and whether they are whole."""

from __future__ import annotations

from hashlib import sha256

from ...errors import FileRefused
from .kinds import HEAD
from .names import said_size
from .ports import Readable

PIECE = 1 << 20


class Bounded:
    """A stream with its head put back on, that refuses to grow beyond a limit in bytes."""

    def __init__(self, head: bytes, rest: Readable, *, limit: int, name: str) -> None:
        self._head = head
        self._rest = rest
        self._left = self._limit = limit
        self._name = name

    def read(self, size: int, /) -> bytes:
        """Give the next piece; raise FileRefused beyond the limit."""
        piece, self._head = self._head[:size], self._head[size:]
        piece = piece or self._rest.read(size)
        self._left -= len(piece)
        if self._left < 0:
            most = said_size(self._limit)
            raise FileRefused(
                name=self._name,
                why=f"it is larger than {most}",
                why_zh=f"超过 {most}",
                mend="Split it, or send a smaller one.",
                mend_zh="请拆分或压缩后再上传。",
            )
        return piece


def head_of(stream: Readable) -> bytes:
    """Read the first bytes of a stream, by which its kind is known."""
    head = b""
    while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
        head += piece
    return head


def is_whole(stream: Readable, *, digest: str, size: int) -> bool:
    """Read a stream to its end and say whether it is what has this SHA-256 and size."""
    seen, length = sha256(), 0
    while piece := stream.read(PIECE):
        seen.update(piece)
        length += len(piece)
    return (seen.hexdigest(), length) == (digest, size)
