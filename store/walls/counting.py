"""The counts of a wall: one small cube, looked at from every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...definitions.model import COLORS, Color
from .values import WallFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """How many cases have all of these in common."""

    stage: str
    light: Color
    territory: str
    grade: str
    is_this_week: bool
    is_near: bool
    cases: int


class Cube:
    """The cases of a flow, counted by all that filters them at once.

    ``rows`` are those that anything tells from the others in ``totals``, which are green and due at
    no time that was asked for. ``by`` counts them by some sides with every filter but that of the sides in ``free``.
    """

    def __init__(self, totals: Iterable[Any], rows: Iterable[Any], wanted: WallFilter) -> None:
        self._corners = [
            Corner(
                stage=row.stage,
                light=row.light,
                territory=row.territory,
                grade=row.grade,
                is_this_week=bool(row.is_this_week),
                is_near=bool(row.is_near),
                cases=row.cases,
            )
            for row in rows
        ]
        told: Counter[tuple[str, str, str]] = Counter()
        for corner in self._corners:
            told[corner.stage, corner.territory, corner.grade] += corner.cases
        self._corners += [
            Corner(
                stage=row.stage,
                light="green",
                territory=row.territory,
                grade=row.grade,
                is_this_week=False,
                is_near=wanted.due_within is None,
                cases=row.cases - told[row.stage, row.territory, row.grade],
            )
            for row in totals
        ]
        self._wanted: Mapping[str, object] = {
            "stage": wanted.stage,
            "light": wanted.light,
            "territory": wanted.territory,
            "grade": wanted.grade,
            "is_near": True,
        }

    def by(self, key: Callable[[Corner], Any], *, free: str = "") -> Counter[Any]:
        """Count the cases by a key, with every filter but that of the side ``free``."""
        counted: Counter[Any] = Counter()
        kept = {s: w for s, w in self._wanted.items() if w is not None and s != free}
        for corner in self._corners:
            if corner.cases and all(
                getattr(corner, side) == wanted for side, wanted in kept.items()
            ):
                counted[key(corner)] += corner.cases
        return counted

    @property
    def total(self) -> int:
        """How many cases pass every filter."""
        return self.by(lambda _: None).total()

    @property
    def due_this_week(self) -> int:
        """How many cases are due in the present week, with every filter but the due moment's."""
        return self.by(lambda corner: corner.is_this_week, free="is_near")[True]

    def stages(self) -> Mapping[str, Counter[Color]]:
        """Count by stage and light, with every filter but the stage's."""
        found: dict[str, Counter[Color]] = {}
        for (stage, light), count in self.by(lambda c: (c.stage, c.light), free="stage").items():
            found.setdefault(stage, Counter())[light] += count
        return found


def in_order(lights: Mapping[Color, int]) -> dict[Color, int]:
    """Put counts by light in the order of alarm; the three every flow has are always there."""
    return {
        color: lights.get(color, 0)
        for color in COLORS
        if lights.get(color, 0) or color in ("green", "yellow", "red")
    }
