"""The ways cases took from stage to stage, beside those the flow has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ...definitions.flow import Flow
from .mined import Standing, Way
from .places import SPECIAL, Places
from .spreads import share


class Leaving(NamedTuple):
    """How a case left a place: which one, by which way, where to."""

    source: str
    via: str
    target: str


def ways_of(
    places: Places, leavings: Mapping[Leaving, int]
) -> tuple[tuple[Way, ...], tuple[Way, ...]]:
    """Give the ways that were taken, and those the flow has and nobody took.

    The former by source in the flow's order, the most frequent first; the latter as the flow has
    them.
    """
    flow = places.flow
    left: Counter[str] = Counter()
    for leaving, count in leavings.items():
        left[leaving.source] += count
    order = {key: place for place, key in enumerate((*flow.stages, *flow.terminals))}
    ranked = sorted(
        leavings.items(),
        key=lambda item: (order.get(item[0].source, len(order)), item[0].source, -item[1], item[0]),
    )
    taken = tuple(
        _way(places, leaving, _standing(flow, leaving), count, share(count, left[leaving.source]))
        for leaving, count in ranked
    )
    used = {(leaving.source, leaving.via) for leaving in leavings}
    unused = tuple(
        _way(places, Leaving(source, transition.key, transition.target), "flow")
        for transition in flow.transitions.values()
        for source in transition.sources
        if (source, transition.key) not in used
    )
    return taken, unused


def _standing(flow: Flow, leaving: Leaving) -> Standing:
    """Say whether the flow has a way; a case sent back to resume goes on to where it stopped."""
    transition = flow.transitions.get(leaving.via)
    if transition is not None:
        return "flow" if leaving.source in transition.sources else "gone"
    return "every_flow" if leaving.via in SPECIAL else "gone"


def _way(
    places: Places, leaving: Leaving, standing: Standing, count: int = 0, part: float = 0.0
) -> Way:
    return Way(
        source=leaving.source,
        via=leaving.via,
        target=leaving.target,
        source_title=places.place(leaving.source).title,
        title=places.way(leaving.via),
        target_title=places.place(leaving.target).title,
        standing=standing,
        count=count,
        share=part,
    )
