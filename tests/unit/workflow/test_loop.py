"""The drum beats when asked, goes on after a failure, and survives a clock that is set back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from guatu.clock import SystemClock
from guatu.workflow import loop as drum
from guatu.workflow.loop import Loop

SOON = 10.0


class Beats:
    """A beat that counts itself and does what it is told."""

    def __init__(self) -> None:
        self.count = 0
        self.pause: timedelta | None = None
        self.began, self.go_on = threading.Semaphore(0), threading.Event()
        self.go_on.set()
        self.error: Exception | None = None

    def __call__(self) -> timedelta | None:
        self.count += 1
        self.began.release()
        assert self.go_on.wait(SOON)
        if self.error:
            raise self.error
        return self.pause

    def wait_for(self, number: int) -> None:
        for _ in range(number):
            assert self.began.acquire(timeout=SOON)


@pytest.fixture
def beats() -> Beats:
    return Beats()


@pytest.fixture
def loop(beats: Beats) -> Iterator[Loop]:
    made = Loop(beats, longest=timedelta(hours=1))
    made.start()
    beats.wait_for(1)
    yield made
    beats.go_on.set()
    made.stop()


def test_the_first_beat_comes_at_once(loop, beats) -> None:
    assert beats.count >= 1


def test_a_beat_asked_for_has_run_when_the_asker_goes_on(loop, beats) -> None:
    before = beats.count

    loop.beat_now(SOON)

    assert beats.count > before


def test_a_beat_under_way_does_not_count_for_who_asks_during_it(loop, beats) -> None:
    beats.go_on.clear()
    loop.wake()
    beats.wait_for(1)
    during = beats.count
    threading.Timer(0.05, beats.go_on.set).start()

    loop.beat_now(SOON)

    assert beats.count > during


def test_a_wake_during_a_beat_brings_another(loop, beats) -> None:
    beats.go_on.clear()
    loop.wake()
    beats.wait_for(1)

    loop.wake()
    beats.go_on.set()

    beats.wait_for(1)


def test_many_wakes_bring_few_beats(loop, beats) -> None:
    beats.go_on.clear()
    loop.wake()
    beats.wait_for(1)
    for _ in range(100):
        loop.wake()

    beats.go_on.set()
    loop.beat_now(SOON)

    assert beats.count <= 6


def test_what_is_due_soon_brings_the_next_beat(loop, beats) -> None:
    beats.pause = timedelta(milliseconds=5)

    loop.wake()

    beats.wait_for(3)
    beats.pause = None


def test_nothing_due_still_brings_a_beat_now_and_then(beats) -> None:
    loop = Loop(beats, longest=timedelta(milliseconds=20))

    loop.start()

    beats.wait_for(3)
    loop.stop()


def test_a_beat_that_fails_is_logged_and_the_next_one_comes(loop, beats, caplog) -> None:
    beats.error = RuntimeError("鼓破了")
    with caplog.at_level(logging.ERROR):
        loop.beat_now(SOON)
    beats.error = None

    loop.beat_now(SOON)

    assert "鼓破了" in caplog.text


def test_waiting_for_a_beat_that_does_not_end_is_given_up(loop, beats) -> None:
    beats.go_on.clear()

    with pytest.raises(TimeoutError):
        loop.beat_now(0.05)


def test_after_stopping_nothing_beats(beats) -> None:
    loop = Loop(beats, longest=timedelta(milliseconds=5))
    loop.start()
    beats.wait_for(2)

    loop.stop()

    count = beats.count
    loop.wake()
    assert not threading.Event().wait(0.05)
    assert beats.count == count


def test_stopping_waits_for_the_beat_under_way(loop, beats) -> None:
    beats.go_on.clear()
    loop.wake()
    beats.wait_for(1)
    ended = threading.Event()
    stopper = threading.Thread(target=lambda: (loop.stop(), ended.set()))
    stopper.start()

    was_waiting = not ended.wait(0.05)
    beats.go_on.set()

    assert ended.wait(SOON)
    assert was_waiting
    stopper.join()


def test_stopping_twice_or_before_the_start_is_harmless(beats) -> None:
    loop = Loop(beats)
    loop.stop()
    started = Loop(beats)
    started.start()

    started.stop()
    started.stop()

    assert not started._scheduler.running


def test_a_wake_is_never_lost_however_it_falls(beats) -> None:
    """A wake that comes just as a beat ends must not be replaced by that beat's later moment."""
    loop = Loop(beats, longest=timedelta(hours=1))
    loop.start()

    for _ in range(300):
        loop.beat_now(SOON)

    loop.stop()
    assert beats.count >= 300


def test_stopping_while_a_beat_ends_never_hangs(beats) -> None:
    for _ in range(40):
        loop = Loop(beats, longest=timedelta(milliseconds=1))
        loop.start()
        beats.wait_for(1)

        stopper = threading.Thread(target=loop.stop, daemon=True)
        stopper.start()
        stopper.join(SOON)

        assert not stopper.is_alive()


def test_a_wake_before_the_start_is_harmless(beats) -> None:
    loop = Loop(beats)
    loop.wake()

    loop.start()

    beats.wait_for(1)
    loop.stop()


class SetBack(SystemClock):
    """A wall clock that runs an hour ahead until it is set right."""

    def __init__(self) -> None:
        self.ahead = timedelta(hours=1)

    def now(self) -> datetime:
        return super().now() + self.ahead


def test_a_wall_clock_set_back_does_not_stop_the_drum(beats, monkeypatch) -> None:
    """The beat armed for a moment that is suddenly an hour away comes by the watchdog's clock."""
    wall = SetBack()
    wall.ahead = timedelta()
    monkeypatch.setattr(drum, "WALL", wall)
    beats.go_on.clear()
    loop = Loop(beats, longest=timedelta(milliseconds=50))
    loop.start()
    beats.wait_for(1)
    wall.ahead = timedelta(hours=1)
    beats.go_on.set()
    while beats.count == 1 and loop._done == 0 and loop._is_busy:
        threading.Event().wait(0.001)
    wall.ahead = timedelta()

    beats.wait_for(2)

    loop.stop()
