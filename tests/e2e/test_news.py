"""Pages that keep themselves fresh, and an alarm that is seen wherever an administrator is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from testkit.browsers import DESK, PHONE, Window

BEAT = 150
"""Milliseconds between two looks for news; the tests wait for what they bring, not for it."""


def test_the_inbox_learns_what_comes_without_losing_its_filter(busy, home, as_, cases) -> None:
    page = as_("hua", beat=BEAT)
    page.goto(f"{home}/inbox?state=unread")
    before = page.locator(".notice").count()
    held = page.locator(".notice").last
    name = held.get_attribute("id")
    held.focus()
    (task,) = busy.views.tasks(case_id=cases["reviewed"])

    busy.engine.tasks.urge(cases["reviewed"], task.key, by="wu", holder=task.holder)

    expect(page.locator(".notice", has_text="【催办】")).to_be_visible()
    expect(page.locator(".notice")).to_have_count(before + 1)
    expect(page.locator(f"#{name}")).to_be_focused()
    expect(page).to_have_url(re.compile(r"state=unread$"))


def test_what_is_ticked_in_the_inbox_stays_ticked(busy, home, as_, cases) -> None:
    page = as_("hua", beat=BEAT)
    page.goto(f"{home}/inbox")
    rows = page.locator(".notice")
    before = rows.count()
    rows.first.get_by_role("checkbox").check()
    (task,) = busy.views.tasks(case_id=cases["reviewed"])

    busy.engine.tasks.urge(cases["reviewed"], task.key, by="wu", holder=task.holder)
    other = as_("hua")
    other.goto(f"{home}/inbox")
    expect(other.locator(".notice")).to_have_count(before + 1)

    expect(rows.first.get_by_role("checkbox")).to_be_checked()
    rows.first.get_by_role("checkbox").uncheck()
    page.locator("h1").click()
    expect(rows).to_have_count(before + 1)


@pytest.mark.parametrize("window", [DESK, Window(script=False), PHONE], ids=str)
def test_many_notices_are_signed_for_at_once(busy, home, as_, window) -> None:
    page = as_("lin", window)
    page.goto(f"{home}/inbox?state=sign")
    boxes = page.get_by_role("checkbox")
    count = boxes.count()
    for box in boxes.all():
        box.check()

    page.get_by_role("button", name="签收所选").click()

    expect(page.locator("#said")).to_contain_text(f"已签收 {count} 项")
    assert [e.received_by for e in busy.views.escalations()].count("lin") == count


def test_a_loop_that_stopped_is_told_to_administrators_on_every_page(
    busy, home, as_, axe, shoot
) -> None:
    busy.clock.move_to(busy.clock.now() + 2 * busy.settings.tick_every + timedelta(seconds=1))
    page, other = as_("guan"), as_("lin")
    for path in ("/board", "/inbox", "/letters", "/reports"):
        page.goto(home + path)
        expect(page.get_by_role("alert")).to_contain_text("调度已停止")
    shoot("alarm", page)
    assert axe(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page).to_have_url(f"{home}/operations")
    other.goto(f"{home}/board")

    expect(other.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_answer_that_is_refused_keeps_its_words(home, as_, cases, watch, language) -> None:
    watch.expect("422")
    page = as_("lin", Window(language=language))
    page.goto(f"{home}/inbox/{cases['red']}/1/yellow")
    answer = page.locator("#answer textarea")
    answer.fill("   ")
    page.locator("#answer button").click()

    expect(page.get_by_role("alert")).to_be_focused()
    page.locator("#answer textarea").fill("图纸已催，周五送达")
    page.locator("#answer button").click()
    expect(page.locator("#said")).to_be_visible()
