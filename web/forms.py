"""Forms of ours: read no further than they may be large, and only from pages of this app."""

from __future__ import annotations

import hmac
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from .site import site_of
from .tokens import COOKIE, FIELD, ForeignForm

FIELDS, PART, MOST = 500, 256 * 1024, 1024 * 1024
"""A form has no more fields than this, none of them longer, and no more bytes in all."""

BESIDE: Final = 64 * 1024
"""How many bytes a form may have beside the file in it."""

HALF: Final = re.compile("[\ud800-\udfff]")
DIGITS: Final = 15
"""How many digits a number in a form may have, far more than any needs."""


class TooLarge(Exception):
    """A form is larger than it may be; ``most`` is how many bytes it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@asynccontextmanager
async def bounded_form(request: Request, *, most: int) -> AsyncIterator[FormData]:
    """Read a form of ours of at most so many bytes, files to disk; raises TooLarge, ForeignForm.

    It is refused by what it says of its length, and by what comes when that was not true.
    """
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:DIGITS]) > most:
        raise TooLarge(most)
    came = 0

    async def receive() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most:
            raise TooLarge(most)
        return message

    form = await Request(request.scope, receive).form(max_fields=FIELDS, max_part_size=PART)
    try:
        _require_text(form)
        _require_ours(request, form)
        yield form
    finally:
        await form.close()


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """Read a form without files; raises TooLarge, ForeignForm."""
    async with bounded_form(request, most=MOST) as form:
        yield form


async def read_upload(request: Request) -> AsyncIterator[FormData]:
    """Read a form with a file as large as the office takes; raises TooLarge, ForeignForm."""
    most = site_of(request).office.settings.file_limit + BESIDE
    async with bounded_form(request, most=most) as form:
        yield form


Form = Annotated[FormData, Depends(read_form)]
Upload = Annotated[FormData, Depends(read_upload)]


def number_in(form: FormData, name: str) -> int | None:
    """Read a whole number a form of ours carries, None for none."""
    text = str(form.get(name, ""))
    return int(text) if is_number(text) else None


def is_number(text: str) -> bool:
    """Say whether a text is a whole number that both databases keep."""
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def key_in(form: FormData) -> str | None:
    """Read the idempotency key a form was drawn with, which makes sending it twice harmless."""
    return str(form.get("key", ""))[:64] or None


def _require_text(form: FormData) -> None:
    """Refuse what no database keeps as text: NUL, and halves of signs."""
    for name, value in form.multi_items():
        if any(
            "\0" in text or HALF.search(text) for text in (name, value) if isinstance(text, str)
        ):
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)


def _require_ours(request: Request, form: FormData) -> None:
    said, held = form.get(FIELD), request.cookies.get(COOKIE, "")
    is_said = isinstance(said, str) and hmac.compare_digest(said.encode(), held.encode())
    if not held or not is_said:
        raise ForeignForm
