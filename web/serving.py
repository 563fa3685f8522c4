"""Serving the web app alone, in the foreground."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ..accounts import TrustedHeader
from ..office import Office
from .app import create_app
from .doorkeeping import PEER, by_header


def serve(  # noqa: PLR0913 - keyword-only
    office: Office,
    *,
    host: str,
    port: int,
    prefix: str = "",
    proxies: Sequence[str] = (),
    header: str = "",
) -> None:
    """Serve an office until the process is told to stop (Ctrl-C, SIGTERM); open answers are ended first.

    ``prefix``, such as ``/zs``, is where it stands at the address people use. ``proxies`` are the
    networks of reverse proxies that may say from where, and whether over https, a request came;
    with ``header`` they also name, in that header, the login they have let in, and nobody signs in
    here. Raises ProxyUnusable.
    """
    trusted = TrustedHeader(name=header, proxies=tuple(proxies)) if header else None
    app: Any = create_app(office, identify=by_header(trusted) if trusted else None)
    if prefix:
        app = Starlette(routes=[Mount(prefix, app)])
    if proxies:
        app = ProxyHeadersMiddleware(app, trusted_hosts=[*proxies])
    settle()
    uvicorn.run(
        _remembering_peer(app),
        host=host,
        port=port,
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )


def settle() -> None:
    """Take what is loaded out of every later collection of garbage: it stays until the process ends.

    A full collection walks some 160,000 objects of code alone, 100 ms in the middle of an answer.
    """
    gc.collect()
    gc.freeze()


def _remembering_peer(app: ASGIApp) -> ASGIApp:
    """Keep whose connection a request came over, before headers say for whom."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        scope[PEER] = (scope.get("client") or ("",))[0]
        await app(scope, receive, send)

    return answer
