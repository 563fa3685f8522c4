"""Days that come again in every period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.cycles import Cycle
from guatu.workflow.time.periods import due_day, period_of

EVERY = ["week", "month", "quarter", "half_year", "year"]
DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("every", "label", "first"),
    [
        ("week", "2026-W34", date(2026, 8, 17)),
        ("month", "2026-08", date(2026, 8, 1)),
        ("quarter", "2026-Q3", date(2026, 7, 1)),
        ("half_year", "2026-H2", date(2026, 7, 1)),
        ("year", "2026", date(2026, 1, 1)),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(every, label, first) -> None:
    found = period_of(date(2026, 8, 19), every)

    assert (found.label, found.first) == (label, first)


@given(DAYS, st.sampled_from(EVERY))
def test_periods_follow_one_another_without_gap_and_their_names_sort(day, every) -> None:
    period = period_of(day, every)

    assert period.first <= day < period.next.first
    assert period.label < period.next.label
    assert period_of(period.next.first - timedelta(days=1), every) == period


@pytest.mark.parametrize(
    ("cycle", "day", "due"),
    [
        # “The 23rd, or the working day before”: 23 August 2026 is a Sunday.
        (Cycle(every="month", month=1, day=23), date(2026, 8, 1), date(2026, 8, 21)),
        (
            Cycle(every="month", month=1, day=23, rolls="after"),
            date(2026, 8, 1),
            date(2026, 8, 24),
        ),
        (
            Cycle(every="month", month=1, day=23, rolls="none"),
            date(2026, 8, 1),
            date(2026, 8, 23),
        ),
        # The last of February, and of a quarter whose last day is a holiday.
        (Cycle(every="month", month=1, day=31), date(2026, 2, 10), date(2026, 2, 28)),
        (Cycle(every="quarter", month=3, day=31), date(2026, 8, 1), date(2026, 9, 30)),
        # 6 April 2026 is a day off: the working day before is Friday the 3rd.
        (Cycle(every="week", month=1, day=1), date(2026, 4, 8), date(2026, 4, 3)),
        (Cycle(every="half_year", month=6, day=15), date(2026, 9, 1), date(2026, 12, 15)),
        (Cycle(every="year", month=2, day=29), date(2028, 5, 1), date(2028, 2, 29)),
        (Cycle(every="year", month=2, day=29), date(2027, 5, 1), date(2027, 2, 26)),
    ],
)
def test_the_day_of_a_period_is_worked_where_it_should_be(cycle, day, due, worktime) -> None:
    assert due_day(cycle, period_of(day, cycle.every), worktime) == due


@given(
    DAYS,
    st.builds(
        Cycle,
        every=st.just("month"),
        month=st.just(1),
        day=st.integers(1, 31),
        rolls=st.sampled_from(["before", "after"]),
    ),
)
def test_a_rolled_day_is_a_working_day(worktime, day, cycle) -> None:
    assert worktime.is_workday(due_day(cycle, period_of(day, "month"), worktime))
