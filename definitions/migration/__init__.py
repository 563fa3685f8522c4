"""Migration plans: what they say, read from YAML and written, made from two versions of a flow."""

from .defaults import default_plan
from .model import Passed, Plan, TaskPolicy, TimerPolicy
from .reading import read_plan
from .writing import write_plan

__all__ = [
    "Passed",
    "Plan",
    "TaskPolicy",
    "TimerPolicy",
    "default_plan",
    "read_plan",
    "write_plan",
]
