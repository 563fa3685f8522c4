"""A migration plan: which cases go to which version, and what becomes of what they have under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TimerPolicy = Literal["keep", "recompute", "restart"]
"""What becomes of a clock: it keeps its old rules, is computed anew from its start, or begins anew."""

TaskPolicy = Literal["keep", "close", "reopen"]
"""What becomes of an open task or round: still asked for, closed, or asked anew."""

Passed = Literal["tell", "skip"]
"""What becomes of a rung whose moment the migration puts into the past: told once, or passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the running cases of one flow come to the version with the hash ``to`` (迁移方案).

    ``stages`` maps a stage a case is in to the one it goes on in; one not named stays as it is.
    ``timers`` says for each target stage what becomes of the clock, ``timer`` for the others;
    ``tasks`` says it for each approval, round, duty and item by its key, else it is kept where the
    target stage still asks for it and closed where not. ``rungs`` names rungs that only got
    another key: what fired under the old one has fired under the new one.
    ``only_stages``, ``only_versions`` (hashes) and ``only_cases`` narrow down the cases; empty
    ones do not.
    """

    flow: str
    to: str
    stages: Mapping[str, str] = field(default_factory=dict)
    timer: TimerPolicy = "recompute"
    timers: Mapping[str, TimerPolicy] = field(default_factory=dict)
    tasks: Mapping[str, TaskPolicy] = field(default_factory=dict)
    rungs: Mapping[str, str] = field(default_factory=dict)
    passed: Passed = "tell"
    only_stages: tuple[str, ...] = ()
    only_versions: tuple[str, ...] = ()
    only_cases: tuple[int, ...] = ()

    def target(self, stage: str) -> str:
        """Give the stage a case in this stage goes on in."""
        return self.stages.get(stage, stage)

    def timer_for(self, target: str) -> TimerPolicy:
        """Give what becomes of the clock of a case that goes on in a stage."""
        return self.timers.get(target, self.timer)
