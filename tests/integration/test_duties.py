"""Recurring duties: tasks that come again, on days that are worked, with ladders of their own."""

from __future__ import annotations

import pytest

from guatu import Office
from guatu.errors import ReasonMissing, UnknownTask
from testkit.offices import history, kinds, timers
from testkit.works import WORKS, open_works, tick_at, told, topics


@pytest.fixture
def office(offices) -> Office:
    return offices(flow=WORKS)


@pytest.fixture
def case(office) -> int:
    return open_works(office).id


def duties(office: Office, case: int) -> dict[str, str]:
    """Give the open duties of a case with the days they are due on."""
    return {
        task.key: task.due_at.astimezone(office.zone).date().isoformat()
        for task in office.views.tasks(case_id=case)
        if task.kind == "duty"
    }


def test_the_task_opens_five_workdays_before_the_23rd(office, case) -> None:
    tick_at(office, "2026-03-15 10:00")
    assert duties(office, case) == {}

    tick_at(office, "2026-03-16 10:00")

    assert duties(office, case) == {"report/2026-03": "2026-03-23"}
    (notice,) = told(office, "wen", "task:report/2026-03")
    assert "月度报告（2026-03）" in notice.subject


def test_it_comes_again_every_month_on_a_day_that_is_worked(office, case) -> None:
    due = []
    for day in ("03-20", "04-20", "05-20", "06-22", "07-20", "08-20"):
        tick_at(office, f"2026-{day} 10:00")
        due.append(duties(office, case)[f"report/2026-{day[:2]}"])
        office.engine.duties.complete(case, "report", by="wen", text="正常推进")

    # 23 May and 23 August are at a weekend.
    assert due == [
        "2026-03-23",
        "2026-04-23",
        "2026-05-22",
        "2026-06-23",
        "2026-07-23",
        "2026-08-21",
    ]
    assert duties(office, case) == {}


def test_a_late_report_rings_its_ladder_and_reporting_ends_it(office, case) -> None:
    office.engine.pause(case, by="wen", why="x")
    office.engine.resume(case, by="wen")
    tick_at(office, "2026-03-16 10:00")
    tick_at(office, "2026-03-20 10:00")
    assert "duty:report/2026-03:wen/soon" in topics(office, "wen")

    tick_at(office, "2026-03-24 10:00")
    raised = [e for e in office.views.escalations(case_id=case) if "report" in e.rung]
    assert [e.rung for e in raised] == ["duty:report/2026-03:wen/late"]
    office.engine.duties.complete(case, "report/2026-03", by="wen", text="补报")

    (closed,) = [e for e in office.views.escalations(case_id=case) if "report" in e.rung]
    assert closed.closed_why == "已报送"
    lines = [line.what for line in history(office, case)]
    assert "报送“月度报告（2026-03）”：文审查" in lines


def test_a_duty_outlives_the_stage_it_was_opened_in(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")

    office.engine.advance(case, "inspect", by="wen")

    assert "report/2026-03" in duties(office, case)


def test_a_duty_of_a_stage_is_asked_for_only_there(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")
    assert not any(key.startswith("visit") for key in duties(office, case))

    office.engine.advance(case, "inspect", by="wen")
    office.tick()
    assert duties(office, case)["visit/2026-Q1"] == "2026-03-31"

    office.engine.send_back(case, "building", by="wen", why="整改")
    armed = {rung for (_, rung), state in timers(office, case).items() if state == "armed"}
    assert not any("visit" in rung for rung in armed)


def test_a_duty_with_a_condition_follows_the_facts(office) -> None:
    small, large = open_works(office).id, open_works(office, area=20000.0).id

    office.tick()

    assert "review/2026-H1" not in duties(office, small)
    assert duties(office, large)["review/2026-H1"] == "2026-06-15"
    office.engine.record(small, by="wen", fields={"area": 30000.0})
    office.tick()
    assert "review/2026-H1" in duties(office, small)


def test_an_ended_case_owes_nothing(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")

    office.engine.withdraw(case, by="wen", why="撤资")
    tick_at(office, "2026-06-01 10:00")

    assert duties(office, case) == {}
    assert set(timers(office, case).values()) <= {"fired", "skipped", "cancelled"}


def test_after_a_standstill_the_present_period_is_asked_for_and_not_the_lost_ones(
    office, case
) -> None:
    tick_at(office, "2026-06-24 10:00")

    assert {k: v for k, v in duties(office, case).items() if k.startswith("report")} == {
        "report/2026-06": "2026-06-23"
    }


def test_what_is_paused_is_asked_for_afterwards_and_due_later(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")
    office.engine.pause(case, by="wen", why="停工")
    tick_at(office, "2026-04-24 10:00")
    assert list(duties(office, case)) == ["report/2026-03"]

    office.engine.resume(case, by="wen")

    # 28 working days lie in (16 March, 24 April]; the 28th after 23 March is 6 May.
    assert duties(office, case)["report/2026-03"] == "2026-05-06"


def test_the_office_may_tick_as_often_as_it_likes(office, case) -> None:
    for minute in range(5):
        tick_at(office, f"2026-03-16 10:0{minute}")

    assert kinds(office, case).count("task_opened") == 1


def test_only_the_holder_reports_and_with_words(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")

    with pytest.raises(UnknownTask):
        office.engine.duties.complete(case, "report", by="hua", text="代报")
    with pytest.raises(ReasonMissing):
        office.engine.duties.complete(case, "report", by="wen", text=" ")
    with pytest.raises(UnknownTask):
        office.engine.decide(case, "report/2026-03", "agree", by="wen")


def test_reporting_twice_finds_nothing_open(office, case) -> None:
    tick_at(office, "2026-03-16 10:00")
    office.engine.duties.complete(case, "report", by="wen", text="正常")

    with pytest.raises(UnknownTask):
        office.engine.duties.complete(case, "report", by="wen", text="再报")
