"""Tasks of the present stage: opening them, and keeping what is owed in line with the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ....definitions.model import Approval, HolderKind, Round
from ....definitions.spans import Span
from ...time.deadlines import reach
from ...values import Escalation, Task, TaskKind
from ..alarms.firings import Firing
from ..alarms.recurring import duty_due, open_vacant
from ..alarms.tracks import ladder_key
from ..facts import facts_on
from ..sheet import Sheet
from ..staffing.parts import holders, recipient
from .giving import give


def open_tasks(sheet: Sheet) -> None:
    """Open the tasks that the transitions from the present stage need and that are not open yet."""
    facts = facts_on(sheet)
    for transition in sheet.flow.leaving(sheet.case.stage):
        for requirement in transition.requirements:
            if requirement.when is not None and not requirement.when.holds(facts):
                continue
            if requirement.kind == "approval":
                asked = sheet.flow.approvals[requirement.key].by
                _open_for(sheet, "approval", requirement.key, asked)
            elif requirement.kind == "round":
                asked = sheet.flow.rounds[requirement.key].ask
                _open_for(sheet, "opinion", requirement.key, asked)

    open_vacant(sheet)


def _open_for(sheet: Sheet, kind: TaskKind, key: str, asked: tuple[str, ...]) -> None:
    for reference in asked:
        for holder, holder_kind in holders(sheet, recipient(reference)):
            if sheet.tasks.get(sheet.case.entry, kind, key, holder) is None:
                _open(sheet, kind, key, holder, holder_kind)


def _open(sheet: Sheet, kind: TaskKind, key: str, holder: str, holder_kind: HolderKind) -> None:
    spec = sheet.flow.approvals[key] if kind == "approval" else sheet.flow.rounds[key]
    due = sheet.worktime.after(sheet.now, spec.limit).moment if spec.limit else None
    give(
        sheet,
        Task(
            case=sheet.case.id,
            entry=sheet.case.entry,
            kind=kind,
            key=key,
            holder=holder,
            holder_kind=holder_kind,
            title=str(spec.title),
            opened_at=sheet.now,
            due_at=due,
        ),
    )


def project_owed(sheet: Sheet) -> None:
    """Compute anew when open tasks and answers are due: pauses and calendars move them too."""
    for task in sheet.tasks:
        if task.closed_at is None and task.due_at is not None:
            due = _task_due(sheet, task)
            if due != task.due_at:
                sheet.tasks.put(replace(task, due_at=due))
                moved = {"from": task.due_at, "to": due, "task": task.key}
                sheet.log("deadline_moved", moved)
    for escalation in sheet.escalations:
        is_owed = escalation.closed_at is None and escalation.answered_at is None
        span = _answer_span(sheet, escalation) if is_owed and escalation.answer_due_at else None
        if span is not None:
            due = reach(escalation.raised_at, span, sheet.deadline.pauses, sheet.worktime)
            if due != escalation.answer_due_at:
                sheet.escalations.put(replace(escalation, answer_due_at=due))
                moved = {"from": escalation.answer_due_at, "to": due, "rung": escalation.rung}
                sheet.log("deadline_moved", moved)


def _task_due(sheet: Sheet, task: Task) -> datetime | None:
    if task.kind == "duty":
        return duty_due(sheet, task)
    if task.kind == "extension":
        return sheet.deadline.due_at
    known: Mapping[str, Approval | Round] = (
        sheet.flow.approvals if task.kind == "approval" else sheet.flow.rounds
    )
    spec = known.get(task.key)
    if spec is None or spec.limit is None:
        return task.due_at
    return reach(task.opened_at, spec.limit, sheet.deadline.pauses, sheet.worktime)


def _answer_span(sheet: Sheet, escalation: Escalation) -> Span | None:
    """Give how long the answer to an escalation may take, by the ladder it came from."""
    firing = Firing.parse(escalation.rung)
    ladders = [sheet.flow.ladder_of(sheet.case.stage)]
    if firing.subject:
        kind, _, rest = firing.subject.partition(":")
        key = rest.rpartition(":")[0]
        keys = {ladder_key(sheet.flow, t) for t in sheet.tasks if (t.kind, t.key) == (kind, key)}
        ladders = [sheet.flow.ladders[key].rungs for key in keys if key]
    spans = (rung.answer_within for rungs in ladders for rung in rungs if rung.key == firing.rung)
    return next(spans, None)
