"""Whether a letter is genuine (核验): asked by anybody who has its code, and maybe its file."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ...errors import UnknownLetter
from ...letters import LetterProof
from ..forms import TooLarge, bounded_form
from ..visits import AtDoor, Guest

router = APIRouter(prefix="/verify")

LARGEST: Final = 20 * 1024 * 1024
"""How many bytes a file may have that is compared with what was printed."""

REST: Final = 64 * 1024
"""How many more a form around it may have."""

LONGEST: Final = 40
CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks: a code, and the SHA-256 of a file, None for none that was shown."""

    code: str
    digest: str | None = None
    is_too_large: bool = False


async def _asked(request: Request) -> AsyncIterator[Asked]:
    try:
        async with bounded_form(request, most=LARGEST + REST) as form:
            yield _read(str(form.get("code", "")), form.get("file"))
    except TooLarge:
        yield Asked(code=request.query_params.get("code", ""), is_too_large=True)


def _read(code: str, file: object) -> Asked:
    if not isinstance(file, UploadFile) or not file.filename:
        return Asked(code=code)
    if (file.size or 0) > LARGEST:
        return Asked(code=code, is_too_large=True)
    digest = hashlib.sha256()
    while chunk := file.file.read(CHUNK):
        digest.update(chunk)
    return Asked(code=code, digest=digest.hexdigest())


@router.get("")
def ask(guest: AtDoor, code: str = "") -> Response:
    """Ask for a code, or answer for the one that is given."""
    return _answer(guest, Asked(code=code)) if code.strip() else _page(guest, Asked(code=""))


@router.get("/{code}")
def look(guest: AtDoor, code: str) -> Response:
    """Say whether the letter with this code is genuine."""
    return _answer(guest, Asked(code=code))


@router.post("")
def compare(guest: AtDoor, asked: Annotated[Asked, Depends(_asked)]) -> Response:
    """Say whether a file is the very one that was printed of a letter."""
    return _answer(guest, asked)


def _answer(guest: Guest, asked: Asked) -> Response:
    if asked.is_too_large:
        return _page(guest, asked, status=413)
    pace, client = guest.site.verifying, guest.request.client
    if wait := pace.take(client.host if client else ""):
        answer = _page(guest, asked, status=429, wait=wait)
        answer.headers["Retry-After"] = str(wait)
        return answer
    try:
        proof = guest.office.letters.proof(asked.code[:LONGEST], file_digest=asked.digest)
    except UnknownLetter:
        return _page(guest, asked, status=404, is_unknown=True)
    pace.give_back(client.host if client else "")
    return _page(guest, asked, proof=proof)


def _page(  # noqa: PLR0913 - what the page may say
    guest: Guest,
    asked: Asked,
    *,
    status: int = 200,
    proof: LetterProof | None = None,
    wait: int = 0,
    is_unknown: bool = False,
) -> Response:
    return guest.page(
        "verify.html",
        status=status,
        asked=asked,
        code=proof.code if proof else asked.code[:LONGEST],
        at=quote(proof.code) if proof else "",
        proof=proof,
        wait=wait,
        is_unknown=is_unknown,
        largest=LARGEST // (1024 * 1024),
    )
