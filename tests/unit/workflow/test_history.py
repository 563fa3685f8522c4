"""The chain of history shows what was changed, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.workflow.history import GENESIS, breaks, canonical, following, seal

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def chain(length: int) -> list:
    events = []
    previous = GENESIS
    for seq in range(length):
        event = following(
            case=7,
            seq=seq,
            previous=previous,
            at=AT,
            kind="noted",
            by="lin",
            data={"n": seq},
            why="",
        )
        events.append(event)
        previous = event.hash
    return events


def test_a_chain_as_it_was_written_holds() -> None:
    events = chain(5)

    assert breaks(7, events, 5, events[-1].hash) == []


def test_a_case_without_events_has_no_head() -> None:
    assert breaks(7, [], 0, "") == []
    assert [b.seq for b in breaks(7, [], 3, "f" * 64)] == [3]


@given(st.integers(0, 9), st.sampled_from(["data", "why", "by", "kind"]))
def test_a_changed_event_is_found_at_its_place(place, part) -> None:
    events = chain(10)
    events[place] = replace(events[place], **{part: "改过"})

    found = breaks(7, events, 10, events[-1].hash)

    assert [b.seq for b in found] == [place + 1]


@given(st.integers(0, 8))
def test_a_changed_event_sealed_anew_breaks_the_next(place) -> None:
    events = chain(10)
    forged = replace(events[place], why="改过")
    events[place] = replace(forged, hash=seal(forged))

    found = breaks(7, events, 10, events[-1].hash)

    assert [b.seq for b in found] == [place + 2]


@given(st.integers(0, 9))
def test_a_missing_event_is_found(place) -> None:
    events = chain(10)
    head = events[-1].hash
    del events[place]

    assert breaks(7, events, 10, head)


@given(st.permutations(range(6)))
def test_any_other_order_is_found(order) -> None:
    events = chain(6)
    head = events[-1].hash

    found = breaks(7, [events[n] for n in order], 6, head)

    assert (found == []) == (list(order) == sorted(order))


def test_facts_are_written_in_one_way_only() -> None:
    one = canonical({"b": date(2026, 3, 2), "a": "审查", "c": {"z", "y"}})
    other = canonical({"a": "审查", "c": frozenset({"y", "z"}), "b": date(2026, 3, 2)})

    assert one == other == '{"a":"审查","b":"2026-03-02","c":["y","z"]}'


def test_what_has_no_place_in_an_event_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"a": object()})
