"""Cases go back, stand still and are withdrawn; their clocks follow."""

from __future__ import annotations

import pytest

from guatu.errors import ReasonMissing, UnknownStage, WrongMoment
from testkit.offices import (
    all_rows,
    changed_flow,
    china_time,
    complete,
    history,
    kinds,
    move,
    open_case,
    reviewer_of,
    timers,
    to_review,
)


def test_sending_back_makes_a_new_entry_with_a_new_clock(office, clock) -> None:
    case = to_review(office)
    move(clock, "2026-03-05 10:00")

    back = office.engine.send_back(
        case.id, "intake", by=reviewer_of(office, case.id), why="图纸缺页"
    )

    (row,) = office.views.board(clock.now())
    assert (back.stage, back.entry, back.status) == ("intake", 3, "running")
    assert row.due_at == china_time("2026-03-12 17:30")
    assert history(office, case.id)[-1].why == "图纸缺页"


def test_the_rungs_of_an_entry_that_was_left_never_fire(office, clock) -> None:
    case = to_review(office)
    office.engine.send_back(case.id, "intake", by=reviewer_of(office, case.id), why="图纸缺页")
    move(clock, "2026-06-01 10:00")

    office.tick()

    states = timers(office, case.id)
    assert {state for (entry, _), state in states.items() if entry < 3} == {"cancelled"}
    assert {e.entry for e in office.views.escalations(case_id=case.id)} == {3}


@pytest.mark.parametrize("stage", ["review", "issued", "nowhere", ""])
def test_a_case_goes_back_only_to_a_stage_it_has_been_in(office, stage) -> None:
    case = to_review(office)

    with pytest.raises(UnknownStage, match="intake"):
        office.engine.send_back(case.id, stage, by=reviewer_of(office, case.id), why="重办")


def test_a_case_never_goes_back_to_where_it_has_not_been_yet(office) -> None:
    case = open_case(office)

    with pytest.raises(UnknownStage):
        office.engine.send_back(case.id, "review", by="lin", why="先审")


@pytest.mark.parametrize("why", ["", "  \n"])
def test_going_back_standing_still_and_giving_up_need_a_reason(office, why) -> None:
    case = to_review(office)
    reviewer, before = reviewer_of(office, case.id), all_rows(office)

    with pytest.raises(ReasonMissing):
        office.engine.send_back(case.id, "intake", by=reviewer, why=why)
    with pytest.raises(ReasonMissing):
        office.engine.pause(case.id, by=reviewer, why=why)
    with pytest.raises(ReasonMissing):
        office.engine.withdraw(case.id, by=reviewer, why=why)

    assert all_rows(office) == before


