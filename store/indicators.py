"""Indicators: rates over the stages that cases ever reached, and over stages left on time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, select

from ..definitions.flow import Flow
from ..workflow.people import Directory
from ..workflow.people.sight import Sight
from .boards import within
from .layout import tables
from .seen import IndicatorValue

OWN = ("territory", "grade")
"""What a case has itself to be grouped by; anything else is a role, and groups by its holders."""

ON_TIME = "on_time_rate"


def indicators_of(
    connection: Connection, flow: Flow, sight: Sight, *, by: str | None, directory: Directory
) -> Sequence[IndicatorValue]:
    """Compute a flow's own indicators and the rate of stages left on time, for each group."""
    reached = _reached(connection, flow.key, sight)
    judged = _judged(connection, flow.key, sight)
    values = [
        IndicatorValue(
            key=indicator.key,
            title=str(indicator.title),
            met=_cases(reached, indicator.numerator),
            counted=_cases(reached, indicator.denominator),
        )
        for indicator in flow.indicators.values()
    ]
    values.append(
        IndicatorValue(
            key=ON_TIME,
            title="转段准时率",
            met=tuple(case for case, on_time in judged if on_time),
            counted=tuple(case for case, _ in judged),
        )
    )
    if by is None:
        return values
    groups = _groups(connection, flow.key, by)
    parted = [_parted(value, groups) for value in values]
    return [
        replace(parts[group], group=group, group_title=_title(flow, directory, by, group))
        for group in sorted(set[str]().union(*parted))
        for parts in parted
        if group in parts
    ]


def _cases(reached: Mapping[str, set[int]], stages: Sequence[str]) -> tuple[int, ...]:
    return tuple(sorted(set[int]().union(*(reached.get(stage, set()) for stage in stages))))


def _parted(
    value: IndicatorValue, groups: Mapping[int, Sequence[str]]
) -> Mapping[str, IndicatorValue]:
    """Tell an indicator apart by the groups in which it counts anything."""
    met, counted = _by_group(value.met, groups), _by_group(value.counted, groups)
    return {
        group: replace(value, met=tuple(met.get(group, ())), counted=tuple(cases))
        for group, cases in counted.items()
    }


def _by_group(
    cases: Iterable[int], groups: Mapping[int, Sequence[str]]
) -> Mapping[str, Sequence[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for case in cases:
        for group in groups.get(case, ()):
            found[group].append(case)
    return found


def _reached(connection: Connection, flow: str, sight: Sight) -> Mapping[str, set[int]]:
    query = _entries(flow, sight, tables.entry.c.stage).distinct()
    reached: defaultdict[str, set[int]] = defaultdict(set)
    for case_id, stage in connection.execute(query):
        reached[stage].add(case_id)
    return reached


def _judged(connection: Connection, flow: str, sight: Sight) -> Sequence[tuple[int, bool]]:
    """Give the case of every stage that was left, and whether it was left on time."""
    on_time = tables.entry.c.was_on_time
    query = _entries(flow, sight, on_time).where(on_time.is_not(None))
    query = query.order_by(tables.entry.c.case_id, tables.entry.c.number)
    return [(case_id, bool(value)) for case_id, value in connection.execute(query)]


def _entries(flow: str, sight: Sight, column: Any) -> Select[*tuple[Any, ...]]:
    query = (
        select(tables.entry.c.case_id, column)
        .select_from(tables.entry)
        .join(tables.case, tables.case.c.id == tables.entry.c.case_id)
        .where(tables.case.c.flow_key == flow)
    )
    return within(query, sight)


def _groups(connection: Connection, flow: str, by: str) -> Mapping[int, Sequence[str]]:
    """Map cases to their groups; one with several holders of a role counts with each."""
    case, assignment = tables.case, tables.assignment
    query: Select[*tuple[Any, ...]] = select(
        case.c.id, case.c.territory if by == "territory" else case.c.grade
    )
    if by not in OWN:
        query = (
            select(case.c.id, assignment.c.holder)
            .join(assignment, assignment.c.case_id == case.c.id)
            .where(assignment.c.role == by, assignment.c.until.is_(None))
        )
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for case_id, group in connection.execute(query.where(case.c.flow_key == flow)):
        groups[case_id].append(group)
    return groups


def _title(flow: Flow, directory: Directory, by: str, group: str) -> str:
    if by == "territory":
        place = directory.territory(group)
        return place.title if place else group
    if by != "grade":
        return directory.name_of(group)
    outcomes = flow.decisions[flow.grade].outcomes if flow.grade else {}
    return str(outcomes.get(group, group))
