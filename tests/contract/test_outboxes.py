"""What every outbox does, in a database or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from guatu.store import SqlOutbox
from guatu.store.layout import tables
from guatu.store.rows import outbox_row
from guatu.workflow.delivery import Outbox
from guatu.workflow.values import Outgoing
from testkit.offices import another_office
from testkit.outboxes import MemoryOutbox

LEASE = timedelta(minutes=10)


class Database(SqlOutbox):
    """The outbox in a database, with a way to put items in as a command does."""

    def put(self, items: Iterable[Outgoing]) -> None:
        with self._store.writing() as connection:
            for item in items:
                connection.execute(insert(tables.outbox), outbox_row(item))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def outbox(request, clock) -> Iterable[Outbox]:
    if request.param == "memory":
        yield MemoryOutbox()
        return
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    with another_office(url, clock) as office:
        yield Database(office.store)


@pytest.fixture
def items(clock) -> Callable[..., list[Outgoing]]:
    """Make items with these keys, a minute apart in age, the first the oldest."""

    def make(*keys: str) -> list[Outgoing]:
        return [
            Outgoing(
                key=key,
                channel="file",
                address="letters",
                subject="关于测试的通知",
                text="请办理。\n“第二行”",
                html="<p>请办理。</p>",
                name="通知",
                created_at=clock.now() - timedelta(minutes=len(keys) - n),
            )
            for n, key in enumerate(keys)
        ]

    return make


def keys(claimed) -> list[str]:
    return [one.outgoing.key for one in claimed]


def after(clock, **time: float) -> datetime:
    return clock.now() + timedelta(**time)


def test_an_empty_outbox_gives_nothing(outbox, clock) -> None:
    assert list(outbox.claim(clock.now(), 10, LEASE)) == []


def test_what_was_put_in_comes_out_as_it_was_the_oldest_first(outbox, items, clock) -> None:
    put = items("b", "a", "c")
    outbox.put(put)

    claimed = outbox.claim(clock.now(), 10, LEASE)

    assert [one.outgoing for one in claimed] == put
    assert [one.attempts for one in claimed] == [0, 0, 0]


def test_no_more_is_claimed_than_asked_for(outbox, items, clock) -> None:
    outbox.put(items("a", "b", "c"))

    batches = [keys(outbox.claim(clock.now(), 2, LEASE)) for _ in range(3)]

    assert batches == [["a", "b"], ["c"], []]


def test_an_item_is_not_due_before_it_was_made(outbox, items, clock) -> None:
    outbox.put(items("a"))

    assert list(outbox.claim(after(clock, minutes=-2), 10, LEASE)) == []


def test_a_sent_item_never_comes_again(outbox, items, clock) -> None:
    outbox.put(items("a"))
    (claimed,) = outbox.claim(clock.now(), 10, LEASE)

    assert outbox.mark_sent(claimed, clock.now())
    assert list(outbox.claim(after(clock, days=99), 10, LEASE)) == []


def test_a_failed_item_comes_again_when_it_is_time_and_knows_its_attempts(
    outbox, items, clock
) -> None:
    outbox.put(items("a"))
    (claimed,) = outbox.claim(clock.now(), 10, LEASE)
    outbox.mark_failed(claimed, "邮箱已满", after(clock, hours=1))

    early = outbox.claim(after(clock, minutes=59), 10, LEASE)
    (again,) = outbox.claim(after(clock, hours=1), 10, LEASE)

    assert (list(early), again.attempts) == ([], 1)


def test_a_dead_item_never_comes_again(outbox, items, clock) -> None:
    outbox.put(items("a"))
    (claimed,) = outbox.claim(clock.now(), 10, LEASE)

    assert outbox.mark_failed(claimed, "没有这个地址", None)
    assert list(outbox.claim(after(clock, days=99), 10, LEASE)) == []


def test_a_lease_that_ran_out_may_be_taken_by_another(outbox, items, clock) -> None:
    outbox.put(items("a"))
    outbox.claim(clock.now(), 10, LEASE)

    early = outbox.claim(after(clock, minutes=9), 10, LEASE)
    late = outbox.claim(after(clock, minutes=10), 10, LEASE)

    assert (list(early), keys(late)) == ([], ["a"])


@pytest.mark.parametrize("mark", ["sent", "failed", "dead"])
def test_who_lost_the_lease_marks_nothing(outbox, items, clock, mark) -> None:
    outbox.put(items("a"))
    (mine,) = outbox.claim(clock.now(), 10, LEASE)
    (theirs,) = outbox.claim(after(clock, minutes=11), 10, LEASE)

    marked = {
        "sent": lambda: outbox.mark_sent(mine, clock.now()),
        "failed": lambda: outbox.mark_failed(mine, "迟到", after(clock, hours=1)),
        "dead": lambda: outbox.mark_failed(mine, "迟到", None),
    }[mark]()

    assert not marked
    assert outbox.mark_sent(theirs, clock.now())


def test_an_item_is_marked_once(outbox, items, clock) -> None:
    outbox.put(items("a"))
    (claimed,) = outbox.claim(clock.now(), 10, LEASE)
    outbox.mark_sent(claimed, clock.now())

    assert not outbox.mark_sent(claimed, clock.now())
    assert not outbox.mark_failed(claimed, "又来", after(clock, hours=1))


def test_one_item_is_claimed_by_its_key_when_it_is_due_and_free(outbox, items, clock) -> None:
    outbox.put(items("a", "b"))

    claimed = outbox.claim_one("b", clock.now(), LEASE)
    others = [
        outbox.claim_one("b", clock.now(), LEASE),
        outbox.claim_one("missing", clock.now(), LEASE),
        outbox.claim_one("a", after(clock, minutes=-9), LEASE),
    ]

    assert (claimed.outgoing.key, claimed.attempts, others) == ("b", 0, [None, None, None])
    assert outbox.mark_sent(claimed, clock.now())
    assert outbox.claim_one("b", after(clock, days=1), LEASE) is None


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_dispatchers_share_a_database_without_sharing_an_item(
    request, kind, items, clock
) -> None:
    url = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    with another_office(url, clock) as one, another_office(url, clock) as other:
        boxes = [Database(one.store), Database(other.store)] * 2
        boxes[0].put(items(*(f"k{n:03}" for n in range(100))))

        def empty(box: Database) -> list[str]:
            taken: list[str] = []
            while batch := keys(box.claim(clock.now(), 7, LEASE)):
                taken += batch
            return taken

        with ThreadPoolExecutor(4) as pool:
            taken = [key for batch in pool.map(empty, boxes) for key in batch]

    assert sorted(taken) == [f"k{n:03}" for n in range(100)]


# --- lanes ----------------------------------------------------------------------------------


@pytest.fixture
def mixed(outbox, items, clock) -> Outbox:
    """An outbox with one item that is due for a folder and two for a system named oa."""
    folder, *system = items("a", "b", "c")
    outbox.put([folder, *(replace(item, channel="oa") for item in system)])
    return outbox


def test_the_channels_that_are_waited_for_are_named_the_longest_waiting_first(mixed, clock) -> None:
    due = list(mixed.due_channels(clock.now()))
    before = list(mixed.due_channels(after(clock, minutes=-9)))

    assert (due, before) == (["file", "oa"], [])


def test_items_are_claimed_for_one_channel_and_the_others_stay(mixed, clock) -> None:
    mine = keys(mixed.claim(clock.now(), 10, LEASE, channel="oa"))

    assert (mine, list(mixed.due_channels(clock.now()))) == (["b", "c"], ["file"])
    assert keys(mixed.claim(clock.now(), 10, LEASE)) == ["a"]


def test_what_is_given_back_counts_as_never_tried(mixed, clock) -> None:
    claimed = mixed.claim(clock.now(), 10, LEASE, channel="oa")

    mixed.release(claimed, after(clock, minutes=1))

    assert list(mixed.claim(clock.now(), 10, LEASE, channel="oa")) == []
    again = mixed.claim(after(clock, minutes=1), 10, LEASE, channel="oa")
    assert [(one.outgoing.key, one.attempts) for one in again] == [("b", 0), ("c", 0)]


def test_who_lost_the_lease_gives_nothing_back(mixed, clock) -> None:
    mine = mixed.claim(clock.now(), 10, LEASE, channel="oa")
    theirs = mixed.claim(after(clock, minutes=11), 10, LEASE, channel="oa")

    mixed.release(mine, clock.now())
    mixed.release([], clock.now())

    assert [mixed.mark_sent(one, clock.now()) for one in theirs] == [True, True]


def test_a_channel_is_postponed_with_all_that_is_due_and_no_other(mixed, clock) -> None:
    (held,) = mixed.claim(clock.now(), 1, LEASE, channel="oa")

    count = mixed.postpone("oa", clock.now(), after(clock, minutes=1))

    assert (count, list(mixed.due_channels(clock.now()))) == (1, ["file"])
    assert mixed.mark_sent(held, clock.now(), "202 r-17")
    later = mixed.claim(after(clock, minutes=1), 10, LEASE, channel="oa")
    assert [(one.outgoing.key, one.attempts) for one in later] == [("c", 0)]


def test_an_item_comes_out_with_its_letter_its_event_and_its_facts(outbox, items, clock) -> None:
    (plain,) = items("a")
    told = {"case": 12, "recipient": "lin", "title": "“黄灯”"}
    item = replace(plain, letter="12-1-yellow", event="letter.drafted", facts=told)
    outbox.put([item])

    (claimed,) = outbox.claim(clock.now(), 10, LEASE)

    assert claimed.outgoing == item
