"""The state machine of a flow: the only door to ``transitions``.

One machine serves every case of a flow version: a case is lent to it as a tiny model for the
length of one move, so 100,000 cases cost nothing here.
Strings never become callbacks: no automatic transitions, no callbacks by name, and the only
condition is a function of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from transitions import EventData, Machine

from ..definitions.flow import Flow
from ..definitions.model import Transition
from ..errors import Unmet

Gate = Callable[[Transition], Sequence[Unmet]]


class _Traveller:
    """The model that a case is while it moves: a stage, a gate and what the gate said."""

    __slots__ = ("gate", "state", "transition", "unmet")

    def __init__(self, stage: str, transition: Transition, gate: Gate) -> None:
        self.state = stage
        self.transition = transition
        self.gate = gate
        self.unmet: tuple[Unmet, ...] = ()


def _may_pass(event: EventData) -> bool:
    """Ask the gate what is still unmet; the move happens only when that is nothing."""
    traveller: Any = event.model
    traveller.unmet = tuple(traveller.gate(traveller.transition))
    return not traveller.unmet


class FlowMachine:
    """The machine of one flow version, shared by all its cases and by all threads."""

    def __init__(self, flow: Flow) -> None:
        self._machine = Machine(
            model=None,
            states=[*flow.stages, *flow.terminals],
            transitions=[
                {
                    "trigger": transition.key,
                    "source": source,
                    "dest": transition.target,
                    "conditions": [_may_pass],
                }
                for transition in flow.transitions.values()
                for source in transition.sources
            ],
            initial=None,
            auto_transitions=False,
            send_event=True,
        )

    def move(
        self, stage: str, transition: Transition, gate: Gate
    ) -> tuple[str | None, tuple[Unmet, ...]]:
        """Try a transition from a stage.

        Give the stage reached and nothing unmet, or None and every unmet requirement.
        The transition must start from the stage: callers check that first.
        """
        traveller = _Traveller(stage, transition, gate)
        moved = self._machine.events[transition.key].trigger(traveller)
        return (traveller.state if moved else None), traveller.unmet
