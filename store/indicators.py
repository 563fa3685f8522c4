"""Indicators: counts, sums and rates over the cases of a flow, and over stages left on time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from ..definitions.flow import Flow
from ..definitions.model import Indicator
from ..workflow.people import Directory
from ..workflow.people.sight import Sight
from .layout import tables
from .layout.types import TEN_THOUSAND
from .measuring import Measuring, Period, Portions
from .seen import IndicatorValue

OWN = ("territory", "grade")
"""What a case has itself to be grouped by, whatever its flow; then come roles and fields."""

ON_TIME = "on_time_rate"
NOT_FILLED = "未填写"
GROUPING = {"choice", "text", "territory"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """An indicator with what was measured for it."""

    blank: IndicatorValue
    above: Portions
    below: Portions
    sums_above: bool = False
    sums_below: bool = False

    def value(self) -> IndicatorValue:
        return replace(
            self.blank,
            numerator=_total(self.above, is_sum=self.sums_above),
            denominator=_total(self.below, is_sum=self.sums_below),
            met=tuple(case for case, _ in self.above),
            counted=tuple(case for case, _ in self.below),
        )


def groupings(flow: Flow) -> tuple[str, ...]:
    """Give what the indicators of a flow can be told apart by."""
    fields = [key for key, field in flow.fields.items() if field.type in GROUPING]
    return tuple(dict.fromkeys((*OWN, *flow.roles, *fields)))


def indicators_of(  # noqa: PLR0913 - what they are of
    connection: Connection,
    flow: Flow,
    sight: Sight,
    *,
    by: str | None,
    directory: Directory,
    period: Period,
    grades: Sequence[str] = (),
    measuring: Measuring | None = None,
) -> Sequence[IndicatorValue]:
    """Compute a flow's own indicators and the rate of stages left on time, for each group.

    ``grades`` narrows them to cases of these grades; ``measuring`` is one that measured the same
    before, so that nothing is read twice.
    """
    measuring = measuring or Measuring(connection, flow, sight, period, grades=grades)
    measured = [_measured(measuring, flow, i) for i in flow.indicators.values()]
    above, below = measuring.judged
    on_time = _blank(
        flow, ON_TIME, "转段准时率", formula="按期转出的阶段数÷有时限而已转出的阶段数", is_rate=True
    )
    measured.append(_Measured(blank=on_time, above=above, below=below))
    if by is None:
        return [each.value() for each in measured]
    groups = _groups(connection, flow, measuring, by)
    parted = [_parted(each, groups) for each in measured]
    return [
        replace(parts[group].value(), group=group, group_title=_title(flow, directory, by, group))
        for group in sorted(set[str]().union(*parted))
        for parts in parted
        if group in parts
    ]


def _measured(measuring: Measuring, flow: Flow, indicator: Indicator) -> _Measured:
    above, below = measuring.rate(indicator)
    return _Measured(
        blank=_blank(
            flow,
            indicator.key,
            str(indicator.title),
            formula=indicator.formula,
            unit=indicator.unit,
            is_rate=indicator.is_rate,
        ),
        above=above,
        below=below,
        sums_above=not indicator.numerator.is_count,
        sums_below=indicator.denominator is not None and not indicator.denominator.is_count,
    )


def _blank(  # noqa: PLR0913 - what an indicator is
    flow: Flow, key: str, title: str, *, formula: str, is_rate: bool, unit: str = ""
) -> IndicatorValue:
    return IndicatorValue(
        key=key,
        title=title,
        numerator=0,
        denominator=0,
        met=(),
        counted=(),
        is_rate=is_rate,
        unit=unit,
        formula=formula,
        flow_hash=flow.hash,
    )


def _total(portions: Portions, *, is_sum: bool) -> float:
    total = sum(portion for _, portion in portions)
    return total / TEN_THOUSAND if is_sum else total


def _parted(measured: _Measured, groups: Mapping[int, Sequence[str]]) -> Mapping[str, _Measured]:
    """Tell an indicator apart by the groups in which anything is counted."""
    above, below = _by_group(measured.above, groups), _by_group(measured.below, groups)
    return {
        group: replace(measured, above=above.get(group, ()), below=below.get(group, ()))
        for group in {**above, **below}
    }


def _by_group(portions: Portions, groups: Mapping[int, Sequence[str]]) -> Mapping[str, Portions]:
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for case, portion in portions:
        for group in groups.get(case, ()):
            found[group].append((case, portion))
    return found


def _groups(
    connection: Connection, flow: Flow, measuring: Measuring, by: str
) -> Mapping[int, Sequence[str]]:
    """Map cases to their groups; one with several holders of a role counts with each."""
    if by in flow.roles and by not in OWN:
        return _by_holder(connection, flow.key, by, measuring.end)
    if by in OWN:
        return {case: [getattr(facts, by)] for case, facts in measuring.cases.items()}
    return {case: [str(facts.fields.get(by) or "")] for case, facts in measuring.cases.items()}


def _by_holder(
    connection: Connection, flow: str, role: str, end: datetime | None
) -> Mapping[int, Sequence[str]]:
    """Map cases to who held a role at the end of the days, now where they have none."""
    case, assignment = tables.case, tables.assignment
    is_held: ColumnElement[bool] = assignment.c.until.is_(None)
    if end is not None:
        is_held = and_(assignment.c.since < end, or_(is_held, assignment.c.until >= end))
    query: Select[*tuple[Any, ...]] = (
        select(case.c.id, assignment.c.holder)
        .join(assignment, assignment.c.case_id == case.c.id)
        .where(case.c.flow_key == flow, assignment.c.role == role, is_held)
    )
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for case_id, group in connection.execute(query):
        groups[case_id].append(group)
    return groups


def _title(flow: Flow, directory: Directory, by: str, group: str) -> str:
    if not group:
        return NOT_FILLED
    if by == "grade":
        outcomes = flow.decisions[flow.grade].outcomes if flow.grade else {}
        return str(outcomes.get(group, group))
    if by in flow.roles:
        return directory.name_of(group)
    field = flow.fields.get(by)
    if by == "territory" or (field and field.type == "territory"):
        place = directory.territory(group)
        return place.title if place else group
    return str(field.options.get(group, group)) if field else group
