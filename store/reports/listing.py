"""The lists of a report: cases that show a light, escalations nobody answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, case, or_, select

from ...definitions.model import COLORS, Color
from ...workflow.reporting import Cell, ReportColumn
from ...workflow.time.lights import light_name
from ..layout import tables
from ..rows import LIT
from .asked import Asked, is_of_entry, is_stage

Listed = tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]
"""The numbers of cases, and a row for each."""

CASES = (
    ReportColumn(key="ref", title="编号", is_detail=True),
    ReportColumn(key="title", title="项目"),
    ReportColumn(key="stage", title="阶段"),
    ReportColumn(key="unit", title="承办单位"),
    ReportColumn(key="entered", title="进入日期", kind="date", is_detail=True),
    ReportColumn(key="due", title="期限", kind="date", is_detail=True),
    ReportColumn(key="light", title="灯"),
    ReportColumn(key="lit", title="亮灯日期", kind="date"),
)
ESCALATIONS = (
    ReportColumn(key="ref", title="编号", is_detail=True),
    ReportColumn(key="title", title="项目"),
    ReportColumn(key="rung", title="督办"),
    ReportColumn(key="unit", title="承办单位"),
    ReportColumn(key="raised", title="发出日期", kind="date", is_detail=True),
    ReportColumn(key="due", title="答复期限", kind="date"),
)


def lit_cases(connection: Connection, asked: Asked, lights: Sequence[Color]) -> Listed:
    """List the cases that showed one of these lights at the end, the worst and longest due first."""
    shows = asked.light()
    worst = case({color: rank for rank, color in enumerate(COLORS)}, value=shows, else_=0)
    found, entry, deadline = tables.case.c, tables.entry.c, tables.deadline.c
    query = (
        select(
            found.id,
            found.ref,
            found.title,
            found.flow_hash,
            entry.stage,
            tables.assignment.c.holder,
            entry.entered_at,
            deadline.due_at,
            shows.label("light"),
            *(deadline[f"{color}_at"] for color in LIT),
        )
        .select_from(tables.case)
        .join(tables.entry, entry.case_id == found.id)
        .join(tables.deadline, is_of_entry())
        .join(tables.assignment, asked.is_held(), isouter=not asked.unit)
        .where(is_stage(), asked.is_present(), shows.in_(lights))
        .order_by(worst.desc(), deadline.due_at.is_(None), deadline.due_at, found.id)
    )
    found_rows = connection.execute(asked.within(query)).all()
    lines = tuple(
        (
            row.ref or str(row.id),
            row.title,
            str(asked.flow_of(row.flow_hash).place(row.stage).title),
            asked.directory.name_of(row.holder) if row.holder else None,
            asked.day(row.entered_at),
            asked.day(row.due_at) if row.due_at else None,
            light_name(row.light),
            asked.day(getattr(row, f"{row.light}_at")),
        )
        for row in found_rows
    )
    return tuple(str(row.id) for row in found_rows), lines


def unanswered(connection: Connection, asked: Asked) -> Listed:
    """List the escalations whose answer was due by the end and had not come, the oldest first."""
    found, raised = tables.case.c, tables.escalation.c
    query = (
        select(
            found.id,
            found.ref,
            found.title,
            raised.title.label("rung"),
            tables.assignment.c.holder,
            raised.raised_at,
            raised.answer_due_at,
        )
        .select_from(tables.case)
        .join(tables.escalation, raised.case_id == found.id)
        .join(tables.assignment, asked.is_held(), isouter=not asked.unit)
        .where(raised.answer_due_at < asked.end)
        .where(or_(raised.answered_at.is_(None), raised.answered_at >= asked.end))
        .where(or_(raised.closed_at.is_(None), raised.closed_at >= asked.end))
        .order_by(raised.answer_due_at, found.id, raised.rung)
    )
    found_rows = connection.execute(asked.within(query)).all()
    lines = tuple(
        (
            row.ref or str(row.id),
            row.title,
            row.rung,
            asked.directory.name_of(row.holder) if row.holder else None,
            asked.day(row.raised_at),
            asked.day(row.answer_due_at),
        )
        for row in found_rows
    )
    return tuple(str(row.id) for row in found_rows), lines
