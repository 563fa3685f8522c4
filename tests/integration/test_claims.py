"""Many sweepers on one database: each case once, nobody waits, one broken case stops nobody."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import insert, update

from guatu.store.layout import tables
from guatu.workflow import sweep as sweeping
from guatu.workflow.sweep import Swept, sweep
from testkit.offices import changed_flow, kinds, move, open_case, timers

TEMPLATE = """标题：关于{{ 项目.名称 }}的通知
======
{% if 项目.名称 == '坏项目' %}{{ 1 // (阶段.超期工作日 - 阶段.超期工作日) }}{% endif %}
请按期办理。
"""


def sweep_at_once(offices: list) -> list[Swept]:
    """Let offices sweep together, each in a thread."""
    start = Barrier(len(offices))

    def run(office) -> Swept:
        start.wait()
        return office.tick().swept

    with ThreadPoolExecutor(len(offices)) as pool:
        return list(pool.map(run, offices))


def arm(office, case: int, *, entry: int = 1, rung: str, at) -> None:
    row = {"case_id": case, "entry": entry, "rung": rung, "fire_at": at, "state": "armed"}
    with office.store.writing() as connection:
        connection.execute(insert(tables.timer), {**row, "attempts": 0, "error": ""})


def error_of(office, case: int, rung: str) -> str:
    timer = tables.timer.c
    query = tables.timer.select().where(timer.case_id == case, timer.rung == rung)
    with office.store.reading() as connection:
        return connection.execute(query).one().error


def test_three_sweepers_fire_fifty_cases_once_and_a_poisoned_one_stops_nobody(
    offices, clock, tmp_path
) -> None:
    (tmp_path / "fragile.txt.j2").write_text(TEMPLATE, encoding="utf-8")
    flow = changed_flow(tmp_path, ("yellow_warning.txt.j2", "fragile.txt.j2"))
    crew = [offices(flow=flow), offices(), offices()]
    bad = open_case(crew[0], name="坏项目")
    cases = [open_case(crew[0]).id for _ in range(49)]
    move(clock, "2026-03-10 08:30")

    swept = sweep_at_once(crew)

    assert (sum(s.fired for s in swept), sum(s.failed for s in swept)) == (49, 1)
    raised = Counter(e.case for e in crew[0].views.escalations())
    assert raised == Counter(cases)
    assert timers(crew[0], bad.id)[1, "yellow"] == "armed"
    assert "ZeroDivisionError" in error_of(crew[0], bad.id, "yellow")
    assert crew[0].verify().is_whole


def test_a_failure_leaves_nothing_of_what_it_had_written(office, clock, monkeypatch) -> None:
    case = open_case(office)
    before = kinds(office, case.id)
    move(clock, "2026-03-10 08:30")
    fire = sweeping.fire_due

    def fire_and_break(sheet, only):
        fire(sheet, only)
        sheet.uow.apply(sheet.change())
        raise RuntimeError("写了一半")

    monkeypatch.setattr(sweeping, "fire_due", fire_and_break)
    swept = office.tick().swept

    assert swept == Swept(failed=1)
    assert kinds(office, case.id) == before
    assert error_of(office, case.id, "yellow") == "RuntimeError: 写了一半"
    with office.store.look() as uow:
        assert uow.case_file(case.id).case.version == case.version


def test_a_timer_of_an_entry_that_was_left_is_set_dead_and_the_sweep_ends(office, clock) -> None:
    case = open_case(office)
    arm(office, case.id, entry=7, rung="yellow", at=clock.now())

    swept = office.tick().swept

    assert swept == Swept(failed=1)
    assert timers(office, case.id)[7, "yellow"] == "dead"


def test_a_timer_that_firing_leaves_as_it_was_is_set_dead_and_says_so(
    office, clock, monkeypatch
) -> None:
    case = open_case(office)
    arm(office, case.id, rung="forgotten", at=clock.now())
    monkeypatch.setattr(sweeping, "fire_due", lambda _sheet, _only: [])

    swept = office.tick().swept

    assert swept == Swept(failed=1)
    assert timers(office, case.id)[1, "forgotten"] == "dead"
    assert error_of(office, case.id, "forgotten").startswith("StrayTimer: Timer “forgotten” of ")


def test_a_stray_beside_a_rung_that_fires_does_not_keep_it_from_firing(office, clock) -> None:
    case = open_case(office)
    arm(office, case.id, entry=9, rung="yellow", at=clock.now())
    move(clock, "2026-03-10 08:30")

    swept = office.tick().swept

    assert swept == Swept(fired=1, failed=1)
    assert timers(office, case.id)[1, "yellow"] == "fired"
    assert timers(office, case.id)[9, "yellow"] == "dead"


def test_a_case_somebody_holds_is_left_for_later_and_the_others_fire(
    postgres_office, clock
) -> None:
    held, free = open_case(postgres_office), open_case(postgres_office)
    move(clock, "2026-03-10 08:30")
    with postgres_office.store.begin() as person:
        person.case_file(held.id, lock="wait")

        swept = postgres_office.tick().swept

    assert swept == Swept(fired=1, held=1)
    assert "escalated" in kinds(postgres_office, free.id)
    assert postgres_office.tick().swept == Swept(fired=1)


def test_two_claims_never_hold_the_same_case_and_never_wait(postgres_office, clock) -> None:
    first, second = open_case(postgres_office), open_case(postgres_office)
    move(clock, "2026-04-30 09:00")
    store = postgres_office.store

    with (
        store.claim(clock.now()) as one,
        store.claim(clock.now()) as two,
        store.claim(clock.now()) as three,
    ):
        claimed = [one.case, two.case, three]

    assert claimed == [first.id, second.id, None]


def test_who_is_asked_to_stop_ends_after_the_case_in_hand(office, clock) -> None:
    for _ in range(3):
        open_case(office)
    move(clock, "2026-03-10 08:30")
    answers = iter([True, True, False])

    swept = sweep(office._transactor, clock.now(), goes_on=lambda: next(answers))

    assert swept.fired == 2
    assert office.tick().swept.fired == 1


def test_a_case_is_swept_however_often_its_timers_were_put_off(office, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-10 08:30")
    timer = tables.timer
    with office.store.writing() as connection:
        connection.execute(
            update(timer).where(timer.c.case_id == case.id).values(attempts=3, error="坏过")
        )

    office.tick()

    assert timers(office, case.id)[1, "yellow"] == "fired"
    assert error_of(office, case.id, "yellow") == ""


@pytest.mark.slow
def test_many_sweepers_over_crowded_cases_never_deadlock(offices, clock) -> None:
    crew = [offices(), *(offices() for _ in range(3))]
    cases = [open_case(crew[0]).id for _ in range(60)]
    for day in ("2026-03-10 08:30", "2026-03-30 08:30", "2026-05-30 08:30"):
        move(clock, day)
        swept = sweep_at_once(crew)
        assert sum(s.failed for s in swept) == 0

    raised = Counter((e.case, e.entry, e.rung) for e in crew[0].views.escalations())
    assert set(raised.values()) == {1}
    assert {case for case, _, _ in raised} == set(cases)
    assert crew[0].verify().is_whole
