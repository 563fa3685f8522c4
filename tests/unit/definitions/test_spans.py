"""A span reads what it writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.spans import Span, Unit
from guatu.errors import InvalidSpan

SPANS = st.builds(Span, st.integers(min_value=1, max_value=9_999), st.sampled_from(Unit))


@given(SPANS)
def test_a_span_reads_what_it_writes_in_both_languages(span: Span) -> None:
    assert Span.parse(str(span)) == span
    assert Span.parse(span.zh) == span


@given(st.text(max_size=20))
def test_any_text_is_a_span_or_invalid(text: str) -> None:
    try:
        span = Span.parse(text)
    except InvalidSpan:
        return

    assert span.amount > 0


@pytest.mark.parametrize("text", ["0 days", "-1 days", "1.5 days", "3", "days", "3 fortnights", ""])
def test_what_is_no_span_is_invalid(text: str) -> None:
    with pytest.raises(InvalidSpan):
        Span.parse(text)
