"""Lights of every family, as Python computes them and as the board filters on them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from guatu import ManualClock, Office
from testkit.offices import china_time, move
from testkit.works import PLAN, WORKS, light, open_works, tick_at, told


@pytest.fixture
def office(offices) -> Office:
    return offices(flow=WORKS)


def test_behind_plan_turns_yellow_at_ten_points_and_red_beyond_thirty(office) -> None:
    case = open_works(office, **PLAN).id

    seen = {}
    for day in ("2026-03-10", "2026-03-11", "2026-03-31", "2026-04-01"):
        move(office.clock, f"{day} 09:00")
        seen[day] = light(office, case)

    assert seen == {
        "2026-03-10": "green",
        "2026-03-11": "yellow",
        "2026-03-31": "yellow",
        "2026-04-01": "red",
    }


def test_reported_progress_turns_a_light_green_again_and_the_reason_has_the_numbers(office) -> None:
    case = open_works(office, **PLAN).id
    move(office.clock, "2026-03-16 09:00")
    assert light(office, case) == "yellow"

    office.engine.record(case, by="wen", fields={"done": 12.5})

    reason = office.engine.explain(case).light
    assert light(office, case) == "green"
    assert "形象进度计划15%，实际12.5%" in reason.sentence("zh")
    assert "planned 15 %, done 12.5 %" in reason.sentence("en")


def test_percent_of_plan_is_measured_against_the_target(office) -> None:
    case = open_works(office, **PLAN | {"done": 100.0}, money=1000.0, paid=100.0).id

    move(office.clock, "2026-03-13 09:00")  # 12 % planned, 10 % paid: 16.7 % behind
    before = light(office, case)
    move(office.clock, "2026-03-14 09:00")  # 13 % planned: 23 % behind

    assert (before, light(office, case)) == ("green", "orange")
    assert "资金到位落后满20%" in office.engine.explain(case).light.zh


def test_a_pause_puts_off_the_day_a_case_is_behind(office) -> None:
    case = open_works(office, **PLAN).id
    move(office.clock, "2026-03-06 09:00")
    office.engine.pause(case, by="wen", why="等待用地批复")
    move(office.clock, "2026-03-12 09:00")
    office.engine.resume(case, by="wen")

    move(office.clock, "2026-03-16 09:00")
    before = light(office, case)
    move(office.clock, "2026-03-17 09:00")

    assert (before, light(office, case)) == ("green", "yellow")


def published(office: Office, case: int) -> list[tuple[str, str, str]]:
    """Give the period, light and cause of everything published of a case."""
    with office.store.look() as uow:
        file = uow.case_file(case)
    return [(p.period, p.light, p.cause) for p in file.case.published]


@pytest.fixture
def talks(office) -> int:
    """A case in talks since 2 March, without a record: yellow from 3 May by its own."""
    number = open_works(office).id
    office.engine.advance(number, "talk", by="wen")
    return number


def test_the_second_yellow_in_a_row_calls_the_head_and_the_third_makes_red(office, talks) -> None:
    called = {}
    for day in ("2026-03-25", "2026-04-24", "2026-05-25", "2026-06-25", "2026-07-24"):
        tick_at(office, f"{day} 10:00")
        called[day] = (light(office, talks), len(told(office, "ma", "second")))

    assert called == {
        "2026-03-25": ("green", 0),
        "2026-04-24": ("green", 0),
        "2026-05-25": ("yellow", 0),
        "2026-06-25": ("yellow", 1),
        "2026-07-24": ("red", 1),
    }
    reason = office.engine.explain(talks).light
    assert "连续3次公布为黄灯或更重（2026-05、2026-06、2026-07）亮红灯" in reason.zh
    assert "published yellow or worse 3 times in a row" in reason.en


def test_what_publications_add_to_a_light_does_not_keep_it_lit(office, talks) -> None:
    for day in ("2026-05-25", "2026-06-25", "2026-07-24", "2026-08-25"):
        tick_at(office, f"{day} 10:00")
    assert published(office, talks)[-1] == ("2026-08", "red", "yellow")

    office.engine.record(talks, by="wen", note="再次洽谈")
    assert light(office, talks) == "red"
    tick_at(office, "2026-09-24 10:00")

    assert published(office, talks)[-1] == ("2026-09", "red", "green")
    assert light(office, talks) == "green"
    lines = [line.what for line in office.views.history(talks, office.zone)]
    assert "2026-08公布亮灯：红灯" in lines


def test_after_a_standstill_only_the_last_missed_period_is_published(office) -> None:
    case = open_works(office).id

    tick_at(office, "2026-07-01 10:00")
    tick_at(office, "2026-07-24 10:00")

    assert [period for period, _, _ in published(office, case)] == ["2026-06", "2026-07"]


@pytest.mark.parametrize("seed", range(3))
def test_python_and_the_database_agree_on_every_light_at_every_moment(
    offices, clock: ManualClock, seed
) -> None:
    office = offices(flow=WORKS)
    draw = random.Random(seed)
    cases = []
    for _ in range(12):
        begins = date(2026, 1, 1) + timedelta(days=draw.randrange(120))
        fields = {
            "begins": begins,
            "ends": begins + timedelta(days=draw.randrange(0, 400)),
            "done": float(draw.randrange(101)),
            "money": float(draw.randrange(2000)),
            "paid": draw.choice([None, float(draw.randrange(2000))]),
        }
        given = {k: v for k, v in fields.items() if v is not None and draw.random() < 0.8}
        case = open_works(office, **given).id
        if draw.random() < 0.4:
            office.engine.advance(case, draw.choice(["talk", "inspect"]), by="wen")
        if draw.random() < 0.3:
            office.engine.pause(case, by="wen", why="等待")
        cases.append(case)

    for _ in range(25):
        clock.move_to(clock.now() + timedelta(hours=draw.randrange(1, 200)))
        if draw.random() < 0.3:
            office.tick()
        for case in cases:
            light(office, case)
        counted = office.views.lights(clock.now())
        assert sum(counted.values()) == len(cases)
        for color, number in counted.items():
            found = office.views.board(clock.now(), light=color, limit=100)
            assert len(found) == number


def test_a_light_is_judged_to_the_moment(office) -> None:
    case = open_works(office, **PLAN).id
    turns = china_time("2026-03-11 00:00")

    office.clock.move_to(turns - timedelta(microseconds=1))
    before = light(office, case)
    office.clock.move_to(turns)

    assert (before, light(office, case)) == ("green", "yellow")
