"""Indicators over HTTP: the engine's figures, each with its cases, as far as somebody sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from guatu import ManualClock, Office
from guatu.web import create_app
from testkit.invest import INVEST, fund, open_project, take
from testkit.offices import open_office
from testkit.overseers import with_overseers

CASE = re.compile(r'href="[^"]*/cases/(\d+)"')
LINK = re.compile(r'href="([^"]*/indicators/cases\?[^"]*)"')


@pytest.fixture
def office(sqlite_url: str, clock: ManualClock, tmp_path) -> Iterator[Office]:
    """An office with four projects, three of them signed, two with funds."""
    with open_office(sqlite_url, clock, flow=INVEST) as office:
        with_overseers(office, tmp_path)
        for investment in (8000.0, 10000.0, 25000.0):
            take(office, open_project(office, investment=investment).id, "sign")
        open_project(office, by="zhou", district="city")
        fund(office, 1, "1000.5", parts={"origin": "province"})
        fund(office, 2, 300)
        yield office


@pytest.fixture
def app(office: Office) -> FastAPI:
    return create_app(office, identify=lambda request: request.headers.get("x-login"))


@pytest.fixture
def as_(visit: Callable[..., TestClient], app: FastAPI) -> Callable[[str], TestClient]:
    """``as_("lin")`` gives a browser in which somebody is signed in."""

    def begin(who: str) -> TestClient:
        client = visit(app)
        client.headers["x-login"] = who
        return client

    return begin


@pytest.mark.parametrize("path", ["/indicators", "/indicators/cases?flow=invest&indicator=signed"])
def test_nobody_sees_no_indicator(visit, app, path) -> None:
    assert visit(app).get(path).status_code == 401


@pytest.mark.parametrize("by", ["", "territory", "grade"])
@pytest.mark.parametrize("who", ["guan", "lin", "shen", "shui"])
def test_every_indicator_is_the_engines_and_leads_to_exactly_its_cases(
    as_, office, who, by
) -> None:
    client = as_(who)
    values = office.desk(who).views().indicators("invest", by=by or None)
    page = client.get(f"/indicators?flow=invest&by={by}").text
    links = [unescape(link) for link in LINK.findall(page)]

    expected = sum(2 if value.is_rate else 1 for value in values)
    assert len(links) == expected
    ways = iter(links)
    in_order = dict.fromkeys(value.key for value in values)
    for value in (v for key in in_order for v in values if v.key == key):
        for cases in (value.met, value.counted) if value.is_rate else (value.met,):
            listed = client.get(next(ways)).text
            assert {int(case) for case in CASE.findall(listed)} == {*cases}


def test_a_formula_stands_beside_its_figure(as_, office) -> None:
    page = as_("guan").get("/indicators?flow=invest").text

    for value in office.views.indicators("invest"):
        assert value.formula in unescape(page)


def test_days_narrow_the_figures(as_, office) -> None:
    page = as_("guan").get("/indicators/cases?flow=invest&indicator=signed&until=2020-01-01").text

    (value,) = [
        value
        for value in office.views.indicators("invest", until=date(2020, 1, 1))
        if value.key == "signed"
    ]
    assert (value.met, "共 0 个项目" in page) == ((), True)


def test_a_day_that_is_none_is_told_and_kept(as_) -> None:
    answer = as_("guan").get("/indicators?flow=invest&since=yesterday")

    assert answer.status_code == 422
    assert ("“yesterday”不是日期" in answer.text, 'value="yesterday"' in answer.text) == (
        True,
        True,
    )


def test_a_group_drawn_has_no_style_and_says_itself_in_words(as_) -> None:
    page = as_("guan").get("/indicators?flow=invest&by=territory").text

    assert page.count("<desc") == page.count('class="chart"') > 0
    assert "style=" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/indicators?flow=nonsense", 404),
        ("/indicators?flow=invest&by=nonsense", 404),
        ("/indicators/cases?flow=invest&indicator=nonsense", 404),
    ],
)
def test_what_there_is_not_is_not_found(as_, path, status) -> None:
    assert as_("guan").get(path).status_code == status


def test_indicators_speak_english(as_) -> None:
    page = as_("guan").get("/indicators?flow=invest&lang=en").text

    assert "Numerator" in page
    assert "分子" not in page
