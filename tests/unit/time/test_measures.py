"""Behind plan: the day it begins is the first day on which counting by hand says so."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.gaps import Gap
from guatu.workflow.time.measures import Progress, Standing, day_behind, published_at
from guatu.workflow.values import Published

START = date(2026, 3, 1)


def progress(done, days: int = 100) -> Progress:
    return Progress(
        title="形象进度",
        start=START,
        end=START + timedelta(days=days),
        done=Fraction(done),
        is_reported=True,
    )


@pytest.mark.parametrize(
    ("gap", "done", "day"),
    [
        # 银川: 10 points behind is yellow, more than 30 is red.
        ("10 points", 0, date(2026, 3, 11)),
        ("10 points", 25, date(2026, 4, 5)),
        ("more than 30 points", 0, date(2026, 4, 1)),
        ("more than 30 points", 70, None),
        ("30 points", 70, date(2026, 6, 9)),
        # 武汉: below 80 % of plan, so more than 20 % behind; 三亚: more than 50 %.
        ("more than 20 percent", 40, date(2026, 4, 21)),
        ("more than 50 percent", 20, date(2026, 4, 11)),
        ("20 percent", 0, date(2026, 3, 2)),
        ("100 percent", 1, None),
        ("100 percent", 0, date(2026, 3, 2)),
    ],
)
def test_rules_of_real_places_come_out_on_the_right_day(gap, done, day) -> None:
    assert day_behind(progress(done), Gap.parse(gap)) == day


@given(
    st.integers(1, 700),
    st.integers(0, 1200).map(lambda n: Fraction(n, 10)),
    st.builds(
        Gap,
        st.integers(1, 1000).map(lambda n: Fraction(n, 10)),
        st.sampled_from(["points", "percent"]),
        st.booleans(),
    ),
)
def test_the_first_day_behind_is_the_one_found_by_counting(days, done, gap) -> None:
    plan = progress(done, days)

    def is_behind(day: int) -> bool:
        planned = Fraction(100 * day, days)
        if gap.measure == "points":
            short, limit = planned - done, gap.amount
        else:
            short, limit = planned - done, planned * gap.amount / 100
        return day > 0 and (short > limit if gap.is_strict else short >= limit)

    counted = next((day for day in range(days + 1) if is_behind(day)), None)

    found = day_behind(plan, gap)
    assert found == (None if counted is None else START + timedelta(days=counted))


@pytest.mark.parametrize(("start", "end"), [(None, START), (START, None), (START, START)])
def test_nothing_is_behind_without_a_schedule(start, end) -> None:
    plan = Progress(title="", start=start, end=end, done=Fraction(0), is_reported=False)

    assert day_behind(plan, Gap.parse("1 points")) is None


def row(colors: str, entry: int = 1) -> tuple[Published, ...]:
    words = {"g": "green", "y": "yellow", "r": "red"}
    return tuple(
        Published(
            period=f"2026-{month:02}",
            at=datetime(2026, month, 25, tzinfo=UTC),
            light=words[letter],
            cause=words[letter],
            entry=entry,
        )
        for month, letter in enumerate(colors, start=1)
    )


@pytest.mark.parametrize(
    ("colors", "times", "period"),
    [
        ("yy", 2, "2026-02"),
        ("yyy", 2, "2026-02"),
        ("ygy", 2, None),
        ("gyry", 3, "2026-04"),
        ("yyg", 2, None),
        ("", 1, None),
    ],
)
def test_a_row_is_counted_from_the_end_and_broken_by_a_better_light(colors, times, period) -> None:
    found = published_at(Standing(entry=1, published=row(colors)), "yellow", times)

    assert (found.period if found else None) == period


def test_a_row_from_an_earlier_entry_counts_only_with_a_publication_of_this_one() -> None:
    before = row("yyy", entry=1)

    assert published_at(Standing(entry=2, published=before), "yellow", 2) is None
    now = (*before, *(p for p in row("gggy", entry=2) if p.period == "2026-04"))
    found = published_at(Standing(entry=2, published=now), "yellow", 2)
    assert found is not None
    assert found.period == "2026-04"
