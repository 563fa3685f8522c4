"""Many people read the board at once, of one process that serves 100,000 running cases."""

from __future__ import annotations

import asyncio
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import uvicorn

from guatu import ManualClock, Office
from guatu.web import create_app

from .figures import Goal, say
from .scenes import KINDS, Place
from .walls import CASES, NOW, crowded

READERS, EACH, ALONE = 200, 3, 15
WHO = "jian_ming"
"""Somebody of the sample roster who sees everything."""

PATIENCE = 120.0
SERVER_TIME = Goal(at_most=100)


def side_by_side(there: Place) -> None:
    """Measure the board's page for one reader, and for 200 of them at once."""
    for kind in KINDS:
        url = there.url(kind)
        with crowded(url, kind), _served(url) as address:
            asyncio.run(_measure(kind, address))


async def _measure(kind: str, address: str) -> None:
    limits = httpx2.Limits(max_connections=READERS, max_keepalive_connections=READERS)
    async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        alone = [await _read(client) for _ in range(ALONE + 1)][1:]
        begun = time.perf_counter()
        tasks = [asyncio.create_task(_reads(client)) for _ in range(READERS)]
        together = [answer for answers in await asyncio.gather(*tasks) for answer in answers]
        seconds = time.perf_counter() - begun
    failed = sum(1 for status, _, _ in [*alone, *together] if status != 200)
    waits = sorted(wait for _, wait, _ in together)
    figures = {
        "server ms of the page, one reader": statistics.median(took for _, _, took in alone),
        f"pages a second, {READERS} readers": len(together) / seconds,
        "ms until the answer, median": statistics.median(waits),
        "ms until the answer, p95": waits[int(len(waits) * 0.95)],
        "answers that failed": float(failed),
    }
    goals = {
        "server ms of the page, one reader": SERVER_TIME,
        "answers that failed": Goal(at_most=0),
    }
    say(f"{READERS} readers of the board of {CASES:,} cases, {kind}", figures, goals)


async def _reads(client: httpx2.AsyncClient) -> list[tuple[int, float, float]]:
    return [await _read(client) for _ in range(EACH)]


async def _read(client: httpx2.AsyncClient) -> tuple[int, float, float]:
    """Read the board: its status, how long the answer took, and what the server says it took."""
    begun = time.perf_counter()
    answer = await client.get("/board?flow=full_service")
    wait = (time.perf_counter() - begun) * 1000
    took = answer.headers.get("server-timing", "app;dur=0").partition("dur=")[2]
    return answer.status_code, wait, float(took)


@contextmanager
def _served(url: str) -> Iterator[str]:
    """Serve an office from a process of its own, and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "guatu.bench.readers", url, str(port)]
    process = subprocess.Popen(command)
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _await(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


def main() -> None:
    """Serve the office at a URL on a port: the process the bench asks."""
    url, port = sys.argv[1:]
    with Office.open(url, clock=ManualClock(NOW), upgrade=False) as office:
        app = create_app(office, identify=lambda _request: WHO)
        uvicorn.run(app, port=int(port), log_level="warning", access_log=False, lifespan="off")


if __name__ == "__main__":
    main()
