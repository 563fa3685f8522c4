"""What a second pair of eyes found in duties, ladders and sweeps, each kept from coming back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from guatu import Office
from guatu.errors import UnknownCalendar
from guatu.store.layout import tables
from guatu.workflow.steps.alarms import raising
from guatu.workflow.time.calendars import library
from testkit.offices import ROSTER, history, kinds, move, timers
from testkit.works import WORKS, open_works, tick_at, told, topics


@pytest.fixture
def office(offices) -> Office:
    return offices(flow=WORKS)


@pytest.fixture
def case(office) -> int:
    return open_works(office).id


def duties(office: Office, case: int) -> list[str]:
    return sorted(t.key for t in office.views.tasks(case_id=case) if t.kind == "duty")


def set_timer(office: Office, case: int, rung: str, **values) -> None:
    with office.store.writing() as connection:
        timer = tables.timer
        connection.execute(
            update(timer).where(timer.c.case_id == case, timer.c.rung == rung).values(values)
        )


# --- duties -------------------------------------------------------------------------------------


def test_a_duty_nobody_holds_is_given_when_somebody_does_and_goes_on_next_month(
    offices, tmp_path
) -> None:
    flow = tmp_path / "works.yaml"
    text = WORKS.read_text(encoding="utf-8")
    text = text.replace("by: [reviewer], ladder: tasks}", "by: [watch], ladder: tasks}")
    text = text.replace(
        "\nmay:", "\n  watch: {title: 巡查员, holder: person}\n\nmay:\n  assign: [desk]"
    )
    flow.write_text(text, encoding="utf-8")
    office = offices(flow=flow)
    case = open_works(office).id
    tick_at(office, "2026-03-16 10:00")
    assert (duties(office, case), "nobody_to_do" in kinds(office, case)) == ([], True)

    office.engine.assign(case, "watch", "wu", by="lin", why="补派")
    assert duties(office, case) == ["report/2026-03"]
    tick_at(office, "2026-04-20 10:00")

    assert duties(office, case) == ["report/2026-03", "report/2026-04"]


def test_a_duty_whose_stage_was_left_for_a_day_is_still_asked_for(offices, tmp_path) -> None:
    flow = tmp_path / "works.yaml"
    text = WORKS.read_text(encoding="utf-8")
    flow.write_text(
        text.replace("by: [reviewer], ladder", "by: [reviewer], stages: [building], ladder")
    )
    office = offices(flow=flow)
    case = open_works(office).id
    office.engine.advance(case, "talk", by="wen")
    assert timers(office, case)[0, "=open:report/2026-03"] == "cancelled"
    office.engine.send_back(case, "building", by="wen", why="改回")

    tick_at(office, "2026-03-16 10:00")

    assert duties(office, case) == ["report/2026-03"]


def test_what_was_reported_stays_reported_whatever_is_retried(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")
    office.engine.duties.complete(case, "report", by="wen", text="三月正常")
    set_timer(office, case, "=open:report/2026-03", state="armed")

    tick_at(office, "2026-03-17 10:00")

    with office.store.look() as uow:
        (task,) = [t for t in uow.case_file(case).tasks if t.kind == "duty"]
    assert (task.text, task.closed_at is None) == ("三月正常", False)


def test_a_retried_publication_never_publishes_what_is_still_to_come(office, case) -> None:
    tick_at(office, "2026-03-25 10:00")
    tick_at(office, "2026-04-24 10:00")
    set_timer(office, case, "=publish/2026-03", state="armed")

    tick_at(office, "2026-04-27 10:00")

    with office.store.look() as uow:
        periods = [p.period for p in uow.case_file(case).case.published]
    assert periods == ["2026-03", "2026-04"]
    assert timers(office, case)[0, "=publish/2026-05"] == "armed"


def test_what_was_discarded_or_gave_up_never_comes_back_by_a_note(office, case) -> None:
    for state in ("discarded", "dead"):
        set_timer(office, case, "=open:report/2026-03", state=state)
        office.engine.record(case, by="wen", note="有进展")

        assert timers(office, case)[0, "=open:report/2026-03"] == state


def test_a_poisoned_rung_keeps_no_duty_and_no_publication_from_happening(
    office, case, monkeypatch
) -> None:
    def broken(*_parts) -> None:
        raise RuntimeError("笔断了")

    monkeypatch.setattr(raising, "_cause", broken)
    tick_at(office, "2026-03-25 10:00")  # the reminder of 25 March, the report, the publication

    assert duties(office, case) == ["report/2026-03"]
    assert "light_published" in kinds(office, case)
    assert timers(office, case)[1, "reminder"] == "armed"


# --- ladders ------------------------------------------------------------------------------------


def test_after_a_standstill_one_repetition_stands_for_all(office, case) -> None:
    tick_at(office, "2026-03-31 10:00")

    tick_at(office, "2026-04-10 10:00")

    assert [t for t in topics(office, "wen") if t.startswith("yellow")] == ["yellow#3", "yellow"]
    assert timers(office, case)[1, "yellow#2"] == "skipped"


def test_a_note_is_no_way_round_an_answer_that_is_owed(office) -> None:
    case = open_works(office).id
    office.engine.advance(case, "talk", by="wen")
    tick_at(office, "2026-05-07 10:00")
    before = timers(office, case)
    office.engine.record(case, by="wen", note="随手一记")

    after = timers(office, case)

    assert after[2, "yellow@2"] == "armed"
    assert after[2, "yellow"] == before[2, "yellow"] == "fired"
    owed = [e for e in office.views.escalations(case_id=case, open_only=True) if e.rung == "yellow"]
    assert len(owed) == 1


def test_a_rung_after_one_that_was_left_out_follows_the_one_in_its_place(offices, tmp_path) -> None:
    flow = tmp_path / "works.yaml"
    text = WORKS.read_text(encoding="utf-8")
    red = text.index(
        "      - {rung: red, title: 红灯督办, level: 3, when: {light: red}, to: [desk.head, "
    )
    end = text.index("\n", red)
    when = "{after: {rung: yellow, span: 5 workdays}}"
    last = f"\n      - {{rung: last, title: 通报, level: 4, when: {when}, to: [desk.head]}}"
    flow.write_text(text[:end] + last + text[end:], encoding="utf-8")
    office = offices(flow=flow)
    case = open_works(office, urgent=True).id
    tick_at(office, "2026-03-31 10:00")

    tick_at(office, "2026-04-09 10:00")

    assert [e.rung for e in office.views.escalations(case_id=case) if e.entry] == ["red", "last"]


def test_urgency_recorded_by_mistake_and_corrected_leaves_the_ladder_whole(office, case) -> None:
    office.engine.record(case, by="wen", fields={"urgent": True})
    office.engine.record(case, by="wen", fields={"urgent": False})

    tick_at(office, "2026-03-31 10:00")

    assert len(told(office, "wen", "yellow")) == 1


def test_a_note_after_a_calendar_moved_the_alarm_begins_no_spell(office, case) -> None:
    tick_at(office, "2026-03-31 10:00")
    set_free(office, date(2026, 3, 30), date(2026, 3, 31))
    tick_at(office, "2026-03-31 11:00")
    office.engine.record(case, by="wen", note="有进展")

    tick_at(office, "2026-04-03 10:00")

    assert "spell_began" not in kinds(office, case)
    assert topics(office, "wen").count("yellow@2") == 0


def set_free(office: Office, *days: date) -> None:
    china = library()
    office.calendars.save(replace(china, holidays=china.holidays | set(days)), why="放假")


def test_nothing_is_told_at_night_though_it_has_been_due_for_days(office, case) -> None:
    tick_at(office, "2026-04-05 03:00")  # a holiday
    assert told(office, "wen", "yellow") == []

    tick_at(office, "2026-04-07 08:30")

    assert len(told(office, "wen", "yellow")) == 1
    assert case in {notice.case for notice in told(office, "wen", "yellow")}


def test_an_opinion_given_late_ends_what_chased_it(office) -> None:
    case = open_works(office).id
    office.engine.advance(case, "inspect", by="wen")
    tick_at(office, "2026-03-10 10:00")

    office.engine.decide(case, "check", "agree", by="huo")

    fire = [e for e in office.views.escalations(case_id=case) if "fire" in e.rung]
    assert [e.closed_why for e in fire] == ["已办理"]


def test_each_answers_the_chase_he_was_told_of(office) -> None:
    case = open_works(office).id
    office.engine.advance(case, "inspect", by="wen")
    tick_at(office, "2026-03-10 10:00")

    for person in ("huo", "hua"):
        office.engine.escalations.answer(case, "late", by=person, text=f"{person}的答复")

    found = {e.rung: e.answer for e in office.views.escalations(case_id=case)}
    assert found == {
        "opinion:check:fire/late": "huo的答复",
        "opinion:check:env/late": "hua的答复",
    }


def test_history_names_a_rung_by_the_ladder_it_stands_in(office) -> None:
    case = open_works(office).id
    tick_at(office, "2026-03-24 10:00")

    lines = [line.what for line in history(office, case) if line.kind == "escalated"]
    assert lines == ["发出“逾期催办”：文审查、马主任"]


# --- rosters and lost flows ---------------------------------------------------------------------


def test_a_roster_that_names_a_calendar_that_is_not_there_is_refused(office, tmp_path) -> None:
    text = ROSTER.read_text(encoding="utf-8")
    file = tmp_path / "roster.yaml"
    file.write_text(
        text.replace("duties: [fire]", "duties: [fire], calendar: nowhere"), encoding="utf-8"
    )

    with pytest.raises(UnknownCalendar, match="nowhere"):
        office.load_roster(file)


def test_a_flow_that_can_no_longer_be_read_stops_nothing_else(office, clock) -> None:
    sound, lost = open_works(office).id, open_works(office).id
    broken = {
        "hash": "b" * 64,
        "key": "broken",
        "version": 1,
        "title": "坏",
        "state": "published",
        "file": "broken.yaml",
        "source": "flow: [",
        "templates": {},
        "published_at": clock.now(),
        "published_by": "ma",
    }
    with office.store.writing() as connection:
        connection.execute(tables.flow.insert(), broken)
        its = tables.case.c.id == lost
        connection.execute(update(tables.case).where(its).values(flow_hash="b" * 64))
    move(clock, "2026-03-31 10:00")

    swept = office.tick().swept

    assert swept.failed == 1
    assert "escalated" in kinds(office, sound)
