"""Signing in with an account in a browser, and what happens when a session ends in the middle."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from guatu.web import create_app
from testkit.browsers import DESK, Window
from testkit.busy import PASSWORD

PREFIX = "/zs/flow"


@pytest.fixture
def door(busy, served):
    """The app as people sign in to it, somewhere inside another site."""
    return served(create_app(busy), prefix=PREFIX)


def sign_in(page):
    page.get_by_label("登录名").fill("lin@haizhou")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.locator("main form button").click()


@pytest.mark.parametrize("window", [DESK, Window(script=False)], ids=str)
def test_somebody_signs_in_and_is_where_he_wanted_to_be(door, browse, cases, window) -> None:
    page = browse(window)
    page.goto(f"{door}/cases/{cases['red']}?history=people")
    expect(page).to_have_url(re.compile(f"{PREFIX}/sign-in"))

    sign_in(page)

    expect(page).to_have_url(f"{door}/cases/{cases['red']}?history=people")
    expect(page.get_by_role("heading", level=1)).to_have_text("沿河三号厂房")


def test_a_wrong_password_is_told_and_the_login_kept(door, browse, axe, shoot, watch) -> None:
    watch.expect("422")
    page = browse(DESK)
    page.goto(f"{door}/sign-in")
    shoot("sign-in", page)
    assert axe(page) == []
    page.get_by_label("登录名").fill("lin@haizhou")
    page.get_by_label("密码", exact=True).fill("不对的密码啊啊啊")
    page.locator("main form button").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("登录名")).to_have_value("lin@haizhou")
    assert axe(page) == []


def test_a_session_that_ended_in_a_form_loses_nothing_typed(
    busy, door, browse, cases, watch
) -> None:
    watch.expect("401")
    page = browse(DESK)
    page.goto(f"{door}/cases/{cases['new']}")
    sign_in(page)
    note = page.get_by_label("进展说明")
    note.fill("写了很久的说明")
    busy.clock.move_to(busy.clock.now() + busy.settings.session_longest + timedelta(minutes=1))
    page.locator("#record").get_by_role("button", name="登记").click()
    expect(page.locator(".toast")).to_contain_text("登录已过期")
    expect(note).to_have_value("写了很久的说明")

    window = page.context.new_page()
    window.goto(f"{door}/sign-in")
    sign_in(window)
    expect(window.get_by_role("heading", level=1)).to_have_text("挂图作战")
    page.locator("#record").get_by_role("button", name="登记").click()

    expect(page.locator("#said")).to_contain_text("已登记")


def test_signing_out_leads_to_the_door(door, browse) -> None:
    page = browse(DESK)
    page.goto(f"{door}/board")
    sign_in(page)

    page.get_by_role("button", name="退出").click()

    expect(page).to_have_url(f"{door}/sign-in")
    expect(page.locator("#said")).to_contain_text("已退出")


def test_everything_stays_under_its_prefix(busy, door, browse, cases) -> None:
    page = browse(DESK)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{door}/")
    sign_in(page)
    page.locator("#light-red").click()
    expect(page).to_have_url(re.compile(f"{PREFIX}/board.*light=red"))
    page.locator(f"#case-{cases['red']}").click()
    page.get_by_label("进展说明").fill("前缀之下")
    page.locator("#record").get_by_role("button", name="登记").click()
    expect(page.locator("#said")).to_contain_text("已登记")
    for name in ("收件箱", "我的任务", "函件", "通报"):
        page.locator("nav.menu").get_by_role("link", name=re.compile(name)).click()
        expect(page.locator("nav.menu [aria-current=page]")).to_contain_text(name)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    outside = [url for url in asked if not url.startswith(f"{door}/")]
    assert outside == []
    assert [c["path"] for c in page.context.cookies() if c["path"] != PREFIX] == []
