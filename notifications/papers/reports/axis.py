"""The axis of bars: from nought, in round steps, as far as the longest bar."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ....workflow.reporting import ReportColumn

_ROUND: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_STEPS: Final = 5
_WHOLE: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Ticks from the least to the greatest; nought is always among them."""

    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    @property
    def span(self) -> float:
        """How much lies between the ends."""
        return self.ticks[-1] - self.ticks[0]

    def share(self, value: float) -> float:
        """Give where a value lies, from 0 at the least tick to 1 at the greatest."""
        return (value - self.ticks[0]) / self.span


def axis_for(least: float, greatest: float, column: ReportColumn) -> Axis:
    """Give an axis that holds nought and both values, in at most about six round steps.

    Bars are compared by their length, so the axis never begins above nought.
    """
    low = min(Decimal(str(least)), Decimal(0))
    high = max(Decimal(str(greatest)), Decimal(0))
    step = _step(high - low, is_whole=column.kind == "count")
    first = -(-low // step) if low >= 0 else low // step
    last = -((-high) // step)
    if low < 0 and first * step > low:
        first -= 1
    if last * step < high:
        last += 1
    last = max(last, first + 1)
    ticks = [step * number for number in range(int(first), int(last) + 1)]
    return Axis(
        ticks=tuple(map(float, ticks)),
        labels=tuple(_label(tick, column) for tick in ticks),
    )


def _step(span: Decimal, *, is_whole: bool) -> Decimal:
    if not span:
        return _WHOLE
    rough = span / _STEPS
    power = Decimal(10) ** rough.adjusted()
    step = next(power * factor for factor in _ROUND if power * factor >= rough)
    if is_whole and step != step.to_integral_value():
        return max(_WHOLE, step.to_integral_value(rounding="ROUND_CEILING"))
    return step


def _label(tick: Decimal, column: ReportColumn) -> str:
    if column.kind == "rate":
        return f"{(tick * 100).normalize():f}%"
    return f"{tick.normalize():,f}"
