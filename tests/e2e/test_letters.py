"""Letters in a browser: from a draft to its paper, on a desk and a phone, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from testkit.offices import open_case, open_office
from testkit.visitors import LOGIN, web_app


@pytest.fixture
def office(sqlite_url, clock):
    with open_office(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def key(office, clock):
    """The key of a yellow warning, as a draft with a place to fill in."""
    open_case(office, name="沿河三号厂房")
    while not (drafted := office.views.letters()):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
    source = office.letters.source(drafted[0].key) + "另附【待填：整改期限】。\n"
    office.engine.letters.revise(drafted[0].key, source, by="lin", why="补充")
    return drafted[0].key


@pytest.fixture
def as_lin(page):
    page.context.set_extra_http_headers({LOGIN: "lin"})
    return page


def test_a_draft_is_filled_in_reviewed_and_downloaded(office, key, served, as_lin):
    as_lin.goto(f"{served(web_app(office))}/letters/{key}")
    expect(as_lin.locator(".paper mark")).to_have_text("【待填：整改期限】")
    as_lin.get_by_role("link", name="去填写").click()
    text = as_lin.locator("textarea[name=source]")
    text.fill(text.input_value().replace("【待填：整改期限】", "整改时限为五日"))
    as_lin.get_by_label("修改理由（必填）").fill("填写期限")
    as_lin.get_by_role("button", name="保存修改").click()
    expect(as_lin.locator(".paper mark")).to_have_count(0)
    as_lin.get_by_role("button", name="核稿通过").click()
    expect(as_lin.locator("#said")).to_contain_text("已核稿")

    with as_lin.expect_download() as download:
        as_lin.get_by_role("link", name="PDF").click()

    assert download.value.suggested_filename.endswith(".pdf")
    assert office.letters.life(key).letter.state == "reviewed"


def test_what_is_printed_is_the_paper_and_nothing_else(office, key, served, as_lin, shoot):
    as_lin.goto(f"{served(web_app(office))}/letters/{key}")

    as_lin.emulate_media(media="print")

    shoot("letter-printed")
    expect(as_lin.locator(".paper")).to_be_visible()
    for hidden in (
        ".top",
        ".menu",
        ".head",
        ".steps-bar",
        ".letter-side",
        ".notice-box",
        ".crumbs",
    ):
        expect(as_lin.locator(hidden).first).to_be_hidden()
