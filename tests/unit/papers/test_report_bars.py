"""Bars of a report: from nought, in proportion, apart, and with their words in the drawing."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guatu.notifications.papers.reports.axis import axis_for
from guatu.notifications.papers.reports.bars import drawings_of
from guatu.notifications.papers.titles import title_width
from guatu.workflow.report_showing import charts_of
from guatu.workflow.reporting import ReportColumn, ReportTable
from testkit.sample_reports import HOSTILE, LIGHTS, PROMPTNESS, SIXTY

RATE = ReportColumn(key="rate", title="履约率", kind="rate")
COUNT = ReportColumn(key="count", title="项目数", kind="count", unit="个")
AMOUNT = ReportColumn(key="amount", title="到位资金", kind="amount", unit="万元")


def drawn(table, *, width=490.0, height=640.0):
    return list(drawings_of(table, width=width, height=height))


def table_of(cells, column=AMOUNT):
    rows = tuple((f"单位{place}", cell) for place, cell in enumerate(cells))
    columns = (ReportColumn(key="unit", title="单位"), column)
    return ReportTable(key="t", title="表", columns=columns, rows=rows, chart=(column.key,))


def test_an_axis_begins_at_nought_and_goes_in_round_steps() -> None:
    assert axis_for(0.375, 0.917, RATE).labels == ("0%", "20%", "40%", "60%", "80%", "100%")
    assert axis_for(9_800, 176_255.5, AMOUNT).labels == (
        *("0", "50,000", "100,000", "150,000", "200,000"),
    )
    assert axis_for(-5.25, 3.5, AMOUNT).ticks == (-6, -4, -2, 0, 2, 4)


def test_an_axis_of_counts_has_whole_steps() -> None:
    assert axis_for(0, 2, COUNT).ticks == (0, 1, 2)
    assert axis_for(1, 12, COUNT).ticks == (0, 3, 6, 9, 12)


def test_an_axis_of_nothing_but_noughts_has_a_length() -> None:
    assert axis_for(0, 0, RATE).span > 0


@given(
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 4)),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 4)),
)
@settings(deadline=None)
def test_an_axis_holds_nought_and_all_values_in_few_steps(one, other) -> None:
    axis = axis_for(min(one, other), max(one, other), AMOUNT)

    assert 0 in axis.ticks
    assert axis.ticks[0] <= min(one, other, 0)
    assert axis.ticks[-1] >= max(one, other, 0)
    assert 2 <= len(axis.ticks) <= 8


def test_columns_of_one_kind_and_unit_share_a_drawing() -> None:
    assert charts_of(PROMPTNESS) == [(3, 6), (4, 5)]
    assert charts_of(LIGHTS) == [(1, 2, 3)]


def test_no_drawing_has_more_than_three_series() -> None:
    columns = (
        ReportColumn(key="unit", title="单位"),
        *(replace(COUNT, key=f"c{number}") for number in range(4)),
    )
    table = ReportTable(
        key="t",
        title="表",
        columns=columns,
        rows=(("甲", 1, 2, 3, 4),),
        chart=("c0", "c1", "c2", "c3"),
    )

    assert charts_of(table) == [(1, 2, 3), (4,)]


def test_a_column_without_numbers_is_not_drawn() -> None:
    assert charts_of(table_of([None, None])) == []
    assert drawn(table_of([])) == []


def test_few_rows_stand_and_many_lie() -> None:
    (upright,) = drawn(LIGHTS)
    lying = drawn(PROMPTNESS)[0]

    assert len({box.width for box in upright.boxes[3:]}) == 1
    assert len({round(box.height, 3) for box in lying.boxes[2:]}) == 1


def test_bars_are_as_long_as_their_values() -> None:
    (drawing,) = drawn(table_of([10, 20, 40], replace(AMOUNT, kind="count")))
    tall = [box.height for box in drawing.boxes]

    assert tall[1] == pytest.approx(2 * tall[0])
    assert tall[2] == pytest.approx(4 * tall[0])


def test_a_value_below_nought_goes_to_the_left() -> None:
    (drawing,) = drawn(HOSTILE.tables[0])
    below, above = drawing.boxes[:2]

    assert below.x + below.width == pytest.approx(above.x)


def test_sixty_rows_go_on_in_a_second_drawing_with_the_same_axis() -> None:
    first, second = drawn(SIXTY.tables[0])

    assert [len(each.boxes) for each in (first, second)] == [30, 30]
    assert [each.words[0].text for each in (first, second)] == [
        "按期办结率（1/2）",
        "按期办结率（2/2）",
    ]
    assert {line.x for line in first.strokes} == {line.x for line in second.strokes}


def test_a_name_or_title_too_long_for_a_drawing_is_cut() -> None:
    table = replace(table_of([1, 2]), title="很长的标题" * 30, rows=(("很长的名称" * 300, 1),) * 9)
    (drawing,) = drawn(table)

    assert drawing.height < 640
    assert {words.text[-1] for words in drawing.words if words.text.startswith("很长")} == {"…"}


def test_every_row_is_said_in_words() -> None:
    (drawing,) = drawn(LIGHTS)

    assert drawing.said == (
        "条形图，亮灯情况（个）（绿灯、黄灯、红灯）：省级重大 6、2、1；市级重点 18、5、0；一般项目 41、9、4"
    )


@given(
    st.lists(
        st.one_of(st.none(), st.floats(-1e6, 1e9, allow_nan=False).map(lambda x: round(x, 4))),
        min_size=1,
        max_size=40,
    ).filter(lambda cells: any(cell is not None for cell in cells)),
    st.sampled_from([358.0, 490.0, 740.0]),
)
@settings(deadline=None)
def test_nothing_stands_outside_a_drawing_and_no_two_bars_overlap(cells, width) -> None:
    for drawing in drawn(table_of(cells), width=width, height=420):
        assert drawing.height <= 420
        for box in drawing.boxes:
            assert -0.01 <= box.x <= box.x + box.width <= drawing.width + 0.01
            assert 0 <= box.y <= box.y + box.height <= drawing.height + 0.01
        for words in drawing.words:
            assert words.y + words.height <= drawing.height + 1
            if words.side == "center":
                assert title_width(words.text) * words.size <= words.width
            if words.side == "left":
                assert words.x + title_width(words.text) * words.size <= drawing.width + 0.01
        for one, other in combinations(drawing.boxes, 2):
            assert (
                one.x + one.width <= other.x + 0.01
                or other.x + other.width <= one.x + 0.01
                or one.y + one.height <= other.y + 0.01
                or other.y + other.height <= one.y + 0.01
            )
