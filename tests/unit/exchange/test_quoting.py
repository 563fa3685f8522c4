from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.exchange.quoting import guarded, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "＝1", "'=1"])
def test_what_a_spreadsheet_would_compute_is_written_behind_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


def test_other_text_is_written_as_it_is():
    assert [guarded(text) for text in ("甲", "1-2", "'甲'", "")] == ["甲", "1-2", "'甲'", ""]


@given(st.text(alphabet="=+-@＝'甲1"))
def test_a_text_that_was_guarded_is_read_as_it_was(text):
    assert unguarded(guarded(text)) == text
