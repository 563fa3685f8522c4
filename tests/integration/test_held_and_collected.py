"""Notices held until office hours, and collected into one mail a day."""

from __future__ import annotations

from datetime import time

import pytest

from guatu import ManualClock, Office, Settings, Smtp
from guatu.store.layout import tables
from testkit.offices import all_rows, china_time, move, open_case, to_review
from testkit.works import WORKS, open_works, tick_at, told

NOWHERE = Smtp(host="127.0.0.1", port=9, sender="office@example.org", security="none")


def mails(office: Office) -> list[tuple[str, str, str]]:
    """Give recipient, time and subject of every mail, in the order they wait."""
    with office.store.reading() as connection:
        rows = connection.execute(tables.outbox.select().order_by(tables.outbox.c.try_at)).all()
    return [
        (row.address, row.try_at.astimezone(office.zone).strftime("%m-%d %H:%M"), row.subject)
        for row in rows
    ]


def test_what_is_written_at_night_goes_out_in_the_morning(offices, clock: ManualClock) -> None:
    office = offices(settings=Settings(smtp=NOWHERE))
    move(clock, "2026-03-06 22:00")  # a Friday

    open_case(office)

    assert mails(office)
    assert {when for _, when, _ in mails(office)} == {"03-09 08:30"}


def test_an_office_that_holds_nothing_back_sends_and_fires_at_any_hour(
    offices, clock: ManualClock
) -> None:
    office = offices(settings=Settings(smtp=NOWHERE, hold_notices=False), flow=WORKS)
    move(clock, "2026-03-06 22:00")
    open_works(office)
    assert {when for _, when, _ in mails(office)} == {"03-06 22:00"}

    tick_at(office, "2026-04-07 00:01")

    assert len(told(office, "wen", "yellow")) == 1


def test_an_office_that_holds_fires_when_the_office_opens(offices, clock: ManualClock) -> None:
    office = offices(flow=WORKS)
    open_works(office)

    tick_at(office, "2026-03-31 08:29")
    before = len(told(office, "wen", "yellow"))
    tick_at(office, "2026-03-31 08:30")

    assert (before, len(told(office, "wen", "yellow"))) == (0, 1)


@pytest.fixture
def collecting(offices) -> Office:
    """An office whose people get one mail a working day, at 16:00."""
    return offices(settings=Settings(smtp=NOWHERE, digest=time(16)))


def test_everybody_gets_one_mail_a_day_with_all_of_it(collecting) -> None:
    for _ in range(3):
        to_review(collecting)
    tick_at(collecting, "2026-03-02 15:59")
    assert mails(collecting) == []

    tick_at(collecting, "2026-03-02 16:00")

    sent = mails(collecting)
    assert sorted(address for address, _, _ in sent) == ["lin@example.org"]
    assert sent[0][2].startswith("【每日汇总】2026-03-02：")
    with collecting.store.reading() as connection:
        (row,) = connection.execute(tables.outbox.select()).all()
    inbox = collecting.views.inbox("lin")
    assert all(notice.subject in row.text for notice in inbox)
    assert f"{len(inbox)}条提醒" in row.subject


def test_a_day_without_anything_brings_no_mail_and_nothing_is_collected_twice(collecting) -> None:
    open_case(collecting)
    tick_at(collecting, "2026-03-02 16:00")
    before = all_rows(collecting)["guatu_outbox"]
    move(collecting.clock, "2026-03-02 16:05")
    collecting.tick()
    tick_at(collecting, "2026-03-03 16:00")

    addresses = [address for address, _, _ in mails(collecting)]
    assert addresses == ["lin@example.org"]
    assert len(before) == 1


def test_what_is_written_after_the_digest_waits_for_the_next_working_day(collecting) -> None:
    move(collecting.clock, "2026-03-06 16:30")  # a Friday
    open_case(collecting)
    for when in ("2026-03-06 17:00", "2026-03-07 16:30", "2026-03-08 17:00", "2026-03-09 15:00"):
        tick_at(collecting, when)
        assert mails(collecting) == []

    tick_at(collecting, "2026-03-09 16:00")

    assert [address for address, _, _ in mails(collecting)] == ["lin@example.org"]


def test_two_offices_collecting_at_once_send_one_mail(offices, clock: ManualClock) -> None:
    settings = Settings(smtp=NOWHERE, digest=time(16))
    first, second = offices(settings=settings), offices(settings=settings)
    open_case(first)
    clock.move_to(china_time("2026-03-02 16:00"))

    first.tick()
    second.tick()

    assert len(mails(first)) == 1
