"""How working days spread: how many times, the middle, nine in ten, the most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_HALF, _NINE_TENTHS = (1, 2), (9, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Working days measured ``n`` times; every figure is one that was measured.

    At least half were within ``median``, at least nine in ten within ``p90``, all within ``most``;
    together they come to ``total``. All are 0 where nothing was measured.
    """

    n: int = 0
    median: int = 0
    p90: int = 0
    most: int = 0
    total: int = 0


NOTHING = Spread()


def spread_of(times: Mapping[int, int]) -> Spread:
    """Give the spread of working days, each with how many times it was measured."""
    n = sum(times.values())
    if not n:
        return NOTHING
    ordered = sorted(times.items())
    return Spread(
        n=n,
        median=_within(ordered, n, _HALF),
        p90=_within(ordered, n, _NINE_TENTHS),
        most=ordered[-1][0],
        total=sum(days * count for days, count in ordered),
    )


def _within(ordered: list[tuple[int, int]], n: int, part: tuple[int, int]) -> int:
    """Give the fewest days within which at least that part lies (the nearest rank)."""
    above, below = part
    wanted, passed = -(-n * above // below), 0
    for days, count in ordered:
        passed += count
        if passed >= wanted:
            return days
    return ordered[-1][0]


def share(part: float, whole: float) -> float:
    """Give a part as a share of a whole, 0 of nothing."""
    return part / whole if whole else 0.0
