"""The way in: the first page, and the files every page is drawn with."""

from __future__ import annotations

import mimetypes
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..rendering import STATIC
from ..visits import At, AtDoor

router = APIRouter()

FOREVER: Final = "public, max-age=31536000, immutable"


@router.get("/")
def home(visit: At) -> Response:
    """Lead to the board."""
    return visit.go("/board")


@router.get("/static/{name:path}")
def static(name: str, guest: AtDoor) -> Response:
    """Give a static file; the address of one never gives another content."""
    if name not in guest.site.renderer.assets:
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    content = STATIC.joinpath(*name.split("/")).read_bytes()
    return Response(content, media_type=kind, headers={"Cache-Control": FOREVER})
