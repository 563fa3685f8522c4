"""The board in a browser: filters that stay, keys that move, news that comes by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from testkit.browsers import DESK, PHONE, Window
from testkit.offices import complete, open_case

ROWS = "tbody tr"
BEAT = 150
"""Milliseconds between two looks for news; the tests wait for what they bring, not for it."""


@pytest.mark.parametrize("window", [DESK, Window(script=False), PHONE], ids=str)
def test_filter_open_and_back_keeps_the_filters(home, as_, cases, window) -> None:
    page = as_("lin", window)
    page.goto(f"{home}/board")
    page.locator("#light-red").click()
    expect(page).to_have_url(re.compile("light=red"))
    expect(page.locator("#light-red")).to_have_attribute("aria-current", "true")
    expect(page.locator(ROWS)).to_have_count(2)

    page.locator(f"#case-{cases['red']}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("沿河三号厂房")
    page.go_back()

    expect(page).to_have_url(re.compile("light=red"))
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator("#light-red")).to_have_attribute("aria-current", "true")


def test_the_way_back_on_the_page_leads_to_the_filters_too(home, as_, cases) -> None:
    page = as_("lin")
    page.goto(f"{home}/board")
    page.locator("#light-red").click()
    expect(page.locator(ROWS)).to_have_count(2)

    page.locator(f"#case-{cases['red']}").click()
    page.locator("[data-back=board]").click()

    expect(page).to_have_url(re.compile("light=red"))
    expect(page.locator(ROWS)).to_have_count(2)


def test_a_filter_keeps_the_focus_and_says_how_many_there_are(home, as_) -> None:
    page = as_("lin")
    page.goto(f"{home}/board")
    page.locator("#light-yellow").focus()

    page.keyboard.press("Enter")

    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator("#light-yellow")).to_be_focused()
    expect(page.locator("#live")).to_have_text("共 2 个项目")


def test_a_choice_filters_at_once_and_keeps_the_focus(home, as_) -> None:
    page = as_("lin")
    page.goto(f"{home}/board")

    page.locator("#by-sort").focus()
    page.locator("#by-sort").select_option("recent")

    expect(page).to_have_url(re.compile("sort=recent"))
    expect(page.locator("#by-sort")).to_be_focused()
    expect(page.locator("#by-sort")).to_have_value("recent")


def test_filters_work_as_a_plain_form(home, as_) -> None:
    page = as_("lin", Window(script=False))
    page.goto(f"{home}/board")

    page.locator("#by-q").fill("会展")
    page.locator("#filters button").click()

    expect(page).to_have_url(re.compile("q="))
    expect(page.locator(ROWS)).to_have_count(1)


def test_keys_search_move_among_rows_and_open(home, as_) -> None:
    page = as_("lin")
    page.goto(f"{home}/board")

    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("j厂房")
    expect(page.locator("#search")).to_have_value("j厂房")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(f"{ROWS} [data-row]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("k")
    first = page.locator(f"{ROWS} [data-row]").first
    expect(first).to_be_focused()
    title = first.inner_text()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_nothing_found_keeps_the_filters_and_leads_to_all(home, as_) -> None:
    page = as_("lin")
    page.goto(f"{home}/board?q=没有这个项目")
    expect(page.locator("#by-q")).to_have_value("没有这个项目")

    page.get_by_role("link", name="查看全部项目").click()

    expect(page.locator(ROWS)).not_to_have_count(0)


def test_the_board_learns_what_others_do_without_losing_place(busy, home, as_, cases) -> None:
    page = as_("lin", beat=BEAT)
    page.goto(f"{home}/board?light=green")
    row = page.locator(f"tr:has(#case-{cases['new']})")
    expect(row).to_contain_text("还差 2 项")
    page.locator(f"#case-{cases['new']}").focus()

    complete(busy, cases["new"], by="ma")

    expect(row).to_contain_text("可以推进")
    expect(page.locator(f"#case-{cases['new']}")).to_be_focused()
    expect(page).to_have_url(re.compile(r"light=green$"))


def test_what_is_being_typed_on_the_board_is_left_alone(busy, home, as_) -> None:
    page = as_("lin", beat=BEAT)
    page.goto(f"{home}/board")
    page.locator("#by-q").focus()
    page.keyboard.type("厂")
    with page.expect_response(lambda answer: "/board" in answer.url):
        open_case(busy, name="后来的厂房")
        page.locator("#by-q").blur()

    expect(page.locator("#by-q")).to_have_value("厂")


def test_the_wall_mode_shows_the_board_alone(home, as_) -> None:
    page = as_("lin")
    page.goto(f"{home}/board")
    button = page.get_by_role("button", name="投屏")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("nav.menu")).to_be_hidden()
    page.keyboard.press("Escape")
    page.evaluate("document.fullscreenElement && document.exitFullscreen()")

    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("nav.menu")).to_be_visible()


def test_the_board_is_taken_along_as_a_table(home, as_) -> None:
    page = as_("lin")
    page.goto(f"{home}/board?light=red")

    with page.expect_download() as download:
        page.get_by_role("link", name="导出表格").click()

    assert download.value.suggested_filename == "board.xlsx"


@pytest.mark.parametrize("path", ["/cases/999", "/operations"])
def test_what_is_not_there_or_not_for_him_leaves_him_his_menu(home, as_, watch, path) -> None:
    watch.expect("40[34]")
    page = as_("lin")
    page.goto(home + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.locator("nav.menu").get_by_role("link", name="挂图作战").click()

    expect(page.locator(ROWS)).not_to_have_count(0)
