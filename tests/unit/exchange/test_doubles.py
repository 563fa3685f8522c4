"""Which names may mean the same case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.model import Field, Title
from guatu.exchange.doubles import Nearby, are_near, plain_parts, plain_text

FIELDS = {
    "name": Field(key="name", title=Title("项目名称"), type="text"),
    "enterprise": Field(key="enterprise", title=Title("投资企业"), type="text"),
    "year": Field(key="year", title=Title("年份"), type="integer"),
}


def parts(*values):
    found = plain_parts(
        tuple(FIELDS)[: len(values)], FIELDS, dict(zip(FIELDS, values, strict=False))
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    "name",
    [
        "海州轴承",
        "海州轴承有限公司",
        "海州轴承有限责任公司",
        "海州轴承股份有限公司",
        "海州轴承集团有限公司",
        "海州轴承（集团）有限公司",
        " 海州 轴承公司 ",
        "海州轴承(集团)",
    ],
)
def test_a_firm_is_one_firm_however_its_name_is_written(name):
    assert plain_text(name) == "海州轴承"


def test_a_name_that_is_nothing_but_an_ending_is_kept():
    assert plain_text("有限公司") == "有限公司"


def test_full_and_half_width_are_the_same():
    assert plain_text("ＡＢＣ　科技") == plain_text("abc科技")


@pytest.mark.parametrize("other", ["轴承基地项日", "轴承基地项", "轴承基地新项目", "基承轴地项目"])
def test_one_wrong_missing_or_further_sign_may_be_a_slip(other):
    assert are_near(parts("轴承基地项目"), parts(other)) == (other != "基承轴地项目")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("轴承基地一期", "轴承基地二期"),
        ("3号厂房项目", "4号厂房项目"),
        ("甲地块项目", "乙地块项目"),
    ],
)
def test_projects_that_are_numbered_are_not_the_same(one, other):
    assert not are_near(parts(one), parts(other))


def test_short_names_that_differ_are_not_the_same():
    assert not are_near(parts("轴承厂"), parts("轴承场"))


def test_only_one_part_of_an_identity_may_differ():
    assert are_near(parts("轴承基地项目", "海州轴承"), parts("轴承基地项日", "海州轴承公司"))
    assert not are_near(
        parts("轴承基地项目", "海州轴承制造"), parts("轴承基地项日", "海州轴承制选")
    )


def test_a_number_in_an_identity_is_never_a_slip():
    assert not are_near(parts("甲项目", "乙公司", 20260), parts("甲项目", "乙公司", 20261))


def test_an_identity_that_is_not_filled_is_near_nothing():
    assert plain_parts(("name", "enterprise"), FIELDS, {"name": "轴承基地项目"}) is None


WORD = st.text(alphabet="轴承基地项目", min_size=5, max_size=9)


@given(WORD, WORD)
def test_what_is_near_is_found_and_nothing_else(one, other):
    nearby = Nearby()
    nearby.add(2, parts(one))

    assert nearby.near(parts(other)) == ([2] if are_near(parts(one), parts(other)) else [])


@given(WORD, st.integers(min_value=0, max_value=8), st.sampled_from("轴承基"))
def test_any_sign_put_in_is_a_slip(word, at, sign):
    assert are_near(parts(word), parts(word[:at] + sign + word[at:]))
