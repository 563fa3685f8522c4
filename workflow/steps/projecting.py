"""Projecting the deadline of the stage a case is in from the case as it now stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from ...definitions.model import Stage
from ..time.deadlines import project
from .alarms.judging import rule_on, standing_on, terms_on
from .sheet import Sheet

TAKEN_BACK = "take_back"


def project_stage(sheet: Sheet, *, is_told: bool = True) -> None:
    """Compute the stage's due moment and light thresholds anew.

    ``is_told`` False leaves it to the caller to say in history why the deadline moved.
    """
    _, stage = terms_on(sheet)
    if stage is None:
        return
    span = stage.limit_for(sheet.case.grade)
    limit = str(span) if span else None
    terms = replace(
        sheet.deadline,
        span=sheet.deadline.span if sheet.deadline.rules else limit,
        starts_at=_starts_at(sheet, stage),
        active_at=max(sheet.case.active_at, began_on(sheet)),
    )
    before = sheet.deadline
    sheet.deadline = project(terms, rule_on(sheet), sheet.worktime, standing_on(sheet))
    sheet.deadlines.put(sheet.deadline)
    if is_told and before.due_at is not None and before.due_at != sheet.deadline.due_at:
        sheet.log("deadline_moved", {"from": before.due_at, "to": sheet.deadline.due_at})


def _starts_at(sheet: Sheet, stage: Stage) -> datetime:
    match stage.starts:
        case "entry":
            return began_on(sheet)
        case "creation":
            return sheet.case.opened_at
        case "activity":
            return max(sheet.case.active_at, began_on(sheet))
        case "field":
            day = sheet.case.fields.get(stage.start_field)
            if isinstance(day, date):
                return datetime.combine(day, time(0), sheet.worktime.zone).astimezone(UTC)
            return began_on(sheet)


def began_on(sheet: Sheet) -> datetime:
    """Give when the clock of the entry began.

    A case taken back, or one that returned, goes on with the clock it had.
    """
    if sheet.deadline.began_at is not None:
        return sheet.deadline.began_at
    via = sheet.entry.via
    way = sheet.flow.transitions.get(via)
    is_old = via == TAKEN_BACK or (way is not None and way.returns)
    return sheet.deadline.starts_at if is_old else sheet.entry.entered_at
