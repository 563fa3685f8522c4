"""Asking: opening the tasks of the present stage, and keeping what is owed in line with the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ....definitions.model import Approval, HolderKind, Policy, Round
from ....definitions.spans import Span
from ...time.deadlines import reach
from ...values import Escalation, Task
from ..alarms.firings import Firing
from ..alarms.recurring import duty_due, open_vacant
from ..alarms.tracks import ladder_key
from ..facts import facts_on
from ..sheet import Sheet
from ..staffing.parts import holders, recipient
from ..staffing.vacancies import TASK, close_stale, close_vacancy, raise_vacancy
from .giving import LEFT, MIGRATED, give_task
from .policies import asked_under
from .polling import UNWANTED, latest, next_run, open_poll, opinions
from .taking import ASKED_AS


def open_tasks(sheet: Sheet) -> None:
    """Open the tasks that the transitions from the present stage need and that are not open yet."""
    facts = facts_on(sheet)
    wanted: set[str] = set()
    for transition in sheet.flow.leaving(sheet.case.stage):
        for requirement in transition.requirements:
            if requirement.when is not None and not requirement.when.holds(facts):
                continue
            wanted.add(f"{TASK}:{requirement.key}")
            if requirement.kind == "approval":
                _ask_approval(sheet, sheet.flow.approvals[requirement.key])
            elif requirement.kind == "round":
                _ask_round(sheet, sheet.flow.rounds[requirement.key])
    close_stale(sheet, TASK, wanted)
    open_vacant(sheet)


def _ask_approval(sheet: Sheet, spec: Approval) -> None:
    asked: dict[tuple[str, HolderKind], str] = {}
    for reference in spec.by:
        for held in asked_under(sheet, spec.policy, holders(sheet, recipient(reference))):
            asked.setdefault(held, reference)
    for (holder, kind), reference in asked.items():
        known = sheet.tasks.get(sheet.case.entry, "approval", spec.key, holder)
        if known is None or _is_put_by(known):
            due = sheet.worktime.after(sheet.now, spec.limit).moment if spec.limit else None
            task = Task(
                case=sheet.case.id,
                entry=sheet.case.entry,
                kind="approval",
                key=spec.key,
                holder=holder,
                holder_kind=kind,
                title=str(spec.title),
                opened_at=sheet.now,
                due_at=due,
                terms={ASKED_AS: reference},
            )
            give_task(sheet, task)
    _watch(sheet, spec.policy, spec.key, str(spec.title), is_asked=bool(asked))


def _is_put_by(task: Task) -> bool:
    """Say whether only a change of version took a task from its holder, undone."""
    return task.term(LEFT) == MIGRATED and task.verdict is None


def _ask_round(sheet: Sheet, rule: Round) -> None:
    poll = latest(sheet, rule.key)
    is_put_by = poll is not None and (poll.outcome, poll.why) == ("void", UNWANTED)
    open_poll(sheet, rule, key=next_run(sheet, rule.key) if is_put_by else "")
    poll = latest(sheet, rule.key)
    is_asked = poll is not None and bool(poll.queue or opinions(sheet, poll))
    _watch(sheet, rule.policy, rule.key, str(rule.title), is_asked=is_asked)


def _watch(sheet: Sheet, policy: Policy, key: str, title: str, *, is_asked: bool) -> None:
    """Tell the dispatching office that there is nobody to ask, unless that is passed over."""
    subject = f"{TASK}:{key}"
    if is_asked or policy.empty == "skip":
        close_vacancy(sheet, subject, "已有人办理")
    else:
        raise_vacancy(sheet, subject, f"“{title}”无人办理", "没有可以办理的人员或单位")


def project_owed(sheet: Sheet) -> None:
    """Compute anew when open tasks and answers are due: pauses and calendars move them too."""
    for task in sheet.tasks:
        if task.closed_at is None and task.due_at is not None:
            due = task_due(sheet, task)
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


def task_due(sheet: Sheet, task: Task) -> datetime | None:
    """Give when an open task is due now; what has no limit by its rule stays due when it was."""
    match task.kind:
        case "duty":
            return duty_due(sheet, task)
        case "extension":
            return sheet.deadline.due_at
        case "approval" if task.name in sheet.flow.approvals:
            return _reach(sheet, task, sheet.flow.approvals[task.name].limit)
        case "opinion" if task.name in sheet.flow.rounds:
            rule = sheet.flow.rounds[task.name]
            return _reach(sheet, task, rule.limit_for(str(task.term(ASKED_AS, ""))))
        case "claim" | "condition" | "item" if task.term("span"):
            return _reach(sheet, task, Span.parse(task.term("span")))
        case _:
            return task.due_at


def _reach(sheet: Sheet, task: Task, span: Span | None) -> datetime | None:
    if span is None:
        return task.due_at
    return reach(task.opened_at, span, sheet.deadline.pauses, sheet.worktime)


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
