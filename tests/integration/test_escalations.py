"""Rungs are raised when their moment comes, once, and people answer for them.

The case of these tests is opened on Monday 2 March 2026 with five working days: due on the 9th,
yellow on the 10th, red on the 23rd, or on the 16th when nobody answers the yellow letter.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from guatu.errors import NotAllowed, ReasonMissing, UnknownEscalation
from testkit.offices import (
    all_rows,
    another_office,
    china_time,
    complete,
    history,
    kinds,
    move,
    open_case,
    reviewer_of,
    row_count,
    timers,
)


def tick_at(office, clock, *moments: str):
    for moment in moments:
        move(clock, moment)
        tick = office.tick()
    return tick


def raised(office, case: int) -> list[str]:
    return [e.rung for e in office.views.escalations(case_id=case)]


def test_nothing_fires_before_its_moment(office, clock) -> None:
    case = open_case(office)

    tick = tick_at(office, clock, "2026-03-05 08:29")

    assert (tick.swept.fired, raised(office, case.id)) == (0, [])


def test_a_reminder_is_a_message_and_no_escalation(office, clock) -> None:
    case = open_case(office)

    tick = tick_at(office, clock, "2026-03-05 08:30")

    assert (tick.swept.fired, raised(office, case.id)) == (1, [])
    assert [n.topic for n in office.views.inbox("lin")].count("reminder") == 1


def test_a_yellow_light_raises_an_item_with_letter_answer_day_and_reasons(office, clock) -> None:
    case = open_case(office)

    tick_at(office, clock, "2026-03-05 09:00", "2026-03-10 08:30")

    (item,) = office.views.escalations(case_id=case.id)
    (letter,) = office.views.letters(case_id=case.id)
    assert (item.rung, item.level, item.light) == ("yellow", 1, "yellow")
    assert item.answer_due_at == china_time("2026-03-13 17:30")
    assert set(item.recipients) == {"lin", reviewer_of(office, case.id), "ma"}
    assert "第1级“黄灯预警”：亮黄灯" in item.rule
    assert "超期满1个工作日亮黄灯" in item.why
    assert (letter.spec, letter.recipients) == ("yellow_warning", ("东城区政务服务中心",))
    assert "请自收到本通知之日起3个工作日内" in letter.text


def test_each_recipient_is_told_once(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-05 09:00", "2026-03-10 08:30", "2026-03-10 08:30")

    told = Counter(
        (n.topic, person)
        for person in ("lin", "ma", "wen", "wu")
        for n in office.views.inbox(person)
    )

    assert told["yellow", "lin"] == told["yellow", "ma"] == 1
    assert told["yellow", reviewer_of(office, case.id)] == 1
    assert max(told.values()) == 1


def test_ticking_again_and_again_raises_nothing_twice(office, clock) -> None:
    case = open_case(office)

    ticks = [tick_at(office, clock, "2026-03-10 08:30").swept.fired for _ in range(3)]

    assert ticks == [1, 0, 0]
    assert kinds(office, case.id).count("escalated") == 1


def test_an_unanswered_letter_brings_the_next_rung_early(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-05 09:00", "2026-03-10 08:30", "2026-03-16 08:29")
    before = raised(office, case.id)

    tick_at(office, clock, "2026-03-16 08:30")

    assert (before, raised(office, case.id)) == (["yellow"], ["yellow", "red"])
    assert "逾期未答复" in office.views.escalations(case_id=case.id)[-1].rule


def test_an_answer_in_time_puts_the_next_rung_off_until_its_light(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30")
    office.engine.escalations.answer(case.id, "yellow", by="ma", text="三日内补齐材料")
    tick_at(office, clock, "2026-03-16 09:00", "2026-03-23 08:29")
    before = raised(office, case.id)

    tick_at(office, clock, "2026-03-23 08:30")

    assert (before, raised(office, case.id)) == (["yellow"], ["yellow", "red"])
    assert "亮红灯" in office.views.escalations(case_id=case.id)[-1].rule


def test_a_rung_after_another_waits_until_that_one_was_raised(office, clock) -> None:
    case = open_case(office)
    assert (1, "summon") not in timers(office, case.id)
    tick_at(office, clock, "2026-03-10 08:30", "2026-03-16 08:30", "2026-03-30 17:29")
    before = raised(office, case.id)

    tick_at(office, clock, "2026-03-31 08:30")

    assert (before, raised(office, case.id)) == (["yellow", "red"], ["yellow", "red", "summon"])


def test_a_closed_item_leads_to_nothing_further(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30", "2026-03-16 08:30")

    office.engine.escalations.close(case.id, "red", by="ma", why="已督促到位")

    tick_at(office, clock, "2026-06-01 09:00")
    closed = office.views.escalations(case_id=case.id)[-1]
    assert raised(office, case.id) == ["yellow", "red"]
    assert closed.closed_why == "已督促到位"
    assert timers(office, case.id)[1, "summon"] == "held"


def test_receiving_is_noted_once_with_who_and_when(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30", "2026-03-10 10:00")
    office.engine.escalations.receive(case.id, "yellow", by="lin")
    move(clock, "2026-03-11 10:00")

    office.engine.escalations.receive(case.id, "yellow", by="ma")

    (item,) = office.views.escalations(case_id=case.id)
    assert (item.received_by, item.received_at) == ("lin", china_time("2026-03-10 10:00"))
    assert kinds(office, case.id).count("escalation_received") == 1


def test_an_answer_is_a_receipt_too(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30")

    office.engine.escalations.answer(case.id, "yellow", by="ma", text="三日内补齐材料")

    (item,) = office.views.escalations(case_id=case.id)
    assert (item.received_by, item.answered_by, item.answer) == ("ma", "ma", "三日内补齐材料")


@pytest.mark.parametrize("rung", ["red", "reminder", "nothing"])
def test_what_was_not_raised_can_not_be_answered(office, clock, rung) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30")

    with pytest.raises(UnknownEscalation):
        office.engine.escalations.answer(case.id, rung, by="ma", text="说明")


def test_an_answer_needs_words_and_a_closure_a_reason(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30")
    before = all_rows(office)

    with pytest.raises(ReasonMissing):
        office.engine.escalations.answer(case.id, "yellow", by="ma", text=" ")
    with pytest.raises(ReasonMissing):
        office.engine.escalations.close(case.id, "yellow", by="ma", why="")

    assert all_rows(office) == before


@pytest.mark.parametrize("action", ["receive", "answer", "close"])
def test_only_those_who_were_told_act_on_an_item(office, clock, action) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30")
    words = {"receive": {}, "answer": {"text": "说明"}, "close": {"why": "已办"}}[action]

    with pytest.raises(NotAllowed, match="华局长"):
        getattr(office.engine.escalations, action)(case.id, "yellow", by="hua", **words)


def test_leaving_the_stage_closes_its_items(office, clock) -> None:
    case = open_case(office)
    tick_at(office, clock, "2026-03-10 08:30")
    complete(office, case.id)

    office.engine.advance(case.id, "accept", by="lin")

    (item,) = office.views.escalations(case_id=case.id)
    assert (item.closed_at, item.closed_why) == (china_time("2026-03-10 08:30"), "已离开该阶段")
    assert office.views.escalations(open_only=True) == []


def test_after_downtime_only_the_highest_rung_is_raised_and_the_others_are_recorded(
    office, clock
) -> None:
    case = open_case(office)

    tick = tick_at(office, clock, "2026-04-20 09:00")

    assert tick.swept.fired == 1
    assert raised(office, case.id) == ["red"]
    assert timers(office, case.id) == {
        (1, "reminder"): "skipped",
        (1, "yellow"): "skipped",
        (1, "red"): "fired",
        (1, "summon"): "armed",
    }
    skipped = [
        line.data["rung"] for line in history(office, case.id) if line.kind == "rung_skipped"
    ]
    assert skipped == ["reminder", "yellow"]
    assert len(office.views.letters(case_id=case.id)) == 1


def test_a_long_list_of_due_cases_is_swept_in_one_tick(sqlite_office, clock) -> None:
    cases = [open_case(sqlite_office) for _ in range(30)]
    move(clock, "2026-03-10 08:30")

    tick = sqlite_office.tick()

    assert tick.swept.fired == 30
    assert row_count(sqlite_office, "escalation") == len(cases)


def test_two_offices_ticking_at_once_raise_everything_once(
    postgres_office, postgres_url, clock
) -> None:
    cases = [open_case(postgres_office) for _ in range(25)]
    move(clock, "2026-03-10 08:30")
    start = Barrier(4)

    with another_office(postgres_url, clock) as other, ThreadPoolExecutor(4) as pool:

        def tick(office) -> int:
            start.wait()
            return office.tick().swept.fired

        offices = [postgres_office, other] * 2
        fired = [done.result() for done in [pool.submit(tick, office) for office in offices]]

    postgres_office.tick()
    assert sum(fired) <= len(cases)
    assert row_count(postgres_office, "escalation") == len(cases)
    assert all(kinds(postgres_office, case.id).count("escalated") == 1 for case in cases)
    assert postgres_office.verify().is_whole


def test_a_person_who_moves_a_case_first_wins_over_the_sweep(office, clock) -> None:
    case = open_case(office)
    complete(office, case.id)
    move(clock, "2026-03-10 08:30")
    office.engine.advance(case.id, "accept", by="lin")

    tick = office.tick()

    assert tick.swept.fired == 0
    assert raised(office, case.id) == []


def test_a_rung_without_anybody_to_tell_goes_to_the_issuer_and_says_so(office, clock) -> None:
    case = open_case(office, district="west", by="zhou")

    tick_at(office, clock, "2026-03-10 08:30")

    items = {item.rung: item for item in office.views.escalations(case_id=case.id)}
    assert items["yellow"].recipients == ("zhou",)
