"""The steady clock takes its time from somebody trusted and never from the machine's wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guatu.clock import SteadyClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Trusted:
    """Somebody who knows the time, and a monotonic clock beside him."""

    def __init__(self) -> None:
        self.moment, self.ticks, self.asked = NOON, 100.0, 0
        self.error: Exception | None = None
        self.takes = 0.0

    def ask(self) -> datetime:
        self.asked += 1
        self.ticks += self.takes
        if self.error:
            raise self.error
        return self.moment

    def pass_(self, **time: float) -> None:
        self.ticks += timedelta(**time).total_seconds()
        self.moment += timedelta(**time)


@pytest.fixture
def trusted() -> Trusted:
    return Trusted()


@pytest.fixture
def clock(trusted) -> SteadyClock:
    return SteadyClock(trusted.ask, every=timedelta(seconds=30), monotonic=lambda: trusted.ticks)


def test_it_goes_on_between_two_questions(clock, trusted) -> None:
    trusted.pass_(seconds=29)

    assert (clock.now(), trusted.asked) == (NOON + timedelta(seconds=29), 1)


def test_it_asks_again_after_a_while_and_follows_a_correction(clock, trusted) -> None:
    trusted.pass_(seconds=31)
    trusted.moment -= timedelta(minutes=5)

    now = clock.now()

    assert (now, trusted.asked) == (trusted.moment, 2)


def test_an_answer_counts_for_the_middle_of_the_question(clock, trusted) -> None:
    trusted.takes = 2.0
    clock.sync()

    assert clock.now() == NOON + timedelta(seconds=1)


def test_it_runs_on_while_nobody_answers_and_does_not_ask_every_time(clock, trusted) -> None:
    trusted.error = ConnectionError("数据库不在")
    trusted.pass_(hours=2)

    moments = [clock.now() for _ in range(10)]

    assert moments == [NOON + timedelta(hours=2)] * 10
    assert trusted.asked == 2


def test_who_asks_meanwhile_does_not_wait_for_the_answer(clock, trusted) -> None:
    seen = []
    ask = trusted.ask

    def ask_and_be_asked() -> datetime:
        seen.append(clock.now())
        return ask()

    clock._ask = ask_and_be_asked
    trusted.pass_(seconds=40)

    clock.now()

    assert seen == [NOON + timedelta(seconds=40)]


def test_nobody_who_knows_the_time_is_an_error_at_once(trusted) -> None:
    trusted.error = ConnectionError("数据库不在")

    with pytest.raises(ConnectionError):
        SteadyClock(trusted.ask)
