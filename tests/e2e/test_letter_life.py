"""A letter in a browser from its draft to its delivery, step by step by the right people."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from testkit.browsers import DESK, PHONE, Window

STEPS = (
    ("lin", "核稿通过", "reviewed"),
    ("ma", "签发", "signed"),
    ("lin", "编号", "numbered"),
    ("lin", "用印", "sealed"),
    ("lin", "送达", "delivered"),
)
"""Who presses which button, and the state the letter is in then."""


@pytest.mark.parametrize("window", [DESK, Window(script=False), PHONE], ids=str)
def test_a_letter_goes_from_draft_to_delivery_and_comes_as_pdf(
    busy, home, as_, cases, axe, window
) -> None:
    key = f"{cases['red']}-1-yellow"
    people = {who: as_(who, window) for who in ("lin", "ma")}
    states = []
    for who, words, _state in STEPS:
        page = people[who]
        page.goto(f"{home}/letters/{key}")
        page.locator(".letter-side").get_by_role("button", name=words, exact=True).click()
        expect(page.locator("#said")).to_be_visible()
        states.append(busy.letters.life(key).letter.state)
    page = people["lin"]
    if window.script:
        assert axe(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()

    assert states == [state for _who, _words, state in STEPS]
    assert download.value.suggested_filename.endswith(".pdf")
    page.goto(f"{home}/letters?state=delivered")
    expect(page.locator("main")).to_contain_text(busy.letters.life(key).letter.number)


def test_a_text_with_a_fault_comes_back_as_it_was_typed_and_says_where(
    busy, home, as_, cases, watch, axe
) -> None:
    watch.expect("422")
    key = f"{cases['red']}-1-yellow"
    page = as_("lin")
    page.goto(f"{home}/letters/edit/{key}")
    text = page.locator("textarea[name=source]")
    faulty = text.input_value().replace("版式：信函", "版式：信纸")
    text.fill(faulty)
    page.get_by_label("修改理由").fill("换版式")
    page.get_by_role("button", name="保存修改").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("版式")
    expect(text).to_have_value(faulty)
    expect(page.get_by_label("修改理由")).to_have_value("换版式")
    assert axe(page) == []
    text.fill(faulty.replace("版式：信纸", "版式：信函"))
    page.get_by_role("button", name="保存修改").click()

    expect(page.locator("#said")).to_be_visible()
    assert busy.letters.life(key).letter.version == 2


@pytest.mark.parametrize("window", [DESK, Window(script=False)], ids=str)
def test_a_number_of_a_report_leads_to_a_case_on_the_board(home, as_, cases, window) -> None:
    page = as_("lin", window)
    page.goto(f"{home}/reports")
    page.get_by_role("link", name="办件月报", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("办件月报")
    page.goto(f"{home}/reports/permit_month?period=2026-03")
    page.get_by_role("table").first.get_by_role("link", name="2", exact=True).last.click()
    page.get_by_role("link", name="沿河三号厂房").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("沿河三号厂房")
    page.locator("[data-back=board]").click()
    expect(page.locator(f"#case-{cases['red']}")).to_be_visible()
