"""Whether an office works, said so that somebody can act."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from guatu import Settings
from guatu.store import Pulse
from guatu.store.layout import tables
from guatu.store.layout.accounts import heartbeat
from guatu.store.schema import head
from guatu.worker import HOST
from testkit.offices import move, open_case


def later(office, **time) -> None:
    office.clock.move_to(office.clock.now() + timedelta(**time))


def waiting(office, key: str, **values) -> None:
    """Put a delivery into the outbox."""
    now = office.clock.now()
    row = dict.fromkeys(
        ("text", "html", "name", "token", "error", "letter", "event", "receipt"), ""
    )
    row |= {"key": key, "channel": "smtp", "address": "lin@example.org", "subject": "黄灯预警"}
    row |= {"created_at": now, "state": "waiting", "try_at": now, "attempts": 0, "facts": {}}
    with office.store.writing() as connection:
        connection.execute(tables.outbox.insert(), row | values)


def test_an_office_that_never_ticked_says_so_and_what_to_start(office) -> None:
    found = office.health()

    assert (found.verdict, found.is_fine, found.beat_at) == ("new", False, None)
    assert "guatu run" in found.sentence("zh")
    assert "guatu run" in found.sentence("en")


def test_an_office_that_ticks_is_fine(office, clock) -> None:
    office.tick()
    later(office, seconds=12)

    found = office.health()

    assert (found.verdict, found.beat_at) == ("fine", clock.now() - timedelta(seconds=12))
    assert found.sentence("zh") == "调度正常，12 秒前。"
    assert found.sentence("en") == "The scheduler works, last heartbeat 12 s ago."


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(59, "fine"), (60, "fine"), (61, "stopped"), (86_400, "stopped")]
)
def test_two_intervals_without_a_heartbeat_are_a_standstill(office, seconds, verdict) -> None:
    office.tick()

    later(office, seconds=seconds)

    assert office.health().verdict == verdict


def test_a_standstill_says_how_long(office) -> None:
    office.tick()
    later(office, hours=3)

    found = office.health()

    assert found.sentence("zh") == "调度已停止：最近一次心跳在 3 小时前。"
    assert found.sentence("en") == "The scheduler has stopped: the last heartbeat was 3 hours ago."


def test_a_host_whose_cron_ticks_rarely_says_how_rarely(offices) -> None:
    office = offices(settings=Settings(tick_every=timedelta(minutes=5)))
    office.tick()
    later(office, minutes=9)

    assert office.health().verdict == "fine"


def test_a_clock_set_back_does_not_hide_a_standstill(office) -> None:
    office.tick()

    later(office, days=-1)

    assert office.health().verdict == "stopped"


def test_a_timer_that_is_due_and_not_fired_makes_an_office_late(office, clock) -> None:
    open_case(office)
    move(clock, "2026-03-20 10:00")
    Pulse(office.store).beat("somebody", clock.now())

    found = office.health()

    assert (found.verdict, found.timers.waiting > 0) == ("late", True)
    assert found.lag == clock.now() - found.timers.since
    assert found.next_at == found.timers.since
    assert found.sentence("zh").startswith("调度在运行，但有积压：到期的督办时点已等待 ")


@pytest.mark.parametrize(("minutes", "verdict"), [(10, "fine"), (11, "late")])
def test_a_delivery_nobody_takes_makes_an_office_late(office, clock, minutes, verdict) -> None:
    waiting(office, "a")
    later(office, minutes=minutes)
    Pulse(office.store).beat("somebody", clock.now())

    found = office.health()

    assert (found.verdict, found.outbox.waiting) == (verdict, 1)
    assert found.outbox.since == clock.now() - timedelta(minutes=minutes)


def test_a_delivery_that_waits_for_its_next_try_does_not(office, clock) -> None:
    waiting(office, "a", try_at=clock.now() + timedelta(hours=2))
    later(office, minutes=90)
    Pulse(office.store).beat("somebody", clock.now())

    found = office.health()

    assert (found.verdict, found.outbox.waiting, found.outbox.since) == ("fine", 1, None)


def test_what_gave_up_is_counted_by_kind(office) -> None:
    waiting(office, "a", state="dead")
    waiting(office, "b", state="dead")
    office.tick()

    assert office.health().dead == {"timer": 0, "delivery": 2, "job": 0}


def test_it_says_what_database_it_is_and_of_which_schema(office, database_kind) -> None:
    found = office.health()

    assert (found.database, found.schema) == (database_kind, head())


def test_a_process_writes_that_it_beats_every_ten_seconds_at_most(office, clock) -> None:
    pulse = Pulse(office.store)
    written = []
    for _ in range(12):
        written.append(pulse.beat("somebody", clock.now()))
        later(office, seconds=5)

    assert written == [True, False] * 6


def test_every_process_has_a_heartbeat_of_its_own_the_newest_first(office, clock) -> None:
    office.tick()
    later(office, seconds=10)
    Pulse(office.store).beat("machine 42", clock.now())
    later(office, seconds=10)
    Pulse(office.store).beat("machine 43", clock.now())

    names = [beat.process for beat in office.health().heartbeats]

    assert names == ["machine 43", "machine 42", f"{HOST} tick"]


def test_a_process_of_yesterday_is_forgotten_when_a_new_one_comes(office, clock) -> None:
    Pulse(office.store).beat("yesterday's", clock.now())
    later(office, hours=25)
    Pulse(office.store).beat("today's", clock.now())

    assert [beat.process for beat in office.health().heartbeats] == ["today's"]


def test_a_loop_beats_under_the_name_of_its_process(office) -> None:
    loop = office.start()
    loop.beat_now()
    office.stop()

    (beat,) = office.health().heartbeats
    assert beat.process.startswith(f"{HOST} ")
    assert beat.process.split()[-1].isdecimal()


def test_a_tick_goes_on_when_its_heartbeat_can_not_be_written(office, caplog) -> None:
    with office.store.writing() as connection:
        heartbeat.drop(connection)

    with caplog.at_level(logging.INFO):
        office.tick()

    assert "a heartbeat could not be written" in caplog.text
