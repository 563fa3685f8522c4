"""How many stories the stateful tests tell: few in the gate, as many as wished for on request.

``GUATU_STORIES=20`` tells twenty times as many; ``make stories`` does.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from .databases import Kind


def length(examples: int, *, steps: int = 50) -> settings:
    """Give the settings of a test that tells so many stories, each of so many steps at most."""
    return settings(
        max_examples=examples * int(os.environ.get("GUATU_STORIES", "1")),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def tell(
    machine: type[RuleBasedStateMachine],
    examples: Mapping[Kind, int],
    kind: Kind,
    *,
    steps: int,
    **given: Any,
) -> None:
    """Run a machine on one kind of database; what is given stands on it as attributes."""
    told = type(machine.__name__, (machine,), given)
    run_state_machine_as_test(told, settings=length(examples[kind], steps=steps))
