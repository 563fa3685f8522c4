"""The inbox and the tasks in a browser: signing goes on to the next, deciding leads back to the list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from guatu.web import create_app
from testkit.offices import move, open_case, open_office, to_review


@pytest.fixture
def office(sqlite_url, clock):
    with open_office(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def warned(office, clock):
    """Three cases the eastern desk was warned of."""
    found = [open_case(office, name=f"第{number}号工地") for number in (1, 2, 3)]
    move(clock, "2026-03-11 09:00")
    office.tick()
    return found


@pytest.fixture
def owed(office):
    """Two large projects that wait for the head of the eastern desk."""
    return [to_review(office, floor_area=20_000.0) for _ in range(2)]


@pytest.fixture
def address(office, served):
    """The app, visited by whoever a test says."""
    return lambda login: served(create_app(office, identify=lambda _request: login))


def test_signing_for_a_notice_moves_the_focus_to_the_next(page, address, warned, office) -> None:
    page.goto(f"{address('lin')}/inbox?state=sign")
    second = page.locator(".notice").nth(1).get_attribute("id")

    page.get_by_role("button", name="签收").filter(has_text="签收 【").first.click()

    expect(page.locator("#said")).to_contain_text("已签收 1 项")
    expect(page.locator(f"#{second}")).to_be_focused()
    assert [e.received_by for e in office.views.escalations()].count("lin") == 1


def test_a_refusal_keeps_what_was_typed_and_takes_the_focus(page, address, owed, watch) -> None:
    watch.expect("422")
    page.goto(f"{address('ma')}/tasks/{owed[0].id}/chief")
    page.get_by_label("不同意", exact=True).check()

    page.get_by_role("button", name="提交意见").click()

    expect(page.locator("#refusal")).to_be_focused()
    expect(page.get_by_label("不同意", exact=True)).to_be_checked()


def test_deciding_leads_back_to_the_list_and_its_address(page, address, owed) -> None:
    page.goto(f"{address('ma')}/tasks/{owed[0].id}/chief")
    page.get_by_label("同意", exact=True).check()

    page.get_by_role("button", name="提交意见").click()

    expect(page.locator("#said")).to_contain_text("已办理")
    expect(page).to_have_url(re.compile(r"/tasks$"))
    expect(page.locator(".task")).to_have_count(1)


def test_filters_are_in_the_address_and_back_keeps_them(page, address, owed) -> None:
    page.goto(f"{address('ma')}/tasks")
    page.get_by_label("类别").select_option("approval")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("kind=approval"))

    page.locator(".task h2 a").first.click()
    expect(page.locator("#do-h")).to_be_visible()
    page.go_back()

    expect(page.get_by_label("类别")).to_have_value("approval")
