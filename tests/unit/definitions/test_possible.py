"""What can be told of expressions is right, and of the rest nothing is said."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guatu.definitions import read_flow
from guatu.definitions.document import DecisionPart, Document, FieldPart
from guatu.definitions.expressions import Scope
from guatu.definitions.possible import can_hold, first_to_hold, range_in
from guatu.definitions.shorthands import TitlePart

FAULTS = Path(__file__).parent / "faults"
FIELDS = {
    "amount": {"type": "number", "min": 0, "max": 10},
    "count": {"type": "integer", "min": 1},
    "kind": {"type": "choice", "options": {"a": "甲", "b": "乙"}},
    "urgent": {"type": "boolean"},
    "name": {"type": "text"},
    "day": {"type": "date"},
    "other_day": {"type": "date"},
}
DOC = Document.model_construct(
    fields={key: FieldPart(title=TitlePart(zh=key), **said) for key, said in FIELDS.items()},
    decisions={
        "size": DecisionPart.model_construct(
            outcomes={"small": TitlePart(zh="小"), "large": TitlePart(zh="大")}
        )
    },
    grade="size",
)
KNOWN = partial(range_in, DOC)
SCOPE = Scope(
    {
        **{key: said["type"] for key, said in FIELDS.items()},
        "size": "text",
        "grade": "text",
        "stage": "text",
        "today": "date",
        "filled": "texts",
        "materials": "texts",
    },
    {},
)


def compiled(*sources: str):
    return [SCOPE.compile(source) for source in sources]


@pytest.mark.parametrize(
    "source",
    [
        "amount > 10.0",
        "amount < 0.0",
        "10.0 < amount",
        "count < 1",
        "count > 3 && count < 4",
        "amount > 3.0 && amount < 3.0",
        "amount >= 3.0 && !(amount > 2.0)",
        "kind == 'a' && kind == 'b'",
        "kind != 'a' && kind != 'b'",
        "!(kind in ['a', 'b']) && 'kind' in filled",
        "urgent && !urgent",
        "name == 'x' && name == 'y'",
        "size == 'small' && grade == 'large' && size != 'small'",
        "'day' in filled && !('day' in filled)",
        "'plan' in materials && !('plan' in materials)",
        "(amount > 5.0 || amount < 1.0) && amount > 2.0 && amount < 4.0",
    ],
)
def test_what_can_never_hold_is_found(source: str) -> None:
    assert not can_hold(KNOWN, compiled(source))


@pytest.mark.parametrize(
    "source",
    [
        "amount >= 10.0",
        "amount > 9.99",
        "count > 3 && count < 5",
        "amount > 3.0 && amount < 3.1",
        "kind != 'a'",
        "!(kind in ['a'])",
        "name != 'x' && name != 'y'",
        "!('day' in filled)",
        "size == 'small' || amount > 10.0",
        # nothing is said of these
        "day < other_day && other_day < day",
        "amount * 2.0 > 30.0",
        "name.startsWith('x') && name.startsWith('y')",
        "stage == 'a' && stage == 'b'",
        "today < day && day < today",
        "amount > 20.0 || name.size() > 3",
        "'\\\\d' == name && name == 'x'",
    ],
)
def test_what_may_hold_is_left_alone(source: str) -> None:
    assert can_hold(KNOWN, compiled(source))


@pytest.mark.parametrize(
    ("rows", "reached"),
    [
        (["amount >= 1.0", "amount >= 3.0"], {0}),
        (["amount >= 3.0", "amount >= 1.0"], {0, 1}),
        (["kind == 'a'", "kind == 'b'", "kind in ['a', 'b']"], {0, 1}),
        (
            ["amount > 2.0", "amount <= 2.0", "urgent"],
            {0, 1, 2},
        ),  # urgent where no amount is filled
        (["day < other_day", "amount > 3.0"], {0, 1}),
        ([], set()),
    ],
)
def test_rows_that_those_before_leave_nothing_for_are_found(rows, reached) -> None:
    assert first_to_hold(KNOWN, compiled(*rows)) == reached


def test_too_many_values_to_try_are_left_alone() -> None:
    crowd = " || ".join(f"amount == {n}.5" for n in range(9))
    more = " || ".join(f"count == {n}" for n in range(1, 90))

    assert can_hold(KNOWN, compiled(f"({crowd}) && ({more}) && urgent && !urgent"))


def test_a_published_flow_is_still_read_whatever_is_found_of_it_now() -> None:
    source = (FAULTS / "row_covered_by_those_before.yaml").read_text(encoding="utf-8")

    flow = read_flow(source, file="flow.yaml", templates={}, is_published=True)

    assert list(flow.decisions["size"].outcomes) == ["small", "large"]


COMPARED = st.one_of(
    st.builds(
        "amount {} {}.0".format, st.sampled_from(["<", "<=", ">", ">=", "=="]), st.integers(0, 10)
    ),
    st.builds("count {} {}".format, st.sampled_from(["<", ">=", "!="]), st.integers(1, 9)),
    st.sampled_from(["kind == 'a'", "kind != 'b'", "urgent", "'kind' in filled"]),
)
EXPRESSIONS = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({}) && ({})".format, inner, inner),
        st.builds("({}) || ({})".format, inner, inner),
    ),
    max_leaves=5,
)
FACTS = st.fixed_dictionaries(
    {
        "amount": st.none() | st.floats(0, 10),
        "count": st.none() | st.integers(1, 50),
        "kind": st.sampled_from([None, "a", "b"]),
        "urgent": st.sampled_from([None, True, False]),
    }
)


@given(EXPRESSIONS, FACTS)
@settings(max_examples=150)
def test_nothing_that_holds_for_some_facts_is_said_never_to_hold(source: str, facts) -> None:
    expression = SCOPE.compile(source)
    filled = {"filled": [name for name, value in facts.items() if value is not None]}

    assert not isinstance(expression, tuple)
    if expression.holds({**facts, **filled}):
        assert can_hold(KNOWN, [expression])
