"""Conditions tied to consents (有条件同意): each becomes a task once the round has passed."""

from __future__ import annotations

from collections.abc import Iterable

from ....definitions.model import Round
from ...values import Task
from ..sheet import Sheet
from ..staffing.parts import holders, recipient
from .giving import give_task, has_left

CONDITIONS = "conditions"


def open_conditions(sheet: Sheet, rule: Round, opinions: Iterable[Task]) -> None:
    """Open a task for each condition somebody tied his consent to."""
    if rule.conditions is None:
        return
    number = len({t.key for t in sheet.tasks if t.kind == "condition" and t.name == rule.key})
    for opinion in opinions:
        if opinion.verdict != "conditional" or has_left(opinion):
            continue
        for text in opinion.term(CONDITIONS, ()):
            number += 1
            _open(sheet, rule, f"{rule.key}/{number}", opinion, text)


def _open(sheet: Sheet, rule: Round, key: str, opinion: Task, text: str) -> None:
    conditions = rule.conditions
    assert conditions is not None, "asked only for rounds that take conditions"  # noqa: S101
    due = sheet.worktime.after(sheet.now, conditions.within).moment if conditions.within else None
    for holder, kind in holders(sheet, recipient(conditions.to)):
        task = Task(
            case=sheet.case.id,
            entry=0,
            kind="condition",
            key=key,
            holder=holder,
            holder_kind=kind,
            title=text,
            opened_at=sheet.now,
            due_at=due,
            terms={"of": opinion.holder, "span": str(conditions.within or "")},
        )
        give_task(sheet, task, about=f"{sheet.name_of(opinion.holder)}同意的条件")


def conditions_of(sheet: Sheet, name: str) -> list[Task]:
    """Give the conditions tied to consents in a round, in all its runs."""
    return [t for t in sheet.tasks if t.kind == "condition" and t.name == name]
