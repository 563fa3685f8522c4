"""The room of tests over HTTP itself."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route


async def _greet(request) -> PlainTextResponse:
    seen = request.cookies.get("seen", "nobody")
    answer = PlainTextResponse(f"{request.headers['accept-language']} {seen}")
    answer.set_cookie("seen", "you")
    return answer


async def _leave(request) -> RedirectResponse:
    return RedirectResponse(request.url_for("greet"))


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=[Route("/", _greet, name="greet"), Route("/leave", _leave)])


def test_a_client_keeps_its_cookies_and_asks_for_chinese(client) -> None:
    assert [client.get("/").text for _ in range(2)] == ["zh-CN nobody", "zh-CN you"]


def test_another_visitor_is_somebody_else(client, visit, app) -> None:
    client.get("/")

    assert visit(app, language="en").get("/").text == "en nobody"


def test_a_redirect_is_seen_and_not_followed(client) -> None:
    answer = client.get("/leave")

    assert (answer.status_code, answer.headers["location"]) == (307, "http://testserver/")


def test_an_app_is_visited_under_a_prefix(visit, app) -> None:
    answer = visit(Starlette(routes=[Mount("/zs/flow", app)])).get("/zs/flow/leave")

    assert answer.headers["location"] == "http://testserver/zs/flow/"
