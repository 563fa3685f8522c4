"""``guatu serve``: a real server on a free port, and how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def serving(*options: str):
    """Run the command until the block ends; give its port and what it printed by then."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "guatu", "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, port
        finally:
            process.kill()


def asked(port: int, path: str, **headers: str):
    """Ask the server, which may be about to start, and give status and where it leads."""
    until = time.monotonic() + 60
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("location")
        except ConnectionRefusedError:
            assert time.monotonic() < until, "nothing listens"
            time.sleep(0.05)
        finally:
            connection.close()


def test_it_serves_until_it_is_told_to_stop_and_says_so(sqlite_url) -> None:
    with serving("--db", sqlite_url) as (process, port):
        assert asked(port, "/board") == (303, "/sign-in?next=%2Fboard")

        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)

        assert (process.returncode, "已停止。" in said) == (0, True)


def test_under_a_prefix_and_behind_a_proxy_that_signs_people_in(sqlite_url) -> None:
    options = ("--prefix", "/zs", "--proxy", "127.0.0.1/32", "--header", "Remote-User", "--no-loop")
    with serving("--db", sqlite_url, *options) as (_, port):
        nobody, _ = asked(port, "/zs/board")
        unknown, _ = asked(port, "/zs/board", **{"Remote-User": "stranger"})
        outside, _ = asked(port, "/board")

        assert (nobody, unknown, outside) == (401, 404, 404)


@pytest.mark.parametrize(
    ("options", "code", "what"),
    [
        (("--prefix", "zs"), 2, "应以 / 开头"),
        (("--header", "Remote-User"), 1, "网段"),
        (("--demo", "nothing"), 1, "没有跑完的演示"),
    ],
)
def test_what_can_not_be_served_is_said(guatu, sqlite_url, options, code, what) -> None:
    said = guatu("serve", "--db", sqlite_url, *options)

    assert (said.code, what in said.err) == (code, True)
