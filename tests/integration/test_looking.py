"""What people look at: the board, the lists, the rates; and the light is the same everywhere."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from guatu.errors import UnknownLetter, UnknownPerson, UnknownRole
from guatu.store.layout import tables
from guatu.workflow.time.lights import light_of
from testkit.offices import (
    agree_jointly,
    complete,
    move,
    open_case,
    reviewer_of,
    to_review,
)

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
COLORS = ("blue", "yellow", "orange", "red")


def test_the_board_shows_the_most_alarming_first_then_what_is_due_first(office, clock) -> None:
    red = open_case(office)
    move(clock, "2026-03-17 10:00")
    yellow, large = open_case(office), open_case(office, floor_area=20_000)
    move(clock, "2026-03-24 10:00")
    later = open_case(office)
    move(clock, "2026-03-25 10:00")

    board = office.views.board(clock.now())

    assert [(r.id, r.light) for r in board] == [
        (red.id, "red"),
        (yellow.id, "yellow"),
        (large.id, "green"),
        (later.id, "green"),
    ]
    assert office.views.lights(clock.now()) == {"green": 2, "yellow": 1, "red": 1}


def test_the_board_comes_in_pages(office, clock) -> None:
    cases = [open_case(office).id for _ in range(5)]

    pages = [office.views.board(clock.now(), limit=2, offset=n) for n in (0, 2, 4)]

    assert [[r.id for r in page] for page in pages] == [cases[:2], cases[2:4], cases[4:]]


def test_the_board_is_filtered_by_stage_light_and_flow(office, clock) -> None:
    old = open_case(office)
    move(clock, "2026-03-10 10:00")
    reviewed = to_review(office)

    found = {
        "stage": office.views.board(clock.now(), stage="review"),
        "light": office.views.board(clock.now(), light="yellow"),
        "flow": office.views.board(clock.now(), flow="other"),
    }

    assert {key: [r.id for r in rows] for key, rows in found.items()} == {
        "stage": [reviewed.id],
        "light": [old.id],
        "flow": [],
    }


def test_rates_are_counted_over_every_case_that_ever_came_by(office) -> None:
    issued, withdrawn = to_review(office), open_case(office)
    open_case(office)
    agree_jointly(office, issued.id)
    office.engine.advance(issued.id, "issue", by=reviewer_of(office, issued.id))
    office.engine.withdraw(withdrawn.id, by="lin", why="撤回")

    values = {i.key: (i.numerator, i.denominator) for i in office.views.indicators("permit")}

    assert values["issue_rate"] == (1, 3)


def test_a_case_that_came_by_twice_counts_once(office) -> None:
    case = to_review(office)
    office.engine.send_back(case.id, "intake", by=reviewer_of(office, case.id), why="图纸缺页")

    (rate,) = [i for i in office.views.indicators("permit") if i.key == "issue_rate"]

    assert (rate.numerator, rate.denominator, rate.rate) == (0, 1, 0.0)


def test_a_rate_names_its_cases(office) -> None:
    issued, other = to_review(office), open_case(office)
    agree_jointly(office, issued.id)
    office.engine.advance(issued.id, "issue", by=reviewer_of(office, issued.id))

    rates = {i.key: i for i in office.views.indicators("permit")}

    assert rates["issue_rate"].met == (issued.id,)
    assert rates["issue_rate"].counted == (issued.id, other.id)
    assert rates["on_time_rate"].counted == (issued.id, issued.id)


def test_rates_are_told_apart_by_place_grade_and_holder(office) -> None:
    east, west = (
        to_review(office),
        open_case(office, by="zhou", district="west", floor_area=20000.0),
    )
    desk = {c.id: office.engine.explain(c.id).people for c in (east, west)}

    titles = [
        list(dict.fromkeys(i.group_title for i in office.views.indicators("permit", by=by)))
        for by in ("territory", "grade", "desk")
    ]
    assert titles == [
        ["东城区", "西城区"],
        ["大型", "小型"],
        ["海州市政务服务中心", "东城区政务服务中心"],
    ]

    def groups(by: str) -> dict[str, tuple[int, ...]]:
        found = office.views.indicators("permit", by=by)
        return {i.group: i.counted for i in found if i.key == "issue_rate"}

    assert groups("territory") == {"east": (east.id,), "west": (west.id,)}
    assert sorted(groups("grade").values()) == [(east.id,), (west.id,)]
    for case, people in desk.items():
        (holder,) = (h.holder for h in people if h.role == "desk")
        assert case in groups("desk")[holder]


def test_rates_by_what_there_is_not_are_refused(office) -> None:
    with pytest.raises(UnknownRole, match="territory"):
        office.views.indicators("permit", by="colour")


def test_rates_count_only_what_somebody_sees(office) -> None:
    east, west = open_case(office), open_case(office, by="zhou", district="west")

    counted = {
        person: office.desk(person).views().indicators("permit")[0].counted
        for person in ("lin", "hua")
    }

    assert counted == {"lin": (east.id,), "hua": (east.id, west.id)}


def test_nothing_has_no_rate(office) -> None:
    assert [i.rate for i in office.views.indicators("permit")] == [None, None]


def test_what_is_not_there_is_not_found(office) -> None:
    with pytest.raises(UnknownLetter):
        office.views.letters(key="1-1-yellow")
    with pytest.raises(UnknownPerson):
        office.views.person("gone")


def test_tasks_are_listed_for_those_who_hold_them(office) -> None:
    first, second = to_review(office), to_review(office, floor_area=20_000)
    office.engine.decide(first.id, "joint", "agree", by="huo")

    tasks = office.views.tasks(holders=["fire", "ma"])

    assert [(t.case, t.key) for t in tasks] == [(second.id, "chief"), (second.id, "joint")]


@pytest.mark.slow
def test_the_light_in_sql_is_the_light_in_python(office) -> None:
    draw = random.Random(20260302)
    cases = [open_case(office).id for _ in range(60)]
    with office.store.writing() as connection:
        for case in cases:
            connection.execute(
                update(tables.deadline)
                .where(tables.deadline.c.case_id == case)
                .values(_random_deadline(draw))
            )
    moments = [NEW_YEAR + timedelta(hours=draw.randrange(0, 200) * 6) for _ in range(30)]

    disagreements, seen = [], Counter()
    for now in moments:
        shown = {row.id: row.light for row in office.views.board(now, limit=100)}
        counted = office.views.lights(now)
        assert {c: n for c, n in counted.items() if n} == Counter(shown.values())
        for case in cases:
            with office.store.look() as uow:
                light = light_of(uow.case_file(case).deadline, now)
            seen[light] += 1
            if shown[case] != light:
                disagreements.append((case, now, shown[case], light))

    assert disagreements == []
    assert set(seen) == {"green", *COLORS}


def _random_deadline(draw: random.Random) -> dict[str, object]:
    """Give colors and pauses on a grid of six hours, so that moments coincide too."""

    def moment() -> datetime:
        return NEW_YEAR + timedelta(hours=draw.randrange(0, 200) * 6)

    values: dict[str, object] = {
        f"{color}_at": moment() if draw.random() < 0.6 else None for color in COLORS
    }
    paused_at = moment() if draw.random() < 0.4 else None
    pause = {"reason": "等待", "by": "lin", "until": None}
    values["paused_at"] = paused_at
    values["pauses"] = [{**pause, "since": paused_at.isoformat()}] if paused_at else []
    return values


def test_an_explanation_shows_the_light_of_the_board(office, clock) -> None:
    case = open_case(office)
    complete(office, case.id)
    for moment in ("2026-03-09 23:59", "2026-03-10 00:00", "2026-03-22 12:00", "2026-03-23 00:00"):
        move(clock, moment)
        (row,) = office.views.board(clock.now())

        assert office.engine.explain(case.id).light.color == row.light


def test_looking_waits_for_no_writer_and_needs_no_right_to_write(sqlite_office) -> None:
    case = open_case(sqlite_office)

    with sqlite_office.store.writing():
        explained = sqlite_office.engine.explain(case.id)

    assert explained.stage == "intake"
