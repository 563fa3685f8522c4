"""A flow played over a year before anybody works by it: what it would ask of people, and when.

Pure: a flow, some assumptions and a calendar in, an outcome out; nothing is read or written.
The same seed gives the same outcome.
"""

from .assumptions import ORDINARY, Assumptions, Handling
from .outcome import Bottleneck, Outcome, RoleLoad, StageTime, sentences
from .reading import read_assumptions
from .running import simulate

__all__ = [
    "ORDINARY",
    "Assumptions",
    "Bottleneck",
    "Handling",
    "Outcome",
    "RoleLoad",
    "StageTime",
    "read_assumptions",
    "sentences",
    "simulate",
]
