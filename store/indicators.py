"""Indicators: rates over the stages that cases ever reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from ..definitions.flow import Flow
from .layout import tables
from .seen import IndicatorValue


def indicators_of(connection: Connection, flow: Flow) -> Sequence[IndicatorValue]:
    """Compute a flow's own indicators and the rate of stages left on time."""
    reached = _reached(connection, flow)
    on_time, judged = _on_time(connection, flow.key)
    values = [
        IndicatorValue(
            key=indicator.key,
            title=str(indicator.title),
            numerator=_count(reached, indicator.numerator),
            denominator=_count(reached, indicator.denominator),
        )
        for indicator in flow.indicators.values()
    ]
    punctual = IndicatorValue(
        key="on_time_rate", title="转段准时率", numerator=on_time, denominator=judged
    )
    return [*values, punctual]


def _reached(connection: Connection, flow: Flow) -> Mapping[str, set[int]]:
    entry, cases = tables.entry, tables.case
    query = (
        select(entry.c.stage, entry.c.case_id)
        .join(cases, cases.c.id == entry.c.case_id)
        .where(cases.c.flow_key == flow.key)
        .distinct()
    )
    reached: dict[str, set[int]] = {}
    for stage, case_id in connection.execute(query):
        reached.setdefault(stage, set()).add(case_id)
    return reached


def _count(reached: Mapping[str, set[int]], stages: Sequence[str]) -> int:
    return len(set().union(*(reached.get(stage, set()) for stage in stages)))


def _on_time(connection: Connection, flow_key: str) -> tuple[int, int]:
    entry, cases = tables.entry, tables.case
    query = (
        select(entry.c.was_on_time, func.count())
        .join(cases, cases.c.id == entry.c.case_id)
        .where(cases.c.flow_key == flow_key, entry.c.was_on_time.is_not(None))
        .group_by(entry.c.was_on_time)
    )
    counts = {bool(on_time): count for on_time, count in connection.execute(query)}
    return counts.get(True, 0), sum(counts.values())
