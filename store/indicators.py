"""Indicators: rates over the stages that cases ever reached, and over stages left on time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    groups = _groups(connection, flow.key, by) if by else {}

    def rates(
        shows: Callable[[int], bool], group: str = "", title: str = ""
    ) -> Iterable[IndicatorValue]:
        for indicator in flow.indicators.values():
            yield IndicatorValue(
                key=indicator.key,
                title=str(indicator.title),
                met=_cases(reached, indicator.numerator, shows),
                counted=_cases(reached, indicator.denominator, shows),
                group=group,
                group_title=title,
            )
        yield IndicatorValue(
            key=ON_TIME,
            title="转段准时率",
            met=tuple(case for case, on_time in judged if on_time and shows(case)),
            counted=tuple(case for case, _ in judged if shows(case)),
            group=group,
            group_title=title,
        )

    if by is None:
        return [*rates(lambda _: True)]
    return [
        value
        for group in sorted(groups)
        for value in rates(groups[group].__contains__, group, _title(flow, directory, by, group))
        if value.denominator
    ]


def _cases(
    reached: Mapping[str, set[int]], stages: Sequence[str], shows: Callable[[int], bool]
) -> tuple[int, ...]:
    found = set[int]().union(*(reached.get(stage, set()) for stage in stages))
    return tuple(sorted(filter(shows, found)))


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


def _groups(connection: Connection, flow: str, by: str) -> Mapping[str, set[int]]:
    """Map the groups to their cases; one with several holders of a role counts with each."""
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
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for case_id, group in connection.execute(query.where(case.c.flow_key == flow)):
        groups[group].add(case_id)
    return groups


def _title(flow: Flow, directory: Directory, by: str, group: str) -> str:
    if by == "territory":
        place = directory.territory(group)
        return place.title if place else group
    if by != "grade":
        return directory.name_of(group)
    outcomes = flow.decisions[flow.grade].outcomes if flow.grade else {}
    return str(outcomes.get(group, group))
