"""Calendars as data: what is open follows what is imported, once and for a reason."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from guatu import ManualClock, Office
from guatu.errors import CalendarCircle, CalendarInUse, UnknownCalendar, UnreadableFile
from guatu.store.layout import tables
from guatu.workflow.time.calendars import Calendar, library
from testkit.offices import (
    ROSTER,
    all_rows,
    changed_flow,
    china_time,
    fields,
    history,
    kinds,
    move,
    open_case,
    timers,
)

SPRING_2027 = """\
calendar: cn
note: 国办发明电〔2026〕×号
years:
  2027:
    holidays: [2027-01-01..2027-01-03, 2027-02-05..2027-02-12]
    workdays: [2027-02-14, 2027-02-20]
"""
CLOSURE = """\
calendar: haizhou
title: 海州市工作日历
base: cn
holidays: [2026-03-05..2026-03-06]
"""


@pytest.fixture
def write(tmp_path) -> Callable[[str], str]:
    """Write a calendar file and give its path."""

    def make(text: str) -> str:
        file = tmp_path / "calendar.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return make


@pytest.fixture
def take_in(write) -> Callable[..., Calendar]:
    """Import a calendar file into an office, as the command line does, and reproject."""

    def make(office: Office, text: str, *, why: str = "国务院办公厅通知") -> Calendar:
        stored = office.calendars.save(office.calendars.read_file(write(text)), by="ma", why=why)
        office.calendars.reproject(by="ma", why=why)
        return stored

    return make


def deadline_of(office: Office, case: int):
    """Give the row of a case's open deadline."""
    table = tables.deadline
    with office.store.reading() as connection:
        found = connection.execute(
            table.select().where(table.c.case_id == case, table.c.closed_at.is_(None))
        )
        return found.one()


def counted_on(office: Office, case: int) -> str:
    return deadline_of(office, case).calendar_version


def closed_on(*days: date, key: str = "cn") -> Calendar:
    """Give the national calendar with some more days off."""
    return replace(library(), key=key, holidays=library().holidays | set(days))


# --- importing ------------------------------------------------------------------------------


def test_a_database_without_calendars_counts_with_the_library(office) -> None:
    assert office.calendars.versions() == []
    assert counted_on(office, open_case(office).id) == library().source


def test_opening_with_upgrade_stores_the_librarys_calendar_once(database_url, clock) -> None:
    for _ in range(2):
        with Office.open(database_url, clock=clock) as office:
            (version,) = office.calendars.versions()

    assert (version.name, version.source, version.imported_by) == (
        "cn-1",
        library().source,
        "system",
    )


def test_the_same_content_again_is_the_same_version(office, take_in) -> None:
    first = take_in(office, SPRING_2027)
    again = take_in(office, SPRING_2027)

    assert (first.name, again.name) == ("cn-1", "cn-1")
    assert len(office.calendars.versions()) == 1


def test_a_new_year_keeps_the_years_there_are(office, take_in) -> None:
    take_in(office, SPRING_2027)

    current = office.calendars.current()["cn"]

    assert (current.first.year, current.last.year) == (2004, 2027)
    assert not current.is_workday(date(2026, 2, 17))
    assert current.is_workday(date(2027, 2, 14))


def test_a_faulty_file_stores_nothing(office, write) -> None:
    before = all_rows(office)

    with pytest.raises(UnreadableFile):
        office.calendars.read_file(write(SPRING_2027.replace("2027-02-14", "2028-02-14")))

    assert all_rows(office) == before


def test_the_library_comes_over_the_years_it_knows_and_leaves_the_others(office, take_in) -> None:
    take_in(office, SPRING_2027)
    office.calendars.save(
        replace(office.calendars.read_library(), holidays=frozenset(), workdays=frozenset())
    )

    office.calendars.save(office.calendars.read_library())

    current = office.calendars.current()["cn"]
    assert not current.is_workday(date(2026, 10, 1))
    assert current.last == date(2027, 12, 31)


def test_the_years_the_library_has_over_the_stored_calendar_are_told(office) -> None:
    old = replace(library(), last=date(2025, 12, 31))
    office.calendars.save(old)

    assert office.calendars.missing_years() == [2026]


# --- re-projection --------------------------------------------------------------------------


def test_importing_a_year_makes_a_provisional_deadline_firm_and_moves_it(
    office, clock, take_in
) -> None:
    move(clock, "2026-12-30 09:00")
    case = open_case(office)
    before = deadline_of(office, case.id)

    take_in(office, SPRING_2027)

    after = deadline_of(office, case.id)
    assert (before.is_provisional, after.is_provisional) == (True, False)
    assert before.due_at == china_time("2027-01-06 17:30")
    assert after.due_at == china_time("2027-01-07 17:30")


