"""The history of cases as an event log: what process mining programs read of each stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from ...errors import Language
from .mined import named
from .places import Places
from .stays import Stay

Lifecycle = Literal["start", "suspend", "resume", "complete"]


class Event(NamedTuple):
    """Something that happened to a stay, in words of the standard lifecycle of XES (IEEE 1849).

    A stay in a stage starts and, once it is left, completes; its pauses suspend and resume it. An
    end is reached, so it only completes. ``stay`` is the number of the stay within its case.
    ``via`` is the way that was gone to start or to complete it, ``by`` and ``group`` who went it
    and his unit; all are empty for pauses. ``on_time`` is said where a stay with a deadline completes.
    """

    stage: str
    title: str
    lifecycle: Lifecycle
    at: datetime
    stay: int
    via: str = ""
    by: str = ""
    group: str = ""
    on_time: bool | None = None


class Trace(NamedTuple):
    """A case by its number, and what happened to it in the order it did."""

    case: int
    events: tuple[Event, ...]


def trace_of(
    stays: Sequence[Stay], places: Places, group: Callable[[str], str], language: Language = "zh"
) -> Trace:
    """Give the trace of a case from all its stays in their order; ``group`` names a mover's unit."""
    events: list[Event] = []
    for number, stay in enumerate(stays, 1):
        left_by = stays[number] if number < len(stays) else None
        place = places.place(stay.stage)
        title = named(place.title, language)
        events += [
            Event(stay.stage, title, what, at, number, *_gone(by, group), on_time)
            for what, at, by, on_time in _happened(stay, left_by, is_end=place.is_end)
        ]
    return Trace(stays[0].case, tuple(events))


_Happened = tuple[Lifecycle, datetime, Stay | None, bool | None]


def _happened(stay: Stay, left_by: Stay | None, *, is_end: bool) -> Iterator[_Happened]:
    if is_end:
        yield "complete", stay.entered_at, stay, None
        return
    yield "start", stay.entered_at, stay, None
    for what, at in _pauses(stay):
        yield what, at, None, None
    if stay.left_at is not None:
        yield "complete", stay.left_at, left_by, stay.was_on_time


def _gone(by: Stay | None, group: Callable[[str], str]) -> tuple[str, str, str]:
    return (by.via, by.by, group(by.by)) if by else ("", "", "")


def _pauses(stay: Stay) -> Iterator[tuple[Lifecycle, datetime]]:
    """Say when a stay was suspended and resumed; what is left is resumed at the latest then."""
    for since, until in stay.pauses:
        begins = max(since, stay.entered_at)
        ends = until if stay.left_at is None else min(until or stay.left_at, stay.left_at)
        if ends is not None and ends <= begins:
            continue
        yield "suspend", begins
        if ends is not None:
            yield "resume", ends
