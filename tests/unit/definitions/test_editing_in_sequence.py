"""After any edits, one upon the other, a text says what it should and keeps people's words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guatu.definitions.editing import Add, Duplicate, Move, Remove, Rename, Set, edit
from guatu.definitions.editing.operations import done_to
from guatu.definitions.editing.outline import values_of
from guatu.definitions.editing.renaming import rename_in_values
from guatu.definitions.files import shipped_flows
from guatu.errors import EditRefused, UnknownPart

FLOWS = {path.stem: path.read_text(encoding="utf-8") for path in shipped_flows()}
SMALL = sorted(FLOWS, key=lambda name: len(FLOWS[name]))[:4]
WORDS = {"title", "extension", "publication", "opening"}
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
SCALARS = (
    st.text("ab :#'\"-{}[],&*!|>%@`\\一二 \n?", max_size=12)
    | st.integers(-99, 999)
    | st.booleans()
    | st.sampled_from(["3 workdays", "true", "null", "~", "1.5", "2026-03-02", "0x1f", "1_000"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
COMMENT = re.compile(r"(?:^|\s)(#[^\n]*)", re.MULTILINE)


def paths(value: Any, path: tuple = ()) -> list[tuple]:
    steps = list(value) if isinstance(value, dict) else []
    steps = list(range(len(value))) if isinstance(value, list) else steps
    return [p for step in steps for p in [(*path, step), *paths(value[step], (*path, step))]]


@st.composite
def operations(draw, values):
    path = draw(st.sampled_from(paths(values)))
    return draw(
        st.one_of(
            st.builds(Set, path=st.just(path), value=VALUES),
            st.just(Remove(path=path)),
            st.builds(Move, path=st.just(path), by=st.integers(-2, 2)),
            st.builds(Duplicate, path=st.just(path), key=KEYS),
            st.builds(Rename, path=st.just(path), key=KEYS),
            st.builds(Add, path=KEYS.map(lambda key: (*path, key)), value=VALUES),
            st.builds(Add, path=st.integers(0, 3).map(lambda n: (*path, n)), value=VALUES),
        )
    )


def expected(values, operation):
    if isinstance(operation, Rename):
        return rename_in_values(values, operation)
    return done_to(values, operation)


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_text_says_what_the_plain_values_would(name, data) -> None:
    text = FLOWS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        values = values_of(text)
        operation = data.draw(operations(values))
        try:
            after = edit(text, operation)
        except (UnknownPart, EditRefused):
            continue

        assert values_of(after) == expected(values, operation)
        text = after


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_comments_survive_whatever_does_not_remove_their_entry(name, data) -> None:
    text = FLOWS[name]
    operation = data.draw(operations(values_of(text)))
    assume(isinstance(operation, (Move, Rename, Duplicate, Add)))
    try:
        after = edit(text, operation)
    except (UnknownPart, EditRefused):
        return

    lost = Counter(COMMENT.findall(text)) - Counter(COMMENT.findall(after))
    assert lost == Counter()


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_removing_an_entry_leaves_every_other_line_as_it_was(name, data) -> None:
    text = FLOWS[name]
    values = values_of(text)
    sections = [key for key, held in values.items() if isinstance(held, dict) and len(held) > 1]
    below = [(key, inner) for key in sections if key not in WORDS for inner in values[key]]
    path = data.draw(st.sampled_from(below))

    after = edit(text, Remove(path=path))

    before, left = text.splitlines(), after.splitlines()
    first = next(n for n, line in enumerate(before) if n >= len(left) or line != left[n])
    gone = len(before) - len(left)
    assert before[first + gone :] == left[first:]
    assert Counter(before) - Counter(left) == Counter(before[first : first + gone])


def test_no_edit_of_these_is_beyond_a_form() -> None:
    text = FLOWS["complaints"]
    refused = []
    for path in paths(values_of(text))[::40]:
        for operation in (Remove(path=path), Move(path=path, by=1), Set(path=path, value="x")):
            try:
                edit(text, operation)
            except EditRefused:
                refused.append(operation)

    assert refused == []
