"""Reports, indicators and operations in a browser: every number leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from guatu import ManualClock, Office
from guatu.web import create_app
from guatu.workflow import sweep as sweeping
from testkit.bulletins import MONTH, with_reports
from testkit.offices import move, open_case, open_office, to_review
from testkit.overseers import with_overseers


def broken(_sheet, _only=None) -> None:
    raise RuntimeError("笔断了")


@pytest.fixture
def office(sqlite_url: str, clock: ManualClock, tmp_path, monkeypatch) -> Iterator[Office]:
    """An office in April with two cases, a dead timer, and an administrator."""
    funnel = "  funnel: {title: 各阶段事项, shows: stages, chart: [reached]}\n"
    settings = with_reports(tmp_path, MONTH.read_text(encoding="utf-8") + funnel)
    with open_office(sqlite_url, clock, settings=settings) as office:
        with_overseers(office, tmp_path)
        to_review(office)
        open_case(office)
        move(clock, "2026-03-10 08:30")
        with monkeypatch.context() as broken_pen:
            broken_pen.setattr(sweeping, "fire_due", broken)
            for _ in range(4):
                office.tick()
                clock.move_to(clock.now() + timedelta(hours=7))
        move(clock, "2026-04-01 09:00")
        office.tick()
        yield office


@pytest.fixture
def address(office: Office, served) -> str:
    """Where the office is served, with the administrator signed in."""
    return served(create_app(office, identify=lambda _: "guan")).rstrip("/")


def test_a_number_of_a_report_leads_to_its_cases_and_back(page, address) -> None:
    page.goto(f"{address}/reports/permit_month?period=2026-03")
    row = page.get_by_role("row", name=re.compile("^合计")).first
    red = row.get_by_role("link").nth(3)
    said = red.inner_text()

    red.click()
    expect(page.get_by_text(f"共 {said} 个项目")).to_be_visible()
    page.get_by_role("link", name="2026年3月办件月报").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2026年3月办件月报")


def test_a_dead_letter_is_retried(page, address, office) -> None:
    page.goto(f"{address}/operations")
    page.get_by_role("link", name=re.compile("查看失败件")).click()
    page.get_by_role("link", name=re.compile("^重试")).first.click()
    page.get_by_role("button", name="重试").click()

    expect(page.locator("#said")).to_contain_text("已重新排队 1 件")
