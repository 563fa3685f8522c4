"""Comparing two flows: what differs for people, and the lines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from ..findings import Path
from ..flow import Flow
from .matching import Renames, renames, translated
from .table import TABLE
from .values import GROUPS, Comparison, Difference
from .walking import Walk
from .wording import Spot


def compare(old: Flow, new: Flow) -> Comparison:
    """Say what differs between two flows for the people who work with them, and the lines."""
    found = renames(old, new)
    walk = Walk(translated(old, found), new, _keys(found))
    walk.part(walk.old, new, Spot(()))
    return Comparison(
        differences=tuple(sorted(walk.found, key=_order)), lines=tuple(_lines(old, new))
    )


def _keys(found: Renames) -> dict[Path, str]:
    """Give the old key of what stands under another, by its place in the newer file."""
    keys: dict[Path, str] = {}
    for section, renamed in found.items():
        attribute = TABLE[Flow].get(section)
        for before, after in renamed.items():
            steps = attribute.steps if attribute else tuple(section.split("."))
            keys[*steps, after] = before
    return keys


def _order(difference: Difference) -> int:
    groups = [*GROUPS]
    return groups.index(difference.group) if difference.group in groups else len(groups)


def _lines(old: Flow, new: Flow) -> Iterator[str]:
    before, after = _texts(old), _texts(new)
    for name in dict.fromkeys((*before, *after)):
        texts = (texts.get(name, "").splitlines() for texts in (before, after))
        yield from unified_diff(*texts, fromfile=name, tofile=name, lineterm="")


def _texts(flow: Flow) -> dict[str, str]:
    """Give what a flow is published from, by a name for each text."""
    templates = {letter.template: letter.source for letter in flow.letters.values()}
    return {"flow.yaml": flow.source, **templates, "scenarios.yaml": flow.scenarios}
