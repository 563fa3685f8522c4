"""The figures of a report: indicators by unit, and the points an appraisal gives for them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection, select

from ...definitions.figure_compiler import COUNTED
from ...definitions.flow import Flow
from ...definitions.reporting import Appraised, Over, ShownIndicator, Target
from ...errors import UnknownIndicator
from ...workflow.people.sight import Sight
from ...workflow.reporting import ReportColumn
from ..boards import within
from ..indicators import indicators_of
from ..layout import tables
from ..measuring import Measuring, Period
from ..seen import IndicatorValue
from .asked import Asked

HUNDREDTH = Decimal("0.01")
_Asking = tuple[str, Over, bool, bool]


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator by unit; ``nothing`` is what a unit has that is not among them: 0, or no rate."""

    values: Mapping[str, float | None]
    nothing: float | None

    def of(self, unit: str) -> float | None:
        """Give it for a unit."""
        return self.values.get(unit, self.nothing)


@dataclass(slots=True)
class Measures:
    """The indicators of a report, each flow computed once for each time it is asked over."""

    connection: Connection
    asked: Asked
    formulas: dict[str, str] = field(default_factory=dict)
    _known: dict[_Asking, Sequence[IndicatorValue]] = field(default_factory=dict)
    _measuring: dict[tuple[str, Over, bool], Measuring] = field(default_factory=dict)

    def by_unit(self, shown: ShownIndicator) -> Measured:
        """Give an indicator for each holder of the report's role; none for a flow not in use.

        Growth from nothing is None. Raises UnknownIndicator.
        """
        now = _values(self._of(shown, is_grouped=True))
        if not shown.is_growth:
            return Measured(now, None if self.column(shown).kind == "rate" else 0)
        before = _values(self._of(shown, is_grouped=True, is_year_before=True))
        growth = {
            unit: value / before[unit] - 1 if before.get(unit) else None
            for unit, value in now.items()
        }
        return Measured(growth, None)

    def whole(self, shown: ShownIndicator) -> float | None:
        """Give an indicator over everything, None for a flow not in use; raises UnknownIndicator."""
        now = _values(self._of(shown, is_grouped=False)).get("")
        if not shown.is_growth or now is None:
            return now
        before = _values(self._of(shown, is_grouped=False, is_year_before=True)).get("")
        return now / before - 1 if before else None

    def behind(self, shown: ShownIndicator, unit: str) -> IndicatorValue | None:
        """Give an indicator of a unit with the cases it counts, of everything for none.

        None where nothing is counted. Raises UnknownIndicator.
        """
        found = self._of(shown, is_grouped=bool(unit))
        return next((value for value in found if value.group == unit), None)

    def column(self, shown: ShownIndicator) -> ReportColumn:
        """Give the column of an indicator: what it is called, and what its values are."""
        value = next(iter(self._of(shown, is_grouped=False)), None)
        said = value.title if value else shown.indicator
        title = str(shown.title) if shown.title else f"{said}同比" if shown.is_growth else said
        if value is None or value.is_rate or shown.is_growth:
            return ReportColumn(key=shown.key, title=title, kind="rate")
        if value.unit == COUNTED:
            return ReportColumn(key=shown.key, title=title, kind="count")
        return ReportColumn(key=shown.key, title=title, kind="amount", unit=value.unit)

    def _of(
        self, shown: ShownIndicator, *, is_grouped: bool, is_year_before: bool = False
    ) -> list[IndicatorValue]:
        flow = self.asked.flows.get(shown.flow)
        if flow is None:
            return []
        asking = (shown.flow, shown.over, is_grouped, is_year_before)
        if asking not in self._known:
            period = self._period(shown.over, is_year_before=is_year_before)
            grades = self.asked.spec.grades
            same = (shown.flow, shown.over, is_year_before)
            if same not in self._measuring:
                self._measuring[same] = Measuring(
                    self.connection, flow, self.asked.sight, period, grades=grades
                )
            self._known[asking] = indicators_of(
                self.connection,
                flow,
                self.asked.sight,
                by=self.asked.spec.role if is_grouped else None,
                directory=self.asked.directory,
                period=period,
                grades=grades,
                measuring=self._measuring[same],
            )
        known = {*flow.indicators, "on_time_rate"}
        if shown.indicator not in known:
            raise UnknownIndicator(name=f"{shown.flow}.{shown.indicator}", known=sorted(known))
        found = [value for value in self._known[asking] if value.key == shown.indicator]
        for value in found:
            self.formulas[value.title] = value.formula
        return found

    def _period(self, over: Over, *, is_year_before: bool) -> Period:
        """Give the days an indicator is taken over; all of them go no further than the report."""
        asked = self.asked
        since = {"period": asked.since, "year": asked.year_begin, "all": None}[over]
        until = asked.until
        if is_year_before:
            since, until = since and _year_before(since), _year_before(until)
        return Period(since=since, until=until, zone=asked.zone)


def _values(found: Sequence[IndicatorValue]) -> Mapping[str, float]:
    return {each.group: each.value for each in found if each.value is not None}


def _year_before(day: date) -> date:
    """Give the same day a year before; of the last of a month the last, leap day or not."""
    last = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=last if is_last else min(day.day, last))


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


def targets(
    connection: Connection,
    target: Target,
    year: int,
    *,
    flow_of: Callable[[str], Flow],
    sight: Sight,
) -> Mapping[str, float]:
    """Give each unit's target for a year: that of its newest plan seen that was not withdrawn.

    ``flow_of`` gives the version of a flow by its hash.
    """
    case, held = tables.case.c, tables.assignment.c
    query = (
        select(held.holder, case.fields, case.flow_hash, case.stage)
        .join(tables.case, case.id == held.case_id)
        .where(case.flow_key == target.flow, held.role == target.role, held.until.is_(None))
        .order_by(case.id)
    )
    found: dict[str, float] = {}
    for holder, fields, flow_hash, stage in connection.execute(within(query, sight)).all():
        terminal = flow_of(flow_hash).terminals.get(stage)
        if terminal is not None and terminal.kind == "withdrawn":
            continue
        number = fields.get(target.field)
        if number is not None and str(fields.get(target.year, ""))[:4] == str(year):
            found[holder] = float(number)
    return found
