"""One HTTP exchange that ends when it must, with a place it may speak to.

``http.client`` bounds every single read and nothing else: a server that sends a byte now and then
would hold a caller for ever. Here the whole exchange has an end, from the connection to the last
byte of the answer. Redirects are not followed, proxies not asked, the answer is read up to a bound.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

ANSWER: Final = 64 * 1024
"""How many bytes of an answer are read; the line is closed on the rest."""


class PlaceRefused(OSError):
    """An address nobody may be sent to by a setting: this machine itself, or its neighbourhood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long things may take, in seconds: to connect, each silence, and the whole exchange."""

    connect: float = 10.0
    silence: float = 15.0
    whole: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; header names are in lower case, ``body`` may be cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(  # noqa: PLR0913 - the parts of one request
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    bounds: Bounds,
    context: ssl.SSLContext,
    may_be_local: bool = False,
) -> Answer:
    """Post a body and give the answer, whatever its status.

    Raises OSError, TimeoutError and ssl.SSLError among its kinds, or HTTPException when there is
    no whole answer; PlaceRefused unless ``may_be_local``, before anything is sent.
    """
    end = _End(bounds)
    target = urlsplit(url)
    line = _connected(target, end, context, may_be_local=may_be_local)
    connection = HTTPConnection(target.hostname or "", target.port)
    try:
        connection.sock = line
        line.settimeout(end.left(bounds.whole))
        path = f"{target.path or '/'}?{target.query}" if target.query else target.path or "/"
        sent = {"Host": target.netloc.rpartition("@")[2], "Connection": "close", **headers}
        connection.request("POST", path, body, sent)
        return _answer(_Ear(line, end))
    finally:
        connection.close()
        line.close()


class _End:
    """The moment by which all must be over."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._at = time.monotonic() + bounds.whole

    def left(self, at_most: float) -> float:
        """Give how long the next step may take; raise TimeoutError when there is no time left."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no whole answer within {self.bounds.whole:g} s")
        return min(left, at_most)


class _Ear(io.RawIOBase):
    """A socket to read from, no longer than until the end; ``is_over`` once the line was closed."""

    def __init__(self, line: socket.socket, end: _End) -> None:
        self._line = line
        self._end = end
        self.is_over = False

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what comes next."""
        self._line.settimeout(self._end.left(self._end.bounds.silence))
        count = self._line.recv_into(buffer)
        self.is_over = self.is_over or count == 0
        return count

    def makefile(self, *_: object) -> io.BufferedReader:
        """Give what http.client reads from."""
        return io.BufferedReader(self)


def _answer(ear: _Ear) -> Answer:
    source: Any = ear
    response = HTTPResponse(source, method="POST")
    response.begin()
    if ear.is_over:  # http.client takes a line closed amid the headers for their end
        raise RemoteDisconnected("the line was closed amid the answer")
    body = response.read(ANSWER)
    if len(body) < ANSWER and response.length:
        raise RemoteDisconnected("the line was closed amid the answer")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(status=response.status, headers=headers, body=body)


def _connected(
    target: SplitResult, end: _End, context: ssl.SSLContext, *, may_be_local: bool
) -> socket.socket:
    """Connect to the first address of a host that answers; raise PlaceRefused, OSError."""
    host, is_secret = target.hostname or "", target.scheme == "https"
    port = target.port or (443 if is_secret else 80)
    failure: OSError = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        if not may_be_local and is_local(str(address[0])):
            raise PlaceRefused(f"{host} is {address[0]}, an address of this machine or its network")
        # Connecting to the address that was looked at: asked again, its name may mean another.
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(end.left(end.bounds.connect))
            line.connect(address)
            if is_secret:
                line = context.wrap_socket(
                    line, server_hostname=host, do_handshake_on_connect=False
                )
                line.settimeout(end.left(end.bounds.connect))
                line.do_handshake()
        except OSError as error:
            line.close()
            failure = error
        else:
            return line
    raise failure


def is_local(address: str) -> bool:
    """Say whether an address is the machine's own, link-local (cloud metadata), or no host's.

    The private ranges of an office's network are not local: the systems of an office are there.
    """
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return (
        found.is_loopback
        or found.is_link_local
        or found.is_unspecified
        or found.is_multicast
        or found.is_reserved
    )


BROKEN: Final = (OSError, HTTPException)
"""What ``post`` raises when no whole answer came."""
