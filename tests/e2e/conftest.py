"""Fixtures of browser tests.

``page`` is a window of a fresh browser context; ``window`` says how wide it is and in which
language (parametrize it over ``testkit.browsers.WINDOWS``). ``browse`` opens more of them.
``watch`` fails the test for whatever goes wrong in them that it did not ``expect``.
``served`` serves an ASGI app; ``axe``, ``shoot`` and ``budget`` look at a page.

``busy`` is a permit office in the middle of its work, a fresh copy for each test; ``as_`` visits it
as one of its people.

Under the app's Content Security Policy ``page.evaluate`` works and ``page.wait_for_function``
does not: wait with ``playwright.sync_api.expect`` and with locators.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from guatu import Office
from testkit import accessibility, browsers, loading, web_server
from testkit.browsers import DESK, LaunchedBrowser, Watch, Window
from testkit.busy import Busy, build, reopened
from testkit.chromium import NoBrowserError
from testkit.databases import Room
from testkit.loading import Loading
from testkit.visitors import LOGIN, web_app
from testkit.web_server import Served

SET_BEAT = """document.addEventListener('readystatechange', () => {
    if (document.readyState === 'interactive') document.body.dataset.beat = '%d';
})"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def chromium(test_room: Room) -> Iterator[LaunchedBrowser]:
    """The process's browser; without one the test is skipped, and fails where ``CI=true``."""
    try:
        starting = browsers.launched()
        launched = starting.__enter__()
    except NoBrowserError as error:
        test_room.miss("browser", str(error))
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    yield launched
    starting.__exit__(None, None, None)


@pytest.fixture
def browser(chromium: LaunchedBrowser) -> Iterator[Browser]:
    """The browser, for the length of this test."""
    with chromium.at_work() as browser:
        yield browser


@pytest.fixture
def served() -> Iterator[Served]:
    """``served(app, prefix="/zs/flow")`` serves an ASGI app and gives its address."""
    with ExitStack() as serving:
        yield lambda app, **options: serving.enter_context(web_server.serving(app, **options))


@pytest.fixture
def watch() -> Watch:
    """What goes wrong in this test's windows; ``watch.expect(pattern)`` declares it wanted."""
    return Watch()


@pytest.fixture
def browse(browser: Browser, watch: Watch, served: Served) -> Iterator[Callable[[Window], Page]]:
    """``browse(window)`` opens a window of its own, without the cookies of others."""
    contexts = []

    def open_one(window: Window = DESK) -> Page:
        context = browsers.new_context(browser, window)
        contexts.append(context)
        watch.attend(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        browsers.settle(context)
        context.close()
    if complaints := watch.complaints():
        pytest.fail("in the browser:\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def window() -> Window:
    """A desk's window in Chinese, unless the test is parametrized over windows."""
    return DESK


@pytest.fixture
def page(browse: Callable[[Window], Page], window: Window) -> Page:
    """This test's window."""
    return browse(window)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """``axe(page)`` gives a line for each rule of accessibility the page breaks."""
    return accessibility.violations


@pytest.fixture
def shoot(page: Page) -> Callable[..., Path]:
    """``shoot(name)`` keeps a picture of ``page``, or ``of`` another, in .build/screens."""
    folder = Path(os.environ.get("GUATU_SCREENS", ROOT / ".build" / "screens"))
    return lambda name, of=page: browsers.shoot(of, name, folder=folder)


@pytest.fixture
def budget(
    browse: Callable[[Window], Page], window: Window, request: pytest.FixtureRequest
) -> Callable[..., Loading]:
    """``budget(address, name)`` loads a page slowly in a window of its own and notes its figures.

    Options: ``cookies`` as the browser's context takes them, or ``headers``, for who is signed in.
    """

    def measure(
        address: str, name: str, *, cookies: tuple = (), headers: dict[str, str] | None = None
    ) -> Loading:
        page = browse(window)
        page.context.add_cookies(list(cookies))
        page.context.set_extra_http_headers(headers or {})
        found = loading.load(page, address, name=f"{name} {window}")
        request.node.user_properties.append(("loading", found.as_row()))
        return found

    return measure


@pytest.fixture(scope="session")
def worked(test_room: Room, tmp_path_factory: pytest.TempPathFactory) -> Busy:
    """The file of a busy office, made once for this process."""
    folder = tmp_path_factory.mktemp("busy")
    with test_room.sqlite(folder, "tables") as url:
        return build(folder, url)


@pytest.fixture
def cases(worked: Busy) -> dict[str, int]:
    """The cases of ``busy`` by what they are like, such as ``ready``, ``red`` or ``reviewed``."""
    return worked.cases


@pytest.fixture
def busy(worked: Busy, tmp_path: Path) -> Iterator[Office]:
    """A busy permit office on the morning of 1 April, for this test alone."""
    with reopened(worked, tmp_path) as office:
        yield office


@pytest.fixture
def home(busy: Office, served: Served) -> str:
    """The address of ``busy``, which knows people by a header."""
    return served(web_app(busy))


@pytest.fixture
def as_(browse: Callable[[Window], Page]) -> Callable[..., Page]:
    """``as_("lin")`` opens a window of somebody's; ``beat`` is how often its pages look for news."""

    def open_one(login: str, window: Window = DESK, *, beat: int = 0) -> Page:
        page = browse(window)
        page.context.set_extra_http_headers({LOGIN: login})
        if beat:
            page.context.add_init_script(SET_BEAT % beat)
        return page

    return open_one
