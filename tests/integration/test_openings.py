"""Flows that open their own cases by the calendar: once in each period, whoever ticks."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from guatu import Office
from testkit.offices import all_rows, china_time, history, move
from testkit.openings import (
    ASSESS,
    HALF_YEAR,
    assess_flow,
    case_for,
    for_nobody,
    give_duty,
    opened,
)
from testkit.works import tick_at

from .test_many_at_once import at_once

MONTHLY = "every: month\n  day: 9\n  rolls: after"


@pytest.fixture
def office(offices) -> Office:
    """An office whose assessment flow was published on Monday 2 March 2026."""
    return offices(flow=ASSESS)


def periods(office: Office) -> list[str]:
    """Give the periods something was opened for, in order."""
    return sorted({period for period, _ in opened(office)})


# --- what is opened -------------------------------------------------------------------------


def test_a_case_is_opened_for_each_unit_with_the_duty_when_work_begins(office) -> None:
    tick_at(office, "2026-07-10 08:29")
    assert opened(office) == {}

    tick_at(office, "2026-07-10 08:30")

    assert opened(office) == {
        ("2026-H1", "desk_city"): "2026年上半年承载能力评估（海州市政务服务中心）",
        ("2026-H1", "desk_east"): "2026年上半年承载能力评估（东城区政务服务中心）",
    }


def test_the_case_belongs_to_its_unit_and_says_why_it_is_there(office) -> None:
    tick_at(office, "2026-07-10 09:00")

    explained = office.engine.explain("assess-2026-H1-desk_east")
    (held,) = (h for h in explained.people if h.role == "assessed")
    texts = {filled.key: filled.text for filled in explained.fields}
    line = history(office, explained.case)[0]
    assert held.holder == "desk_east"
    assert held.why == "2026年上半年按期开办，本件即为该单位而开"
    assert (texts["place"], texts["period"]) == ("东城区", "2026年上半年")
    assert (line.what, line.by_name, line.why) == ("立项", "系统", "按期开办：2026年上半年")
    assert [n.case for n in office.views.inbox("lin") if "被评估单位" in n.subject] == [
        explained.case
    ]


def test_without_units_one_case_is_opened_at_the_root_place(offices, tmp_path) -> None:
    office = offices(flow=for_nobody(tmp_path))

    tick_at(office, "2026-07-10 09:00")

    assert opened(office) == {("2026-H1", ""): "2026年上半年承载能力评估"}
    explained = office.engine.explain("assess-2026-H1")
    assert {f.key: f.text for f in explained.fields}["place"] == "海州市"


def test_a_flow_may_be_about_the_period_it_is_opened_in(offices, tmp_path) -> None:
    office = offices(flow=for_nobody(tmp_path, ("  covers: previous\n", "")))

    tick_at(office, "2026-07-10 09:00")

    assert opened(office) == {("2026-H2", ""): "2026年下半年承载能力评估"}


# --- when -----------------------------------------------------------------------------------


def test_it_comes_again_on_days_that_are_worked_make_up_days_included(offices, tmp_path) -> None:
    office = offices(flow=for_nobody(tmp_path, (HALF_YEAR, MONTHLY.replace("9", "4"))))
    # 4 April 2026 lies in the holiday of Qingming, which ends on Monday the 6th.
    tick_at(office, "2026-04-06 12:00")
    before = periods(office)
    tick_at(office, "2026-04-07 08:30")

    assert (before, periods(office)) == (["2026-03"], ["2026-03", "2026-04"])


def test_a_make_up_saturday_is_a_day_like_any_other(offices, tmp_path) -> None:
    office = offices(flow=for_nobody(tmp_path, (HALF_YEAR, MONTHLY)))

    tick_at(office, "2026-05-09 08:30")

    assert periods(office) == ["2026-05"]


def test_a_calendar_that_changes_moves_the_day(office) -> None:
    tick_at(office, "2026-07-09 12:00")
    library = office.calendars.read_library()
    holidays = library.holidays | {date(2026, 7, 10)}
    office.calendars.save(replace(library, holidays=holidays), by="ma", why="加班调休")

    tick_at(office, "2026-07-10 12:00")
    before = opened(office)
    tick_at(office, "2026-07-13 08:30")

    assert (before, len(opened(office))) == ({}, 2)


def test_what_began_before_the_first_publication_is_not_opened(office) -> None:
    # The half-year of 2025 would have been opened on 12 January 2026.
    tick_at(office, "2026-03-02 10:00")

    assert opened(office) == {}
    assert [line.period for line in office.openings.ahead(office.clock.now())] == ["2026-H1"]


def test_a_flow_published_in_the_middle_of_a_period_begins_with_the_next_moment(
    offices, tmp_path, clock
) -> None:
    move(clock, "2026-03-09 08:31")
    office = offices(flow=for_nobody(tmp_path, (HALF_YEAR, MONTHLY)))

    for day in ("03-09", "03-31", "04-08", "04-09"):
        tick_at(office, f"2026-{day} 12:00")

    assert periods(office) == ["2026-04"]


def test_publishing_again_opens_nothing_again_and_counts_from_then_on(office, tmp_path) -> None:
    tick_at(office, "2026-07-10 09:00")
    before = opened(office)

    office.publish(assess_flow(tmp_path, ("承载能力评估（", "承载能力复评（")))
    tick_at(office, "2026-07-10 10:00")
    assert opened(office) == before
    tick_at(office, "2027-01-11 09:00")

    assert opened(office)["2026-H2", "desk_city"] == (
        "2026年下半年承载能力复评（海州市政务服务中心）"
    )


def test_after_a_standstill_only_the_last_period_is_opened_and_history_names_the_rest(
    offices, tmp_path
) -> None:
    office = offices(flow=for_nobody(tmp_path, (HALF_YEAR, MONTHLY)))
    tick_at(office, "2026-03-09 09:00")

    tick_at(office, "2026-07-20 09:00")

    assert periods(office) == ["2026-03", "2026-07"]
    told = [line.what for line in history(office, office.engine.explain("assess-2026-07").case)]
    assert "错过开办：2026年4月、2026年5月、2026年6月" in told
    calm = history(office, office.engine.explain("assess-2026-03").case)
    assert "openings_missed" not in {line.kind for line in calm}


def test_the_next_moment_is_known_without_asking_the_database(office) -> None:
    tick_at(office, "2026-07-09 12:00")

    assert office.openings.next_moment() == china_time("2026-07-10 08:30")


def test_a_tick_with_nothing_to_open_asks_one_question(office) -> None:
    office.tick()
    asked: list[str] = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))

    office.openings.open_due(office.clock.now())

    assert len([text for text in asked if text.startswith("SELECT")]) == 1


# --- for whom -------------------------------------------------------------------------------


def test_a_unit_that_gets_the_duty_within_the_period_gets_its_case(office) -> None:
    tick_at(office, "2026-07-10 09:00")

    give_duty(office, "env", "environment", "permit_desk")
    tick_at(office, "2026-09-01 09:00")

    assert opened(office)["2026-H1", "env"] == "2026年上半年承载能力评估（海州市生态环境局）"
    assert len(opened(office)) == 3


def test_a_unit_without_the_duty_any_more_is_left_out(office) -> None:
    give_duty(office, "desk_city")

    tick_at(office, "2026-07-10 09:00")

    assert [unit for _, unit in opened(office)] == ["desk_east"]


# --- exactly once ---------------------------------------------------------------------------


def test_it_is_opened_once_however_often_the_office_ticks(office) -> None:
    for minute in range(5):
        tick_at(office, f"2026-07-10 10:0{minute}")

    assert len(opened(office)) == len(all_rows(office)["guatu_case"]) == 2


def test_several_offices_at_once_open_each_case_once_and_none_complains(
    offices, clock, caplog
) -> None:
    crowd = [offices(flow=ASSESS), *(offices() for _ in range(3))]
    move(clock, "2026-07-10 10:00")

    with caplog.at_level(logging.WARNING):
        outcomes = at_once([lambda o=o: o.openings.open_due(clock.now()) for o in crowd])

    assert sum(outcomes) == 2
    assert len(opened(crowd[0])) == len(all_rows(crowd[0])["guatu_case"]) == 2
    assert caplog.records == []
    assert crowd[0].verify().is_whole


def test_what_can_not_be_opened_stops_nothing_else_and_is_tried_again(office, caplog) -> None:
    taken = {"name": "占用编号", "place": "east", "period": "2026年上半年"}
    office.engine.open("assess", fields=taken, by="lin", ref="assess-2026-H1-desk_city")

    tick_at(office, "2026-07-10 09:00")
    tick_at(office, "2026-07-10 09:01")

    assert [unit for _, unit in opened(office)] == ["desk_east"]
    said = [r.getMessage() for r in caplog.records if "could not be opened" in r.getMessage()]
    assert said == ["assess-2026-H1-desk_city could not be opened"] * 2


def test_everybody_sees_of_what_was_opened_what_he_may_see(office) -> None:
    tick_at(office, "2026-07-10 09:00")

    (row,) = office.desk("lin").views().openings("assess")
    assert (row.period, row.unit_title, row.stage_title) == (
        "2026-H1",
        "东城区政务服务中心",
        "填报",
    )
    assert (row.case, row.at) == (case_for(office, "desk_east"), china_time("2026-07-10 09:00"))
    assert len(office.views.openings()) == 2
    assert list(office.views.openings("permit")) == []
