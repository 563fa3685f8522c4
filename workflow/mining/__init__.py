"""Process mining: what a real history says of how cases go, how long they take, what is done again."""

from .gathering import MOST, mine
from .mined import (
    REWORKS,
    Exit,
    Mined,
    Mover,
    Rework,
    ReworkKind,
    StageTime,
    Standing,
    Way,
    named,
)
from .places import Place, Places
from .spreads import Spread, share, spread_of
from .stays import Elapsed, PauseSpan, Stay
from .telling import sentences
from .variants import Tail, Variant, path_of

__all__ = [
    "MOST",
    "REWORKS",
    "Elapsed",
    "Exit",
    "Mined",
    "Mover",
    "PauseSpan",
    "Place",
    "Places",
    "Rework",
    "ReworkKind",
    "Spread",
    "StageTime",
    "Standing",
    "Stay",
    "Tail",
    "Variant",
    "Way",
    "mine",
    "named",
    "path_of",
    "sentences",
    "share",
    "spread_of",
]
