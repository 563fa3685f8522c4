"""Expressions are typed, give sentences instead of exceptions, and may be shared by threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from guatu.definitions.expressions import CelExpression, Scope
from guatu.definitions.tokens import comparisons, identifiers

SCOPE = Scope(
    {
        "amount": "number",
        "count": "integer",
        "name": "text",
        "start": "date",
        "today": "date",
        "filled": "texts",
        "is_new": "boolean",
    },
    {"amount": "计划投资", "start": "开工日期"},
)


def compiled(source: str) -> CelExpression:
    expression = SCOPE.compile(source)
    assert isinstance(expression, CelExpression), expression
    return expression


def test_a_missing_fact_is_a_sentence_with_the_title_of_its_field() -> None:
    outcome = compiled("amount > 5000.0").evaluate({"name": "x"})

    assert outcome.value is None
    assert outcome.error == "计划投资未填写"


def test_a_fact_that_is_none_counts_as_missing() -> None:
    assert compiled("amount > 5.0").evaluate({"amount": None}).error == "计划投资未填写"


def test_an_error_is_never_true() -> None:
    assert not compiled("amount > 5.0").holds({})
    assert not compiled("1 / count == 1").holds({"count": 0})
    assert compiled("1 / count == 1").evaluate({"count": 0}).error == "除数为零"


def test_what_one_side_decides_needs_no_other_side() -> None:
    assert compiled("is_new || amount > 5.0").holds({"is_new": True})


@pytest.mark.parametrize("day", [
    date(2026, 3, 2),
    datetime(2026, 3, 2, tzinfo=UTC),
    datetime(2026, 3, 2),  # noqa: DTZ001 - a naive moment is what is tried
    datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=8))),
])  # fmt: skip
def test_dates_and_moments_are_compared(day: date) -> None:
    now = datetime(2026, 3, 3, tzinfo=UTC)

    assert compiled("start < today").holds({"start": day, "today": now})


@pytest.mark.parametrize("filled", [["name"], ("name",), {"name"}, frozenset({"name"})])
def test_collections_are_lists(filled: Any) -> None:
    assert compiled("'name' in filled").holds({"filled": filled})


def test_a_decimal_is_a_number() -> None:
    assert compiled("amount > 5.0").holds({"amount": Decimal("5.5")})


def test_a_value_of_a_wrong_type_is_a_sentence() -> None:
    assert compiled("amount > 5.0").evaluate({"amount": "much"}).error == "计划投资的值类型不符"
    assert compiled("name == 'x'").evaluate({"name": "\ud800"}).error


def test_names_are_the_variables_read() -> None:
    source = "amount > 1.0 && name.startsWith('count') && filled.exists(x, x == 'today')"

    assert compiled(source).names == {"amount", "name", "filled"}


def test_equality_is_by_source() -> None:
    assert compiled("amount > 1.0") == compiled("amount > 1.0")
    assert hash(compiled("amount > 1.0")) == hash(compiled("amount > 1.0"))
    assert compiled("amount > 1.0") != compiled("amount > 2.0")


def test_names_and_comparisons_ignore_text_literals_and_members() -> None:
    source = "a.b == 'c d' && 'x' in e && f in ['g', 'h'] // i == 'j'"

    assert set(identifiers(source)) == {"a", "in", "e", "f"}
    assert [(c.name, c.value) for c in comparisons(source)] == [
        ("e", "x"),
        ("f", "g"),
        ("f", "h"),
    ]


@pytest.mark.parametrize("source", [
    "", " ", "'", '"', "((((", "\\", "{", "[].all(x", "amount.amount", "\ud800", "\x00", "😀",
    "has(amount)", "has(name.x)", "9" * 400 + " == 1", "name.matches('(')", "a" * 2001,
    "[1,2,3].map(x, [1,2,3].map(y, x)) == []", "-9223372036854775808 - 1 == 0", "'" * 1999,
    "amount." + "x." * 500, "!" * 500 + "is_new", "is_new ? " * 100,
])  # fmt: skip
def test_hostile_expressions_are_problems_or_harmless(source: str) -> None:
    result = SCOPE.compile(source)

    if isinstance(result, CelExpression):
        assert result.evaluate({}).value in {None, True, False}
    else:
        assert result


def test_one_expression_serves_many_threads_at_once() -> None:
    expression = compiled("amount > 500.0 && name == 'x' && 'y' in filled")

    def count(start: int) -> int:
        return sum(
            expression.holds({"amount": float(n), "name": "x", "filled": ["y"]})
            for n in range(start, start + 1000)
        )

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(count, [0] * 40))

    assert counts == [499] * 40
