"""An ASGI app on a free port of this machine, for the length of a test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

Served = Callable[..., str]
"""``served(app, prefix="")`` serves an ASGI app and gives its address, without a slash."""


@contextmanager
def serving(app: Any, *, prefix: str = "", lifespan: bool = False) -> Iterator[str]:
    """Serve an ASGI app on 127.0.0.1 and give its address, without a slash at the end.

    ``prefix``, such as ``/zs/flow``, mounts it there, as a host's app would.
    A mounted app's lifespan never runs: so it is off here, unless asked for.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        config = uvicorn.Config(
            Starlette(routes=[Mount(prefix, app)]) if prefix else app,
            log_level="warning",
            access_log=False,
            lifespan="on" if lifespan else "off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, name="web server", daemon=True
        )
        port = listening.getsockname()[1]  # it listens already: who comes early waits
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}{prefix}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
            assert not thread.is_alive(), "the web server did not end"
