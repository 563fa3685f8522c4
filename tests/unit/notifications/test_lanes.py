"""A channel that hangs or is down holds its own lane, and no other's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from guatu.errors import DeliveryFailed
from guatu.notifications import Dispatcher, DispatchResult
from guatu.notifications.sending.dispatch import FAILURES, REST
from guatu.notifications.sending.lanes import MOST
from guatu.workflow.delivery import Enclosure, Receipt
from testkit.outboxes import MemoryEnclosures

SOON = 20.0
AT_ONCE = timedelta()


class Line:
    """A channel that does what it is told before it takes an item."""

    def __init__(self, name: str, before: Callable[[], object] = lambda: None) -> None:
        self.name = name
        self.before = before
        self.taken: list[str] = []
        self.papers: list[tuple[Enclosure, ...]] = []

    def deliver(self, outgoing, enclosures):
        self.before()
        self.taken.append(outgoing.key)
        self.papers.append(tuple(enclosures))
        return Receipt(status="200", number=f"r-{len(self.taken)}")


class Gate:
    """Holds whoever comes until it is opened; ``reached`` counts who came."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.reached = threading.Semaphore(0)
        self.came = 0
        self._counting = threading.Lock()

    def __call__(self) -> None:
        with self._counting:
            self.came += 1
        self.reached.release()
        assert self.opened.wait(SOON), "the gate was never opened"

    def nobody_came(self) -> bool:
        """Say so when nobody came within a moment; a run goes on until somebody has."""
        return not self.reached.acquire(timeout=0.01)


def down() -> None:
    raise DeliveryFailed(channel="oa", address="oa", why="500 busy")


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()


@pytest.fixture
def waiting(outbox, outgoing, clock) -> Callable[..., None]:
    """Put so many items for a channel into the outbox."""

    def put(channel: str, count: int = 1, **changes: object) -> None:
        outbox.put(
            outgoing(key=f"{channel}-{n:02}", channel=channel, created_at=clock.now(), **changes)
            for n in range(count)
        )

    return put


@pytest.fixture
def dispatching(outbox, clock) -> Callable[..., Dispatcher]:
    def make(*lines: Line, **settings: object) -> Dispatcher:
        return Dispatcher(outbox, {line.name: line for line in lines}, clock, **settings)

    return make


# --- lanes ----------------------------------------------------------------------------------


def test_the_other_channels_deliver_while_one_hangs(dispatching, waiting, gate, outbox) -> None:
    hanging, well = Line("oa", gate), Line("file")
    dispatcher = dispatching(hanging, well)
    waiting("oa", 20)
    waiting("file", 20)

    def states(channel: str) -> set[str]:
        return {r.state for r in outbox.rows.values() if r.outgoing.channel == channel}

    def is_seen() -> bool:
        return states("file") == {"sent"} and gate.reached.acquire(blocking=False)

    result = dispatcher.run(goes_on=lambda: not is_seen())

    assert "oa" in result.busy
    assert (states("file"), states("oa"), hanging.taken) == ({"sent"}, {"waiting"}, [])


def test_a_lane_that_is_busy_is_not_opened_twice_and_its_rest_stays_claimable(
    dispatching, waiting, gate, outbox, clock
) -> None:
    dispatcher = dispatching(Line("oa", gate))
    waiting("oa", 3)
    dispatcher.run(goes_on=gate.nobody_came)

    result = dispatcher.run(budget=timedelta(seconds=5))

    assert result == DispatchResult(busy=("oa",))
    assert not gate.reached.acquire(timeout=0.05)


def test_a_budget_that_is_spent_ends_the_run_and_gives_back_what_was_not_begun(
    dispatching, waiting, gate, outbox
) -> None:
    dispatcher = dispatching(Line("oa", gate))
    waiting("oa", 3)

    result = dispatcher.run(budget=timedelta(seconds=1))
    gate.opened.set()
    assert dispatcher.settle(timedelta(seconds=SOON))

    assert result == DispatchResult(busy=("oa",))
    assert [(row.state, row.attempts) for row in outbox.rows.values()] == [
        ("sent", 1),
        ("waiting", 0),
        ("waiting", 0),
    ]


def test_what_ended_after_its_run_is_in_the_next_runs_counts(dispatching, waiting, gate) -> None:
    dispatcher = dispatching(Line("oa", gate))
    waiting("oa", 3)
    dispatcher.run(goes_on=gate.nobody_came)
    gate.opened.set()
    dispatcher.settle(timedelta(seconds=SOON))

    assert dispatcher.run() == DispatchResult(sent=3)


def test_a_lane_that_hangs_is_waited_for_no_longer_than_asked(dispatching, waiting, gate) -> None:
    dispatcher = dispatching(Line("oa", gate))
    waiting("oa")
    dispatcher.run(goes_on=gate.nobody_came)

    settled = dispatcher.settle(timedelta(seconds=0.1))

    assert settled is False


def test_no_more_lanes_are_open_at_once_than_a_few(dispatching, waiting, gate) -> None:
    names = [f"c{n:02}" for n in range(MOST + 3)]
    dispatcher = dispatching(*(Line(name, gate) for name in names))
    for name in names:
        waiting(name)

    result = dispatcher.run(goes_on=lambda: gate.came < MOST)
    gate.opened.set()
    dispatcher.settle(timedelta(seconds=SOON))

    assert len(result.busy) == MOST
    assert dispatcher.run().sent == len(names)


