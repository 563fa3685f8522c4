"""A flow played over a year before anybody works by it: what it would ask of people, and when.

Pure: a flow, some assumptions and a calendar in, an outcome out; nothing is read or written.
The same seed gives the same outcome.
"""

from .assumptions import ORDINARY, Assumptions, Handling
from .fitting import Fit, FittedStage, fit
from .outcome import Bottleneck, Outcome, RoleLoad, StageTime, sentences
from .pictures import pictures
from .reading import Source, read_assumptions
from .rehearsing import Rehearsal, rehearse
from .running import simulate
from .writing import write_assumptions

__all__ = [
    "ORDINARY",
    "Assumptions",
    "Bottleneck",
    "Fit",
    "FittedStage",
    "Handling",
    "Outcome",
    "Rehearsal",
    "RoleLoad",
    "Source",
    "StageTime",
    "fit",
    "pictures",
    "read_assumptions",
    "rehearse",
    "sentences",
    "simulate",
    "write_assumptions",
]
