"""Two administrators at one text: nothing either wrote is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.merging import merge

TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "\n"]), max_size=8).map("".join)
BASE = "stages:\n  intake: {limit: 3 workdays}\n  review: {limit: 5 workdays}\n  issue: {}\n"


def test_changes_of_different_lines_are_both_kept() -> None:
    mine = BASE.replace("3 workdays", "4 workdays")
    theirs = BASE.replace("issue: {}", "issue: {limit: 1 workday}")

    merged = merge(BASE, mine, theirs)

    assert merged.text == mine.replace("issue: {}", "issue: {limit: 1 workday}")
    assert merged.conflicts == ()


def test_a_line_both_changed_stands_there_twice_between_marks() -> None:
    mine, theirs = BASE.replace("5 work", "7 work"), BASE.replace("5 work", "9 work")

    merged = merge(BASE, mine, theirs)

    (conflict,) = merged.conflicts
    assert (conflict.line, conflict.mine, conflict.theirs) == (
        3,
        "  review: {limit: 7 workdays}\n",
        "  review: {limit: 9 workdays}\n",
    )
    assert merged.text.splitlines()[2:7] == [
        "<<<<<<< mine",
        "  review: {limit: 7 workdays}",
        "=======",
        "  review: {limit: 9 workdays}",
        ">>>>>>> theirs",
    ]


def test_the_same_change_on_both_sides_is_made_once() -> None:
    changed = BASE.replace("3 workdays", "4 workdays")

    assert merge(BASE, changed, changed).text == changed


@given(TEXTS, TEXTS)
def test_what_one_side_left_alone_is_as_the_other_wrote_it(base: str, changed: str) -> None:
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, base).text == changed


@given(TEXTS, TEXTS, TEXTS)
def test_the_sides_may_change_places(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)

    assert [(c.mine, c.theirs) for c in one.conflicts] == [
        (c.theirs, c.mine) for c in other.conflicts
    ]


@given(TEXTS, TEXTS, TEXTS)
def test_every_new_line_is_somewhere_in_the_merged_text(base: str, mine: str, theirs: str) -> None:
    merged = set(merge(base, mine, theirs).text.split("\n"))
    new = (set(mine.split("\n")) | set(theirs.split("\n"))) - set(base.split("\n"))

    assert new - merged == set()
