"""Flows in a browser: begun from a drawing of a modeller, and coloured by what really happened."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from guatu.definitions.diagrams import chart_of_source, write_bpmn
from testkit.browsers import DESK, PHONE, Window


def test_a_drawing_of_a_modeller_becomes_a_draft(home, as_, busy, shoot) -> None:
    xml = write_bpmn(chart_of_source(busy.flows.latest("permit").source))
    drawn = xml.replace(
        "</bpmn:process>", '<bpmn:dataObject id="paper" name="申请表"/></bpmn:process>'
    )
    page = as_("guan")
    page.goto(f"{home}/flows")

    file = {"name": "许可.bpmn", "mimeType": "application/xml", "buffer": drawn.encode()}
    page.get_by_label("BPMN 2.0 文件").set_input_files(file)
    page.get_by_role("button", name="从 BPMN 读入").click()

    expect(page.locator("#said")).to_contain_text("读入")
    shoot("bpmn-read", page)


BOXES = "cards => cards.map(card => card.getBoundingClientRect().toJSON())"
"""All at one moment: between two questions a page may move."""


@pytest.mark.parametrize("window", [DESK, PHONE], ids=str)
def test_a_picture_is_coloured_by_what_really_happened(home, as_, axe, shoot, window) -> None:
    page = as_("guan", window)
    page.goto(f"{home}/flows")
    page.locator("section[aria-labelledby=flow-permit] a").first.click()
    expect(page.get_by_role("link", name="按次数")).to_be_visible()  # the page has come
    picture, words = page.locator("main .card").evaluate_all(BOXES)[:2]
    is_beside = words["x"] > picture["x"]
    assert (
        words["y"] == picture["y"] if is_beside else words["y"] > picture["y"] + picture["height"]
    )

    for by in ("按次数", "按用时", "按超期"):
        page.get_by_role("link", name=by).click()
        expect(page.get_by_role("link", name=by)).to_have_attribute("aria-current", "page")
        assert axe(page) == []
        shoot(f"heat-{by}", page)


@pytest.mark.parametrize("window", [DESK, PHONE, Window(language="en")], ids=str)
def test_a_letter_follows_its_template_while_somebody_types(home, as_, axe, shoot, window) -> None:
    page = as_("guan", window)
    page.goto(f"{home}/flows")
    page.locator("section[aria-labelledby=flow-permit] button").click()
    page.locator(".tabs a").last.click()
    expect(page.locator("#written .paper")).to_be_visible()
    shoot("draft-letters", page)

    text = page.locator("#text")
    text.fill(text.input_value().replace("现将下列事项", "兹将下列事项"))
    expect(page.locator("#written .paper")).to_contain_text("兹将下列事项")
    text.fill(text.input_value().replace("项目.名称", "项目.名字"))
    expect(page.locator("#written .problem-list li").first).to_contain_text("名字")
    page.evaluate("scrollTo(0, 0)")  # from under the bar at the top
    assert axe(page) == []
    shoot("draft-letters-faulty", page)


SCENARIOS = """starts: 2026-03-02 09:00
opens:
  by: desk
  fields: {name: 河东厂房, applicant: 远山公司, floor_area: 800, district: 城东区}
scenarios:
  - scenario: 十天没有受理
    days:
      - on: 2026-03-12
        expect: {light: red}
"""


@pytest.mark.parametrize("window", [DESK, PHONE], ids=str)
def test_a_scenario_shows_the_letters_it_leads_to(home, as_, axe, busy, shoot, window) -> None:
    drafts = busy.designer.drafts
    draft = drafts.begin(busy.designer.bundle("permit"), base="permit@1", by="guan")
    source = draft.bundle.source
    drafts.save(draft.id, source=source, scenarios=SCENARIOS, expect=1, by="guan")
    page = as_("guan", window)
    page.goto(f"{home}/flows/drafts/{draft.id}/trial")

    letters = page.locator("section[aria-labelledby=letters-h] details")
    letters.first.locator("summary").click()

    expect(letters.first.locator(".paper")).to_contain_text("河东厂房")
    page.evaluate("scrollTo(0, 0)")  # from under the bar at the top
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= window.width
    shoot("trial-letters", page)
