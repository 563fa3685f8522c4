"""Comparing two flows: what differs for people, and the lines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Final

from ..flow import Flow
from .matching import renames, translated
from .values import GROUPS, Comparison, Difference
from .walking import Walk
from .wording import Spot

FLOW: Final = "flow.yaml"
SCENARIOS: Final = "scenarios.yaml"
"""Names of the two texts that every flow has."""


def compare(old: Flow, new: Flow) -> Comparison:
    """Say what differs between two flows for the people who work with them, and the lines."""
    found = renames(old, new)
    walk = Walk(translated(old, found), new)
    walk.rekeyed(found)
    walk.part(walk.old, new, Spot(()))
    return Comparison(
        differences=tuple(sorted(walk.found, key=_order)), lines=tuple(_lines(old, new))
    )


def _order(difference: Difference) -> int:
    groups = [*GROUPS]
    return groups.index(difference.group) if difference.group in groups else len(groups)


def _lines(old: Flow, new: Flow) -> Iterator[str]:
    before, after = texts_of(old), texts_of(new)
    for name in dict.fromkeys((*before, *after)):
        earlier, later = (texts.get(name, "").splitlines() for texts in (before, after))
        yield from unified_diff(earlier, later, fromfile=name, tofile=name, lineterm="")


def texts_of(flow: Flow) -> dict[str, str]:
    """Give what a flow is published from, by a name for each text."""
    templates = {letter.template: letter.source for letter in flow.letters.values()}
    return {FLOW: flow.source, **templates, SCENARIOS: flow.scenarios}
