"""Comparing two flows: what differs for people, and the lines."""

from __future__ import annotations

from ..flow import Flow
from .lines import texts_of
from .matching import renames, translated
from .values import GROUPS, Comparison, Difference
from .walking import Walk
from .wording import Spot


def compare(old: Flow, new: Flow) -> Comparison:
    """Say what differs between two flows for the people who work with them, and the lines."""
    found = renames(old, new)
    walk = Walk(translated(old, found), new)
    walk.rekeyed(found)
    walk.part(walk.old, new, Spot(()))
    return Comparison(
        differences=tuple(sorted(walk.found, key=_order)),
        before=texts_of(old),
        after=texts_of(new),
    )


def _order(difference: Difference) -> int:
    groups = [*GROUPS]
    return groups.index(difference.group) if difference.group in groups else len(groups)
