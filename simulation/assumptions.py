"""What a simulation assumes: how many cases come, how long work takes, how many can work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

HandlingKind = Literal["constant", "uniform", "triangular", "exponential", "lognormal"]

NUMBERS: Final[Mapping[HandlingKind, int]] = {
    "constant": 1,
    "uniform": 2,
    "triangular": 3,
    "exponential": 1,
    "lognormal": 2,
}
"""How many numbers each kind of handling time takes."""

_NINETIETH = 1.2815515655446004
"""The ninetieth percentile of the standard normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How long a stage is worked on: working days, or with ``of_limit`` shares of its limit.

    ``numbers``: the time itself (constant), least and most (uniform), least, most likely and most
    (triangular), the mean (exponential), the median and what nine in ten keep (lognormal).
    """

    kind: HandlingKind
    numbers: tuple[float, ...]
    of_limit: bool = False

    def draw(self, stream: Random) -> float:
        """Draw a time from a stream of chance."""
        numbers = self.numbers
        match self.kind:
            case "constant":
                return numbers[0]
            case "uniform":
                return stream.uniform(numbers[0], numbers[1])
            case "triangular":
                return stream.triangular(numbers[0], numbers[2], numbers[1])
            case "exponential":
                return stream.expovariate(1 / numbers[0])
            case "lognormal":
                spread = math.log(numbers[1] / numbers[0]) / _NINETIETH
                return stream.lognormvariate(math.log(numbers[0]), spread)


ORDINARY: Final = Handling(kind="triangular", numbers=(0.3, 0.6, 1.2), of_limit=True)
"""What is assumed of a stage with a limit: mostly well within it, sometimes a little over."""

BESIDE: Final = 0.05
"""What share of cases is assumed to leave the main line in a stage."""

UNLIMITED: Final = Handling(kind="triangular", numbers=(1, 3, 8))
"""What is assumed of a stage without a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a simulation assumes of one year.

    ``arrivals`` is how many cases come in a month on average. ``handling`` is by stage. ``shares``
    maps a transition to the share of the cases in its stage that go that way, ``shares_in`` does so
    for the ways out of one stage and goes before; what is left is divided among the others:
    ``beside`` to the ways off the main line, the rest along it.
    ``capacity`` maps a role to how many cases it works on at once; a role not named has no bound.
    ``grade`` chooses among limits by grade; empty is the first the flow names.
    """

    arrivals: float
    year: int
    seed: int = 0
    handling: Mapping[str, Handling] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    shares_in: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    beside: float = BESIDE
    capacity: Mapping[str, int] = field(default_factory=dict)
    grade: str = ""

    def handling_of(self, stage: str, *, is_limited: bool) -> Handling:
        """Give how long a stage is worked on."""
        return self.handling.get(stage) or (ORDINARY if is_limited else UNLIMITED)

    def stream(self, concern: str) -> Random:
        """Give a stream of chance of its own for a concern, the same for the same seed."""
        return Random(f"{self.seed}/{concern}")  # noqa: S311 - no secret hangs on it
