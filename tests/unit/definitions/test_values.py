"""Values for a case come typed or as people write them, and leave in the types of their fields."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions import coerce_values
from guatu.definitions.model import Field, Title
from guatu.errors import InvalidValues

FIELDS = {
    "name": Field(key="name", title=Title("名称"), type="text", is_required=True),
    "amount": Field(key="amount", title=Title("投资"), type="number", unit="万元", minimum=0),
    "count": Field(key="count", title=Title("人数"), type="integer", minimum=0, maximum=9000),
    "is_new": Field(key="is_new", title=Title("新办"), type="boolean"),
    "start": Field(key="start", title=Title("开工"), type="date"),
    "use": Field(
        key="use",
        title=Title("用途"),
        type="choice",
        options={
            "housing": Title("住宅", "Housing"),
            "works": Title("厂房"),
            "hall": Title("厂房"),
        },
    ),
    "place": Field(key="place", title=Title("地区"), type="territory"),
    "bureau": Field(key="bureau", title=Title("承接单位"), type="unit"),
}
PLACES = {"east": "东区", "west": "西区"}
UNITS = {"env": "生态环境局", "fire": "消防支队"}


def coerce(raw: dict[str, Any], *, partial: bool = True) -> dict[str, Any]:
    return coerce_values(FIELDS, raw, territories=PLACES, units=UNITS, partial=partial)


def refusals(raw: dict[str, Any], *, partial: bool = True) -> dict[str, str]:
    with pytest.raises(InvalidValues) as caught:
        coerce(raw, partial=partial)
    return {f.field: f.what_zh for f in caught.value.faults}


@pytest.mark.parametrize(("field", "given", "expected"), [
    ("name", "  新厂 \r\n", "新厂"),
    ("name", 2026001, "2026001"),
    ("amount", "12,000", 12000.0),
    ("amount", "１２００．５", 1200.5),
    ("amount", "1，200万元", 1200.0),
    ("amount", 5, 5.0),
    ("amount", "1e3", 1000.0),
    ("count", "12", 12),
    ("count", 12.0, 12),
    ("is_new", "是", True),
    ("is_new", " 否 ", False),
    ("is_new", True, True),
    ("start", "2026-03-02", date(2026, 3, 2)),
    ("start", "2026/3/2", date(2026, 3, 2)),
    ("start", "2026.3.2", date(2026, 3, 2)),
    ("start", "２０２６年３月２日", date(2026, 3, 2)),
    ("start", "2026-03-02 00:00:00", date(2026, 3, 2)),
    ("start", datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2)),
    ("start", date(2026, 3, 2), date(2026, 3, 2)),
    ("use", "housing", "housing"),
    ("use", "住宅", "housing"),
    ("use", "Housing", "housing"),
    ("place", "east", "east"),
    ("place", "西区", "west"),
    ("bureau", "env", "env"),
    ("bureau", " 消防支队 ", "fire"),
])  # fmt: skip
def test_a_value_is_brought_into_the_type_of_its_field(
    field: str, given: Any, expected: Any
) -> None:
    values = coerce({field: given})

    assert values == {field: expected}
    assert type(values[field]) is type(expected)


@pytest.mark.parametrize(("field", "given"), [
    ("name", True), ("name", ["x"]), ("name", "x" * 2001), ("name", "a\x00b"), ("name", "\ud800"),
    ("amount", math.nan), ("amount", math.inf), ("amount", "-1"), ("amount", "NaN"),
    ("amount", True), ("amount", "1,2"), ("amount", "一千"), ("amount", "1e999"),
    ("amount", 10**400), ("amount", "1_000"),
    ("amount", Decimal("sNaN")), ("count", Decimal("1e999999")), ("count", 10**400),
    ("count", "1.5"), ("count", 9001), ("count", "9" * 1999), ("count", math.nan),
    ("is_new", "maybe"), ("is_new", 1),
    ("start", "2026-02-30"), ("start", "2026-03/02"), ("start", "0206-03-02"), ("start", 46083),
    ("start", "2026-03-02 09:30"),
    ("use", "厂房"), ("use", "hosing"), ("use", 5), ("place", "north"),
    ("bureau", "环境"), ("bureau", 7),
])  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(field: str, given: Any) -> None:
    assert set(refusals({field: given})) == {field}


def test_all_faults_come_at_once() -> None:
    assert set(refusals({"amount": "x", "start": "y", "colour": "red"}, partial=False)) == {
        "amount",
        "start",
        "colour",
        "name",
    }


def test_an_unknown_field_comes_with_the_one_that_was_meant() -> None:
    assert refusals({"amuont": 5}) == {"amuont": "没有这个字段；是否应为“amount”？"}
    assert refusals({"投资": 5}) == {"投资": "没有这个字段；是否应为“amount”？"}


def test_titles_shared_by_two_options_must_be_told_apart() -> None:
    assert refusals({"use": "厂房"})["use"] == "有多个同名选项，请填键名：works、hall"


@pytest.mark.parametrize("empty", [None, "", "  ", "\u3000"])
def test_an_empty_value_is_refused_where_required_and_left_out_elsewhere(empty: Any) -> None:
    assert refusals({"name": empty}, partial=False) == {"name": "必须填写"}
    assert coerce({"name": "x", "start": empty}, partial=False) == {"name": "x"}


def test_a_part_of_the_values_may_leave_required_ones_out_and_clear_others() -> None:
    assert coerce({"start": ""}) == {"start": None}


def test_a_refusal_names_the_field_in_the_words_of_the_office() -> None:
    with pytest.raises(InvalidValues) as caught:
        coerce({"amount": "很多"})

    assert "投资（amount）：请填写数字（单位：万元，如 12,000 或 12.5）" in caught.value.sentence(
        "zh"
    )


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_written_with_commas_is_the_number(number: int) -> None:
    assert coerce({"amount": f"{number:,}"}) == {"amount": float(number)}


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_written_in_any_usual_way_is_the_date(day: date) -> None:
    chinese = f"{day.year}年{day.month}月{day.day}日"

    assert coerce({"start": day.isoformat()}) == coerce({"start": chinese}) == {"start": day}


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(),
    st.decimals(), st.lists(st.integers(), max_size=2), st.binary(max_size=3),
)  # fmt: skip


@given(st.dictionaries(st.one_of(st.sampled_from(list(FIELDS)), st.text()), ANYTHING))
def test_anything_gives_typed_values_or_invalid_values(raw: dict[str, Any]) -> None:
    try:
        values = coerce(raw)
    except InvalidValues:
        return

    types = {"name": str, "amount": float, "count": int, "is_new": bool, "start": date}
    for key, value in values.items():
        assert value is None or type(value) is types.get(key, str)
    assert coerce(values) == values
