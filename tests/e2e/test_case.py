"""The page of a case in a browser: what is refused keeps what was typed, and leads to its mend."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from testkit.browsers import DESK, PHONE, Window
from testkit.busy import PDF

WINDOWS = [DESK, Window(script=False), PHONE]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_blocked_advance_is_told_mended_and_done(
    busy, home, as_, cases, axe, watch, window
) -> None:
    watch.expect("422")
    page = as_("lin", window)
    page.goto(f"{home}/cases/{cases['new']}")
    way = page.locator("#way-accept")
    way.get_by_label("说明（可不填）").fill("材料已口头核对")
    way.get_by_role("button").click()

    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("还差 2 项")
    if window.script:
        expect(refusal).to_be_focused()
        assert axe(page) == []
    expect(way.get_by_label("说明（可不填）")).to_have_value("材料已口头核对")

    way.get_by_role("link", name="去上传").click()
    page.get_by_label("文件（最大").set_input_files(
        {"name": "施工图.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("#hand-in button").click()
    expect(page.locator("#materials")).to_contain_text("第 1 版")

    page.get_by_text("修改项目信息").click()
    page.get_by_label("计划开工日期").fill("2026-05-06")
    page.locator("#record").get_by_role("button", name="登记").click()
    expect(page.locator("#said")).to_contain_text("已登记")

    page.locator("#way-accept").get_by_role("button").click()
    expect(page.locator("#said")).to_contain_text("已推进到下一阶段")
    assert busy.engine.explain(cases["new"]).stage == "review"


def test_what_lacks_leads_to_where_it_is_given(home, as_, cases) -> None:
    page = as_("lin")
    page.goto(f"{home}/cases/{cases['new']}")

    page.locator("#way-accept").get_by_role("link", name="去登记").click()

    expect(page.get_by_label("计划开工日期")).to_be_visible()
    expect(page.get_by_label("计划开工日期")).to_be_focused()


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_whoever_is_urged_finds_it_in_his_inbox_and_tells_his_opinion(
    busy, home, as_, cases, window
) -> None:
    page = as_("wu", window)
    page.goto(f"{home}/cases/{cases['reviewed']}")
    page.locator("#rounds").get_by_role("button", name="催办").click()
    expect(page.locator("#said")).to_contain_text("已催办")

    other = as_("hua", window)
    other.goto(f"{home}/inbox")
    urged = other.locator(".notice", has_text="催办").first
    expect(urged).to_contain_text("东港轴承二期厂房")
    urged.get_by_role("link", name=re.compile("去办理")).click()
    other.locator(".task h2 a").first.click()
    other.get_by_label("同意", exact=True).check()
    other.get_by_role("button", name="提交意见").click()
    expect(other.locator("#said")).to_contain_text("已办理")

    page.reload()
    expect(page.locator("#rounds")).to_contain_text("2 / 2 已回复")


def test_two_at_once_the_second_is_told_and_keeps_what_he_typed(
    busy, home, as_, cases, watch
) -> None:
    watch.expect("409")
    case = cases["new"]
    page = as_("lin")
    page.goto(f"{home}/cases/{case}")
    note = page.get_by_label("进展说明")
    note.fill("企业今天来电，图纸周五送来")
    busy.engine.record(case, by="ma", note="已电话通知企业")

    page.locator("#record").get_by_role("button", name="登记").click()

    expect(page.get_by_role("alert")).to_contain_text("马主任")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(note).to_have_value("企业今天来电，图纸周五送来")
    page.locator("#record").get_by_role("button", name="登记").click()
    expect(page.locator("#said")).to_contain_text("已登记")


@pytest.mark.parametrize("fault", ["offline", "broken"])
def test_what_fails_on_the_way_is_said_and_what_was_typed_stays(
    busy, home, as_, cases, watch, fault
) -> None:
    page = as_("lin")
    page.goto(f"{home}/cases/{cases['new']}")
    note = page.get_by_label("进展说明")
    note.fill("企业今天来电")
    if fault == "offline":
        watch.expect("request: POST .*: net::ERR_INTERNET_DISCONNECTED", "Failed to load|fetch")
        page.route("**/record", lambda route: route.abort("internetdisconnected"))
    else:
        watch.expect("answer: 500 POST", "console: error: .*500")
        page.route("**/record", lambda route: route.fulfill(status=500, body="<h1>broken</h1>"))

    page.locator("#record").get_by_role("button", name="登记").click()

    expect(page.locator(".toast")).to_contain_text("填写的内容还在")
    expect(note).to_have_value("企业今天来电")
    page.unroute("**/record")
    page.locator("#record").get_by_role("button", name="登记").click()
    expect(page.locator("#said")).to_contain_text("已登记")
    assert [x.why for x in busy.views.history(cases["new"], busy.zone)][-1] == "企业今天来电"


def test_a_button_pressed_twice_does_its_work_once(busy, home, as_, cases) -> None:
    page = as_("lin")
    page.goto(f"{home}/cases/{cases['new']}")
    page.get_by_label("进展说明").fill("只记一次")

    page.locator("#record").get_by_role("button", name="登记").dblclick()

    expect(page.locator("#said")).to_contain_text("已登记")
    said = [x.why for x in busy.views.history(cases["new"], busy.zone)]
    assert said.count("只记一次") == 1


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_case_is_paused_with_a_reason_and_goes_on(home, as_, cases, window) -> None:
    page = as_("lin", window)
    page.goto(f"{home}/cases/{cases['new']}")
    page.get_by_role("link", name="暂停", exact=True).click()
    page.get_by_label("原因").fill("等候地勘报告")
    page.locator("main form .primary").click()
    expect(page.locator("#said")).to_contain_text("已办理")
    expect(page.locator(".case-light")).to_contain_text("已暂停")

    page.get_by_role("link", name="恢复").click()
    page.locator("main form .primary").click()

    expect(page.locator(".case-light")).not_to_contain_text("已暂停")
