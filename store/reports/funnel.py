"""How far cases have come: how many reached each stage, and how many are in it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, distinct, exists, func, literal, select

from ...workflow.reporting import Cell, ReportColumn
from ..layout import tables
from .asked import Asked, Query, count_where, is_of_entry, is_stage

STAGES = (
    ReportColumn(key="stage", title="阶段"),
    ReportColumn(key="reached", title="到过", kind="count"),
    ReportColumn(key="present", title="在办", kind="count"),
    ReportColumn(key="late", title="红灯", kind="count"),
)


def stages(
    connection: Connection, asked: Asked
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Give the stages of the flows in their order, as FLOW.STAGE, and a row for each.

    A case that came back to a stage reached it once.
    """
    case, entry = tables.case.c, tables.entry.c
    query = _entries(
        asked,
        select(
            case.flow_key,
            entry.stage,
            func.count(distinct(case.id)),
            count_where(asked.is_present()),
            count_where(_is_late(asked)),
        ),
    ).group_by(case.flow_key, entry.stage)
    found = {(flow, stage): counts for flow, stage, *counts in connection.execute(query)}
    shown = [asked.flows[key] for key in asked.spec.flows if key in asked.flows]
    places = [(flow, stage) for flow in shown for stage in flow.stages.values()]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            str(stage.title) if len(shown) == 1 else f"{flow.title}：{stage.title}",
            *map(int, found.get((flow.key, stage.key), (0, 0, 0))),
        )
        for flow, stage in places
    )
    return tuple(f"{flow.key}.{stage.key}" for flow, stage in places), rows


def cases_of_stage(
    connection: Connection, asked: Asked, place: str, column: str
) -> tuple[int, ...]:
    """Give the cases behind one count of a stage that is named FLOW.STAGE."""
    flow, _, stage = place.partition(".")
    case = tables.case.c
    wanted: dict[str, ColumnElement[bool]] = {
        "reached": literal(value=True),
        "present": asked.is_present(),
        "late": _is_late(asked),
    }
    query = _entries(asked, select(case.id).distinct()).where(
        case.flow_key == flow, tables.entry.c.stage == stage, wanted[column]
    )
    return tuple(connection.execute(query.order_by(case.id)).scalars())


def _is_late(asked: Asked) -> ColumnElement[bool]:
    return and_(asked.is_present(), asked.light() == "red")


def _entries(asked: Asked, query: Query) -> Query:
    """Ask of the stays in a stage that had begun by the end."""
    query = (
        query.select_from(tables.case)
        .join(tables.entry, tables.entry.c.case_id == tables.case.c.id)
        .join(tables.deadline, is_of_entry())
        .where(is_stage(), tables.entry.c.entered_at < asked.end)
    )
    if asked.unit:
        query = query.where(exists(select(tables.assignment.c.case_id).where(asked.is_held())))
    return asked.within(query)
