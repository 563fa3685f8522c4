"""Forms are answered only when they come from a page of ours (CSRF).

A cookie nobody's script can read holds a token, every form says it again, and a browser that tells
where a request comes from must tell this app: three things another site cannot bring together.
"""

from __future__ import annotations

import secrets
from typing import Final

from starlette.requests import Request
from starlette.types import Scope

from .site import site_of

COOKIE: Final = "guatu_form"
FIELD: Final = "_token"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SHORTEST, LONGEST = 32, 64
"""How many signs a token of ours has."""


class ForeignForm(Exception):
    """A form does not come from a page of this app, or that page is too old."""


def token_of(request: Request) -> str:
    """Give the token of a browser: the one it has, else a new one to be set with the answer."""
    held = request.cookies.get(COOKIE, "")
    if not SHORTEST <= len(held) <= LONGEST:
        held = request.scope.get("guatu_token") or secrets.token_urlsafe(32)
        request.scope["guatu_token"] = held
    return held


def is_foreign(request: Request) -> bool:
    """Say whether a request that changes something is known to come from another site."""
    if request.method in SAFE:
        return False
    trusted = site_of(request).trusted_origins
    origin = request.headers.get("origin", "")
    if origin in trusted:
        return False
    if origin and origin.partition("://")[2] != request.headers.get("host", ""):
        return True
    return request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def is_secure(scope: Scope) -> bool:
    """Say whether a request came over https, as far as the server was told."""
    return bool(scope.get("scheme") == "https")
