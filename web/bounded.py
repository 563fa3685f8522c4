"""Forms with files in them, read no further than they may be large."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message

from .tokens import read_form


class TooLarge(Exception):
    """A request is larger than it may be; ``most`` is how many bytes it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@asynccontextmanager
async def bounded_form(request: Request, *, most: int) -> AsyncIterator[FormData]:
    """Read a form of ours of at most so many bytes, files to disk; raises TooLarge, ForeignForm.

    It is refused by what it says of its length, and by what comes when that was not true.
    """
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise TooLarge(most)
    came = 0

    async def receive() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most:
            raise TooLarge(most)
        return message

    form = await read_form(Request(request.scope, receive))
    try:
        yield form
    finally:
        await form.close()
