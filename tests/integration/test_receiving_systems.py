"""Other systems are told of notices and letters, and however bad they are the sweep goes on."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from guatu import Robot, Settings, Webhook, verify_webhook
from testkit.offices import kinds, move, open_case, slips_only, to_review
from testkit.receivers import Receiver, answers, drips, hangs, says

SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()
SOON = 20.0


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def settings(receiver, letters_folder) -> Settings:
    """Ticks that wait for what they deliver, so that a slow machine tells nothing else."""
    return Settings(letters_folder=letters_folder, webhooks=(hook(receiver),))


@pytest.fixture
def impatient(settings) -> Settings:
    """Ticks that leave a system that hangs to itself, at the price of what is slow to begin."""
    return replace(settings, delivery_budget=timedelta(seconds=0.3))


def hook(receiver: Receiver, name: str = "oa") -> Webhook:
    return Webhook(name=name, url=receiver.url(), secrets=(SECRET,), may_be_local=True)


def until(question: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not question():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def states(office) -> Counter[tuple[str, str]]:
    with office.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT channel, state FROM guatu_outbox").all()
    return Counter((channel, state) for channel, state in rows)


def files(office) -> set[str]:
    return {state for (channel, state) in states(office) if channel == "file"}


def events(receiver: Receiver) -> list[dict]:
    return [json.loads(request.body) for request in receiver.requests]


# --- who is told what -----------------------------------------------------------------------


def test_a_system_is_told_of_each_notice_and_each_letter_once(
    offices, settings, receiver, clock
) -> None:
    office = offices(settings=settings)
    case = to_review(office)

    office.tick()
    office.tick()

    told = events(receiver)
    notices = [event for event in told if event["type"] == "cn.guatu.notice.v1"]
    (letter,) = [event for event in told if event["type"] == "cn.guatu.letter.delivered.v1"]
    inboxes = [
        (n.topic, n.recipient)
        for person in office.roster.read().people
        for n in office.views.inbox(person.key)
    ]
    assert sorted((e["data"]["topic"], e["data"]["recipient"]) for e in notices) == sorted(inboxes)
    assert len({event["id"] for event in told}) == len(told)
    assert (letter["data"]["case"], letter["subject"]) == (case.id, f"case/{case.id}")
    assert letter["data"]["letter"] == office.views.letters()[0].key
    for request in receiver.requests:
        assert verify_webhook(request.body, request.headers, [SECRET], now=clock.now())


def test_two_systems_are_told_under_keys_of_their_own(offices, receiver, clock) -> None:
    with Receiver() as other:
        settings = Settings(webhooks=(hook(receiver), hook(other, "board")))
        office = offices(settings=settings)
        open_case(office)

        office.tick()

        mine, theirs = events(receiver), events(other)
        assert [event["data"]["topic"] for event in mine] == [
            event["data"]["topic"] for event in theirs
        ]
        assert {event["id"].rpartition("@")[2] for event in theirs} == {"board"}


def test_a_system_is_told_at_once_and_a_chat_in_office_hours(offices, receiver, clock) -> None:
    pytest.importorskip("apprise", reason="the extra guatu[im] is missing: chats untested")
    with Receiver() as chat:
        robot = Robot(name="group", url=f"json://127.0.0.1:{chat.port}/")
        office = offices(settings=Settings(webhooks=(hook(receiver),), im=(robot,)))
        move(clock, "2026-03-02 21:00")
        open_case(office)
        office.tick()
        at_night = (len(receiver.requests), len(chat.requests))

        move(clock, "2026-03-03 08:30")
        office.tick()

        topics = {event["data"]["topic"] for event in events(receiver)}
        assert (at_night[0] > 0, at_night[1], len(chat.requests)) == (True, 0, len(topics))


def test_a_chat_hears_of_a_topic_once_however_many_people_it_is_for(
    offices, receiver, clock
) -> None:
    pytest.importorskip("apprise", reason="the extra guatu[im] is missing: chats untested")
    robot = Robot(name="group", url=f"json://127.0.0.1:{receiver.port}/")
    office = offices(settings=Settings(im=(robot,)))
    case = open_case(office)
    move(clock, "2026-03-10 08:30")

    office.tick()
    office.tick()

    said = [json.loads(request.body)["title"] for request in receiver.requests]
    assert len(office.views.escalations(case_id=case.id)[0].recipients) > 1
    assert [title for title in said if title.startswith("【黄灯预警】")] == [
        f"【黄灯预警】{case.title}：受理"
    ]


# --- receipts -------------------------------------------------------------------------------


def test_what_a_system_answered_is_shown_with_the_letter(offices, settings, receiver) -> None:
    receiver.acts = [answers(202, b'{"receipt": "SW-2026-17"}')]
    office = offices(settings=settings)
    case = to_review(office)
    (letter,) = office.views.letters(case_id=case.id)

    office.tick()

    rows = {row.channel: row for row in office.views.deliveries(letter=letter.key)}
    assert {name: (row.state, row.receipt) for name, row in rows.items()} == {
        "file": ("sent", ""),
        "oa": ("sent", "202 SW-2026-17"),
    }
    assert [row.key for row in office.views.deliveries(case_id=case.id)] == sorted(
        row.key for row in rows.values()
    )
    assert office.views.deliveries(letter="nobody's") == []


def test_somebody_sees_the_deliveries_of_the_cases_he_sees(offices, settings) -> None:
    office = offices(settings=settings)
    to_review(office)

    seen = {
        person.key: len(office.desk(person.key).views().deliveries())
        for person in office.roster.read().people
        if person.is_active
    }

    assert seen["lin"] == 2
    assert set(seen.values()) == {0, 2}


def test_a_system_that_is_gone_is_a_dead_letter_that_can_be_sent_again(
    offices, settings, receiver
) -> None:
    receiver.acts = [answers(410, b"moved away")]
    office = offices(settings=settings)
    case = open_case(office)
    office.tick()
    dead = office.dead.letters()

    receiver.acts = [answers(200)]
    for letter in dead:
        office.dead.retry(letter.id, by="lin")
    office.tick()

    assert {(letter.case, letter.kind) for letter in dead} == {(case.id, "delivery")}
    assert "410 moved away" in dead[0].error
    assert states(office) == {("oa", "sent"): len(dead)}


# --- bad systems and the sweep --------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [hangs, drips, answers(500), says(b"HTTP/1.1 200 OK\r\nContent-Le")],
    ids=["hangs", "drips", "answers 500", "closes amid the answer"],
)
def test_a_tick_fires_and_delivers_whatever_a_system_does(
    offices, impatient, receiver, letters_folder, clock, act
) -> None:
    receiver.acts = [act]
    office = offices(settings=impatient)
    case = open_case(office)
    to_review(office)
    move(clock, "2026-03-10 08:30")

    first = office.tick()
    move(clock, "2026-03-20 08:30")
    second = office.tick()
    until(lambda: office.tick() and files(office) == {"sent"})

    receiver.released.set()
    assert (first.swept.fired, second.swept.fired > 0) == (1, True)
    assert "escalated" in kinds(office, case.id)
    assert len(list(letters_folder.glob("*.manifest.json"))) == states(office)["file", "sent"]
    assert states(office)["oa", "sent"] == 0


def test_while_a_system_hangs_rungs_fire_in_time_and_others_are_told(
    offices, impatient, receiver, clock, tmp_path
) -> None:
    """By events, not by seconds: the system hangs until the test has seen everything else."""
    receiver.acts = [hangs]
    office = offices(settings=impatient, flow=slips_only(tmp_path))
    first, second = open_case(office), open_case(office)
    loop = office.start()
    assert receiver.heard.acquire(timeout=SOON)

    move(clock, "2026-03-10 08:30")
    loop.beat_now(SOON)
    raised = {e.case for e in office.views.escalations()}
    to_review(office)
    until(lambda: states(office)["file", "sent"] == len(office.views.letters()) > 0)
    loop.beat_now(SOON)
    still_hanging = len(receiver.requests), states(office)["oa", "sent"]
    receiver.acts = [answers(200)]
    receiver.released.set()
    office.stop()

    assert raised == {first.id, second.id}
    assert still_hanging == (1, 0)


def test_an_office_stops_cleanly_while_a_system_hangs(offices, impatient, receiver, clock) -> None:
    receiver.acts = [hangs]
    office = offices(settings=impatient)
    open_case(office)
    office.start()
    assert receiver.heard.acquire(timeout=SOON)

    office.stop()

    threads = [t.name for t in threading.enumerate() if t.name.startswith("guatu")]
    assert [
        name for name in threads if not name.startswith(("guatu-lane-", "guatu-watchdog"))
    ] == []
    receiver.released.set()
    assert office._worker._dispatcher.settle(timedelta(seconds=SOON))
    receiver.acts = [answers(200)]
    move(clock, "2026-03-02 09:20")
    office.tick()
    until(lambda: office.tick() and set(states(office)) == {("oa", "sent")})


def test_a_delivery_that_hung_past_its_lease_is_not_marked_by_the_late_one(
    offices, settings, impatient, receiver, clock
) -> None:
    receiver.acts = [hangs, answers(200, b'{"receipt": "prompt"}')]
    late, prompt = offices(settings=impatient), offices(settings=settings)
    open_case(late)
    until(lambda: late.tick() and len(receiver.requests) == 1)

    clock.move_to(clock.now() + timedelta(minutes=11))
    prompt.tick()
    receiver.released.set()
    assert late._worker._dispatcher.settle(timedelta(seconds=SOON))

    with prompt.store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT state, receipt, attempts FROM guatu_outbox ORDER BY attempts DESC"
        ).all()
    assert tuple(rows[0]) == ("sent", "200 prompt", 2)


def test_a_system_that_is_down_rests_and_what_waits_counts_no_attempt(
    offices, settings, receiver, clock
) -> None:
    receiver.acts = [answers(503)]
    office = offices(settings=settings)
    for _ in range(12):
        open_case(office)

    done = office.tick().dispatched

    with office.store.reading() as connection:
        attempts = connection.exec_driver_sql("SELECT attempts FROM guatu_outbox").scalars().all()
    assert (done.failed, done.resting, len(receiver.requests)) == (3, ("oa",), 3)
    assert Counter(attempts) == {0: len(attempts) - 3, 1: 3}
