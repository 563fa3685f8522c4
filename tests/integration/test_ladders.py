"""Ladders: rungs told again, begun higher, told to named bodies, hung on tasks, climbed anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from guatu import Office
from guatu.errors import UnknownEscalation
from guatu.workflow.time.calendars import library
from guatu.workflow.values import Escalation
from testkit.offices import history, kinds, move, timers
from testkit.works import WORKS, light, open_works, tick_at, told, topics


@pytest.fixture
def office(offices) -> Office:
    return offices(flow=WORKS)


def of_stages(office: Office, case: int) -> list[Escalation]:
    """Give the escalations of a case's stages, those of its monthly reports left out."""
    return [e for e in office.views.escalations(case_id=case) if e.entry > 0]


def yellows(office: Office, case: int) -> list[Escalation]:
    """Give the yellow warnings of a case's stages."""
    return [e for e in of_stages(office, case) if e.rung.startswith("yellow")]


# --- told again ---------------------------------------------------------------------------------


def test_an_unanswered_rung_is_told_again_at_most_as_often_as_its_cap(office) -> None:
    case = open_works(office).id  # due on 30 March, yellow from the 31st

    for day in ("03-31", "04-02", "04-03", "04-07", "04-09", "04-10"):
        tick_at(office, f"2026-{day} 10:00")

    assert [t for t in topics(office, "wen") if t.startswith("yellow")] == [
        "yellow#3",
        "yellow#2",
        "yellow",
    ]
    (again,) = told(office, "wen", "yellow#2")
    assert "第1次催办" in again.subject
    assert "至今未答复" in again.body
    assert len(of_stages(office, case)) == 1


def test_an_answer_ends_the_repetitions(office) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-31 10:00")
    office.engine.escalations.answer(case, "yellow", by="wen", text="本周复工")

    for day in ("04-02", "04-07", "04-09"):
        tick_at(office, f"2026-{day} 10:00")

    assert [t for t in topics(office, "wen") if t.startswith("yellow")] == ["yellow"]
    assert timers(office, case)[1, "yellow#2"] == "held"


def test_repetitions_wait_out_a_pause(office) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-31 10:00")
    office.engine.pause(case, by="wen", why="停工")
    move(office.clock, "2026-04-10 10:00")
    office.engine.resume(case, by="wen")
    office.tick()
    assert told(office, "wen", "yellow#2") == []

    # Two working days from 31 March and the eight paused: 15 April.
    tick_at(office, "2026-04-15 18:00")
    tick_at(office, "2026-04-16 10:00")

    assert len(told(office, "wen", "yellow#2")) == 1


# --- begun higher -------------------------------------------------------------------------------


def test_an_urgent_case_begins_at_the_higher_rung_for_the_lower_ones_reasons(office) -> None:
    plain, urgent = open_works(office).id, open_works(office, urgent=True).id

    tick_at(office, "2026-03-31 10:00")

    assert [e.rung for e in of_stages(office, plain)] == ["yellow"]
    (raised,) = of_stages(office, urgent)
    assert (raised.rung, raised.light) == ("red", "yellow")
    assert "亮黄灯" in raised.rule


def test_a_case_that_becomes_urgent_after_yellow_still_climbs(office) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-31 10:00")
    office.engine.record(case, by="wen", fields={"urgent": True})

    tick_at(office, "2026-04-01 10:00")

    assert [e.rung for e in of_stages(office, case)] == ["yellow", "red"]


# --- named bodies -------------------------------------------------------------------------------


def test_a_named_unit_and_its_head_are_told(office) -> None:
    open_works(office, urgent=True)

    tick_at(office, "2026-03-31 10:00")

    assert [len(told(office, person, "red")) for person in ("ma", "huo", "hua")] == [1, 1, 1]


# --- tasks --------------------------------------------------------------------------------------


@pytest.fixture
def checking(office) -> int:
    """A case in checking: opinions asked of fire and environment on 2 March, due on the 9th."""
    number = open_works(office).id
    office.engine.advance(number, "inspect", by="wen")
    return number


def test_a_late_opinion_climbs_a_ladder_of_its_own_and_only_the_late_are_told(
    office, checking
) -> None:
    office.engine.decide(checking, "check", "agree", by="hua")
    tick_at(office, "2026-03-06 10:00")
    assert topics(office, "huo")[0] == "opinion:check:fire/soon"

    tick_at(office, "2026-03-10 10:00")

    (raised,) = office.views.escalations(case_id=checking)
    assert raised.rung == "opinion:check:fire/late"
    assert "消防救援支队承办，期限2026-03-09，已超期1个工作日" in raised.why
    assert {p for p in ("huo", "fang", "ma", "hua") if told(office, p, raised.rung)} == {
        "huo",
        "fang",
        "ma",
    }
    (letter,) = office.views.letters(case_id=checking)
    assert letter.recipients == ("海州市消防救援支队",)


