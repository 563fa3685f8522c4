"""Lists come a page at a time: each row once, in the order of the list, whatever is added meanwhile."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from guatu import ManualClock, Office
from guatu.web.api.cursors import Page, Pager
from testkit.callers import api_app, api_office, caller, walked
from testkit.offices import open_case

Row = tuple[int, str]
ROWS = st.lists(st.tuples(st.integers(0, 5), st.text("abc", max_size=2)), unique=True, max_size=30)
PAGES = ["board", "inbox", "letters", "escalations", "cases/1/history", "people", "flows"]


@pytest.fixture
def office(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[Office]:
    with api_office(database_url, clock, tmp_path) as office:
        yield office


@pytest.fixture
def lin(office: Office) -> TestClient:
    return caller(api_app(office), "lin")


def _page(rows: list[Row], limit: int, cursor: str | None, *, path: str = "/rows") -> Page:
    scope = {"type": "http", "path": path, "query_string": b"", "headers": [], "method": "GET"}
    pager = Pager(Request({**scope, "server": ("testserver", 80)}), Response(), limit, cursor)
    return pager.cut(rows, lambda row: row)


@given(rows=ROWS, limit=st.integers(1, 7))
def test_walking_gives_each_row_once_in_order(rows, limit) -> None:
    seen, cursor = [], None
    while True:
        page = _page(rows, limit, cursor)
        assert len(page.items) <= limit
        seen += page.items
        if (cursor := page.next) is None:
            break

    assert sorted(rows) == seen


@given(rows=ROWS, added=st.lists(ROWS, max_size=8), limit=st.integers(1, 4))
def test_walking_gives_each_row_once_whatever_is_added_between(rows, added, limit) -> None:
    there, seen, cursor = list(rows), [], None
    for more in (*added, *([[]] * 40)):
        page = _page(there, limit, cursor)
        seen += page.items
        if (cursor := page.next) is None:
            break
        there = list(dict.fromkeys([*there, *more]))

    assert len(set(seen)) == len(seen)
    assert set(rows) <= set(seen)
    assert sorted(seen) == seen


@given(
    said=st.one_of(
        st.text(max_size=40),
        st.binary(max_size=40).map(lambda b: base64.urlsafe_b64encode(b).decode()),
    )
)
def test_no_text_but_a_cursor_is_one(said) -> None:
    with pytest.raises(RequestValidationError):
        _page([(1, "a"), (2, "b")], 1, said)


@given(
    place=st.lists(
        st.one_of(
            st.none(), st.booleans(), st.text(max_size=3), st.lists(st.integers()), st.floats()
        ),
        max_size=3,
    )
)
def test_a_cursor_of_another_shape_is_none(place) -> None:
    mine = _page([(1, "a"), (2, "b")], 1, None).next
    assert mine is not None
    mark = json.loads(base64.urlsafe_b64decode(mine + "=="))[0]
    said = base64.urlsafe_b64encode(json.dumps([mark, *place]).encode()).decode()

    with pytest.raises(RequestValidationError):
        _page([(1, "a"), (2, "b")], 1, said)


@pytest.mark.parametrize(
    "place", [[2**62, "a"], [2**64, "a"], [0, "\0"], [0, "\ud800"], [True, "a"]]
)
def test_a_place_no_database_knows_is_none(lin, place) -> None:
    mark = json.loads(base64.urlsafe_b64decode(lin.get("letters?limit=1").json()["next"] + "=="))[0]
    said = base64.urlsafe_b64encode(json.dumps([mark, *place]).encode()).decode()

    assert lin.get("letters", params={"cursor": said}).status_code == 422


def test_a_cursor_of_another_list_is_none(lin) -> None:
    cursor = lin.get("board?limit=1").json()["next"]
    answers = [
        lin.get("inbox", params={"limit": 1, "cursor": cursor}),
        lin.get("board", params={"limit": 1, "cursor": cursor, "flow": "permit"}),
        lin.get("board", params={"limit": 2, "cursor": cursor}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 200]


@pytest.mark.parametrize("path", PAGES)
def test_every_list_is_the_same_in_pages_of_any_size(lin, path) -> None:
    whole = lin.get(path, params={"limit": 200}).json()

    assert whole["next"] is None
    assert whole["items"]
    for limit in (1, 2, 3):
        assert whole["items"] == walked(lin, path, limit=limit)


def test_a_case_opened_between_pages_moves_no_letter(office, lin) -> None:
    first = lin.get("letters?limit=1").json()
    open_case(office)
    rest = lin.get("letters", params={"limit": 9, "cursor": first["next"]}).json()

    assert [r["key"] for r in first["items"] + rest["items"]] == ["2-2-to-accept", "1-1-yellow"]


def test_the_next_page_is_linked_with_its_filters(lin) -> None:
    answer = lin.get("board?limit=1&flow=permit")
    address, _, kind = answer.headers["link"].partition("; ")

    assert kind == 'rel="next"'
    following = lin.get(address.strip("<>").removeprefix("/api/v1/"))
    assert [row["id"] for row in following.json()["items"]] == [2]
    assert "link" not in following.headers


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", ""])
def test_a_page_has_one_to_two_hundred_rows(lin, limit) -> None:
    assert lin.get("board", params={"limit": limit}).status_code == 422
