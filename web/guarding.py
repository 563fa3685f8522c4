"""What every answer carries: a number to ask about it by, and what a browser may do with it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .tokens import COOKIE, SAFE, is_foreign, is_secure
from .visits import is_api

log = logging.getLogger(__name__)

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Answer = Callable[[Request], Response]


class Guard:
    """Wraps the app: refuses what another site sends, and answers when something of ours breaks.

    ``broken``, ``foreign`` and ``missing`` draw the answers. Every request gets an id, which stands in the
    answer's ``X-Request-Id``, on the page people see and in the log.
    """

    def __init__(self, app: ASGIApp, *, broken: Answer, foreign: Answer, missing: Answer) -> None:
        self._app = app
        self._broken = broken
        self._foreign = foreign
        self._missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        request = Request(scope, receive)
        request.state.id = secrets.token_hex(8)
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _dress(message, request, perf_counter() - began)
            await send(message)

        if request.method not in SAFE and is_foreign(request):
            await self._foreign(request)(scope, receive, sending)
            return
        if is_unsound(request):
            await self._missing(request)(scope, receive, sending)
            return
        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception(
                "request %s failed: %s %s", request.state.id, scope["method"], scope["path"]
            )
            if has_begun:
                raise
            await self._broken(request)(scope, receive, sending)


def is_unsound(request: Request) -> bool:
    """Say whether an address of a page holds what no database keeps; programs are told otherwise."""
    holds_nul = "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]
    return holds_nul and not is_api(request)


def _dress(message: Message, request: Request, seconds: float) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Request-Id"] = request.state.id
    headers["Server-Timing"] = f"app;dur={seconds * 1000:.1f}"
    if token := request.scope.get("guatu_token"):
        path = request.scope.get("root_path", "") or "/"
        kept = f"{COOKIE}={token}; Path={path}; HttpOnly; SameSite=Strict"
        headers.append("Set-Cookie", kept + ("; Secure" if is_secure(request.scope) else ""))
