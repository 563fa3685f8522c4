"""What a light is judged by besides its deadline: progress against a plan, lights published before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from ...definitions.gaps import Gap
from ...definitions.model import COLORS, Color
from ..values import Published

WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a case is on one plan: the schedule's two days and the percentage done.

    What was never reported counts as nothing done. Without both days nothing is planned.
    """

    title: str
    start: date | None
    end: date | None
    done: Fraction
    is_reported: bool

    @property
    def days(self) -> int:
        """How many days the schedule runs; 0 when it can't be told."""
        if self.start is None or self.end is None:
            return 0
        return max((self.end - self.start).days, 0)

    def planned(self, days: int) -> Fraction:
        """Give the percentage that the plan wants done at the start of the n-th day after its first."""
        if not self.days:
            return Fraction(0)
        return WHOLE * min(max(days, 0), self.days) / self.days

    def days_until(self, gap: Gap) -> int | None:
        """Give after how many days of the schedule the case is that far behind; None for never.

        Nothing is behind on the first day of a schedule.
        """
        if not self.days:
            return None
        if gap.measure == "points":
            wanted = self.done + gap.amount
        elif gap.amount == WHOLE:
            if self.done or gap.is_strict:
                return None
            wanted = Fraction(0)
        else:
            wanted = self.done / (1 - gap.amount / WHOLE)
        share = wanted * self.days / WHOLE
        days = max(floor(share) + 1 if gap.is_strict else ceil(share), 1)
        return days if days <= self.days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The facts of a case that its lights are judged by: progress by plan, published lights."""

    entry: int = 0
    progress: Mapping[str, Progress] = field(default_factory=dict)
    published: tuple[Published, ...] = ()


NOTHING = Standing()


def streak(standing: Standing, color: Color) -> tuple[Published, ...]:
    """Give the last publications in a row whose own light was that color or worse."""
    rank = COLORS.index(color)
    found: list[Published] = []
    for published in reversed(standing.published):
        if COLORS.index(published.cause) < rank:
            break
        found.append(published)
    return tuple(reversed(found))


def published_at(standing: Standing, color: Color, times: int) -> Published | None:
    """Give the publication of the present entry that made a row of so many; None while there is none."""
    row = streak(standing, color)[times - 1 :]
    return next((p for p in row if p.entry == standing.entry), None)


def day_behind(progress: Progress, gap: Gap) -> date | None:
    """Give the first day at whose start a case is that far behind its plan; None for never."""
    days = progress.days_until(gap)
    return None if days is None or progress.start is None else progress.start + timedelta(days=days)
