"""Timing, and saying figures: one JSON line and a table a bench, each goal beside its figure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """What design §8 asks of a figure: at least, or at most, a value."""

    at_least: float | None = None
    at_most: float | None = None

    def is_met(self, value: float) -> bool:
        """Whether a figure reaches the goal."""
        if self.at_least is not None and value < self.at_least:
            return False
        return self.at_most is None or value <= self.at_most

    def __str__(self) -> str:
        return f">= {self.at_least:,}" if self.at_least is not None else f"<= {self.at_most:,}"


def interleaved(ways: Mapping[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    """Run every way of doing the same in turn, again and again; give the best rate of each.

    A way does a few and gives how many. Whatever else the machine does only ever slows a round
    down, so the best one says most; taking turns lets a noisy time hit all ways alike.
    """
    best = dict.fromkeys(ways, 0.0)
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.perf_counter()
            done = way()
            best[name] = max(best[name], done / (time.perf_counter() - begun))
    return best


def say(
    name: str, figures: Mapping[str, float | str], goals: Mapping[str, Goal] | None = None
) -> None:
    """Print a bench's figures as JSON and as a table; a goal is printed with met or not met."""
    goals = goals or {}
    rounded = {
        key: value if isinstance(value, str) else round(value, 3 if abs(value) < 100 else 0)
        for key, value in figures.items()
    }
    verdicts = {
        key: goal.is_met(float(figures[key])) for key, goal in goals.items() if key in figures
    }
    print(json.dumps({"bench": name, **rounded, "met": verdicts}, ensure_ascii=False))
    for key, value in rounded.items():
        shown = f"{value:>16,}" if not isinstance(value, str) else f"{value:>16}"
        said = ""
        if key in verdicts:
            said = f"   goal {goals[key]}: {'met' if verdicts[key] else 'NOT MET'}"
        print(f"    {key:<52}{shown}{said}")
    print(flush=True)
