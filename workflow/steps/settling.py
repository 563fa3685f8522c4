"""Bringing a case in line with itself after something was filed to it."""

from __future__ import annotations

from dataclasses import replace

from .facts import facts_on
from .moving import refresh
from .sheet import Sheet
from .staffing.assigning import assign_open_roles, weigh
from .tasks.asking import open_tasks
from .tasks.polling import settle_polls


def settle(sheet: Sheet, *, is_active: bool) -> None:
    """Bring grade, roles, tasks and the deadline in line with the case as it now stands."""
    if is_active:
        sheet.case = replace(sheet.case, active_at=sheet.now)
    grade = str(facts_on(sheet).get("grade", ""))
    if grade != sheet.case.grade:
        sheet.log("graded", {"from": sheet.case.grade, "to": grade})
        sheet.case = replace(sheet.case, grade=grade)
        weigh(sheet)
    assign_open_roles(sheet)
    if sheet.case.status != "ended":
        settle_polls(sheet)  # first: nobody is asked for what is certain already
        open_tasks(sheet)
        refresh(sheet, is_active=is_active)
