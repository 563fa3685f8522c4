"""The drum goes on when clocks jump and when its process stands still for a while."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base

from guatu.clock import SystemClock
from guatu.workflow import loop as drum
from guatu.workflow.loop import Loop

LONGEST = timedelta(milliseconds=200)
SOON = 20.0


class Wall(SystemClock):
    """The machine's wall clock, for us and for the scheduler, with a hand that sets it."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + Wall.ahead


class WallDatetime(datetime):
    """What the scheduler reads its wall clock from."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return Wall().now().astimezone(tz)


@pytest.fixture
def wall(monkeypatch) -> Iterator[type[Wall]]:
    monkeypatch.setattr(drum, "WALL", Wall())
    monkeypatch.setattr(base, "datetime", WallDatetime)
    yield Wall
    Wall.ahead = timedelta()


def beats_within(counted: threading.Semaphore, seconds: float) -> int:
    found, until = 0, time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and counted.acquire(timeout=left):
        found += 1
    return found


@pytest.mark.parametrize("hours", [1, -1, 24 * 365, -24 * 365], ids=lambda h: f"{h:+} h")
def test_a_wall_clock_that_jumps_neither_stops_the_drum_nor_makes_it_race(wall, hours) -> None:
    beats = threading.Semaphore(0)
    loop = Loop(beats.release, longest=LONGEST)
    loop.start()
    assert beats.acquire(timeout=SOON)

    wall.ahead = timedelta(hours=hours)
    goes_on = beats.acquire(timeout=SOON)
    after = beats_within(beats, 0.7)
    wall.ahead = timedelta()
    goes_on_later = beats.acquire(timeout=SOON)
    later = beats_within(beats, 0.7)
    loop.stop()

    assert (goes_on, goes_on_later) == (True, True)
    assert after + later < 20


STANDING = """
import sys, time
from datetime import timedelta
from guatu.workflow.loop import Loop
loop = Loop(lambda: print("beat", flush=True), longest=timedelta(milliseconds=100))
loop.start()
time.sleep(60)
"""


@pytest.mark.slow
def test_a_process_that_stood_still_beats_again_when_it_goes_on() -> None:
    """As after a five-minute stop, with the intervals shrunk: ten longest pauses go by."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", STANDING], stdout=subprocess.PIPE, text=True
    )
    beats = threading.Semaphore(0)

    def count() -> None:
        for _ in process.stdout:
            beats.release()

    threading.Thread(target=count, daemon=True).start()
    try:
        assert beats.acquire(timeout=20)
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        beats_within(beats, 0.1)
        standing = beats_within(beats, 1.0)
        process.send_signal(signal.SIGCONT)
        goes_on = all(beats.acquire(timeout=SOON) for _ in range(3))
        going = beats_within(beats, 1.0)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()

    assert (standing, goes_on) == (0, True)
    assert going < 40
