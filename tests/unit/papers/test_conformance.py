"""A printed letter is what GB/T 9704-2012 asks for, whatever stands in it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guatu.notifications.papers.pdf import PdfPress
from guatu.notifications.writing.letters import (
    Annex,
    Heading,
    OfficialLetter,
    Paragraph,
    Presence,
    Table,
)
from testkit.paper_checks import faults
from testkit.papers import BOTTOM, CHAR, LEFT, MM, PITCH, RIGHT, TOP, Paper
from testkit.sample_letters import DOCUMENT, JOINT, LETTER_FORM, SAMPLES, TABLE, UPWARD, body

MOMENT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
EXAMPLES = int(os.environ.get("GUATU_PAPERS_EXAMPLES", "40"))
RARE = "喆堃垚祎玥镕㛃"
COMMON = "关于推进重点项目建设有关事项投资促进局办理期限用地手续资金到位开工县区负责同志研究协调"
SIGNS = "，。、；：（）《》“”—…·％℃"


def printed(press: PdfPress, letter: OfficialLetter, seals: list[bytes] | None = None) -> Paper:
    return Paper(press.render(letter, seals=seals or [], moment=MOMENT).content)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_conforms(press, seal, name) -> None:
    letter = SAMPLES[name]
    seals = [seal] * len(letter.signers) if letter.is_sealed else []

    assert faults(letter, printed(press, letter, seals), seals=len(seals)) == []


def test_a_full_page_has_22_rows_on_the_grid(press) -> None:
    paper = printed(press, replace(DOCUMENT, blocks=body(14)))
    second = [row for row in paper.rows if row.first.page == 2]

    assert len(second) == 22
    assert second[0].first.top == pytest.approx(TOP, abs=0.05)
    assert second[-1].first.bottom == pytest.approx(BOTTOM, abs=0.05)
    steps = [b.first.baseline - a.first.baseline for a, b in pairwise(second)]
    assert steps == pytest.approx([29.609] * 21, abs=0.05)


def test_a_row_of_hanzi_has_28_of_them(press) -> None:
    paper = printed(press, replace(DOCUMENT, blocks=(Paragraph(text="请各单位抓紧办理" * 20),)))
    full = [row for row in paper.rows if set(row.text) <= set("请各单位抓紧办理")]

    assert [len(row.signs) for row in full[1:-1]] == [28] * (len(full) - 2)
    assert full[0].first.x == pytest.approx(LEFT + 2 * CHAR, abs=0.1)


def test_the_mark_stands_35_mm_below_the_type_area_top_and_is_squeezed_to_its_width(press) -> None:
    paper = printed(press, DOCUMENT)
    mark = [sign for sign in paper.signs if sign.is_red]

    assert "".join(sign.text for sign in mark) == DOCUMENT.mark[0]
    assert mark[0].x >= LEFT - MM
    assert mark[-1].end <= RIGHT + MM


def test_joint_issuers_stand_one_under_another_in_one_width(press) -> None:
    paper = printed(press, JOINT)
    red = [sign for sign in paper.signs if sign.is_red]
    starts = {}
    for sign in red[: -len(JOINT.mark_word)]:
        starts.setdefault(round(sign.baseline), []).append(sign)

    assert len(starts) == len(JOINT.mark)
    assert max(r[0].x for r in starts.values()) - min(r[0].x for r in starts.values()) < 3
    assert max(r[-1].end for r in starts.values()) - min(r[-1].end for r in starts.values()) < 3
    assert red[-1].x > max(row[-1].end for row in starts.values())


def test_an_upward_letter_has_its_number_left_and_its_signers_right(press) -> None:
    paper = printed(press, UPWARD)
    number = paper.find(UPWARD.number, 16)
    third = paper.find(UPWARD.approvers[2], 16)
    first = paper.find(UPWARD.approvers[0], 16)

    assert number[0].x == pytest.approx(LEFT + CHAR, abs=0.1)
    assert number[0].baseline == pytest.approx(third[0].baseline)
    assert first[0].x == pytest.approx(third[0].x)
    assert third[0].baseline - first[0].baseline == pytest.approx(PITCH, abs=0.05)


def test_the_letter_form_has_its_number_at_the_right_below_the_double_rule(press) -> None:
    paper = printed(press, LETTER_FORM)
    number = paper.find(LETTER_FORM.number, 16)
    _, thin, *_ = sorted(paper.strokes, key=lambda stroke: stroke.middle)

    assert number[-1].end == pytest.approx(RIGHT, abs=0.3)
    assert number[0].top - thin.middle - thin.thickness / 2 == pytest.approx(14, abs=0.1)


def test_the_head_of_a_table_comes_again_on_every_page_and_the_grid_goes_on(press) -> None:
    long = Table(rows=TABLE.rows[:1] + TABLE.rows[1:] * 12, has_head=True)
    paper = printed(press, replace(DOCUMENT, blocks=(*body(2), long, *body(3))))
    heads = [s for s in paper.text if s.text == "限" and s.font == "FandolHei-Regular"]

    assert len({sign.page for sign in heads}) >= 2
    assert faults(replace(DOCUMENT, blocks=(*body(2), *body(3))), paper) == []


def test_a_signature_after_a_table_goes_with_its_last_row(press) -> None:
    for rows in range(4, 16):
        table = Table(rows=(TABLE.rows[1],) * rows)
        paper = printed(press, replace(DOCUMENT, blocks=(table,)))
        date = paper.find(DOCUMENT.date, 16, last=True)
        cells = [sign for sign in paper.signs if abs(sign.size - 12) < 0.1]

        assert date[0].page in {sign.page for sign in cells}


def test_a_cell_longer_than_a_page_breaks_and_loses_nothing(press) -> None:
    long = "用地手续尚未办结，" * 200
    table = Table(rows=(("一", long), ("二", "办结")))
    paper = printed(press, replace(DOCUMENT, blocks=(table,)))
    shown = "".join(sign.text for sign in paper.signs if abs(sign.size - 12) < 0.1)

    assert sorted(shown) == sorted("一二办结" + long)
    assert max(sign.bottom for sign in paper.text) < BOTTOM + MM


def test_a_draft_says_so_and_moves_nothing(press) -> None:
    final = press.render(DOCUMENT, moment=MOMENT).content
    draft = press.render(DOCUMENT, moment=MOMENT, is_draft=True).content
    black = [s for s in Paper(draft).signs if s.is_black or s.is_red]

    assert [(s.text, s.page, s.x, s.baseline) for s in black] == [
        (s.text, s.page, s.x, s.baseline) for s in Paper(final).signs
    ]
    assert "草稿" in "".join(s.text for s in Paper(draft).signs if not (s.is_black or s.is_red))


def test_a_draft_has_blank_places_for_number_and_date(press) -> None:
    letter = replace(DOCUMENT, number="滨招委办发〔2026〕　号", date="", print_date="")
    content = press.render(letter, moment=MOMENT, is_draft=True).content
    date = Paper(content).find("年月日", 16, last=True)

    assert "".join(sign.text for sign in date) == "年月日"
    assert date[0].x - date[-1].x == pytest.approx(-6 * CHAR, abs=CHAR)
    assert date[-1].end == pytest.approx(RIGHT - 4 * CHAR, abs=1)


# --- generated letters -------------------------------------------------------------------

hanzi = st.sampled_from(COMMON + RARE)
words = st.text(hanzi, min_size=2, max_size=9)
clauses = st.lists(
    st.one_of(
        words,
        words.map("《{}》".format),
        words.map("“{}”".format),
        st.sampled_from(["2026年3月9日", "12.5%", "——", "……", "3.5万㎡", "K7-02", "（试行）"]),
    ),
    min_size=1,
    max_size=12,
)
sentences = st.builds(
    lambda parts, marks: "".join(a + b for a, b in zip(parts, marks, strict=False))[:-1] + "。",
    clauses,
    st.lists(st.sampled_from("，、；："), min_size=12, max_size=12),
)
paragraphs = st.builds(
    lambda lead, some: Paragraph(text=f"各{lead}{''.join(some)}"),
    words,
    st.lists(sentences, min_size=1, max_size=6),
)
headings = st.builds(
    lambda level, text, rest: Heading(
        level=level, text=("一、", "（一）", "1. ", "（1）")[level - 1] + text, rest=rest
    ),
    st.integers(1, 4),
    words,
    st.one_of(st.just(""), sentences),
)
cells = st.one_of(words, words, sentences.map(lambda text: text[:60]))


def table(columns: int) -> st.SearchStrategy[Table]:
    row = st.lists(cells, min_size=columns, max_size=columns).map(tuple)
    head = st.lists(words, min_size=columns, max_size=columns).map(tuple)
    rows = st.lists(row, min_size=1, max_size=12).map(tuple)
    with_head = st.builds(lambda h, r: Table(rows=(h, *r), has_head=True), head, rows)
    return st.one_of(with_head, rows.map(lambda r: Table(rows=r)))


tables = st.integers(1, 5).flatmap(table)
blocks = st.lists(st.one_of(paragraphs, paragraphs, headings, tables), min_size=1, max_size=14)
titles = st.one_of(
    st.text(hanzi, min_size=3, max_size=75).map(lambda text: f"关于{text}的通知"[-80:]),
    st.lists(words, min_size=3, max_size=8).map(lambda w: f"关于《{''.join(w)}》的函"),
)
organs = st.builds(lambda word: f"某市{word}局", st.text(hanzi, min_size=2, max_size=8))
dates = st.dates(datetime(2020, 1, 1).date(), datetime(2030, 12, 31).date()).map(  # noqa: DTZ001
    lambda day: f"{day.year}年{day.month}月{day.day}日"
)
letters = st.builds(
    OfficialLetter,
    title=titles.map(lambda title: (title,)),
    blocks=blocks.map(tuple),
    annexes=st.lists(
        st.builds(Annex, title=st.text(hanzi, min_size=4, max_size=40), blocks=blocks.map(tuple)),
        max_size=2,
    ).map(tuple),
    layout=st.sampled_from(["文件", "文件", "信函", "纪要", "单"]),
    copy_number=st.sampled_from(["", "000007"]),
    secrecy=st.sampled_from(["", "秘密★1年"]),
    urgency=st.sampled_from(["", "特急"]),
    mark=st.lists(organs, min_size=1, max_size=5).map(tuple),
    mark_word=st.sampled_from(["", "文件"]),
    number=st.integers(1, 999).map("某投〔2026〕{}号".format),
    approvers=st.one_of(
        st.just(()), st.lists(st.text(hanzi, min_size=3, max_size=4), max_size=4).map(tuple)
    ),
    to=st.lists(organs, max_size=40, unique=True).map("、".join),
    presences=st.one_of(
        st.just(()),
        st.builds(
            lambda n: (Presence(label="出席", names="、".join(n)),), st.lists(words, min_size=1)
        ),
    ),
    signers=st.lists(organs, min_size=1, max_size=7, unique=True).map(tuple),
    date=dates,
    note=st.one_of(st.just(""), words.map("联系人：{}，联系电话：0000-1234567".format)),
    copy_to=st.one_of(st.just(""), st.lists(organs, min_size=1, max_size=12).map("，".join)),
    printer=st.one_of(st.just(""), organs),
    print_date=dates,
)


@given(letter=letters, is_sealed=st.booleans())
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_a_generated_letter_conforms(press, seal, letter, is_sealed) -> None:
    seals = [seal] * len(letter.signers) if letter.is_sealed and is_sealed else []

    assert faults(letter, printed(press, letter, seals), seals=len(seals)) == []
