"""A year rehearsed by whatever is known: the real history, files, options, in this order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..definitions.flow import Flow
from ..workflow.mining import Mined
from ..workflow.time.worktime import WorkTime
from .assumptions import Assumptions
from .fitting import Fit, fit
from .outcome import Outcome
from .reading import Source, read_assumptions
from .running import Progress, simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What came of a year, what was assumed, and what of it was concluded from a real history."""

    outcome: Outcome
    assumed: Assumptions
    fitted: Fit | None


def rehearse(  # noqa: PLR0913 - keyword-only
    flow: Flow,
    worktime: WorkTime,
    begun: Assumptions,
    *,
    mined: Mined | None = None,
    sources: Iterable[Source] = (),
    most: float = math.inf,
    progress: Progress = lambda _more: None,
) -> Rehearsal:
    """Simulate a year by assumptions, over them a ``mined`` history, over that each of the sources.

    No more than ``most`` cases a month come. Raises AssumptionFaults.
    """
    fitted = None if mined is None else fit(mined, flow, begun)
    assumed = read_assumptions(sources, flow, fitted.assumptions if fitted else begun)
    assumed = replace(assumed, arrivals=min(assumed.arrivals, most))
    outcome = simulate(flow, assumed, worktime, progress)
    return Rehearsal(outcome=outcome, assumed=assumed, fitted=fitted)
