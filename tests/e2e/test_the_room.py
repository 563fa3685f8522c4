"""The room of browser tests itself: it must see each thing that goes wrong in a page."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from testkit.browsers import DESK, PHONE, WINDOWS, Window
from testkit.chromium import NoBrowserError, find_chromium

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
SCRIPTS = {
    "console": "console.error('the abacus is broken')",
    "warning": "console.warn('the abacus creaks')",
    "error": "nobody.knows()",
    "rejected": "Promise.reject(new Error('nobody waits'))",
    "fetches": "fetch('answer500')",
    "nowhere": "fetch('http://127.0.0.1:9/')",
    "evaluates": "try { eval('1') } catch (error) {}",
    "refused": "fetch('answer422')",
    "listens": "new EventSource('stream').onmessage = event => { document.title = event.data }",
}
VENDOR = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor"
HTMX = (
    '<meta name="htmx-config" content="includeIndicatorCSS:false">'
    '<script src="vendor/htmx.min.js" defer></script>'
)
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def _html(body: str, *, language: str = "zh", head: str = "") -> HTMLResponse:
    text = (
        f'<!doctype html><html lang="{LANGUAGES[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>挂图</title>'
        f'<link rel="icon" href="icon.svg"><link rel="stylesheet" href="app.css">{head}</head>'
        f"<body><main><h1>挂图作战</h1>{body}</main></body></html>"
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})


async def _page(request) -> Response:
    if request.headers.get("hx-request"):
        return HTMLResponse("<p>换好了</p>")
    asked = request.headers.get("accept-language", "zh")[:2]
    script = request.query_params.get("script")
    head = f'<script src="script.js?name={script}" defer></script>' if script else ""
    head = HTMX if script == "htmx" else head
    inside = {
        "inline": '<p style="color:red">红</p>',
        "unnamed": '<input name="q">',
        "pale": '<p class="pale">看不清</p>',
        "small": '<button class="small">甲</button><button class="small">乙</button>',
        "parts": '<button hx-get="./?" hx-target="#part">换</button><div id="part"></div>',
        "plain": "<noscript><p>没有脚本</p></noscript>",
        "long": "<p>项目</p>" * 200,
    }
    body = inside.get(request.query_params.get("body"), "<p>一个项目</p>")
    return _html(body, language=asked, head=head)


async def _script(request) -> Response:
    return Response(SCRIPTS[request.query_params["name"]], media_type="text/javascript")


async def _style(_request) -> Response:
    rules = ".pale{color:#ccc;background:#fff}.small{width:9px;height:9px;padding:0;border:0}"
    return Response(rules, media_type="text/css")


async def _icon(_request) -> Response:
    return Response('<svg xmlns="http://www.w3.org/2000/svg"/>', media_type="image/svg+xml")


async def _stream(_request) -> Response:
    async def lines():
        yield "data: 有新情况\n\n"
        await asyncio.Event().wait()  # until the window is closed

    return StreamingResponse(lines(), media_type="text/event-stream")


async def _library(request) -> Response:
    return FileResponse(VENDOR / request.path_params["name"])


async def _answer(request) -> Response:
    return PlainTextResponse("no", status_code=request.path_params["status"])


APP = Starlette(
    routes=[
        Route("/", _page),
        Route("/script.js", _script),
        Route("/app.css", _style),
        Route("/icon.svg", _icon),
        Route("/answer{status:int}", _answer),
        Route("/stream", _stream),
        Route("/vendor/{name}", _library),
    ],
    middleware=[Middleware(GZipMiddleware)],
)


def test_a_page_in_order_has_nothing_to_complain_of(served, page, watch) -> None:
    page.goto(served(APP) + "/")

    assert (page.inner_text("h1"), watch.complaints()) == ("挂图作战", [])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("script=console", ["console: error: the abacus is broken"]),
        ("script=warning", ["console: warning: the abacus creaks"]),
        ("script=error", ["error: nobody is not defined"]),
        ("script=rejected", ["error: nobody waits"]),
        ("script=fetches", ["answer: 500 GET", "console: error: Failed to load"]),
        ("script=refused", ["console: error: Failed to load resource: .* 422"]),
        ("script=nowhere", ["policy: connect-src http://127.0.0.1:9", "console: error", "error:"]),
        ("script=evaluates", ["policy: script-src eval"]),
        ("body=inline", ["policy: style-src-attr inline", "console: error: .*inline style"]),
    ],
)
def test_the_room_sees_what_goes_wrong_in_a_page(served, page, watch, query, expected) -> None:
    page.goto(f"{served(APP)}/?{query}", wait_until="networkidle")
    page.title()
    before, lines = watch.complaints(), [str(finding) for finding in watch.findings]
    watch.expect(*expected)

    assert (before, []) == (lines, watch.complaints())
    assert before != []


def test_the_room_sees_a_server_that_hangs_up(served, page, watch) -> None:
    page.goto(served(APP) + "/")
    page.route("**/app.css", lambda route: route.abort("connectionreset"))
    page.reload()
    watch.expect("request: GET .*app.css: net::ERR_CONNECTION_RESET", "console: error: Failed to")

    assert watch.complaints() == []


def test_what_was_expected_must_come(served, page, watch) -> None:
    page.goto(served(APP) + "/")
    watch.expect("422")
    missed = watch.complaints()
    page.evaluate("fetch('answer422')")
    page.wait_for_load_state("networkidle")
    page.title()

    assert (missed, watch.complaints()) == (["expected and not seen: 422"], [])


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("unnamed", "label (critical)"),
        ("pale", "color-contrast (serious)"),
        ("small", "target-size (serious)"),
    ],
)
def test_axe_sees_what_is_hard_to_use_despite_the_policy(served, page, axe, body, rule) -> None:
    page.goto(f"{served(APP)}/?body={body}")

    assert [rule] == [line.split(":")[0] for line in axe(page)]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_axe_is_content_with_a_page_in_order(served, page, axe, shoot, window) -> None:
    page.goto(served(APP) + "/?body=long")
    picture = shoot("the-room")
    head = picture.read_bytes()[:24]

    assert axe(page) == []
    assert (
        f"the-room-{window.width}-{window.language}.png",
        b"\x89PNG",
        window.width,
        True,
    ) == (
        picture.name,
        head[:4],
        int.from_bytes(head[16:20], "big"),
        int.from_bytes(head[20:24], "big") > window.height,
    )


def test_a_page_that_listens_for_ever_ends_with_its_test(page, served) -> None:
    page.goto(served(APP) + "/?script=listens")
    expect(page).to_have_title("有新情况")

    assert page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") > 0


def test_a_page_that_listens_for_ever_can_be_weighed(served, budget) -> None:
    found = budget(served(APP) + "/?script=listens", "the room, listening")

    assert found.requests == 3


def test_htmx_works_under_the_policy(served, page) -> None:
    page.goto(served(APP) + "/?script=htmx&body=parts")
    page.get_by_role("button").click()

    page.get_by_text("换好了").wait_for()
    assert page.evaluate("htmx.version") == "4.0.1"


def test_a_window_without_scripts_shows_what_is_for_it(served, browse) -> None:
    page = browse(Window(script=False))
    page.goto(served(APP) + "/?body=plain&script=console")

    assert page.inner_text("noscript p") == "没有脚本"


def test_windows_share_no_cookies(served, browse) -> None:
    address = served(APP)
    one, other = browse(DESK), browse(PHONE)
    one.goto(address + "/")
    one.evaluate("document.cookie = 'mine=1'")
    other.goto(address + "/")

    assert tuple(each.evaluate("document.cookie") for each in (one, other)) == ("mine=1", "")


def test_an_app_is_served_under_a_prefix(served, page) -> None:
    page.goto(served(APP, prefix="/zs/flow") + "/")

    assert page.evaluate("document.styleSheets[0].href").endswith("/zs/flow/app.css")


def test_a_first_load_is_weighed_as_it_comes_over_the_line(served, budget) -> None:
    found = budget(served(APP) + "/?body=long", "the room")

    assert (
        found.requests,
        500 < found.size < 2000,
        found.lcp > 150,
        found.cls,
    ) == (2, True, True, 0)


def test_other_tests_may_run_an_event_loop_between(chromium) -> None:
    with chromium.at_work() as browser:
        version = browser.version

    async def say() -> str:
        return "还能跑"

    assert (asyncio.run(say()), version > "100") == ("还能跑", True)


def test_a_browser_that_is_not_there_is_said(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUATU_CHROMIUM", str(tmp_path / "nothing"))
    with pytest.raises(NoBrowserError, match="nothing is no program that runs. Install Chromium"):
        find_chromium()