def test_a_late_opinion_that_stays_unanswered_goes_up_and_ends_when_it_is_given(
    office, checking
) -> None:
    tick_at(office, "2026-03-10 10:00")
    tick_at(office, "2026-03-12 17:40")
    tick_at(office, "2026-03-13 10:00")
    assert len(told(office, "ma", "opinion:check:fire/very_late")) == 1

    office.engine.decide(checking, "check", "agree", by="huo")

    waiting = {
        key: state
        for key, state in timers(office, checking).items()
        if "fire" in key[1] and state in {"armed", "held"}
    }
    assert waiting == {}


def test_an_answer_to_a_tasks_escalation_is_named_by_its_rung(office, checking) -> None:
    office.engine.decide(checking, "check", "agree", by="hua")
    tick_at(office, "2026-03-10 10:00")

    office.engine.escalations.answer(checking, "late", by="huo", text="明日回复")

    (raised,) = office.views.escalations(case_id=checking)
    assert raised.answer == "明日回复"
    with pytest.raises(UnknownEscalation):
        office.engine.escalations.answer(checking, "very_late", by="huo", text="?")


def test_a_pause_moves_tasks_and_answers_as_it_moves_the_stage(office, checking) -> None:
    office.engine.decide(checking, "check", "agree", by="hua")
    tick_at(office, "2026-03-10 10:00")
    office.engine.pause(checking, by="wen", why="停工")
    move(office.clock, "2026-03-13 10:00")
    office.engine.resume(checking, by="wen")

    (raised,) = office.views.escalations(case_id=checking)
    days = [m.astimezone(office.zone).date().isoformat() for m in (raised.answer_due_at,)]
    assert days == ["2026-03-17"]  # two workdays from the 10th, and the three paused
    assert "“逾期催办”答复期限：2026-03-12 → 2026-03-17" in [
        line.what for line in history(office, checking)
    ]


def test_leaving_the_stage_ends_what_its_tasks_had_started(office, checking) -> None:
    tick_at(office, "2026-03-10 10:00")
    office.engine.send_back(checking, "building", by="wen", why="退回整改")

    assert all(e.closed_at for e in office.views.escalations(case_id=checking))
    assert {s for (entry, _), s in timers(office, checking).items() if entry == 2} <= {
        "fired",
        "skipped",
        "cancelled",
    }


# --- spells -------------------------------------------------------------------------------------


@pytest.fixture
def talks(office) -> int:
    """A case in talks since 2 March: yellow after two months without a record, red after six."""
    number = open_works(office).id
    office.engine.advance(number, "talk", by="wen")
    return number


def test_a_second_idle_spell_is_told_again_and_the_first_stays_on_record(office, talks) -> None:
    tick_at(office, "2026-05-07 10:00")
    office.engine.record(talks, by="wen", note="再次洽谈")
    assert light(office, talks) == "green"

    tick_at(office, "2026-07-08 10:00")

    assert [e.rung for e in yellows(office, talks)] == ["yellow", "yellow@2"]
    assert kinds(office, talks).count("spell_began") == 1
    assert "恢复正常后重新计次（第2轮）" in [line.what for line in history(office, talks)]


def test_an_answer_names_the_newest_spell(office, talks) -> None:
    tick_at(office, "2026-05-07 10:00")
    office.engine.record(talks, by="wen", note="再次洽谈")
    tick_at(office, "2026-07-08 10:00")

    office.engine.escalations.answer(talks, "yellow", by="wen", text="已约见")

    first, second = yellows(office, talks)
    assert (first.answer, second.answer) == ("", "已约见")
    office.engine.escalations.answer(talks, "yellow@1", by="wen", text="上次已约见")
    assert yellows(office, talks)[0].answer == "上次已约见"


def test_activity_that_does_not_clear_the_alarm_begins_nothing(office) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-31 10:00")

    office.engine.record(case, by="wen", note="有进展但仍超期")
    tick_at(office, "2026-04-01 10:00")

    assert "spell_began" not in kinds(office, case)
    assert topics(office, "wen").count("yellow") == 1


def test_a_calendar_that_puts_off_the_due_day_begins_no_spell_and_says_nothing_twice(
    office,
) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-31 10:00")
    china = library()
    free = china.holidays | {date(2026, 3, 30), date(2026, 3, 31)}
    office.calendars.save(replace(china, holidays=free), by="ma", why="临时放假")

    tick_at(office, "2026-03-31 11:00")
    assert light(office, case) == "blue"
    tick_at(office, "2026-04-02 10:00")

    assert light(office, case) == "yellow"
    assert [e.rung for e in yellows(office, case)] == ["yellow"]
    assert "spell_began" not in kinds(office, case)
    (line,) = [line for line in history(office, case) if line.kind == "reprojected"]
    assert "临时放假" in line.why


def test_coming_back_to_a_stage_starts_its_ladder_from_the_bottom(office) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-31 10:00")
    office.engine.advance(case, "inspect", by="wen")
    office.engine.send_back(case, "building", by="wen", why="整改")

    tick_at(office, "2026-04-30 10:00")

    fired = [(e.entry, e.rung) for e in of_stages(office, case)]
    assert fired == [(1, "yellow"), (3, "yellow")]
