"""One press for all tests of papers: it reads its fonts once, and only the free ones."""

from __future__ import annotations

import struct
import zlib

import pytest

from guatu.notifications.papers.pdf import PdfPress


@pytest.fixture(scope="session")
def press() -> PdfPress:
    """Give a press that uses the free faces, whatever this machine has installed."""
    return PdfPress(are_system_fonts_used=False)


@pytest.fixture(scope="session")
def seal() -> bytes:
    """Give a small red PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    size = 8
    rows = (b"\x00" + b"\xe6\x00\x12\x90" * size) * size
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
