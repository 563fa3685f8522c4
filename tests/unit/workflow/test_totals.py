"""What the figures of a case come to, in whatever order they are entered and put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.model import Series, Title
from guatu.workflow.figures import Figure, shown, total_of

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
FUNDS = Series(key="funds", title=Title("到位资金"))
WORKS = replace(FUNDS, keeps="last")
amounts = st.decimals(min_value=-9_999_999, max_value=9_999_999, places=4)
days = st.integers(0, 20).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
steps = st.lists(st.tuples(st.integers(0, 30), amounts, days), max_size=30)


def entered(taken: list[tuple[int, Decimal, date]]) -> list[Figure]:
    """Enter figures one after another; one that points at an entry which still counts corrects it."""
    figures: list[Figure] = []
    for target, amount, day in taken:
        number = len(figures) + 1
        current = [f for f in figures if f.corrected_by is None]
        wrong = next((f for f in current if f.number == target), None)
        if wrong is not None:
            figures[wrong.number - 1] = replace(wrong, corrected_by=number)
        figures.append(
            Figure(
                case=1,
                series="funds",
                number=number,
                day=day,
                amount=amount,
                parts={},
                note="",
                by="lin",
                at=AT,
                corrects=wrong.number if wrong else None,
            )
        )
    return figures


@given(steps)
def test_the_total_is_the_sum_of_the_entries_nobody_put_right(taken) -> None:
    figures = entered(taken)

    current = [f.amount for f in figures if f.corrected_by is None]
    assert (total_of(FUNDS, figures) or 0) == sum(current)


@given(steps, st.randoms())
def test_the_total_is_the_same_in_whatever_order_it_is_added_up(taken, chance) -> None:
    figures = entered(taken)
    shuffled = figures.copy()
    chance.shuffle(shuffled)

    assert total_of(FUNDS, shuffled) == total_of(FUNDS, figures)
    assert total_of(WORKS, shuffled) == total_of(WORKS, figures)


@given(steps)
def test_the_last_is_of_the_latest_day_among_those_that_count(taken) -> None:
    counting = [f for f in entered(taken) if f.counts]

    total = total_of(WORKS, entered(taken))

    latest = max((f.day for f in counting), default=None)
    assert total in {f.amount for f in counting if f.day == latest} or (
        total is None and not counting
    )


def test_of_one_day_the_entry_made_last_counts() -> None:
    day = date(2026, 3, 2)

    assert total_of(WORKS, entered([(0, Decimal(70), day), (0, Decimal(30), day)])) == 30


def test_an_amount_is_written_without_idle_zeros() -> None:
    written = [shown(Decimal(text)) for text in ("500.0000", "0.5000", "1200", "0.0001", "0.0000")]

    assert written == ["500", "0.5", "1200", "0.0001", "0"]
