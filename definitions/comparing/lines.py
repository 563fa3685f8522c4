"""The texts a flow is published from, and the lines in which two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Final

from ..flow import Flow

FLOW: Final = "flow.yaml"
SCENARIOS: Final = "scenarios.yaml"
"""Names of the two texts that every flow has."""

_HEAD: Final = 2
"""How many lines of a unified diff only name the files."""


def texts_of(flow: Flow) -> dict[str, str]:
    """Give what a flow is published from, by a name for each text."""
    templates = {letter.template: letter.source for letter in flow.letters.values()}
    return {FLOW: flow.source, **templates, SCENARIOS: flow.scenarios}


def changed_lines(
    before: Mapping[str, str], after: Mapping[str, str], *, around: int = 3
) -> Iterator[tuple[str, list[str]]]:
    """Give every text that differs by its name, with the lines of a unified diff.

    Each line begins with its sign; ``around`` is how many lines that stay are shown with them.
    """
    for name in dict.fromkeys((*before, *after)):
        earlier, later = (texts.get(name, "").splitlines() for texts in (before, after))
        if found := [*unified_diff(earlier, later, lineterm="", n=around)][_HEAD:]:
            yield name, found
