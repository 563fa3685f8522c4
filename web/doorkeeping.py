"""Who somebody is: by an account of the office, or by what a reverse proxy says."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ..accounts import TrustedHeader
from ..office import Office
from .site import Identify
from .tokens import is_secure

SESSION: Final = "guatu_session"
PEER: Final = "guatu_peer"
"""Where a request keeps the address of the connection it came over."""


def by_account(office: Office) -> Identify:
    """Give who signed in with an account of the office; the session is kept with the request.

    He is named by his key in the roster: a login may read like the key of somebody else.
    """

    def identify(request: Request) -> str | None:
        token = request.cookies.get(SESSION, "")
        session = office.accounts.session_of(token) if token else None
        request.state.session = session
        return session.person if session else None

    return identify


def by_header(header: TrustedHeader) -> Identify:
    """Give whom a reverse proxy names in a header; nobody where the request is not from it."""

    def identify(request: Request) -> str | None:
        address = request.scope.get(PEER) or (request.client.host if request.client else "")
        return header.login_of(request.headers.items(), address=address)

    return identify


def keep_session(answer: Response, request: Request, token: str) -> None:
    """Let a browser keep the token of a session; an empty one is taken away."""
    path = request.scope.get("root_path", "") or "/"
    if not token:
        answer.delete_cookie(SESSION, path=path)
        return
    answer.set_cookie(
        SESSION, token, path=path, httponly=True, samesite="lax", secure=is_secure(request.scope)
    )
