"""A case that can't be swept goes aside with its error, and never holds up another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guatu.store.layout import tables
from testkit.offices import changed_flow, kinds, move, open_case, row_count, timers

TEMPLATE = """标题：关于{{ 项目.名称 }}的通知
======
{% if 项目.名称 == '坏项目' %}{{ 1 // (阶段.超期工作日 - 阶段.超期工作日) }}{% endif %}
请按期办理。
"""


def errors(office, case: int) -> set[tuple[int, str]]:
    timer = tables.timer.c
    with office.store.reading() as connection:
        query = tables.timer.select().where(timer.case_id == case, timer.rung == "yellow")
        return {(row.attempts, row.error) for row in connection.execute(query)}


@pytest.fixture
def fragile_office(offices, tmp_path):
    """An office whose yellow letter can't be written for one project."""
    (tmp_path / "fragile.txt.j2").write_text(TEMPLATE, encoding="utf-8")
    flow = changed_flow(tmp_path, ("yellow_warning.txt.j2", "fragile.txt.j2"))
    return offices(flow=flow)


def test_a_broken_case_goes_aside_with_its_error_and_the_others_fire(fragile_office, clock) -> None:
    good, bad, fine = (open_case(fragile_office, name=n) for n in ("好项目", "坏项目", "又一个"))
    move(clock, "2026-03-10 08:30")

    tick = fragile_office.tick()

    assert (tick.swept.fired, tick.swept.failed) == (2, 1)
    ((attempts, error),) = errors(fragile_office, bad.id)
    assert attempts == 1
    assert error.startswith("LetterFailed: ")
    assert {e.case for e in fragile_office.views.escalations()} == {good.id, fine.id}
    assert "escalated" not in kinds(fragile_office, bad.id)


def test_a_broken_case_is_tried_again_later_and_then_given_up(fragile_office, clock) -> None:
    bad = open_case(fragile_office, name="坏项目")
    move(clock, "2026-03-10 08:30")
    failed = []

    for wait in (0, 1, 4, 59, 1, 5 * 60, 60, 24 * 60):
        clock.move_to(clock.now() + timedelta(minutes=wait))
        failed.append(fragile_office.tick().swept.failed)

    assert failed == [1, 0, 1, 0, 1, 0, 1, 0]
    assert timers(fragile_office, bad.id)[1, "yellow"] == "dead"
    assert fragile_office.views.timers().timers["dead"] >= 1
    ((attempts, _),) = errors(fragile_office, bad.id)
    assert attempts == 4


def test_a_note_on_a_case_that_was_put_off_neither_hurries_nor_forgives_it(
    fragile_office, clock
) -> None:
    bad = open_case(fragile_office, name="坏项目")
    move(clock, "2026-03-10 08:30")
    fragile_office.tick()

    fragile_office.engine.record(bad.id, by="lin", fields={"floor_area": 801})

    assert fragile_office.tick().swept.failed == 0
    assert [attempts for attempts, _ in errors(fragile_office, bad.id)] == [1]
    clock.move_to(clock.now() + timedelta(minutes=5))
    assert fragile_office.tick().swept.failed == 1
    assert [attempts for attempts, _ in errors(fragile_office, bad.id)] == [2]


def test_a_scribe_that_raises_anything_is_no_reason_to_stop(office, clock) -> None:
    class Clumsy:
        def draft(self, letter, facts):
            raise RuntimeError("笔断了")

    object.__setattr__(office._transactor.means, "scribe", Clumsy())
    bad = open_case(office)
    move(clock, "2026-03-10 08:30")

    tick = office.tick()

    assert tick.swept.failed == 1
    assert errors(office, bad.id) == {(1, "RuntimeError: 笔断了")}
    assert row_count(office, "escalation") == 0
    assert office.verify().is_whole
