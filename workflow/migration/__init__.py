"""Migration: running cases brought onto another version of their flow, by a plan, and back."""

from ...definitions.migration import Passed, Plan, TaskPolicy, TimerPolicy
from .impact import CaseImpact, Impact, MovedRung, impact_of
from .runs import CaseRun, Run, RunState

__all__ = [
    "CaseImpact",
    "CaseRun",
    "Impact",
    "MovedRung",
    "Passed",
    "Plan",
    "Run",
    "RunState",
    "TaskPolicy",
    "TimerPolicy",
    "impact_of",
]
