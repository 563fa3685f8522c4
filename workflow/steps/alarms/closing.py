"""Closing escalations (销号): what was raised is over, for a reason."""

from __future__ import annotations

from dataclasses import replace

from ...values import Escalation, Task
from ..sheet import Sheet
from .firings import Firing


def close_escalations(sheet: Sheet, why: str, *, entry: int | None = None) -> None:
    """Close what is still open of an entry's escalations, the present one's unless another is given."""
    number = sheet.case.entry if entry is None else entry
    for escalation in sheet.escalations:
        if escalation.entry == number and escalation.closed_at is None:
            close_escalation(sheet, escalation, why)


def close_escalation(sheet: Sheet, escalation: Escalation, why: str) -> None:
    """Close one escalation (销号), with a reason."""
    sheet.escalations.put(replace(escalation, closed_at=sheet.now, closed_why=why))
    sheet.log("escalation_closed", {"rung": escalation.rung, "title": escalation.title}, why=why)


def close_chased(sheet: Sheet, task: Task, why: str) -> None:
    """Close what was raised because a task was late: it is done, or nobody's any more."""
    subject = f"{task.kind}:{task.key}:{task.holder}"
    for escalation in sheet.escalations:
        of_task = Firing.parse(escalation.rung).subject == subject
        if of_task and escalation.closed_at is None:
            close_escalation(sheet, escalation, why)
