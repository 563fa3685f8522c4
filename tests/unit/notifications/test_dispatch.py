"""The outbox is emptied: every item at least once, a bad one never in the others' way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from guatu.errors import DeliveryFailed
from guatu.notifications import Dispatcher, DispatchResult


class Post:
    """A channel that takes everything, unless told what to do with an address."""

    name = "post"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.before: dict[str, Callable[[], None]] = {}

    def deliver(self, outgoing, enclosures):
        self.before.get(outgoing.address, lambda: None)()
        self.taken.append(outgoing.key)


def refuse(*, is_permanent: bool) -> Callable[[], None]:
    def act() -> None:
        raise DeliveryFailed(
            channel="post", address="a", why="no such box", is_permanent=is_permanent
        )

    return act


def break_down() -> None:
    raise RuntimeError("a channel with a fault")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def waiting(outbox, outgoing, clock):
    """Put items for addresses into the outbox, one each."""

    def put(*addresses: str, channel: str = "post") -> None:
        outbox.put(
            outgoing(key=f"k-{address}", address=address, channel=channel, created_at=clock.now())
            for address in addresses
        )

    return put


@pytest.fixture
def dispatcher(outbox, post, clock) -> Dispatcher:
    return Dispatcher(outbox, {"post": post}, clock)


def test_what_waits_is_delivered_once(dispatcher, waiting, post) -> None:
    waiting("a", "b")

    first, second = dispatcher.run(), dispatcher.run()

    assert (first, second) == (DispatchResult(sent=2), DispatchResult())
    assert post.taken == ["k-a", "k-b"]


def test_a_run_delivers_no_more_than_its_limit(dispatcher, waiting, post) -> None:
    waiting(*(f"a{number:02}" for number in range(30)))

    result = dispatcher.run(limit=12)

    assert (result.sent, len(post.taken)) == (12, 12)


def test_a_bad_item_never_stops_the_rest(dispatcher, waiting, post) -> None:
    post.before = {"b": break_down, "c": refuse(is_permanent=True), "d": refuse(is_permanent=False)}
    waiting("a", "b", "c", "d", "e")

    result = dispatcher.run()

    assert result == DispatchResult(sent=2, failed=2, dead=1)
    assert post.taken == ["k-a", "k-e"]


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(
    dispatcher, waiting, post, outbox, clock
) -> None:
    post.before = {"a": refuse(is_permanent=False)}
    waiting("a")
    waits, results = [], []

    for _ in range(6):
        results.append(dispatcher.run())
        waits.append(outbox.rows["k-a"].try_at - clock.now())
        clock.move_to(max(clock.now(), outbox.rows["k-a"].try_at))

    assert waits[:5] == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=12),
    ]
    assert results == [DispatchResult(failed=1)] * 5 + [DispatchResult(dead=1)]
    assert outbox.rows["k-a"].state == "dead"


def test_a_failure_is_not_tried_before_its_time(dispatcher, waiting, post, clock) -> None:
    post.before = {"a": refuse(is_permanent=False)}
    waiting("a")
    dispatcher.run()
    clock.move_to(clock.now() + timedelta(seconds=59))

    result = dispatcher.run()

    assert result == DispatchResult()


def test_an_unknown_channel_is_a_dead_letter_that_says_so(dispatcher, waiting, outbox) -> None:
    waiting("a", channel="pigeon")

    result = dispatcher.run()

    assert result == DispatchResult(dead=1)
    assert outbox.rows["k-a"].error == "There is no channel “pigeon”; configured: post."


def test_a_dead_letter_keeps_its_error(dispatcher, waiting, post, outbox) -> None:
    post.before = {"a": refuse(is_permanent=True)}
    waiting("a")

    dispatcher.run()

    assert outbox.rows["k-a"].error == "Delivery by post to a failed: no such box."


def test_a_lease_lost_while_delivering_is_counted_as_lost(
    dispatcher, waiting, post, outbox, clock
) -> None:
    def slowly() -> None:
        clock.move_to(clock.now() + timedelta(minutes=11))
        outbox.claim(clock.now(), 1, timedelta(minutes=10))

    post.before = {"a": slowly}
    waiting("a")

    result = dispatcher.run()

    assert result == DispatchResult(lost=1)
    assert outbox.rows["k-a"].state == "waiting"


def test_items_whose_lease_ended_before_their_turn_are_left_alone(
    outbox, waiting, post, clock
) -> None:
    dispatcher = Dispatcher(outbox, {"post": post}, clock)
    post.before = {"a": lambda: clock.move_to(clock.now() + timedelta(minutes=11))}
    waiting("a", "b")

    dispatcher.run(limit=2)

    assert post.taken == ["k-a"]
    assert outbox.rows["k-b"].state == "waiting"
