"""How far behind, as people write it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.gaps import Gap
from guatu.errors import InvalidGap


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("10 points", Gap(Fraction(10), "points")),
        ("more than 30 points", Gap(Fraction(30), "points", is_strict=True)),
        ("超过30个百分点", Gap(Fraction(30), "points", is_strict=True)),
        ("20 percent", Gap(Fraction(20), "percent")),
        ("超过 50%", Gap(Fraction(50), "percent", is_strict=True)),
        ("2.5 points", Gap(Fraction(5, 2), "points")),
    ],
)
def test_people_write_gaps_in_many_ways(text, gap) -> None:
    assert Gap.parse(text) == gap


@pytest.mark.parametrize("text", ["", "10", "0 points", "101 percent", "-5 points", "ten points"])
def test_what_is_no_gap_is_refused(text) -> None:
    with pytest.raises(InvalidGap):
        Gap.parse(text)


@given(
    st.integers(1, 1000).map(lambda n: Fraction(n, 10)),
    st.sampled_from(["points", "percent"]),
    st.booleans(),
)
def test_a_gap_reads_back_as_it_was_written(amount, measure, strict) -> None:
    gap = Gap(amount, measure, strict)

    assert Gap.parse(str(gap)) == gap
