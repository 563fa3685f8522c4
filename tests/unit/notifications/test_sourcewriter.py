"""A letter is written as source text and read back, whatever its values are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.errors import LetterFailed
from guatu.notifications.writing.inert import cleaned
from guatu.notifications.writing.letters import (
    PRESENCES,
    Annex,
    Heading,
    OfficialLetter,
    Paragraph,
    Presence,
    Table,
)
from guatu.notifications.writing.sourcetext import read_source
from guatu.notifications.writing.sourcewriter import as_source

NASTY = (
    "一、", "（一）", "1.", "1. ", "（1）", "|", "| a | b |", "|---|", "---", ":---:", "======", "=", "\\", "\\|",
    "\\\\", "　　", " ", "。", "；", "：", "，", "标题：", "主送：某局", "文件", "{{ 项目 }}", "{%", "<b>", "某", "1.5",
    "甲。乙", "0",
)  # fmt: skip
SEEN = st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn"))
texts = st.lists(
    st.sampled_from(NASTY) | st.text(alphabet=SEEN, max_size=4), min_size=1, max_size=5
).map("".join).filter(bool)  # fmt: skip
some = st.lists(texts, max_size=3).map(tuple)
optional = st.just("") | texts
paragraphs = st.builds(Paragraph, text=texts)
marks = st.sampled_from([(1, "一、"), (1, "十二、"), (2, "（三）"), (3, "12. "), (4, "（1）")])


@st.composite
def headings(draw):
    level, mark = draw(marks)
    text = mark + draw(texts if level < 3 else texts.filter(lambda text: not text[0].isdigit()))
    if level > 2:
        return Heading(level=level, text=text)
    rest = draw(optional)
    return Heading(level=level, text=f"{text}。" if rest else text, rest=rest)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 3))
    row = st.tuples(*[optional] * width)
    rows = tuple(draw(st.lists(row, min_size=1, max_size=4)))
    return Table(rows=rows, has_head=draw(st.booleans()))


blocks = st.lists(paragraphs | headings() | tables(), max_size=5).map(tuple)
presences = st.tuples(optional, optional, optional).map(
    lambda said: tuple(
        Presence(label=label, names=names)
        for label, names in zip(PRESENCES, said, strict=True)
        if names
    )
)


@st.composite
def letters(draw):
    mark = draw(some)
    return OfficialLetter(
        title=draw(st.lists(texts, min_size=1, max_size=3).map(tuple)),
        blocks=draw(blocks),
        annexes=draw(st.lists(st.builds(Annex, title=texts, blocks=blocks), max_size=2).map(tuple)),
        layout=draw(st.sampled_from(["文件", "信函", "纪要", "单"])),
        copy_number=draw(optional),
        secrecy=draw(optional),
        urgency=draw(st.sampled_from(["", "特急", "加急"])),
        mark=mark,
        mark_word=draw(st.sampled_from(["", "文件"])) if mark else "",
        number=draw(optional),
        approvers=draw(some),
        to=draw(optional),
        presences=draw(presences),
        signers=draw(some),
        date=draw(optional),
        note=draw(optional),
        copy_to=draw(optional),
        printer=draw(optional),
        print_date=draw(optional),
    )


@given(letters())
def test_a_letter_comes_back_from_its_source_text(letter: OfficialLetter) -> None:
    assert read_source(as_source(letter)) == letter


@given(letters())
def test_what_was_read_back_is_written_the_same_again(letter: OfficialLetter) -> None:
    written = as_source(letter)

    assert as_source(read_source(written)) == written


@given(texts)
def test_a_value_that_a_template_wrote_comes_back_too(value: str) -> None:
    text = cleaned(value)
    if not text:
        return
    letter = OfficialLetter(title=(text,), to=text, blocks=(Paragraph(text=text),))

    assert read_source(as_source(letter)) == letter


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (Paragraph(text="请按期办理。"), "请按期办理。"),
        (Paragraph(text="一、目前进度；"), "一、目前进度；"),
        (Paragraph(text="1.5亿元"), "1.5亿元"),
        (Paragraph(text="一、目前进度"), "\\一、目前进度"),
        (Paragraph(text="| 甲"), "\\| 甲"),
        (Paragraph(text="======"), "\\======"),
        (Paragraph(text="　甲"), "\\　甲"),
        (Heading(level=1, text="一、情况"), "一、情况"),
        (Heading(level=2, text="（一）原因。", rest="逐项核对。"), "（一）原因。逐项核对。"),
        (Heading(level=1, text="一、甲。乙"), "一、甲\\。乙"),
        (Heading(level=1, text="一、如下："), "一、如下\\："),
    ],
)
def test_no_more_is_escaped_than_must_be(block, line) -> None:
    source = as_source(OfficialLetter(title=("甲",), blocks=(block,)))

    assert source == f"版式：文件\n标题：甲\n======\n{line}\n"


def test_two_tables_stay_two() -> None:
    one, two = Table(rows=(("甲", "乙"),)), Table(rows=(("丙",),), has_head=True)
    letter = OfficialLetter(title=("甲",), blocks=(one, two))

    assert as_source(letter).splitlines()[3:] == ["| 甲 | 乙 |", "\\", "| 丙 |", "|---|"]
    assert read_source(as_source(letter)) == letter


def test_a_body_named_like_the_word_beside_it_stays_a_body() -> None:
    letter = OfficialLetter(title=("甲",), blocks=(), mark=("某局", "文件"))

    assert read_source(as_source(letter)) == letter


def test_a_person_s_own_backslash_guards_what_follows() -> None:
    text = "标题：甲\n主送：乙\\|丙\n======\n\\一、不是标题\n| a \\| b | c |\n末尾的\\"

    letter = read_source(text)

    assert letter.to == "乙|丙"
    assert letter.blocks == (
        Paragraph(text="一、不是标题"),
        Table(rows=(("a | b", "c"),)),
        Paragraph(text="末尾的\\"),
    )


def test_what_an_editor_leaves_behind_is_no_part_of_the_letter() -> None:
    text = "\ufeff标题：甲\u202e\r\n======\r\n正\u200b文\ufdd00\ufdd1\r\n"

    letter = read_source(text)

    assert (letter.title, letter.blocks) == (("甲",), (Paragraph(text="正文0"),))


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("标题：甲\n  主送局：乙\n======\n", (2, 3)),
        ("标题：甲\n紧急程度：  很急\n======\n", (2, 8)),
        ("标题：甲\n======\n正文\n　| 甲 | 乙", (4, 2)),
    ],
)
def test_what_can_t_be_read_is_refused_at_its_line_and_column(text, spot) -> None:
    with pytest.raises(LetterFailed) as caught:
        read_source(text)

    assert (caught.value.line, caught.value.column) == spot
