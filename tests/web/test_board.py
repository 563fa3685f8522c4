"""The board: filters in the address, counts beside them, rows that lead on."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from testkit.offices import move, open_case, open_office, to_review
from testkit.visitors import Visitor, web_app


@pytest.fixture
def office(sqlite_url, clock):
    with open_office(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def lin(office):
    return Visitor(web_app(office), "lin")


def titles(visitor):
    return visitor.texts(".c-case a")


def test_the_most_urgent_case_stands_first_with_its_due_day_and_what_it_lacks(
    office, lin, clock
) -> None:
    old = open_case(office, name="老厂房")
    move(clock, "2026-03-20 09:00")
    open_case(office, name="新厂房")

    lin.get("/board")

    assert titles(lin) == ["老厂房", "新厂房"]
    assert "超 9 个工作日" in lin.texts("tbody .c-state")[0]
    assert "还差 2 项" in lin.texts("tbody .c-next")[0]
    assert lin.page.cssselect(f"#case-{old.id}")[0].get("href") == f"/cases/{old.id}"


def test_lights_are_counted_and_filter(office, lin, clock) -> None:
    open_case(office, name="老厂房")
    move(clock, "2026-03-11 09:00")
    open_case(office, name="新厂房")

    lin.get("/board?light=yellow")

    assert titles(lin) == ["老厂房"]
    assert lin.text("#light-yellow b") == "1"
    assert lin.text("#light-green b") == "1"
    assert lin.page.cssselect("#light-yellow")[0].get("aria-current") == "true"


def test_a_stage_of_the_head_filters_and_a_chip_takes_it_away(office, lin) -> None:
    open_case(office, name="新厂房")
    to_review(office, name="送审厂房")

    lin.get("/board?stage=review")

    assert titles(lin) == ["送审厂房"]
    chip = lin.page.cssselect(".chips a")[0]
    assert "审查" in chip.text_content()
    lin.get(chip.get("href"))
    assert sorted(titles(lin)) == ["新厂房", "送审厂房"]


def test_a_search_finds_titles_and_companies(office, lin) -> None:
    open_case(office, name="轴承车间", applicant="海州轴承有限公司")
    open_case(office, name="灯具车间", applicant="东城灯具有限公司")

    lin.get("/board?q=灯具有限")

    assert titles(lin) == ["灯具车间"]
    assert lin.page.cssselect("#by-q")[0].get("value") == "灯具有限"


def test_an_empty_board_keeps_the_filters_and_leads_to_all(office, lin) -> None:
    open_case(office)

    answer = lin.get("/board?q=没有这样的项目&light=red")

    assert answer.status_code == 200
    assert "没有符合条件的项目" in lin.text(".empty")
    assert len(lin.texts(".chips .chip")) == 3
    lin.get(lin.page.cssselect(".empty a")[0].get("href"))
    assert len(titles(lin)) == 1


@pytest.mark.parametrize(
    "query",
    ["light=purple", "offset=-1", "offset=99999999999999999", "due=x", "q=%25%27"],
)
def test_an_address_that_means_nothing_is_no_fault(office, lin, query) -> None:
    open_case(office)

    assert lin.get(f"/board?{query}").status_code == 200


def test_a_flow_that_is_not_there_is_not_found(lin) -> None:
    assert lin.get("/board?flow=nothing").status_code == 404


def test_somebody_who_sees_nothing_sees_an_empty_board(office) -> None:
    case = open_case(office)
    zhou = Visitor(web_app(office), "zhou")

    answer = zhou.get("/board")

    assert (answer.status_code, case.title in answer.text, titles(zhou)) == (200, False, [])


def test_pages_of_fifty_follow_each_other(office, lin) -> None:
    for _ in range(51):
        open_case(office)

    lin.get("/board?sort=recent")
    first = titles(lin)
    lin.get(lin.page.cssselect(".pager a[rel=next]")[0].get("href"))

    assert (len(first), len(titles(lin)), set(first) & set(titles(lin))) == (50, 1, set())


def test_a_part_that_has_not_changed_is_answered_in_a_word(office, lin) -> None:
    case = open_case(office)
    tag = lin.get("/board").headers["etag"]
    asked = {"if-none-match": tag, "guatu-part": "true"}

    unchanged = lin.client.get("/board", headers=asked)
    office.engine.record(case.id, by="lin", note="来电")
    changed = lin.client.get("/board", headers=asked)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)


def test_it_goes_out_as_a_workbook_under_the_same_filters(office, lin) -> None:
    open_case(office, name="新厂房")
    to_review(office, name="送审厂房")

    answer = lin.client.get("/board/export?stage=review")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (len(rows), rows[1][1], rows[1][6]) == (2, "送审厂房", "审查")
    assert rows[0][9:] == ["受理", "审查"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_it_speaks_english(office) -> None:
    open_case(office)
    lin = Visitor(web_app(office), "lin", language="en")

    lin.get("/board")

    assert lin.text("h1") == "Board"
    assert "missing" in lin.texts("tbody .c-next")[0]
