"""Every character gets a font that has it, before the page is set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.notifications.papers.faces import FACES, find_faces
from guatu.notifications.papers.sorts import MISSING_SORT, NO_FONT, Sorts, clean


@pytest.fixture
def sorts() -> Sorts:
    return Sorts(find_faces(are_system_fonts_used=False))


def test_text_is_cut_where_the_font_changes(sorts) -> None:
    runs = sorts.runs("仿宋", "王喆、李堃垚同志")

    assert [text for _, text in runs] == ["王", "喆", "、李", "堃垚", "同志"]
    assert [sorts.fonts[number][0].family for number, _ in runs[:2]] == [
        "FandolFang R",
        "Noto Serif CJK SC",
    ]
    assert sorts.substituted == dict.fromkeys("喆堃垚", "Noto Serif CJK SC")


def test_a_stand_in_is_thickened_in_a_title_only(sorts) -> None:
    (title,) = sorts.runs("小标宋", "喆")
    (body,) = sorts.runs("仿宋", "喆")

    assert sorts.fonts[title[0]][1]
    assert not sorts.fonts[body[0]][1]


def test_a_character_no_font_has_is_shown_as_a_missing_sort_and_reported(sorts) -> None:
    runs = sorts.runs("仿宋", "甲\U0001f600乙\ue000")

    assert "".join(text for _, text in runs) == f"甲{MISSING_SORT}乙{MISSING_SORT}"
    assert sorts.substituted == {"\U0001f600": NO_FONT, "\ue000": NO_FONT}


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("一\t二\n三\r四", "一 二 三 四"),
        ("零\u200b宽\ufeff度\u202e", "零宽度"),
        ("⼀⼆⾦", "一二金"),
        ("cafe\u0301", "café"),
        ("葛\U000e0100城", "葛城"),
        ("空\u00a0格\u2003", "空 格 "),
        ("　　年　　月", "　　年　　月"),
    ],
)
def test_text_is_made_fit_to_print(given_text, shown) -> None:
    assert clean(given_text) == shown


@given(st.sampled_from(FACES), st.text(max_size=40))
def test_any_text_gets_fonts_that_have_it(face, text) -> None:
    sorts = Sorts(find_faces(are_system_fonts_used=False))

    for number, run in sorts.runs(face, text):
        font, _ = sorts.fonts[number]
        assert all(font.has(character) for character in run)