def test_each_deadline_gets_one_line_of_history_with_the_reason(office, clock, take_in) -> None:
    move(clock, "2026-12-30 09:00")
    case = open_case(office)
    seen = len(kinds(office, case.id))

    take_in(office, SPRING_2027, why="国办通知")

    (line,) = history(office, case.id)[seen:]
    assert (line.kind, line.by) == ("reprojected", "ma")
    assert (line.data["from_version"], line.data["to_version"]) == (library().source, "cn-1")
    assert line.why == "工作日历更新为 cn-1：国办通知"
    assert "2027-01-06 → 2027-01-07" in line.what
    assert office.verify().is_whole


def test_timers_move_with_the_deadline_and_fire_once_at_their_new_moment(
    office, clock, take_in
) -> None:
    case = open_case(office)  # due Monday the 9th, yellow on the 10th
    office.calendars.save(closed_on(date(2026, 3, 5), date(2026, 3, 6)))
    office.calendars.reproject()

    fired = []
    for day in range(9, 17):
        move(clock, f"2026-03-{day:02} 10:00")
        office.tick()
        fired.append(kinds(office, case.id).count("escalated"))

    assert deadline_of(office, case.id).due_at == china_time("2026-03-11 17:30")
    assert fired == [0, 0, 0, 1, 1, 1, 1, 1]


def test_a_rung_that_fired_does_not_fire_again_when_its_moment_moves_ahead(office, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-10 10:00")
    office.tick()
    fired = timers(office, case.id)

    office.calendars.save(closed_on(date(2026, 3, 9)))
    office.calendars.reproject()
    for day in (10, 11, 12):
        move(clock, f"2026-03-{day} 11:00")
        office.tick()

    assert fired[1, "yellow"] == timers(office, case.id)[1, "yellow"] == "fired"
    assert kinds(office, case.id).count("escalated") == 1


def test_a_rung_that_is_overdue_by_the_new_calendar_fires_at_the_next_tick(office, clock) -> None:
    office.calendars.save(closed_on(date(2026, 3, 5), date(2026, 3, 6)))
    case = open_case(office)
    move(clock, "2026-03-10 10:00")
    office.tick()
    before = kinds(office, case.id).count("escalated")

    office.calendars.save(library())
    office.tick()
    office.tick()

    assert before == 0
    assert kinds(office, case.id).count("escalated") == 1


def test_a_paused_case_follows_and_its_timers_stay_held(office, take_in) -> None:
    case = open_case(office)
    office.engine.pause(case.id, by="lin", why="等批复")
    before = timers(office, case.id)

    take_in(office, SPRING_2027)

    assert counted_on(office, case.id) == "cn-1"
    assert timers(office, case.id) == before
    assert set(before.values()) == {"held"}


def test_an_ended_case_is_left_as_it_was(office, take_in) -> None:
    case = open_case(office)
    office.engine.withdraw(case.id, by="lin", why="撤回")
    seen = kinds(office, case.id)

    take_in(office, SPRING_2027)

    assert kinds(office, case.id) == seen


def test_a_tick_finishes_what_nobody_reprojected_and_then_looks_no_more(office, write) -> None:
    cases = [open_case(office).id for _ in range(3)]
    office.calendars.save(office.calendars.read_file(write(SPRING_2027)), why="通知")

    office.tick()
    asked = _statements(office, office.calendars.finish)

    assert {counted_on(office, case) for case in cases} == {"cn-1"}
    assert [kinds(office, case).count("reprojected") for case in cases] == [1, 1, 1]
    assert len(asked) == 1


def _statements(office: Office, act: Callable[[], object]) -> list[str]:
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            heard.append(statement)

    event.listen(office.store.engine, "before_cursor_execute", hear)
    act()
    event.remove(office.store.engine, "before_cursor_execute", hear)
    return heard


KILLED = """
import os, sys
from guatu import ManualClock
from testkit.offices import another_office, china_time
office = another_office(sys.argv[1], ManualClock(china_time("2026-03-02 09:00")))
left = [2]
def progress(_):
    left[0] -= 1
    if not left[0]:
        os._exit(9)
office.calendars.reproject(progress=progress)
"""


def test_a_reprojection_killed_half_way_is_finished_without_doing_anything_twice(
    office, database_url, write
) -> None:
    cases = [open_case(office).id for _ in range(5)]
    office.calendars.save(office.calendars.read_file(write(SPRING_2027)), why="通知")

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, database_url],
        env={**os.environ, "PYTHONPATH": str(ROSTER.parents[1])},
        check=False,
    )
    done_then = [kinds(office, case).count("reprojected") for case in cases]
    rest = office.calendars.reproject()

    assert (killed.returncode, sum(done_then)) == (9, 2)
    assert rest.written == 3
    assert [kinds(office, case).count("reprojected") for case in cases] == [1] * 5


