"""Fixtures of tests that speak HTTP to the app, without a browser and without a socket.

A test file, or a conftest nearer to it, overrides ``app``; ``client`` then visits it, as one
browser would, with cookies of its own. ``visit`` gives more of them.

``office`` is that of ``api_office``, on SQLite; a test file overrides it with another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from guatu import ManualClock, Office
from testkit.callers import api_office

ADDRESS = "http://testserver"


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office on the morning of 2 March."""
    clock = ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    with api_office(sqlite_url, clock, tmp_path) as office:
        yield office


@pytest.fixture
def app() -> ASGIApp:
    """The ASGI app of this test."""
    pytest.fail("a test of the web app says which: override the fixture `app`", pytrace=False)


@pytest.fixture
def visit() -> Iterator[Callable[..., TestClient]]:
    """``visit(app, language="en")`` gives a client that follows no redirect by itself."""
    with ExitStack() as visits:

        def begin(app: ASGIApp, *, language: str = "zh-CN", address: str = ADDRESS) -> TestClient:
            headers = {"Accept-Language": language}
            client = TestClient(
                app, base_url=address, headers=headers, follow_redirects=False
            )  # not entered: a mounted app's lifespan never runs
            visits.callback(client.close)
            return client

        yield begin


@pytest.fixture
def client(visit: Callable[..., TestClient], app: ASGIApp) -> TestClient:
    """Somebody visiting ``app``."""
    return visit(app)
