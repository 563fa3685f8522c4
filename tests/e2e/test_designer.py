"""The designer in a browser: written, checked, pictured, published, and never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from testkit.browsers import DESK, Window
from testkit.visitors import LOGIN

HEAVIEST = 200_000
"""Bytes over the line, compressed."""


@pytest.fixture
def begin(home, as_):
    """``begin(window)`` opens a draft of the permit flow as the administrator."""

    def begun(window=DESK):
        page = as_("guan", window)
        page.goto(f"{home}/flows")
        page.locator("section[aria-labelledby=flow-permit] button").click()
        page.get_by_role("link", name="源码" if window.language == "zh" else "Source").click()
        expect(page.locator("#problems .tag")).to_have_count(1)
        return page

    return begun


def write(page, old, new):
    """Change the text as somebody who types would, through the editor."""
    text = page.locator("#source").input_value()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text.replace(old, new))


def test_a_flow_is_changed_checked_and_published(begin, busy, shoot) -> None:
    page = begin()
    write(page, "to: review", "to: revieww")
    expect(page.locator(".fault-row").first).to_contain_text("revieww")
    expect(page.locator("#diagram .lost").first).to_be_attached()
    shoot("designer-faults", page)

    write(page, "to: revieww", "to: review")
    write(page, "title: 受理转审查", "title: 受理转审核")
    expect(page.locator("#problems .tag.green")).to_be_visible()
    expect(page.locator("#difference .more").first).to_contain_text("受理转审核")
    expect(page.locator("#difference .changes")).to_contain_text("受理转审核")
    shoot("designer-difference", page)
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("第")
    expect(page.locator("#publish input[name=expect]")).not_to_have_value("1")
    page.get_by_role("link", name="发布…").click()
    expect(page.locator("dialog .changes")).to_contain_text("受理转审核")
    shoot("designer-publish", page)
    page.get_by_label("版本说明").fill("改转段名称")
    page.get_by_role("button", name="确认发布").click()

    expect(page.locator("#said")).to_contain_text("已发布")
    assert [v.note for v in busy.flows.versions() if v.key == "permit"][-1] == "改转段名称"


def test_publishing_asks_in_a_dialog_that_a_fault_closes(begin, axe) -> None:
    page = begin()
    expect(page.locator("#live")).to_have_text("没有错误")  # the script is at work
    link = page.get_by_role("link", name="发布…")
    link.click()
    expect(page.get_by_label("版本说明")).to_be_focused()
    expect(page.get_by_role("button", name="确认发布")).to_be_enabled()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(link).to_be_focused()

    write(page, "duty: fire", "duty: nowhere")
    expect(page.locator("#problems .misfits")).to_contain_text("nowhere")
    for _ in range(2):
        link.click()
        expect(page.locator("dialog .misfits li")).to_have_count(1)
        page.keyboard.press("Escape")

    write(page, "to: review", "to: revieww")
    expect(page.locator(".fault-row").first).to_contain_text("revieww")
    link.click()

    expect(page.locator("dialog .told")).to_contain_text("有错误时不能发布")
    expect(page.get_by_role("button", name="确认发布")).to_be_disabled()
    page.get_by_role("button", name="取消").click()
    expect(page.locator("dialog")).not_to_be_visible()


def test_arrow_keys_walk_the_picture_and_enter_leads_to_the_line(begin) -> None:
    page = begin()
    expect(page.locator("#live")).to_have_text("没有错误")  # the first check has drawn anew
    nodes = page.locator("#diagram .node")
    nodes.first.focus()
    page.keyboard.press("ArrowDown")
    expect(nodes.nth(1)).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_contain_text("review:")


def test_the_second_administrator_is_told_and_keeps_his_text(begin, home, as_, watch) -> None:
    watch.expect("409")
    first = begin()
    second = as_("guan")
    second.goto(first.url)
    expect(second.locator(".cm-content")).to_be_visible()
    write(first, "title: 受理转审查", "title: 甲改")
    first.keyboard.press("Control+s")
    expect(first.locator("input[name=expect]").first).to_have_value("2")

    write(second, "title: 受理转审查", "title: 乙改")
    second.keyboard.press("Control+s")

    expect(second.locator("#saved")).to_contain_text("管理员")
    assert "甲改" in second.locator("#theirs textarea").input_value()
    assert "乙改" in second.locator("#source").input_value()

    second.get_by_role("button", name="合并双方的改动").click()

    expect(second.locator("#saved")).to_contain_text("1 处双方都改过")
    merged = second.locator("#source").input_value()
    assert "甲改" in merged
    assert "乙改" in merged


def test_what_is_typed_offline_is_kept_and_saved_when_there_is_a_line_again(
    begin, busy, watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("Failed to load resource")
    page = begin()
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(True)
    write(page, "title: 受理转审查", "title: 离线所写")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("内容留在本机")
    kept = page.evaluate("localStorage.getItem('guatu-draft:' + location.pathname)")

    assert "离线所写" in kept

    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("已自动保存", timeout=15_000)
    assert "离线所写" in busy.designer.drafts.open()[0].bundle.source


def test_what_is_typed_when_the_login_ends_is_there_after_the_next(begin, busy, watch) -> None:
    watch.expect("401")
    page = begin()
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_extra_http_headers({})
    write(page, "title: 受理转审查", "title: 过期所写")
    page.keyboard.press("Control+s")
    expect(page.locator("#kept")).to_contain_text("登录已过期")

    page.context.set_extra_http_headers({LOGIN: "guan"})
    page.get_by_role("button", name="重新登录后回到这里").click()
    page.get_by_role("button", name="恢复这些内容").click()
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("已自动保存")

    (draft,) = busy.designer.drafts.open()
    assert "过期所写" in draft.bundle.source


def test_a_server_that_was_away_takes_what_was_typed_when_it_is_back(begin, busy, watch) -> None:
    watch.expect("ERR_CONNECTION_REFUSED")
    watch.expect("Failed to load resource")
    page = begin()
    page.context.route("**/drafts/**", lambda route: route.abort("connectionrefused"))
    write(page, "title: 受理转审查", "title: 重启所写")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("内容留在本机")

    page.context.unroute("**/drafts/**")
    expect(page.locator("#saved")).to_contain_text("已自动保存", timeout=15_000)

    (draft,) = busy.designer.drafts.open()
    assert "重启所写" in draft.bundle.source


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_list_and_designer_are_accessible_and_fit(begin, axe, shoot, language, width) -> None:
    page = begin(Window(language=language))
    page.set_viewport_size({"width": width, "height": 900})
    expect(page.locator(".cm-content")).to_be_visible()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    found = [*axe(page), page.evaluate(wide)]
    shoot(f"designer-{language}-{width}", page)

    page.goto(page.url.rpartition("/drafts")[0])

    shoot(f"flows-{language}-{width}", page)
    assert [*found, *axe(page), page.evaluate(wide)] == [0, 0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["form", "letters", "impact", "trial", "simulation"])
def test_what_is_tried_is_accessible_and_fits(begin, axe, shoot, language, name) -> None:
    page = begin(Window(language=language))
    page.goto(f"{page.url}/{name}")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    found = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        shoot(f"designer-{name}-{language}-{width}", page)
        found += [*axe(page), page.evaluate(wide)]

    assert found == [0, 0]


def test_a_change_by_the_form_is_saved_and_stands_in_the_source(begin) -> None:
    page = begin()
    address = page.url
    page.get_by_role("link", name="表单").click()
    page.get_by_role("link", name="转段").first.click()
    page.get_by_text("查看和修改").first.click()
    page.get_by_role("textbox", name="名称").first.fill("受理之后转审查")
    page.get_by_role("button", name="保存这一项").first.click()
    expect(page.locator("#said")).to_contain_text("已改好")

    page.goto(address)

    assert "受理之后转审查" in page.locator("#source").input_value()


def test_without_a_script_the_form_checks_and_saves(begin) -> None:
    page = begin(Window(script=False))
    box = page.locator("#source")
    text = box.input_value()
    box.fill(text.replace("to: review", "to: revieww", 1))
    page.locator("#check").click()
    expect(page.locator(".fault-row").first).to_contain_text("revieww")
    page.locator("#source").fill(text + "# 加一行\n")

    page.locator("#save").click()

    expect(page.locator("#said")).to_contain_text("已保存")


def test_the_first_load_is_small(begin, home, budget) -> None:
    address = begin().url
    load = budget(address, "designer", headers={"x-login": "guan"})

    assert load.size <= HEAVIEST
    assert load.cls <= 0.1
