"""The figures of a report: indicators by unit, and the points an appraisal gives for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection, select

from ...definitions.reporting import Appraised, Over, ShownIndicator, Target
from ...errors import UnknownIndicator
from ...workflow.reporting import CellKind, ReportColumn
from ..indicators import indicators_of
from ..layout import tables
from ..measuring import Period
from ..seen import IndicatorValue
from .asked import Asked

HUNDREDTH = Decimal("0.01")


@dataclass(slots=True)
class Measures:
    """The indicators of a report, each flow computed once for each time it is asked over."""

    connection: Connection
    asked: Asked
    formulas: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, Over, bool], Sequence[IndicatorValue]] = field(default_factory=dict)

    def by_unit(self, shown: ShownIndicator) -> Mapping[str, IndicatorValue]:
        """Give an indicator for each holder of the report's role; none for a flow not in use.

        Raises UnknownIndicator.
        """
        return {value.group: value for value in self._of(shown, is_grouped=True)}

    def whole(self, shown: ShownIndicator) -> IndicatorValue | None:
        """Give an indicator over everything, None for a flow not in use; raises UnknownIndicator."""
        return next(iter(self._of(shown, is_grouped=False)), None)

    def _of(self, shown: ShownIndicator, *, is_grouped: bool) -> list[IndicatorValue]:
        flow = self.asked.flows.get(shown.flow)
        if flow is None:
            return []
        name = (shown.flow, shown.over, is_grouped)
        if name not in self._known:
            self._known[name] = indicators_of(
                self.connection,
                flow,
                self.asked.sight,
                by=self.asked.spec.role if is_grouped else None,
                directory=self.asked.directory,
                period=self._period(shown.over),
                grades=self.asked.spec.grades,
            )
        known = {*flow.indicators, "on_time_rate"}
        if shown.indicator not in known:
            raise UnknownIndicator(name=f"{shown.flow}.{shown.indicator}", known=sorted(known))
        found = [value for value in self._known[name] if value.key == shown.indicator]
        for value in found:
            self.formulas[value.title] = value.formula
        return found

    def _period(self, over: Over) -> Period:
        """Give the days an indicator is taken over; all of them go no further than the report."""
        asked = self.asked
        since = {"period": asked.since, "year": asked.year_begin, "all": None}[over]
        return Period(since=since, until=asked.until, zone=asked.zone)


def column_of(measures: Measures, shown: ShownIndicator) -> ReportColumn:
    """Give the column of an indicator: what it is called, and what its values are."""
    value = measures.whole(shown)
    title = str(shown.title) if shown.title else value.title if value else shown.indicator
    if value is None:
        return ReportColumn(key=shown.key, title=title, kind="rate")
    kind: CellKind = "rate" if value.is_rate else "count" if value.unit == "项" else "amount"
    return ReportColumn(
        key=shown.key, title=title, kind=kind, unit=value.unit if kind == "amount" else ""
    )


def points(item: Appraised, value: float | None, full: float | None) -> float:
    """Give the points of one line of an appraisal, to the hundredth: in proportion, never above full.

    Nothing measured, or no target to measure against, earns nothing.
    """
    if value is None or not full:
        return 0.0
    share = min(max(Decimal(str(value)) / Decimal(str(full)), Decimal(0)), Decimal(1))
    if item.is_less_better:
        share = 1 - share
    earned = (Decimal(str(item.weight)) * share).quantize(HUNDREDTH, ROUND_HALF_UP)
    return float(earned)


def targets(connection: Connection, target: Target, year: int) -> Mapping[str, float]:
    """Give each unit's target for a year: that of its newest plan that was not withdrawn."""
    case, held = tables.case.c, tables.assignment.c
    query = (
        select(held.holder, case.fields)
        .join(tables.case, case.id == held.case_id)
        .where(case.flow_key == target.flow, held.role == target.role, held.until.is_(None))
        .order_by(case.id)
    )
    found: dict[str, float] = {}
    for holder, fields in connection.execute(query):
        number = fields.get(target.field)
        if number is not None and str(fields.get(target.year, ""))[:4] == str(year):
            found[holder] = float(number)
    return found
