"""A browser for tests: started once, a fresh window per test, and nothing that goes wrong unseen."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    WebError,
    expect,
    sync_playwright,
)

from guatu.web.visits import LANGUAGE

from .chromium import find_chromium

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000
"""Milliseconds a page may take for one thing before the test fails."""
LOCALES = {"zh": "zh-CN", "en": "en-US"}
TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', event => guatuViolation(
    `${event.effectiveDirective} ${event.blockedURI || '(inline)'} ` +
    `at ${event.sourceFile || event.documentURI}:${event.lineNumber} ${event.sample}`))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How wide a window is, and which language its user has chosen."""

    width: int = 1440
    height: int = 900
    language: str = "zh"
    script: bool = True

    def __str__(self) -> str:
        """Give it as a test's id and a picture's name say it."""
        return f"{self.width}-{self.language}{'' if self.script else '-plain'}"


DESK, PHONE = Window(), Window(width=390, height=844)
WINDOWS = (
    DESK,
    PHONE,
    Window(language="en"),
    Window(width=390, height=844, language="en"),
)
"""Both widths in both languages: ``@pytest.mark.parametrize("window", WINDOWS, ids=str)``."""


class LaunchedBrowser:
    """One Chromium for all tests of a process.

    Playwright's synchronous calls keep an event loop running in this thread, in which nobody
    else could run one. It is put aside between browser tests: enter ``at_work`` to use it.
    """

    def __init__(self, playwright: Playwright, browser: Browser) -> None:
        self.playwright = playwright
        self.browser = browser
        self._loop = asyncio.get_running_loop()

    @contextmanager
    def at_work(self) -> Iterator[Browser]:
        """Let this thread drive the browser, until the end of the block."""
        asyncio._set_running_loop(self._loop)
        try:
            yield self.browser
        finally:
            asyncio._set_running_loop(None)


@contextmanager
def launched() -> Iterator[LaunchedBrowser]:
    """Start the system's Chromium without a window; raise NoBrowserError where there is none."""
    program = find_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=list(FLAGS),
            chromium_sandbox=os.geteuid() != 0,  # root has none
        )
        ours = LaunchedBrowser(playwright, browser)
        with ours.at_work():
            pass  # put aside
        yield ours
        with ours.at_work():
            browser.close()
        asyncio._set_running_loop(ours._loop)  # Playwright ends it itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that went wrong in a page: its kind, and what the browser said."""

    kind: str
    said: str

    def __str__(self) -> str:
        """Give it as one line."""
        return f"{self.kind}: {self.said}"


class Watch:
    """Sees what goes wrong in the windows of a test; what the test did not expect fails it.

    Kinds: ``console`` (errors and warnings), ``error`` (exceptions nobody caught), ``policy``
    (violations of the Content Security Policy), ``request`` (failed), ``answer`` (500 and more).
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._expected: list[re.Pattern[str]] = []

    def expect(self, *patterns: str) -> None:
        """Declare findings wanted: regular expressions, each met by at least one line."""
        self._expected += [re.compile(pattern) for pattern in patterns]

    def attend(self, context: BrowserContext) -> None:
        """Watch every page of a context, those that are opened later too."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("requestfailed", self._request)
        context.on("response", self._response)
        context.expose_binding("guatuViolation", self._violation)
        context.add_init_script(TELL_VIOLATIONS)

    def complaints(self) -> list[str]:
        """Give every finding nobody expected, and every expectation nothing met."""
        lines = [str(finding) for finding in self.findings]
        strange = [x for x in lines if not any(each.search(x) for each in self._expected)]
        missed = [
            f"expected and not seen: {each.pattern}"
            for each in self._expected
            if not any(each.search(line) for line in lines)
        ]
        return strange + missed

    def _add(self, kind: str, said: str) -> None:
        self.findings.append(Finding(kind=kind, said=" ".join(said.split())))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            at = message.location.get("url", "")
            self._add("console", f"{message.type}: {message.text} {at}")

    def _error(self, error: WebError) -> None:
        self._add("error", str(error.error))

    def _request(self, request: Request) -> None:
        # aborted: by the page itself, which went elsewhere or began a download
        if request.failure != "net::ERR_ABORTED":
            self._add("request", f"{request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._add("answer", f"{response.status} {response.request.method} {response.url}")

    def _violation(self, _source: dict[str, Any], said: str) -> None:
        self._add("policy", said)


def new_context(browser: Browser, window: Window) -> BrowserContext:
    """Open a fresh context, without cookies, as wide and in the language the window says."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        locale=LOCALES[window.language],
        timezone_id="Asia/Shanghai",
        java_script_enabled=window.script,
        has_touch=window.width < 600,
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    if window.language != "zh":  # an office speaks Chinese until somebody chooses otherwise
        context.add_cookies(
            [{"name": LANGUAGE, "value": window.language, "domain": "127.0.0.1", "path": "/"}]
        )
    return context


def settle(context: BrowserContext) -> None:
    """Wait until what the pages have already told has arrived here."""
    for page in context.pages:
        if not page.is_closed():
            page.title()


def shoot(page: Page, name: str, *, folder: Path) -> Path:
    """Write a picture of the whole page, named after its width and its language."""
    folder.mkdir(parents=True, exist_ok=True)
    language = (page.locator("html").get_attribute("lang") or "none").split("-")[0]
    window = page.viewport_size or {"width": 0, "height": 0}
    path = folder / f"{name}-{window['width']}-{language}.png"
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    # as high as the page, so that a bar at the foot of the window stands at the foot of the page
    page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
    page.screenshot(path=path, full_page=True, animations="disabled")
    page.set_viewport_size(window)
    return path
