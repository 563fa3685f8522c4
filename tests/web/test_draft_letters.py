"""The letter templates of a draft in the browser: written, shown as letters, saved with the draft."""

from __future__ import annotations

import pytest

from testkit.visitors import Visitor, web_app

DRAFT = "/flows/drafts/1"
SLIP = "handover.txt.j2"
PAGE = f"{DRAFT}/letters?template={SLIP}"


@pytest.fixture
def drafts(office):
    return office.designer.drafts


@pytest.fixture
def adm(office):
    """The administrator, at the letters of a draft of the permit flow."""
    visitor = Visitor(web_app(office), "adm")
    visitor.get("/flows")
    visitor.submit("/flows/drafts", {"flow": "permit"})
    visitor.get(PAGE)
    return visitor


def template_of(drafts) -> str:
    return drafts.read(1).bundle.templates[SLIP]


def add_letter(drafts, name: str, template: str) -> None:
    """Let the flow name one letter more."""
    source = drafts.read(1).bundle.source
    letter = f"letters:\n  {name}: {{title: 开工通知, genre: 通知, template: {template}}}\n"
    drafts.save(1, source=source.replace("letters:\n", letter), expect=1, by="adm")


def test_every_letter_is_shown_as_it_would_be_written(adm) -> None:
    assert adm.texts("nav.filters a") == ["交办单", "黄灯预警通知书", "红灯督办通知书"]
    assert adm.text("nav.filters [aria-current]") == "交办单"
    assert "请于2026年2月9日前办结并反馈结果" in adm.text(".paper")
    assert adm.texts("#written .tag") == ["没有错误"]


def test_the_form_leads_to_the_templates(adm) -> None:
    adm.get(f"{DRAFT}/form?section=letters")

    assert f"{DRAFT}/letters" in [a.get("href") for a in adm.page.cssselect("#main a")]
    assert "每种函件的模板在“函件”一页里写" in adm.texts("#main a")


def test_a_text_is_shown_before_it_is_saved(adm, drafts) -> None:
    changed = template_of(drafts).replace("现将下列事项", "现将{{ 项目.名称 }}的下列事项")

    adm.submit(f"{DRAFT}/letters/preview?template={SLIP}", {"text": changed, "expect": 1})

    assert "现将临江轴承精密制造基地项目的下列事项" in adm.text(".paper")
    assert "的下列事项" in adm.text("#text")
    assert drafts.read(1).revision == 1


def test_what_is_wrong_stands_with_its_line_and_no_letter_is_shown(adm, drafts) -> None:
    faulty = template_of(drafts).replace("{{ 项目.名称 }}|交办单", "{{ 项目.名字 }}|交办单")

    adm.submit(f"{DRAFT}/letters/preview?template={SLIP}", {"text": faulty, "expect": 1})

    (said,) = adm.texts(".problem-list li")
    assert said.startswith("第 4 行")
    assert "名字" in said
    assert adm.texts(".paper") == []


def test_a_saved_template_is_published_with_the_draft(office, adm, drafts) -> None:
    changed = template_of(drafts).replace("现将下列事项", "兹将下列事项").replace("\n", "\r\n")

    adm.submit(PAGE, {"text": changed, "expect": 1})
    adm.get(DRAFT)
    assert "函件“交办单”：内容有改动" in adm.text("#difference .changes")
    assert adm.texts("#difference tr.gap td:last-child")[0] == SLIP
    assert any("兹将下列事项" in line for line in adm.texts("#difference tr.more"))
    adm.submit(f"{DRAFT}/publish", {"expect": 2, "note": "改交办单"})

    assert "兹将下列事项" in office.flows.latest("permit").letters["handover"].source
    assert "\r" not in office.flows.latest("permit").letters["handover"].source


def test_the_template_that_comes_with_guatu_can_be_had_again(adm, drafts) -> None:
    shipped = template_of(drafts)
    adm.submit(PAGE, {"text": shipped.replace("现将", "兹将"), "expect": 1})
    assert adm.texts("nav.filters a")[0] == "交办单 · 本单位的"

    adm.submit(PAGE, {"do": "restore", "expect": 2})

    assert template_of(drafts) == shipped
    assert adm.texts("nav.filters a")[0] == "交办单"


def test_a_letter_without_a_template_begins_with_one_that_is_sound(office, adm, drafts) -> None:
    add_letter(drafts, "start", "start.txt.j2")
    assert [fault.code for fault in office.designer.check(drafts.read(1).bundle)] == [
        "unknown-template"
    ]

    adm.get(f"{DRAFT}/letters?template=start.txt.j2")
    assert adm.texts("nav.filters [aria-current]") == ["开工通知 · 还没有模板"]
    assert "关于临江轴承精密制造基地项目的通知" in adm.text(".paper")
    adm.submit(
        f"{DRAFT}/letters?template=start.txt.j2",
        {"text": adm.page.cssselect("#text")[0].text_content(), "expect": 2},
    )

    assert office.designer.check(drafts.read(1).bundle) == ()


def test_a_letter_may_be_written_from_any_template_that_comes_with_guatu(
    office, drafts, adm
) -> None:
    add_letter(drafts, "urging", "reminder.txt.j2")

    assert office.designer.check(drafts.read(1).bundle) == ()


def test_a_template_is_saved_whatever_else_of_the_draft_somebody_saved(adm, drafts) -> None:
    drafts.save(1, source=drafts.read(1).bundle.source + "# 别人\n", expect=1, by="adm")

    adm.submit(PAGE, {"text": template_of(drafts).replace("现将", "兹将"), "expect": 1})

    newest = drafts.read(1)
    assert (newest.revision, newest.bundle.source[-5:]) == (3, "# 别人\n")
    assert "兹将" in newest.bundle.templates[SLIP]


def test_of_two_who_change_one_template_the_second_is_told_and_keeps_his_text(adm, drafts) -> None:
    mine, theirs = (template_of(drafts).replace("现将", word) for word in ("兹将", "请将"))
    drafts.save_template(1, SLIP, theirs, expect=1, by="adm")

    answer = adm.submit(PAGE, {"text": mine, "expect": 1})

    assert answer.status_code == 409
    assert ("兹将" in adm.text("#text"), "请将" in adm.text("pre.source")) == (True, True)
    assert template_of(drafts) == theirs


def test_an_auditor_reads_templates_and_saves_none(office, adm, drafts) -> None:
    auditor = Visitor(web_app(office), "aud")

    assert auditor.get(PAGE).status_code == 200
    assert auditor.texts("#template button") == ["预览"]
    assert auditor.submit(PAGE, {"text": "x", "expect": 1}).status_code == 403
    assert drafts.read(1).revision == 1


def test_a_flow_without_letters_says_where_to_begin(adm, drafts) -> None:
    drafts.save(1, source="flow: bare\ntitle: 空\n", expect=1, by="adm")

    adm.get(f"{DRAFT}/letters")

    assert "先在表单的“函件”一节里加" in adm.text("#main")
    assert adm.submit(PAGE, {"text": "x", "expect": 2}).status_code == 200
    assert drafts.read(1).revision == 2