def test_a_pause_stops_light_and_ladder(office, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-04 10:00")
    office.engine.pause(case.id, by="lin", why="等待补正")
    move(clock, "2026-05-06 10:00")

    tick = office.tick()

    (row,) = office.views.board(clock.now())
    assert tick.swept.fired == 0
    assert (row.status, row.light, row.is_paused) == ("paused", "green", True)
    assert set(timers(office, case.id).values()) == {"held"}
    assert "暂停计时" in office.engine.explain(case.id).light.sentence("zh")


def test_resuming_puts_the_deadline_off_by_the_working_days_paused(office, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-04 10:00")
    office.engine.pause(case.id, by="lin", why="等待补正")
    move(clock, "2026-03-11 10:00")

    office.engine.resume(case.id, by="lin")

    (row,) = office.views.board(clock.now())
    assert (row.status, row.due_at) == ("running", china_time("2026-03-16 17:30"))
    assert kinds(office, case.id)[-3:] == ["paused", "resumed", "deadline_moved"]
    assert set(timers(office, case.id).values()) == {"armed"}


def test_a_paused_case_stays_where_it_is(office) -> None:
    case = to_review(office)
    reviewer = reviewer_of(office, case.id)
    office.engine.pause(case.id, by=reviewer, why="等待补正")

    with pytest.raises(WrongMoment):
        office.engine.advance(case.id, "refuse", by=reviewer)
    with pytest.raises(WrongMoment):
        office.engine.send_back(case.id, "intake", by=reviewer, why="重办")
    with pytest.raises(WrongMoment):
        office.engine.pause(case.id, by=reviewer, why="再等")
    with pytest.raises(WrongMoment):
        office.engine.decide(case.id, "joint", "agree", by="huo")


def test_a_running_case_can_not_be_resumed(office) -> None:
    case = open_case(office)

    with pytest.raises(WrongMoment) as refused:
        office.engine.resume(case.id, by="lin")

    assert refused.value.sentence("zh") == f"项目 {case.id} 不能恢复：当前状态为办理中。"


def test_facts_may_be_filed_to_a_paused_case_without_starting_its_clock(office, clock) -> None:
    case = open_case(office)
    office.engine.pause(case.id, by="lin", why="等待补正")
    move(clock, "2026-03-20 10:00")

    filed = complete(office, case.id)

    assert filed.status == "paused"
    assert set(timers(office, case.id).values()) == {"held"}


def test_a_case_may_be_paused_twice(office, clock) -> None:
    case = open_case(office)
    for since, until in (("2026-03-03", "2026-03-04"), ("2026-03-05", "2026-03-06")):
        move(clock, f"{since} 10:00")
        office.engine.pause(case.id, by="lin", why="等待补正")
        move(clock, f"{until} 10:00")
        office.engine.resume(case.id, by="lin")

    (row,) = office.views.board(clock.now())

    assert row.due_at == china_time("2026-03-11 17:30")


def test_a_withdrawn_case_is_over_even_from_a_pause(office, clock) -> None:
    case = open_case(office)
    office.engine.pause(case.id, by="lin", why="等待补正")

    ended = office.engine.withdraw(case.id, by="lin", why="建设单位撤回")

    move(clock, "2026-12-01 10:00")
    assert ended.status == "ended"
    assert office.tick().swept.fired == 0
    assert office.views.board(clock.now()) == []
    (row,) = office.views.board(clock.now(), include_ended=True)
    assert (row.light, row.status) == ("green", "ended")


def test_what_was_paused_in_an_earlier_stage_does_not_count_in_a_clock_from_the_beginning(
    offices, clock, tmp_path
) -> None:
    flow = changed_flow(
        tmp_path,
        (
            "limit: {small: 10 workdays, large: 20 workdays}",
            "limit: {small: 10 workdays, large: 20 workdays}\n    clock: creation",
        ),
    )
    office = offices(flow=flow)
    case = open_case(office)
    office.engine.pause(case.id, by="lin", why="等待补正")
    move(clock, "2026-03-09 09:00")
    office.engine.resume(case.id, by="lin")
    complete(office, case.id)

    office.engine.advance(case.id, "accept", by="lin")

    (row,) = office.views.board(clock.now())
    assert row.due_at == china_time("2026-03-23 17:30")


def test_a_clock_may_start_on_a_day_given_for_the_case(offices, clock, tmp_path) -> None:
    flow = changed_flow(
        tmp_path,
        (
            "limit: {small: 5 workdays, large: 10 workdays}",
            "limit: {small: 5 workdays, large: 10 workdays}\n    clock: {field: planned_start}",
        ),
    )
    office = offices(flow=flow)
    case = open_case(office, planned_start="2026-04-30")
    dues = [office.views.board(clock.now())[0].due_at]

    office.engine.record(case.id, by="lin", fields={"planned_start": "2199-12-31"})

    dues.append(office.views.board(clock.now())[0].due_at)
    assert dues == [china_time("2026-05-11 17:30"), china_time("2200-01-07 17:30")]


def test_a_stage_left_in_time_counts_as_left_in_time(office, clock) -> None:
    punctual, late = open_case(office), open_case(office)
    complete(office, punctual.id)
    office.engine.advance(punctual.id, "accept", by="lin")
    move(clock, "2026-03-10 10:00")
    complete(office, late.id)
    office.engine.advance(late.id, "accept", by="lin")

    (on_time,) = [i for i in office.views.indicators("permit") if i.key == "on_time_rate"]

    assert (on_time.numerator, on_time.denominator) == (1, 2)
