"""A host that freezes its time with freezegun finds guatu frozen with it."""

from __future__ import annotations

from datetime import UTC, datetime

from freezegun import freeze_time

from guatu import SystemClock
from testkit.offices import open_case, open_office


def test_a_case_opened_under_a_frozen_clock_was_opened_then(database_url) -> None:
    with freeze_time("2026-03-02 01:00:00"), open_office(database_url, SystemClock()) as office:
        case = open_case(office)

    assert case.opened_at == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_days_that_pass_for_the_host_pass_for_the_office(database_url) -> None:
    with (
        freeze_time("2026-03-02 01:00:00") as frozen,
        open_office(database_url, SystemClock()) as office,
    ):
        case = open_case(office)
        frozen.move_to("2026-03-10 00:30:00")

        fired = office.tick().swept.fired

        assert fired == 1
        assert [e.rung for e in office.views.escalations(case_id=case.id)] == ["yellow"]
        assert office.verify().is_whole


def test_the_loop_beats_under_a_frozen_clock(sqlite_url) -> None:
    with (
        freeze_time("2026-03-02 01:00:00") as frozen,
        open_office(sqlite_url, SystemClock()) as office,
    ):
        case = open_case(office)
        frozen.move_to("2026-03-10 00:30:00")

        office.start().beat_now(timeout=20)

        assert [e.rung for e in office.views.escalations(case_id=case.id)] == ["yellow"]
