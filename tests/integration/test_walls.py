"""The wall: rows under the columns of a flow's main line, and counts beside every filter."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from guatu.definitions.model import COLORS
from guatu.errors import UnknownFlow
from guatu.store import Cell, Option, WallFilter
from guatu.store.layout import tables
from guatu.store.rows import deadline_value
from guatu.workflow.people.sight import Sight
from guatu.workflow.time.lights import light_of
from testkit.invest import INVEST, open_project, take
from testkit.offices import (
    changed_flow,
    complete,
    move,
    open_case,
    reviewer_of,
    to_review,
)

NOBODY = Sight(names=frozenset({"nobody"}))
EAST = Sight(places=frozenset({"east"}), names=frozenset({"lin", "desk_east"}))


def shown(office, clock, **wanted: Any) -> list[int]:
    """Give the cases on the first page of the permit wall, by id."""
    return [row.id for row in wall(office, clock, **wanted).rows]


def wall(office, clock, *, holders: bool = False, **wanted: Any):
    wanted.setdefault("flow", "permit")
    return office.views.wall(clock.now(), WallFilter(**wanted), holders=holders)


def counts(options) -> dict[str, int]:
    return {option.key: option.count for option in options}


# --- rows ------------------------------------------------------------------------------------


def test_the_wall_shows_what_the_board_shows_in_its_order(office, clock) -> None:
    for text in ("2026-03-03 10:00", "2026-03-17 10:00", "2026-03-24 10:00"):
        open_case(office)
        open_case(office, floor_area=20_000)
        move(clock, text)

    rows = wall(office, clock).rows

    names = [field.name for field in dataclasses.fields(office.views.board(clock.now())[0])]
    found = [{name: getattr(row, name) for name in names} for row in rows]
    assert found == [dataclasses.asdict(row) for row in office.views.board(clock.now())]


def test_a_row_tells_who_serves_the_case_and_what_tells_it_from_others(office, clock) -> None:
    case = open_case(office, applicant="海州齿轮厂")

    (row,) = wall(office, clock).rows

    assert [(fact.key, fact.title, fact.text) for fact in row.facts] == [
        ("applicant", "建设单位", "海州齿轮厂")
    ]
    assert (row.holder, row.territory_key, row.grade_key) == (
        reviewer_of(office, case.id),
        "east",
        "small",
    )
    assert row.holder_name == office.views.person(row.holder).name


def test_pages_follow_each_other_across_lights(office, clock) -> None:
    for text in ("2026-03-11 10:00", "2026-03-24 10:00", "2026-03-25 10:00"):
        for _ in range(3):
            open_case(office)
        move(clock, text)
    whole = shown(office, clock)

    pages = [
        [r.id for r in office.views.wall(clock.now(), limit=2, offset=n).rows]
        for n in range(0, 12, 2)
    ]

    assert len({row.light for row in wall(office, clock).rows}) == 3
    assert [number for page in pages for number in page] == whole


def test_the_latest_activity_may_come_first(office, clock) -> None:
    first, second = open_case(office), open_case(office)
    move(clock, "2026-03-05 10:00")
    office.engine.record(first.id, by="lin", note="已联系")

    assert shown(office, clock, sort="recent") == [first.id, second.id]


# --- cells -----------------------------------------------------------------------------------


def cells_of(office, clock, **wanted: Any) -> list[Cell]:
    (row,) = wall(office, clock, **wanted).rows
    return [*row.cells]


def test_a_stage_left_late_says_by_how_many_working_days(office, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-11 10:00")
    complete(office, case.id)
    office.engine.advance(case.id, "accept", by="lin")

    intake, review = cells_of(office, clock)

    assert intake == Cell(stage="intake", state="done", day=date(2026, 3, 11), late=2)
    assert review == Cell(
        stage="review", state="now", day=date(2026, 3, 25), light="green", left=10, late=0
    )


def test_the_present_stage_says_how_long_it_is_over_and_the_next_when_it_is_planned(
    office, clock
) -> None:
    open_case(office)
    move(clock, "2026-03-11 10:00")

    intake, review = cells_of(office, clock)

    assert intake == Cell(
        stage="intake", state="now", day=date(2026, 3, 9), light="yellow", left=0, late=2
    )
    assert review == Cell(stage="review", state="ahead", day=date(2026, 3, 25))


def test_what_leans_on_an_unpublished_year_is_provisional(office, clock) -> None:
    move(clock, "2026-12-28 10:00")
    open_case(office)

    intake, review = cells_of(office, clock)

    assert (intake.state, intake.is_provisional) == ("now", True)
    assert (review.state, review.is_provisional) == ("ahead", True)


def test_a_case_sent_back_has_the_later_stage_ahead_again(office, clock) -> None:
    case = to_review(office)
    office.engine.send_back(case.id, "intake", by=reviewer_of(office, case.id), why="图纸缺页")

    intake, review = cells_of(office, clock)

    assert (intake.state, review.state) == ("now", "ahead")


def test_an_ended_case_is_shown_on_demand_and_comes_nowhere_any_more(office, clock) -> None:
    case = open_case(office)
    office.engine.withdraw(case.id, by="lin", why="撤回")

    assert shown(office, clock) == []
    intake, review = cells_of(office, clock, include_ended=True)
    assert (intake.state, intake.late, review) == ("done", 0, Cell(stage="review", state="none"))


def test_a_stage_a_case_was_moved_over_is_passed_over(office, clock) -> None:
    office.publish(INVEST)
    case = open_project(office)
    roster = office.roster.read()
    chief = dataclasses.replace(
        next(p for p in roster.people if p.key == "ma"), roles=frozenset({"administrator"})
    )
    people = tuple(chief if p.key == "ma" else p for p in roster.people)
    office.roster.save(dataclasses.replace(roster, people=people))
    office.engine.moves.jump(case.id, "building", by="ma", why="补录")

    cells = cells_of(office, clock, flow="invest")

    assert [cell.state for cell in cells] == ["done", "passed_over", "now"]


# --- filters and counts ------------------------------------------------------------------------


@pytest.fixture
def mixed(office, clock):
    """Cases that differ: an old one in the east, a large one in the west, one in review."""
    old = open_case(office)
    move(clock, "2026-03-10 10:00")
    large = open_case(office, by="zhou", district="west", floor_area=20_000.0)
    reviewed = to_review(office, name="二号仓库")
    return {"old": old.id, "large": large.id, "reviewed": reviewed.id}


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param({}, ["old", "large", "reviewed"], id="everything"),
        pytest.param({"light": "yellow"}, ["old"], id="a light"),
        pytest.param({"stage": "review"}, ["reviewed"], id="a stage"),
        pytest.param({"territory": "west"}, ["large"], id="a place"),
        pytest.param({"grade": "small"}, ["old", "reviewed"], id="a grade"),
        pytest.param({"holder": "desk_city"}, ["large"], id="a holder"),
        pytest.param({"q": "仓库"}, ["reviewed"], id="a text"),
        pytest.param({"due_within": "week"}, ["old"], id="this week"),
        pytest.param({"due_within": 14}, ["large", "reviewed"], id="within two weeks"),
        pytest.param({"due_within": 13}, [], id="within less"),
        pytest.param({"due_within": -1}, [], id="within no day"),
        pytest.param({"stage": "review", "territory": "west"}, [], id="two that exclude"),
        pytest.param({"stage": "\0", "holder": "\0"}, [], id="what no key is"),
    ],
)
def test_the_wall_is_filtered(office, clock, mixed, wanted, names) -> None:
    found = wall(office, clock, **wanted)

    assert {row.id for row in found.rows} == {mixed[name] for name in names}
    assert found.total == len(names)


def test_each_count_leaves_its_own_filter_out_and_no_other(office, clock, mixed) -> None:
    found = wall(office, clock, light="yellow", territory="west", holders=True)

    assert found.total == 0
    assert found.lights == {"green": 1, "yellow": 0, "red": 0}
    assert counts(found.territories) == {"east": 1, "west": 0}
    assert counts(found.grades) == {}
    assert counts(found.holders) == {}
    assert [(s.key, s.total) for s in found.stages] == [("intake", 0), ("review", 0)]


def test_stages_are_counted_by_light(office, clock, mixed) -> None:
    found = wall(office, clock, stage="review")

    assert [(s.key, s.title, s.is_main, s.total, dict(s.lights)) for s in found.stages] == [
        ("intake", "受理", True, 2, {"green": 1, "yellow": 1, "red": 0}),
        ("review", "审查", True, 1, {"green": 1, "yellow": 0, "red": 0}),
    ]
    assert (found.total, found.due_this_week) == (1, 0)


def test_facets_say_how_things_are_called(office, clock, mixed) -> None:
    found = wall(office, clock, holders=True)

    assert found.territories == (
        Option(key="east", title="东城区", count=2),
        Option(key="west", title="西城区", count=1),
    )
    assert found.grades == (
        Option(key="small", title="小型", count=2),
        Option(key="large", title="大型", count=1),
    )
    assert Option(key="fire", title="海州市消防救援支队", count=3) in found.holders
    assert found.due_this_week == 1


def test_ended_cases_count_only_where_they_are_wanted(office, clock) -> None:
    ended = open_case(office)
    office.engine.withdraw(ended.id, by="lin", why="撤回")
    running = open_case(office)

    without, with_them = (wall(office, clock, include_ended=ended) for ended in (False, True))

    assert (without.total, with_them.total) == (1, 2)
    assert without.flows == with_them.flows == (Option(key="permit", title="施工许可", count=1),)
    assert [s.key for s in with_them.stages] == ["intake", "review", "withdrawn"]
    assert [row.id for row in without.rows] == [running.id]


# --- searching ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("%", ["percent"], id="percent sign"),
        pytest.param("_", ["underline"], id="underline"),
        pytest.param("\\", ["slash"], id="backslash"),
        pytest.param('"', ["quoted"], id="double quote"),
        pytest.param("'", ["single"], id="single quote"),
        pytest.param("abc", ["letters"], id="small letters for capitals"),
        pytest.param(" 轴承 ", ["percent", "letters"], id="spaces around"),
        pytest.param("REF-1", ["letters"], id="the reference"),
        pytest.param("factory", [], id="a choice is no text"),
        pytest.param("applicant", [], id="nor is the key of a field"),
        pytest.param("\0", [], id="a sign no text has"),
    ],
)
def test_a_text_is_looked_for_as_it_is_typed(office, clock, text, names) -> None:
    opened = {
        "percent": open_case(office, name="占比80%工程", applicant="海州轴承厂"),
        "underline": open_case(office, name="a_b", applicant="甲"),
        "slash": open_case(office, name="乙", applicant="c\\d"),
        "quoted": open_case(office, name="丙", applicant='所谓"新"厂', use="factory"),
        "single": open_case(office, name="丁", applicant="L'usine"),
    }
    opened["letters"] = office.engine.open(
        "permit",
        fields={
            "name": "戊",
            "applicant": "ABC轴承",
            "district": "east",
            "floor_area": 1.0,
        },
        ref="ref-1",
        by="lin",
    )

    found = shown(office, clock, q=text)

    assert sorted(found) == sorted(opened[name].id for name in names)


# --- flows and versions ------------------------------------------------------------------------


def test_without_a_flow_it_is_the_one_with_the_most_running_cases(office, clock) -> None:
    office.publish(INVEST)
    for _ in range(2):
        open_project(office)
    open_case(office)

    found = office.views.wall(clock.now())

    assert (found.flow, found.flow_title) == ("invest", "投资项目")
    assert counts(found.flows) == {"invest": 2, "permit": 1}


def test_a_flow_nobody_published_is_refused(office, clock) -> None:
    with pytest.raises(UnknownFlow, match="nowhere"):
        wall(office, clock, flow="nowhere")


def test_cases_of_an_older_version_stand_under_their_own_stages_too(
    office, clock, tmp_path
) -> None:
    case = open_case(office)
    newer = changed_flow(
        tmp_path,
        ("  intake:\n    title: 受理", "  desk_check:\n    title: 窗口初审"),
        ("initial: intake", "initial: desk_check"),
        ("from: intake", "from: desk_check"),
        ("denominator: [intake]", "denominator: [desk_check]"),
    )
    office.publish(newer)
    fresh = open_case(office)

    found = wall(office, clock)

    assert [(s.key, s.is_main, s.total) for s in found.stages] == [
        ("desk_check", True, 1),
        ("review", True, 0),
        ("intake", False, 1),
    ]
    states = {row.id: [cell.state for cell in row.cells] for row in found.rows}
    assert states == {case.id: ["none", "ahead"], fresh.id: ["now", "ahead"]}


# --- sight -------------------------------------------------------------------------------------


def test_somebody_who_sees_nothing_gets_an_empty_wall(office, clock, mixed) -> None:
    found = office.views.narrowed(NOBODY).wall(clock.now(), holders=True)
    named = office.views.narrowed(NOBODY).wall(clock.now(), WallFilter(flow="permit"), holders=True)

    assert (found.flow, found.flows, found.rows, found.total) == ("", (), (), 0)
    assert (named.flows, named.rows, named.total, named.due_this_week) == ((), (), 0, 0)
    assert {*named.lights.values(), *(s.total for s in named.stages)} == {0}
    assert (named.territories, named.grades, named.holders) == ((), (), ())


@pytest.mark.parametrize("wanted", [{}, {"q": "号"}, {"include_ended": True}, {"sort": "recent"}])
def test_somebody_sees_his_place_and_what_names_him(office, clock, mixed, wanted) -> None:
    views = office.views.narrowed(EAST)

    found = views.wall(clock.now(), WallFilter(flow="permit", **wanted))

    board = {row.id for row in views.board(clock.now())}
    assert {row.id for row in found.rows} <= board
    assert counts(found.territories).keys() == {"east"}
    assert found.total == sum(found.lights.values()) == len(found.rows)


def test_a_desk_shows_what_its_person_sees_and_what_is_missing(office, clock, mixed) -> None:
    found = office.desk("wen").wall(missing=True)

    board = {row.id for row in office.desk("wen").board()}
    ways = {row.id: office.engine.explain(row.id).ways[0] for row in found.rows}
    lacks = {
        number: [check.title for check in way.checks if check.is_needed and not check.is_met]
        for number, way in ways.items()
    }
    assert {row.id for row in found.rows} == board
    assert {row.id: (row.missing, row.missing_first) for row in found.rows} == {
        number: (len(titles), titles[0]) for number, titles in lacks.items()
    }


def test_without_being_asked_a_wall_says_nothing_of_what_is_missing(office, mixed) -> None:
    assert {row.missing for row in office.desk("wen").wall().rows} == {None}


# --- as a whole --------------------------------------------------------------------------------


def test_a_page_is_few_statements_however_many_rows(office, clock) -> None:
    said = []
    for _ in range(3):
        open_case(office)
    wall(office, clock)
    event.listen(office.store.engine, "before_cursor_execute", lambda *a: said.append(a[2]))

    wall(office, clock)
    few = len(said)
    for _ in range(12):
        open_case(office)
    said.clear()
    wall(office, clock)

    assert len(said) == few <= 12


def test_what_is_opened_while_a_wall_is_put_together_is_not_counted_in_part(office, clock) -> None:
    open_case(office)
    meanwhile: list[int] = []

    def open_another(_c, _k, statement: str, *_rest: object) -> None:
        if "is_this_week" in statement and not meanwhile:
            meanwhile.append(0)
            meanwhile[0] = open_case(office).id

    event.listen(office.store.engine, "before_cursor_execute", open_another)

    found = wall(office, clock, due_within=14)

    assert meanwhile
    assert (found.total, sum(found.lights.values()), len(found.rows)) == (1, 1, 1)
    assert wall(office, clock).total == 2


def recounted(office, now: datetime, wanted: WallFilter) -> list[dict[str, Any]]:
    """Read every case and its deadline, and filter them in Python."""
    c, d = tables.case, tables.deadline
    with office.store.reading() as connection:
        rows = connection.execute(select(d)).mappings().all()
        lights = {(r["case_id"], r["entry"]): light_of(deadline_value(r), now) for r in rows}
        held = connection.execute(
            select(tables.assignment.c.case_id, tables.assignment.c.holder).where(
                tables.assignment.c.until.is_(None)
            )
        ).all()
        cases = connection.execute(select(c)).mappings().all()
        dues = {(r["case_id"], r["entry"]): r["due_at"] for r in rows}
    return [
        {
            "id": row["id"],
            "stage": row["stage"],
            "territory": row["territory"],
            "grade": row["grade"],
            "light": lights[row["id"], row["entry"]],
            "due": dues[row["id"], row["entry"]],
            "holders": {h.holder for h in held if h.case_id == row["id"]},
            "is_found": any(
                wanted.q in str(text).lower()
                for text in (row["title"], row["ref"] or "", row["fields"].get("applicant", ""))
            ),
        }
        for row in cases
        if row["flow_key"] == wanted.flow and (wanted.include_ended or row["status"] != "ended")
    ]


def passing(rows, wanted: WallFilter, *, but: str = "") -> list[dict[str, Any]]:
    kept = [row for row in rows if row["is_found"]]
    for name in ("stage", "territory", "grade", "light"):
        key = getattr(wanted, name)
        if key is not None and name != but:
            kept = [row for row in kept if row[name] == key]
    if wanted.holder is not None and but != "holder":
        kept = [row for row in kept if wanted.holder in row["holders"]]
    return kept


WANTED = st.builds(
    WallFilter,
    flow=st.just("permit"),
    q=st.sampled_from(["", "号", "轴承", "2", "无"]),
    light=st.none() | st.sampled_from(COLORS),
    stage=st.none() | st.sampled_from(["intake", "review", "withdrawn"]),
    territory=st.none() | st.sampled_from(["east", "west", "city"]),
    grade=st.none() | st.sampled_from(["small", "large"]),
    holder=st.none() | st.sampled_from(["desk_east", "desk_city", "wen", "fire"]),
    include_ended=st.booleans(),
)


def test_counts_and_rows_are_those_of_a_plain_recount(office, clock) -> None:
    for number in range(24):
        move(clock, f"2026-03-{number % 12 + 2:02d} 10:00")
        district = ("east", "west")[number % 2]
        more = {"district": district, "floor_area": (800.0, 20_000.0)[number % 3 == 0]}
        by = ("lin", "zhou")[number % 2]
        case = (
            to_review(office, **more)
            if district == "east" and number % 4
            else (open_case(office, by=by, **more))
        )
        if case.stage == "intake" and number % 3 == 0:
            office.engine.withdraw(case.id, by=by, why="撤回")
        elif case.stage == "intake" and number % 5 == 0:
            office.engine.pause(case.id, by=by, why="等待")
    move(clock, "2026-03-24 10:00")

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(wanted=WANTED)
    def compare(wanted: WallFilter) -> None:
        rows = recounted(office, clock.now(), wanted)

        found = office.views.wall(clock.now(), wanted, holders=True)

        last = datetime.max.replace(tzinfo=UTC)
        ordered = sorted(
            passing(rows, wanted),
            key=lambda r: (-COLORS.index(r["light"]), r["due"] or last, r["id"]),
        )
        assert [row.id for row in found.rows] == [row["id"] for row in ordered]
        assert found.total == len(ordered)
        assert {k: n for k, n in found.lights.items() if n} == tally(rows, wanted, "light")
        assert {s.key: s.total for s in found.stages if s.total} == tally(rows, wanted, "stage")
        for name, options in (("territory", found.territories), ("grade", found.grades)):
            assert {o.key: o.count for o in options if o.count} == tally(rows, wanted, name)
        holders: dict[str, int] = {}
        for row in passing(rows, wanted, but="holder"):
            for holder in row["holders"]:
                holders[holder] = holders.get(holder, 0) + 1
        assert {o.key: o.count for o in found.holders if o.count} == holders

    compare()


def tally(rows, wanted: WallFilter, name: str) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in passing(rows, wanted, but=name):
        counted[row[name]] = counted.get(row[name], 0) + 1
    return counted


def test_positions_are_what_cases_and_deadlines_say_after_every_command(office, clock) -> None:
    case = to_review(office)
    reviewer = reviewer_of(office, case.id)
    office.engine.pause(open_case(office).id, by="lin", why="等待")
    other = open_case(office)
    office.engine.withdraw(other.id, by="lin", why="撤回")
    office.engine.send_back(case.id, "intake", by=reviewer, why="图纸缺页")
    office.publish(INVEST)
    take(office, open_project(office).id, "sign", "build")

    c, d, p = tables.case, tables.deadline, tables.position
    with office.store.reading() as connection:
        facts = connection.execute(
            select(c.c.id, c.c.flow_key, c.c.status == "ended", c.c.stage, c.c.territory)
            .add_columns(c.c.grade, c.c.active_at, d.c.due_at, d.c.blue_at, d.c.yellow_at)
            .add_columns(d.c.orange_at, d.c.red_at, d.c.paused_at)
            .join(d, (d.c.case_id == c.c.id) & (d.c.entry == c.c.entry))
            .order_by(c.c.id)
        ).all()
        positions = connection.execute(select(p).order_by(p.c.case_id)).all()

    assert [tuple(row) for row in positions] == [tuple(row) for row in facts]


def test_holders_are_counted_by_themselves_where_cases_are_few(office, clock, monkeypatch) -> None:
    open_case(office)

    few = office.views.wall(clock.now(), holders="few")
    monkeypatch.setattr("guatu.store.walls.views.FEW", 0)
    many = office.views.wall(clock.now(), holders="few")

    assert [option.count for option in few.holders if option.key == "fire"] == [1]
    assert many.holders == ()