def test_a_node_that_is_to_stop_leaves_the_rest_to_the_next_tick(office, write) -> None:
    cases = [open_case(office).id for _ in range(3)]
    office.calendars.save(office.calendars.read_file(write(SPRING_2027)), why="通知")
    answers = iter([True, False])

    begun = office.calendars.finish(lambda: next(answers))
    office.tick()

    assert (begun.written, begun.is_whole) == (1, False)
    assert [kinds(office, case).count("reprojected") for case in cases] == [1] * 3


def test_a_case_that_can_not_be_projected_never_stops_the_rest(office, take_in) -> None:
    broken, sound = open_case(office).id, open_case(office).id
    with office.store.writing() as connection:
        connection.execute(
            tables.case.update().where(tables.case.c.id == broken).values(calendar="gone")
        )
    office.calendars.save(closed_on(date(2026, 3, 5)))

    done = office.calendars.reproject()

    assert counted_on(office, sound) == "cn-1"
    assert list(done.failed) == [broken]
    assert "UnknownCalendar" in done.failed[broken]


# --- looking ahead --------------------------------------------------------------------------


def test_a_preview_says_what_would_move_and_writes_nothing(office, clock, write) -> None:
    move(clock, "2026-12-30 09:00")
    case = open_case(office)
    before = all_rows(office)

    (change,) = office.calendars.preview(office.calendars.read_file(write(SPRING_2027)))

    assert all_rows(office) == before
    assert (change.case, change.title, change.stage) == (case.id, case.title, "受理")
    assert change.due_before == china_time("2027-01-06 17:30")
    assert change.due_after == china_time("2027-01-07 17:30")
    assert (change.was_provisional, change.is_provisional) == (True, False)
    assert [rung.rung for rung in change.rungs] == ["red", "reminder", "yellow"]
    assert change.is_felt


def test_a_preview_and_what_comes_of_it_are_the_same(office, clock, write) -> None:
    move(clock, "2026-12-30 09:00")
    case = open_case(office)
    read = office.calendars.read_file(write(SPRING_2027))
    (foretold,) = office.calendars.preview(read)

    office.calendars.save(read)
    office.calendars.reproject()

    row = deadline_of(office, case.id)
    assert (row.due_at, row.is_provisional) == (foretold.due_after, foretold.is_provisional)
    assert row.calendar_version == foretold.to_version


def test_a_preview_tells_how_far_it_is(office, write) -> None:
    for _ in range(3):
        open_case(office)
    told: list[int] = []

    list(office.calendars.preview(library(), progress=told.append))

    assert sum(told) == office.calendars.deadlines.count() == 3


# --- local calendars ------------------------------------------------------------------------


def test_a_local_calendar_changes_days_of_its_base_and_says_both_versions(office, take_in) -> None:
    take_in(office, SPRING_2027)
    take_in(office, CLOSURE)

    case = office.engine.open("permit", fields=fields(), by="lin", calendar="haizhou")

    row = deadline_of(office, case.id)
    assert row.calendar_version == "haizhou-1+cn-1"
    assert row.due_at == china_time("2026-03-11 17:30")
    assert "haizhou-1+cn-1" in office.engine.explain(case.id).light.zh


def test_a_new_version_of_the_base_moves_the_cases_of_the_local_calendar(office, take_in) -> None:
    take_in(office, CLOSURE)
    case = office.engine.open("permit", fields=fields(), by="lin", calendar="haizhou")

    take_in(office, SPRING_2027)

    assert counted_on(office, case.id) == "haizhou-1+cn-1"


def test_a_local_calendar_may_have_hours_of_its_own(office, take_in) -> None:
    take_in(office, CLOSURE + "windows: [09:00-12:00, 13:00-16:00]\n")

    case = office.engine.open("permit", fields=fields(), by="lin", calendar="haizhou")

    assert deadline_of(office, case.id).due_at == china_time("2026-03-11 16:00")


def test_a_flow_may_name_a_calendar_that_is_stored(offices, tmp_path, take_in) -> None:
    office = offices()
    take_in(office, CLOSURE)
    flow = changed_flow(tmp_path, ("calendar: cn", "calendar: haizhou"))

    office.publish(flow)
    case = open_case(office)

    assert counted_on(office, case.id) == f"haizhou-1+{library().source}"


