"""Serving the web app alone, in the foreground."""

from __future__ import annotations

from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp


def serve(
    app: ASGIApp, *, host: str, port: int, prefix: str = "", proxies: Sequence[str] = ()
) -> None:
    """Serve an app until the process is told to stop (Ctrl-C, SIGTERM); open answers are ended first.

    ``prefix``, such as ``/zs``, is where it stands at the address people use. ``proxies`` are the
    addresses of reverse proxies that may say from where, and whether over https, a request came.
    """
    uvicorn.run(
        Starlette(routes=[Mount(prefix, app)]) if prefix else app,
        host=host,
        port=port,
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[*proxies],
        timeout_graceful_shutdown=10,
    )
