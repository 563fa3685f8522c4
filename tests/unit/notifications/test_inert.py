"""No value can become a field, an annex, a heading, a table or markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.model import LetterSpec, Title
from guatu.notifications.writing.inert import SourceText, cleaned
from guatu.notifications.writing.letters import Heading, OfficialLetter, Paragraph, Table
from guatu.notifications.writing.scribe import JinjaScribe

SOURCE = """\
标题：{{ 值 }}|关于{{ 值 }}的通知
主送：{{ 值 }}
抄送：{{ 表 | 列 }}
======
{{ 值 }}
甲{{ 值 }}
{{ 值 }}、乙
一、{{ 值 }}
（一）{{ 值 }}。{{ 值 }}
{% for 项 in 表 %}
{{ loop.index }}. {{ 项 | trim }}
{% endfor %}
| 名 | 值 |
|---|---|
| {{ 值 }} | {{ 值 | replace('某', '某') }} |
{{ 值 | default('无', true) }}{{ 值 }}
======{{ 值 }}附件
{{ 值 }}
"""
SPEC = LetterSpec(key="k", title=Title("k"), template="k", source=SOURCE)
HOSTILE = (
    "\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "======", "\n======附件\n", "一、", "（一）",
    "1.", "1. ", "（1）", "|", "| a | b |", "|---|", "标题：", "\n主送：某局\n", "：", "。", "；",
    "{{ 项目 }}", "{% if %}", "{#", "\ufdd0", "\ufdd1", "\ufdd00\ufdd1", "0", "<b>", "</p>",
    "&amp;",
    '"', "'", "<!--", "]]>", "<script>", "\u202e", "\u2066", "\u2069", "\u200b", "****", "**甲**",
    "十二、", "（十）", "12.", "（12）",
    "\n| a |\n|---|\n", "\n====== 附件", "\\", "\\一、", "\ufdd2", "\ufdd3", "\ufdd265\ufdd3",
    "\ufdd43\ufdd5", "版式：单", "\n签发人：某", "\ufeff", "\ud800", "\x00", "某", " ",
)  # fmt: skip
values = st.lists(
    st.sampled_from(HOSTILE) | st.text(alphabet=st.characters(codec=None), max_size=5), max_size=8
).map("".join)


def letter_of(value: str) -> OfficialLetter:
    facts = {"值": value, "表": [value, value]}
    return JinjaScribe().letter(SPEC, facts)


def shape(letter: OfficialLetter) -> object:
    """Tell a letter's structure without its words."""
    return (
        len(letter.title),
        [_kind(block) for block in letter.blocks],
        [[_kind(block) for block in annex.blocks] for annex in letter.annexes],
        letter.layout,
        (letter.urgency, letter.mark, letter.signers, letter.date, letter.note, letter.printer),
    )


def _kind(block: object) -> object:
    if isinstance(block, Heading):
        return ("heading", block.level, bool(block.rest))
    if isinstance(block, Table):
        return ("table", [len(row) for row in block.rows], block.has_head)
    return "paragraph"


@given(values)
def test_a_letter_has_the_same_structure_whatever_its_values(value: str) -> None:
    harmless = shape(letter_of(f"值{cleaned(value)}"))

    assert shape(letter_of(f"值{value}")) == harmless


@given(st.sampled_from(HOSTILE), values)
def test_a_value_at_the_start_of_a_line_is_a_paragraph(start: str, value: str) -> None:
    text = f"{start}{value}终"

    letter = letter_of(text)

    assert letter.blocks[0] == Paragraph(text=cleaned(text))


@given(values)
def test_a_value_stands_in_the_letter_as_it_was_given(value: str) -> None:
    text = cleaned(f"始{value}终")

    letter = letter_of(f"始{value}终")

    assert letter.blocks[1] == Paragraph(text=f"甲{text}")
    assert letter.title == (text, f"关于{text}的通知")
    assert letter.blocks[7] == Table(rows=(("名", "值"), (text, text)), has_head=True)


@given(values)
def test_a_value_is_one_line_that_can_be_encoded(value: str) -> None:
    line = cleaned(value)

    assert line.encode("utf-8").decode("utf-8") == line
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufdd0\ufdd1]", line)


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(f"<{tag} {sorted(name for name, _ in attrs)}>")

    def handle_endtag(self, tag):
        self.tags.append(f"</{tag}>")

    def handle_comment(self, data):
        self.tags.append("<!-- -->")

    def handle_data(self, data):
        self.text.append(data)


@given(values)
def test_a_page_has_the_same_tags_whatever_its_values(value: str) -> None:
    given_page, harmless = Tags(), Tags()
    scribe = JinjaScribe()

    given_page.feed(scribe.draft(SPEC, {"值": f"值{value}", "表": ["值"]}).html)
    harmless.feed(scribe.draft(SPEC, {"值": "值", "表": ["值"]}).html)

    assert given_page.tags == harmless.tags
    assert cleaned(f"值{value}") in "".join(given_page.text)


@pytest.mark.parametrize("value", ["", " ", "\n", "\u200b"])
def test_an_empty_value_leaves_no_empty_paragraph(value: str) -> None:
    letter = letter_of(value)

    assert Paragraph(text="") not in letter.blocks


def test_a_value_with_a_full_stop_does_not_double_the_sentence_s() -> None:
    spec = replace(SPEC, source="标题：甲\n======\n原因：{{ 值 }}。另，{{ 值 }}")

    letter = JinjaScribe().letter(spec, {"值": "已超期。"})

    assert letter.blocks == (Paragraph(text="原因：已超期。另，已超期。"),)


def test_a_token_without_its_value_is_nothing() -> None:
    assert SourceText(skeleton="").filled("甲\ufdd09\ufdd1乙") == "甲乙"
