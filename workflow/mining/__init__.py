"""Process mining: what a real history says of how cases go, how long they take, what is done again."""

from .eventlog import Event, Lifecycle, Trace, trace_of
from .gathering import MOST, mine
from .heat import HEATS, Heat, HeatBy, heat
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
from .tables import report_of, tables
from .telling import sentences
from .variants import Tail, Variant, path_of

__all__ = [
    "HEATS",
    "MOST",
    "REWORKS",
    "Elapsed",
    "Event",
    "Exit",
    "Heat",
    "HeatBy",
    "Lifecycle",
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
    "Trace",
    "Variant",
    "Way",
    "heat",
    "mine",
    "named",
    "path_of",
    "report_of",
    "sentences",
    "share",
    "spread_of",
    "tables",
    "trace_of",
]