def test_the_calendar_of_a_unit_counts_for_its_cases(offices, tmp_path, take_in) -> None:
    office = offices()
    take_in(office, CLOSURE)
    flow = changed_flow(tmp_path, ("calendar: cn", "calendar: cn\ncalendar_of: desk"))
    office.publish(flow)
    case = open_case(office)
    before = counted_on(office, case.id)
    roster = tmp_path / "roster.yaml"
    told = ROSTER.read_text(encoding="utf-8")
    roster.write_text(
        told.replace("short: 东城政务,", "short: 东城政务, calendar: haizhou,"), encoding="utf-8"
    )

    office.load_roster(roster)
    office.tick()

    assert before == library().source
    assert counted_on(office, case.id).startswith("haizhou-1+")
    assert kinds(office, case.id).count("reprojected") == 1


def test_a_case_keeps_its_own_calendar_through_its_stages(office, take_in) -> None:
    take_in(office, CLOSURE)
    case = office.engine.open("permit", fields=fields(), by="lin", calendar="haizhou")

    office.engine.pause(case.id, by="lin", why="等")
    office.engine.resume(case.id, by="lin")

    assert counted_on(office, case.id).startswith("haizhou-1+")


def test_a_case_can_not_be_opened_on_a_calendar_there_is_not(office) -> None:
    with pytest.raises(UnknownCalendar) as refused:
        office.engine.open("permit", fields=fields(), by="lin", calendar="haizhuo")

    assert "haizhuo" in refused.value.sentence("zh")


# --- removing -------------------------------------------------------------------------------


@pytest.fixture
def local(office, take_in) -> Office:
    take_in(office, CLOSURE)
    return office


def test_a_calendar_in_use_is_not_removed_and_says_by_what(local) -> None:
    local.engine.open("permit", fields=fields(), by="lin", calendar="haizhou")

    with pytest.raises(CalendarInUse) as refused:
        local.calendars.remove("haizhou")

    assert "未结期限1个、在办项目1个" in refused.value.sentence("zh")
    assert "haizhou" in local.calendars.current()


def test_a_calendar_others_stand_on_is_not_removed(local, take_in) -> None:
    take_in(local, SPRING_2027)

    with pytest.raises(CalendarInUse) as refused:
        local.calendars.remove("cn")

    assert "日历 haizhou" in refused.value.sentence("zh")
    assert "流程 permit" in refused.value.sentence("zh")


def test_a_removed_calendars_versions_are_never_given_again(local, take_in) -> None:
    local.calendars.remove("haizhou")
    is_gone = "haizhou" not in local.calendars.current()

    again = take_in(local, CLOSURE)

    assert (is_gone, again.name) == (True, "haizhou-2")


def test_a_calendar_that_is_not_there_is_not_removed(office) -> None:
    with pytest.raises(UnknownCalendar):
        office.calendars.remove("cn")


def test_two_calendars_can_not_be_made_to_stand_on_each_other(local) -> None:
    one = Calendar(key="one", number=0, title="一", base="haizhou")
    local.calendars.save(one)

    with pytest.raises(CalendarCircle):
        local.calendars.save(Calendar(key="haizhou", number=0, title="海州", base="one"))

    assert local.calendars.current()["one"].version.startswith("one-1+haizhou-1+")


# --- cost -----------------------------------------------------------------------------------


def test_another_process_sees_a_new_version_with_its_next_transaction(offices, take_in) -> None:
    office, other = offices(), offices()
    open_case(other)

    take_in(office, SPRING_2027)

    assert counted_on(other, open_case(other).id) == "cn-1"


def test_the_calendar_costs_a_command_no_statement_of_its_own(office: Office) -> None:
    case = open_case(office)
    record = lambda note: office.engine.record(case.id, by="lin", note=note)  # noqa: E731
    record("一")

    asked = _statements(office, lambda: record("二"))

    assert [s for s in asked if "guatu_calendar" in s] == []
    assert len([s for s in asked if "guatu_meta" in s]) <= 1


def test_differences_are_told_by_year(office: Office, clock: ManualClock, write) -> None:
    read = office.calendars.read_file(write(SPRING_2027))

    change = office.calendars.differences("cn", read)

    (year,) = change.years
    assert (year.year, year.is_new) == (2027, True)
    assert year.worked == (date(2027, 2, 14), date(2027, 2, 20))
    assert "2027年（新公布）" in change.sentences("zh")[0]
    assert "2027-02-08..2027-02-12" in change.sentences("en")[0]
