"""A receiving system on this machine that does whatever real ones do, good or bad."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PATIENCE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came; header names are in lower case."""

    line: str
    headers: Mapping[str, str]
    body: bytes


Act = Callable[["Receiver", socket.socket], None]


@dataclass
class Receiver:
    """An HTTP server that keeps what it gets and acts by script, the last act again and again."""

    acts: list[Act] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self.released = threading.Event()
        self.heard = threading.Semaphore(0)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def url(self, path: str = "/hook") -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._begin(self._serve, line)

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(PATIENCE)
        with suppress(OSError):
            if self.context is not None:
                line = self.context.wrap_socket(line, server_side=True)
            with line.makefile("rb") as reader:
                first = reader.readline().decode().strip()
                if first:
                    headers: dict[str, str] = {}
                    while text := reader.readline().decode().strip():
                        name, _, value = text.partition(":")
                        headers[name.lower()] = value.strip()
                    body = reader.read(int(headers.get("content-length", "0")))
                    self.requests.append(Request(line=first, headers=headers, body=body))
                    act = self.acts.pop(0) if len(self.acts) > 1 else (self.acts or [answers()])[0]
                    self.heard.release()
                    act(self, line)
        line.close()


def answers(status: int = 200, body: bytes = b"", **headers: str) -> Act:
    """Answer whole; ``retry_after`` becomes Retry-After."""

    def act(_receiver: Receiver, line: socket.socket) -> None:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [
            f"HTTP/1.1 {status} X",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in told.items()),
        ]
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return act


def says(*pieces: bytes) -> Act:
    """Send bytes as they are and close the line."""

    def act(_receiver: Receiver, line: socket.socket) -> None:
        for piece in pieces:
            line.sendall(piece)

    return act


def hangs(receiver: Receiver, _line: socket.socket) -> None:
    """Answer nothing until the test is over or lets it go."""
    receiver.released.wait(PATIENCE)


def drips(receiver: Receiver, line: socket.socket) -> None:
    """Send a byte of a header now and then, for ever."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not receiver.released.wait(0.02):
        line.sendall(b"a")


def floods(receiver: Receiver, line: socket.socket) -> None:
    """Accept, and answer with a body that never ends."""
    line.sendall(b"HTTP/1.1 202 Accepted\r\n\r\n")
    while not receiver.released.is_set():
        line.sendall(b"x" * 65536)
