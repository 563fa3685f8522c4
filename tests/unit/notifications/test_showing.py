"""A letter is shown as text and as a page, and both say of a draft that it is one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.notifications.papers.measure import cells, wrapped
from guatu.notifications.papers.plaintext import WIDTH, as_plain_text
from guatu.notifications.papers.webpage import as_html
from guatu.notifications.writing.letters import Annex, OfficialLetter, Paragraph, Table
from guatu.notifications.writing.scribe import JinjaScribe

FACTS = {"今天": date(2026, 3, 5)}


def letter(**changes: object) -> OfficialLetter:
    given_fields: dict[str, object] = {
        "title": ("某市某委", "关于某事的通知"),
        "blocks": (Paragraph(text="请按期办理。"),),
        "mark": ("某市某委文件",),
        "number": "〔2026〕　号",
        "to": "某局",
        "signers": ("某市某委",),
        "copy_to": "某办。",
        "printer": "某委办公室",
    }
    return OfficialLetter(**{**given_fields, **changes})


def test_text_is_laid_out_like_a_letter() -> None:
    lines = as_plain_text(letter()).splitlines()

    assert lines[0].startswith("【草稿】")
    assert " " * 22 + "某市某委文件" in lines
    assert " " * 21 + "关于某事的通知" in lines
    assert "某局：" in lines
    assert "　　请按期办理。" in lines
    assert [line.strip() for line in lines[-6:]] == [
        "某市某委",
        "年　　月　　日",
        "",
        "-" * WIDTH,
        "抄送：某办。",
        "某委办公室" + " " * 28 + "年　　月　　日印发",
    ]


def test_a_table_is_set_in_columns() -> None:
    table = Table(rows=(("项目名称", "轴承"), ("编号", "7")))

    lines = as_plain_text(letter(blocks=(table,))).splitlines()

    assert "　　项目名称  轴承" in lines
    assert "　　编号      7" in lines


def test_a_table_too_wide_for_columns_is_told_row_by_row() -> None:
    long = "很长的内容" * 6
    table = Table(rows=(("甲", "乙"), (long, "一")), has_head=True)

    text = as_plain_text(letter(blocks=(table,)))

    assert "　　甲：很长的内容" in text
    assert "；乙：一" in text


def test_annexes_are_named_under_the_body_and_follow_the_signature() -> None:
    annexes = (Annex(title="清单", blocks=(Paragraph(text="第一项"),)), Annex(title="证明"))

    text = as_plain_text(letter(annexes=annexes))
    page = as_html(letter(annexes=annexes))

    assert "　　附件：1. 清单\n　　　　　2. 证明\n" in text
    assert text.index("附件1\n") > text.index("年　　月　　日")
    assert "1. 清单<br>2. 证明" in page


@given(
    st.text(alphabet="汉字，。《》“”（）ab1 ", max_size=200),
    st.sampled_from(["", "　　", "抄送："]),
)
def test_no_line_is_wider_than_the_page_and_no_word_is_lost(text: str, lead: str) -> None:
    lines = wrapped(text, WIDTH, first=lead)

    assert all(cells(line.rstrip()) <= WIDTH for line in lines)
    assert "".join(lines).replace(" ", "") == (lead + text).replace(" ", "")


def test_a_line_does_not_begin_with_a_closing_sign() -> None:
    lines = wrapped("汉" * 28 + "，汉" * 3 + "（汉）", WIDTH)

    assert lines == ["汉" * 27, "汉，汉，汉，汉（汉）"]


@pytest.mark.parametrize("layout", ["文件", "信函", "单"])
def test_a_page_stands_alone_and_fetches_nothing(layout: str) -> None:
    page = as_html(letter(layout=layout, note="联系人：甲", urgency="特急"))

    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "【草稿】" in page
    assert not any(word in page for word in ("http", "src=", "url(", "<script", "<link", "class="))


def test_a_released_letter_does_not_call_itself_a_draft() -> None:
    page = as_html(letter(), is_draft=False)
    text = as_plain_text(letter(), is_draft=False)

    assert "草稿" not in page + text
    assert 'role="note"' not in page
    assert "<title>某市某委关于某事的通知</title>" in page
    assert text == as_plain_text(letter()).split("\n\n", 1)[1]


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_rewritten_letter_says_whether_it_is_a_draft(spec, is_draft) -> None:
    scribe = JinjaScribe()
    body = scribe.draft(spec("请按期办理。"), FACTS).body

    written = scribe.rewrite(body, is_draft=is_draft, number="招办〔2026〕3号")

    assert ("草稿" in written.text, "草稿" in written.html) == (is_draft, is_draft)
    assert "招办〔2026〕3号" in written.text


def test_a_slip_shows_no_red() -> None:
    assert "#d7000f" in as_html(letter())
    assert "#d7000f" not in as_html(letter(layout="单"))


def test_a_draft_has_no_number_and_no_date_yet(spec) -> None:
    draft = JinjaScribe().draft(spec("请按期办理。"), FACTS)

    assert draft.title == "关于测试的通知"
    assert "〔2026〕　号" in draft.text
    assert "〔2026〕　号" in draft.html
    assert "年　　月　　日" in draft.text


def test_a_number_and_date_the_template_states_are_kept(spec) -> None:
    source = "标题：甲\n发文字号：招办〔2026〕　号\n成文日期：{{ 今天 | 日期 }}\n======\n乙"

    letter_ = JinjaScribe().letter(spec(source=source), FACTS)

    assert (letter_.number, letter_.date) == ("招办〔2026〕　号", "2026年3月5日")


def test_a_slip_shows_no_number_even_if_its_template_does(spec) -> None:
    source = "标题：甲\n发文字号：招办〔2026〕　号\n======\n乙"

    draft = JinjaScribe().draft(spec(source=source, is_slip=True), FACTS)

    assert "〔2026〕" not in draft.text + draft.html
    assert "草稿" not in draft.text + draft.html
