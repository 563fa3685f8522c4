"""How often somebody may try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guatu.accounts.limits import FOR_GOOD, AddressPace, locked_until

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, None), (4, None), (5, 30), (6, 60), (9, 480), (10, 900), (50, 900), (99, 900)],
)
def test_an_account_is_locked_longer_after_each_failure(failures, seconds) -> None:
    wanted = None if seconds is None else NOW + timedelta(seconds=seconds)

    assert locked_until(failures, NOW) == wanted


def test_after_a_hundred_it_is_locked_for_good() -> None:
    assert locked_until(100, NOW) == FOR_GOOD


class Watch:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pace(watch) -> AddressPace:
    return AddressPace(burst=3, every=timedelta(seconds=10), most=5, monotonic=watch)


def test_an_address_fails_some_times_at_once_and_then_slowly(pace, watch) -> None:
    assert [pace.take("10.0.0.1") for _ in range(4)] == [0, 0, 0, 10]
    watch.seconds += 4
    assert pace.take("10.0.0.1") == 6
    watch.seconds += 6
    assert [pace.take("10.0.0.1") for _ in range(2)] == [0, 10]


def test_a_try_that_was_right_does_not_count(pace) -> None:
    for _ in range(20):
        assert pace.take("10.0.0.1") == 0
        pace.give_back("10.0.0.1")


def test_another_address_is_not_held_up(pace) -> None:
    for _ in range(4):
        pace.take("10.0.0.1")

    assert pace.take("10.0.0.2") == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:2"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("not an address", "not an address"),
    ],
)
def test_addresses_of_one_network_count_together(pace, one, other) -> None:
    for _ in range(3):
        pace.take(one)

    assert pace.take(other) == 10


def test_no_more_addresses_are_kept_than_said(pace) -> None:
    for number in range(100):
        pace.take(f"10.0.0.{number}")

    assert pace.known == 5
