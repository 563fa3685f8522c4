"""Two people's texts are joined by lines, and what both changed is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.editing import Conflict, merge

LINES = st.lists(st.sampled_from(["一", "二", "三", "", "  a: 1"]), max_size=12)
TEXTS = LINES.map("\n".join)
BASE = "stages:\n  a:\n    limit: 1 days\n  b:\n    limit: 2 days\n  c:\n    limit: 3 days\n"


@given(TEXTS, TEXTS)
def test_who_changed_nothing_takes_what_the_other_made(base, other) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other


@given(TEXTS, TEXTS)
def test_the_same_change_by_both_is_taken_once(base, both) -> None:
    merged = merge(base, both, both)

    assert (merged.text, merged.conflicts) == (both, ())


@given(TEXTS, TEXTS, TEXTS)
def test_the_sides_of_a_conflict_are_what_stood_there(base, mine, theirs) -> None:
    merged = merge(base, mine, theirs)

    for conflict in merged.conflicts:
        lines = merged.text.splitlines(keepends=True)[conflict.first - 1 : conflict.last]
        assert "".join(lines).rstrip("\n") == conflict.mine.rstrip("\n")
        assert conflict.mine != conflict.theirs


@given(st.integers(0, 9), st.integers(0, 9))
def test_changes_that_do_not_touch_both_survive(first, second) -> None:
    lines = [f"line {n}\n" for n in range(10)]
    mine = [f"mine {n}\n" if n == first else line for n, line in enumerate(lines)]
    theirs = [f"theirs {n}\n" if n == second else line for n, line in enumerate(lines)]

    merged = merge("".join(lines), "".join(mine), "".join(theirs))

    if abs(first - second) > 1:
        both = [mine[n] if n == first else theirs[n] for n in range(10)]
        assert (merged.text, merged.is_clean) == ("".join(both), True)
    else:
        assert len(merged.conflicts) == 1


def test_a_conflict_names_its_lines_and_both_sides() -> None:
    mine, theirs = BASE.replace("2 days", "5 days"), BASE.replace("2 days", "7 days")

    merged = merge(BASE, mine, theirs + "  d:\n")

    assert merged.text == mine + "  d:\n"
    assert merged.conflicts == (
        Conflict(
            first=5,
            last=5,
            base="    limit: 2 days\n",
            mine="    limit: 5 days\n",
            theirs="    limit: 7 days\n",
        ),
    )


def test_a_change_and_a_removal_of_one_line_are_a_conflict_without_theirs() -> None:
    mine = BASE.replace("2 days", "5 days")
    theirs = BASE.replace("  b:\n    limit: 2 days\n", "")

    (conflict,) = merge(BASE, mine, theirs).conflicts

    assert (conflict.mine, conflict.theirs) == ("  b:\n    limit: 5 days\n", "")


def test_a_last_line_without_a_break_gets_one_when_something_follows() -> None:
    merged = merge("a", "a", "a\nb")

    assert merged.text == "a\nb"
    assert merge("a\nb\nc", "x\nb\nc", "a\nb\nc\nd").text == "x\nb\nc\nd"
