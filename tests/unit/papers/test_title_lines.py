"""A title is broken where a person would break it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.notifications.papers.titles import title_lines, title_width

LONG = "滨江市招商引资委员会办公室关于对年产10万吨锂电池正极材料项目实施红灯督办的通知"


def test_the_authors_lines_are_kept_when_they_fit() -> None:
    assert title_lines(("某市某局", "关于某事的通知")) == ["某市某局", "关于某事的通知"]


def test_a_short_title_is_one_line() -> None:
    assert title_lines(("关于某事的通知",)) == ["关于某事的通知"]


def test_a_long_title_is_broken_before_its_subject_and_balanced() -> None:
    assert title_lines((LONG,)) == [
        "滨江市招商引资委员会办公室",
        "关于对年产10万吨锂电池正极",
        "材料项目实施红灯督办的通知",
    ]


def test_a_line_of_the_author_that_is_too_long_is_broken() -> None:
    lines = title_lines(("某市某局", LONG))

    assert "".join(lines) == "某市某局" + LONG
    assert max(map(title_width, lines)) <= 20


def test_a_book_title_stays_whole_when_it_fits_a_line() -> None:
    lines = title_lines(("滨江市人民政府关于印发《重大项目服务办法（试行）》的通知",))

    assert any("《重大项目服务办法（试行）》" in line for line in lines)


def test_a_number_is_never_broken() -> None:
    lines = title_lines(("关于下达二十个单位共计一千二百三十家企业12345678.9万元资金的通知",))

    assert any("12345678.9" in line for line in lines)


@given(
    st.text(st.sampled_from("关于推进项目建设《》“”（）、，的和2026市"), min_size=5, max_size=80)
)
def test_no_title_loses_a_sign_or_is_too_wide(title) -> None:
    lines = title_lines((title,))

    assert "".join(lines) == title
    assert all(0 < title_width(line) <= 20 for line in lines)


@given(
    st.text(
        st.sampled_from("关于推进项目建设有关事项投资促进局、，的2026"), min_size=5, max_size=80
    )
)
def test_no_line_begins_with_a_closing_sign_while_there_is_another_way(title) -> None:
    text = f"甲乙丙丁{title}".replace("，，", "，").replace("、、", "、").replace("，、", "，")
    lines = title_lines((f"{text}通知",))

    assert not any(line.startswith(("的", "、，")) for line in lines[1:]) or "的的" in text
