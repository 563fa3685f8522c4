"""What holds on every page: accessible, in order, fitting its window, in the language chosen."""

from __future__ import annotations

import pytest

from guatu.web import create_app
from testkit.browsers import DESK, WINDOWS, Window
from testkit.busy import PASSWORD
from testkit.places import MEASURED, places

REFUSED = ("forbidden", "missing", "nobody")
"""Places that answer 403, 404 and 401: a browser logs each."""
NARROW = (320, 390, 480, 600, 768, 1024)
LOOK = """() => ({
    headings: document.querySelectorAll('h1').length,
    language: document.documentElement.lang,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""


@pytest.fixture
def visited(worked, home, as_, watch):
    """``visited(window)`` opens every place in turn, and gives it with its page."""

    def visits(window):
        watch.expect("40[134]")
        pages = {}
        for place in places(worked):
            page = pages.setdefault(place.login, None) or as_(place.login, window)
            pages[place.login] = page
            page.goto(home + place.path)
            yield place, page

    return visits


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_every_page_is_accessible_in_order_and_in_its_language(
    visited, axe, shoot, window
) -> None:
    wanted = {"headings": 1, "language": "zh-CN" if window.language == "zh" else "en", "wide": 0}
    found = {}
    for place, page in visited(window):
        shoot(place.name, page)
        if faults := [*axe(page), *_unlike(page.evaluate(LOOK), wanted)]:
            found[place.name] = faults

    assert found == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_is_wider_than_its_window(visited, language) -> None:
    found = []
    for place, page in visited(Window(language=language)):
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(LOOK)["wide"]:
                found.append(f"{place} at {width}")
        page.set_viewport_size({"width": DESK.width, "height": DESK.height})

    assert found == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_leads_to_itself_in_the_other_language(visited, language) -> None:
    other = {"zh": ("English", "en"), "en": ("中文", "zh-CN")}[language]
    found = []
    for place, page in visited(Window(language=language)):
        before = page.evaluate("location.pathname + location.search")
        page.get_by_role("link", name=other[0], exact=True).click()
        turned = page.locator("html").get_attribute("lang")
        page.goto(page.url.split("?")[0])
        kept = page.locator("html").get_attribute("lang")
        page.context.clear_cookies(name="guatu_lang")
        if language != "zh":
            page.context.add_cookies([
                {"name": "guatu_lang", "value": language, "domain": "127.0.0.1", "path": "/"}
            ])
        if (turned, kept) != (other[1], other[1]):
            found.append((place.name, before, turned, kept))

    assert found == []


def _unlike(seen, wanted):
    return [f"{name}: {seen[name]}" for name in wanted if seen[name] != wanted[name]]