def test_a_hung_delivery_whose_lease_ran_out_is_not_marked_by_the_late_one(
    dispatching, waiting, gate, outbox, clock
) -> None:
    late, prompt = dispatching(Line("oa", gate)), dispatching(Line("oa"))
    waiting("oa")
    late.run(goes_on=gate.nobody_came)
    clock.move_to(clock.now() + timedelta(minutes=11))

    taken_over = prompt.run()
    gate.opened.set()
    late.settle(timedelta(seconds=SOON))

    assert (taken_over.sent, late.run()) == (1, DispatchResult(lost=1))
    assert (outbox.rows["oa-00"].state, outbox.rows["oa-00"].attempts) == ("sent", 2)


def test_an_outbox_that_breaks_amid_a_lane_does_not_break_the_others(
    dispatching, waiting, outbox, monkeypatch
) -> None:
    well = Line("file")
    dispatcher = dispatching(Line("oa"), well)
    waiting("oa")
    waiting("file")
    claim = outbox.claim

    def breaking(*given: object, channel: str, **more: object):
        if channel == "oa":
            raise ConnectionError("the database is away")
        return claim(*given, channel=channel, **more)

    monkeypatch.setattr(outbox, "claim", breaking)

    assert dispatcher.run().sent == 1
    monkeypatch.undo()
    assert dispatcher.run().sent == 1


# --- resting --------------------------------------------------------------------------------


def test_a_channel_that_fails_again_and_again_rests_and_its_other_items_count_no_attempt(
    dispatching, waiting, outbox, clock
) -> None:
    dispatcher = dispatching(Line("oa", down))
    waiting("oa", 30)

    result = dispatcher.run()

    untried = [row for row in outbox.rows.values() if row.attempts == 0]
    assert result == DispatchResult(failed=FAILURES, resting=("oa",))
    assert len(untried) == 30 - FAILURES
    assert {row.try_at for row in untried} == {clock.now() + REST}


def test_a_channel_at_rest_is_tried_with_one_item_and_then_goes_on_or_rests_again(
    dispatching, waiting, clock
) -> None:
    line = Line("oa", down)
    dispatcher = dispatching(line)
    waiting("oa", 30)
    dispatcher.run()

    clock.move_to(clock.now() + REST)
    still_down = dispatcher.run()
    clock.move_to(clock.now() + REST)
    line.before = lambda: None
    well = dispatcher.run()

    assert still_down == DispatchResult(failed=1, resting=("oa",))
    # The one that was tried twice waits its five minutes.
    assert (well.sent, well.resting) == (29, ())


def test_what_comes_while_a_channel_rests_waits_too(dispatching, waiting, outbox, clock) -> None:
    dispatcher = dispatching(Line("oa", down))
    waiting("oa", FAILURES)
    dispatcher.run()
    waiting("oa", FAILURES + 1)

    result = dispatcher.run()

    newest = outbox.rows[f"oa-{FAILURES:02}"]
    assert result == DispatchResult(resting=("oa",))
    assert (newest.attempts, newest.try_at) == (0, clock.now() + REST)
    assert dispatcher.deliver(newest.outgoing.key) == ""


def test_refusals_never_make_a_channel_rest(dispatching, waiting) -> None:
    def refuses() -> None:
        raise DeliveryFailed(channel="oa", address="oa", why="410 gone", is_permanent=True)

    dispatcher = dispatching(Line("oa", refuses))
    waiting("oa", 10)

    assert dispatcher.run() == DispatchResult(dead=10)


def test_one_item_asked_for_while_its_channel_rests_is_given_back(
    dispatching, waiting, outbox, clock
) -> None:
    dispatcher = dispatching(Line("oa", down))
    waiting("oa", FAILURES)
    said = [dispatcher.deliver(key) for key in list(outbox.rows)]
    waiting("oa", FAILURES + 1)

    last = dispatcher.deliver(f"oa-{FAILURES:02}")

    assert (said, last) == (["failed"] * FAILURES, "")
    row = outbox.rows[f"oa-{FAILURES:02}"]
    assert (row.attempts, row.try_at) == (0, clock.now() + REST)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (None, timedelta(minutes=1)),
        (timedelta(seconds=5), timedelta(minutes=1)),
        (timedelta(minutes=20), timedelta(minutes=20)),
        (timedelta(days=400), timedelta(hours=12)),
    ],
)
def test_a_receivers_wish_to_be_left_alone_is_kept_within_bounds(
    dispatching, waiting, outbox, clock, wish, expected
) -> None:
    def busy() -> None:
        raise DeliveryFailed(channel="oa", address="oa", why="429", retry_after=wish)

    waiting("oa")

    dispatching(Line("oa", busy)).run()

    assert outbox.rows["oa-00"].try_at - clock.now() == expected


# --- papers and receipts --------------------------------------------------------------------


def test_a_letters_papers_are_made_right_before_it_goes(dispatching, waiting) -> None:
    line = Line("oa")
    paper = Enclosure(name="正文.pdf", media_type="application/pdf", content=b"%PDF")
    papers = MemoryEnclosures({"12-1-yellow": (paper,)})
    dispatcher = dispatching(line, enclosures=papers)
    waiting("oa", 2)
    waiting("oa", 3, letter="12-1-yellow")

    dispatcher.run()

    assert line.papers == [(), (), (paper,)]
    assert papers.asked == ["12-1-yellow"]


def test_papers_that_can_t_be_made_put_the_delivery_off(dispatching, waiting, outbox) -> None:
    class Broken:
        def of(self, letter: str):
            raise RuntimeError("no press")

    line = Line("oa")
    waiting("oa", letter="12-1-yellow")

    result = dispatching(line, enclosures=Broken()).run()

    assert (result, line.taken) == (DispatchResult(failed=1), [])
    assert outbox.rows["oa-00"].error == "RuntimeError: no press"


def test_what_the_receiver_answered_is_kept_with_the_item(dispatching, waiting, outbox) -> None:
    waiting("oa")

    dispatching(Line("oa")).run()

    assert outbox.rows["oa-00"].receipt == "200 r-1"
