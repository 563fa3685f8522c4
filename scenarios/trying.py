"""Trying a flow: its scenarios are read, played one by one, and what came of them is told."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..definitions.bundle import Bundle
from ..workflow.rulebook import Rulebook
from .results import Trial

Find = Callable[[str], Bundle]
"""Finds the bundle of another flow by its key; raises UnknownFlow."""


def try_flow(
    bundle: Bundle,
    *,
    rules: Rulebook | None = None,
    only: Collection[str] = (),
    find: Find | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Trial:
    """Play the scenarios of a bundle, or those named in ``only``; nothing outside is touched.

    ``rules`` are the host's registered rules, ``find`` gives the other flows the scenarios need:
    by default those that come with guatu, and those beside a flow's file.
    ``progress`` is told the name of each before it is played, its number from 0 and how many.
    Raises DefinitionFaults for a flow with faults, ScenarioFaults for scenarios with faults,
    UnknownScenario for a name in ``only`` that is none of theirs.
    """
    raise NotImplementedError
