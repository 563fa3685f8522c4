"""What holds on every page: accessible, in order, fitting its window, in the language chosen."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from testkit.browsers import WINDOWS, Window
from testkit.places import MEASURED, places
from testkit.visitors import LOGIN

HEAVIEST = 60_000
"""Bytes over the line, compressed."""
WIDTHS = (1440, 390)
NARROW = (320, 480, 600, 768, 1024)
LOOK = """() => ({
    headings: document.querySelectorAll('h1').length,
    language: document.documentElement.lang,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""
TAGS = {"zh": "zh-CN", "en": "en"}
SWITCH = {"zh": "English", "en": "中文"}


@pytest.fixture
def visits(worked, home, as_, watch):
    """``visits(window)`` opens every place in turn and gives it with its page."""
    watch.expect("40[134]")  # the places that refuse: a browser logs each

    def begin(window):
        pages = {}
        for place in places(worked):
            if place.login not in pages:
                pages[place.login] = as_(place.login, window)
            pages[place.login].goto(home + place.path)
            yield place, pages[place.login]

    return begin


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_accessible_and_in_order_and_fits(visits, axe, shoot, language) -> None:
    found = {}
    for place, page in visits(Window(language=language)):
        faults = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            shoot(place.name, page)
            faults += axe(page) + _unlike(page, headings=1, language=TAGS[language], wide=0)
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 900})
            faults += _unlike(page, wide=0)
        if faults:
            found[place.name] = faults

    assert found == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_leads_to_itself_in_the_other_language(visits, language) -> None:
    (other,) = TAGS.keys() - {language}
    found = {}
    for place, page in visits(Window(language=language)):
        link = page.get_by_role("link", name=SWITCH[language], exact=True)
        seen = (link.count(), urlsplit(link.get_attribute("href") or ""))
        asked = {**dict(parse_qsl(urlsplit(page.url).query)), "lang": other}
        if seen[0] != 1 or (seen[1].path, dict(parse_qsl(seen[1].query))) != (
            urlsplit(page.url).path,
            asked,
        ):
            found[place.name] = seen

    assert found == {}


@pytest.mark.parametrize("script", [False, True])
def test_the_language_chosen_is_kept(home, as_, script) -> None:
    page = as_("lin", Window(script=script))
    page.goto(f"{home}/board?light=red")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("light=red"))

    page.goto(f"{home}/inbox")

    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_first_loads_are_small_fast_and_steady(worked, home, budget, window) -> None:
    found = {}
    for place in places(worked):
        if place.name in MEASURED:
            load = budget(home + place.path, place.name, headers={LOGIN: place.login})
            found[place.name] = (load.size <= HEAVIEST, round(load.cls, 3))

    assert found == dict.fromkeys(MEASURED, (True, 0))


@pytest.mark.parametrize("name", MEASURED)
def test_what_is_printed_is_the_page_without_its_menus(worked, home, as_, name) -> None:
    (place,) = [each for each in places(worked) if each.name == name]
    page = as_(place.login)
    page.goto(home + place.path)

    page.emulate_media(media="print")

    expect(page.locator("nav.menu")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".paper" if name == "letter" else "h1")).to_be_visible()


def _unlike(page, **wanted):
    seen = page.evaluate(LOOK)
    width = page.viewport_size["width"]
    return [f"{name} at {width}: {seen[name]}" for name in wanted if seen[name] != wanted[name]]
