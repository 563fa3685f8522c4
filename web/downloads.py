"""Files on their way to somebody: to be saved, never shown, and sent in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from starlette.responses import Response, StreamingResponse

from ..files import Download

PIECE: Final = 256 * 1024
BYTES: Final = "application/octet-stream"


def saved(found: Download, **headers: str) -> Response:
    """Give a file to be saved, under a policy that lets it do nothing where it is opened all the same."""
    return StreamingResponse(
        _pieces(found.stream),
        media_type=found.media_type or BYTES,
        headers={
            "Content-Disposition": found.disposition,
            "Content-Length": str(found.size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            **headers,
        },
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
