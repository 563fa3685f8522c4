"""What becomes of open tasks and rounds when a case comes to another version of its flow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ...definitions.flow import Flow
from ...definitions.migration import Plan, TaskPolicy
from ..steps.alarms.closing import close_chased
from ..steps.sheet import Sheet
from ..steps.staffing.parts import holders, recipient
from ..steps.tasks.asking import task_due
from ..steps.tasks.giving import LEFT, close_task
from ..steps.tasks.policies import asked_under
from ..steps.tasks.polling import drop_poll, latest, open_poll, run_of
from ..steps.tasks.taking import ASKED_AS
from ..values import Poll, Task

MIGRATED = "migrated"
WHY = "流程改版，不再需要"
WHY_ANEW = "流程改版，按新规定重新征求"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chores:
    """What of a case's open work is closed, and what is asked anew; the rest is kept."""

    closed: tuple[Task, ...]
    anew: tuple[Task, ...]
    dropped: tuple[Poll, ...]
    repeated: tuple[Poll, ...]


def asked_for(flow: Flow, stage: str) -> frozenset[str]:
    """Give the keys of what the transitions from a stage ask for."""
    return frozenset(r.key for t in flow.leaving(stage) for r in t.requirements)


def policy_for(plan: Plan, flow: Flow, stage: str, task: Task) -> TaskPolicy:
    """Give what becomes of an open task of a case that goes on in a stage of the new version."""
    if not is_known(flow, stage, task):
        return "close"
    return plan.tasks.get(task.name, "keep")


def is_known(  # noqa: PLR0911 - one answer a kind
    flow: Flow, stage: str, task: Task
) -> bool:
    """Say whether a version asks for a task in a stage, or knows it at all where no stage asks."""
    name = task.name
    match task.kind:
        case "approval":
            return name in flow.approvals and name in asked_for(flow, stage)
        case "opinion":
            return name in flow.rounds and name in asked_for(flow, stage)
        case "duty":
            return name in flow.duties
        case "item":
            return name in flow.items
        case "claim":
            role = flow.roles.get(name)
            return role is not None and any(rule.claim for rule in role.assign)
        case "extension":
            return flow.extension is not None
        case _:
            return True


def sort_chores(sheet: Sheet, flow: Flow, plan: Plan, stage: str) -> Chores:
    """Sort what is open on a case by what becomes of it; nothing is done yet."""
    closed: list[Task] = []
    anew: list[Task] = []
    for task in sheet.tasks:
        if task.closed_at is None and task.kind != "opinion":
            policy = policy_for(plan, flow, stage, task)
            closed += [task] if policy == "close" else []
            anew += [task] if policy == "reopen" else []
    gone = {(t.entry, t.key) for t in closed}
    closed += [
        t
        for t in sheet.tasks
        if t.kind == "advice" and t.closed_at is None and (t.entry, t.key) in gone
    ]
    dropped: list[Poll] = []
    repeated: list[Poll] = []
    for poll in sheet.polls:
        if poll.entry == sheet.case.entry and not poll.outcome:
            policy = policy_for(plan, flow, stage, _standing_for(poll))
            dropped += [poll] if policy == "close" else []
            repeated += [poll] if policy == "reopen" else []
    return Chores(
        closed=tuple(closed),
        anew=tuple(anew),
        dropped=tuple(dropped),
        repeated=tuple(repeated),
    )


def _standing_for(poll: Poll) -> Task:
    """Give an opinion of a round, as far as its kind and key go."""
    return Task(
        case=poll.case,
        entry=poll.entry,
        kind="opinion",
        key=poll.key,
        holder="",
        holder_kind="unit",
        title="",
        opened_at=poll.opened_at,
    )


def do_chores(sheet: Sheet, chores: Chores) -> None:
    """Close what is not wanted any more and ask anew what is to be; the case runs on the new flow."""
    for task in chores.closed:
        close_task(sheet, task, MIGRATED)
        close_chased(sheet, task, WHY)
    for poll in chores.dropped:
        drop_poll(sheet, poll, WHY)
    for task in chores.anew:
        _ask_anew(sheet, task)
    for poll in chores.repeated:
        drop_poll(sheet, poll, WHY_ANEW)
        rule = sheet.flow.rounds[poll.key.partition("/")[0]]
        open_poll(sheet, rule, key=f"{rule.key}/{run_of(poll) + 1}")
    _revive(sheet)
    align_dues(sheet)


def align_dues(sheet: Sheet) -> None:
    """Let open approvals and opinions be due by the limits of the version the case runs on."""
    for task in sheet.tasks:
        if task.closed_at is None and task.kind in {"approval", "opinion"}:
            sheet.tasks.put(replace(task, due_at=_due(sheet, task)))


def _ask_anew(sheet: Sheet, task: Task) -> None:
    spec = sheet.flow.approvals.get(task.name) if task.kind == "approval" else None
    if spec is not None:
        asked = [
            held
            for reference in spec.by
            for held in asked_under(sheet, spec.policy, holders(sheet, recipient(reference)))
        ]
        if (task.holder, task.holder_kind) not in asked:
            close_task(sheet, task, MIGRATED)
            close_chased(sheet, task, WHY_ANEW)
            return
    again = replace(task, opened_at=sheet.now)
    sheet.tasks.put(replace(again, due_at=task_due(sheet, again)))


def _revive(sheet: Sheet) -> None:
    """Open again what an earlier migration closed and this version asks for, with a new clock."""
    for task in sheet.tasks:
        is_here = task.entry == sheet.case.entry and task.term(LEFT) == MIGRATED
        if is_here and task.verdict is None and is_known(sheet.flow, sheet.case.stage, task):
            terms = {name: value for name, value in (task.terms or {}).items() if name != LEFT}
            sheet.tasks.put(replace(task, opened_at=sheet.now, closed_at=None, terms=terms))
    for name in asked_for(sheet.flow, sheet.case.stage) & {*sheet.flow.rounds}:
        poll = latest(sheet, name)
        if poll is not None and poll.outcome == "void" and poll.why == WHY:
            open_poll(sheet, sheet.flow.rounds[name], key=f"{name}/{run_of(poll) + 1}")


def _due(sheet: Sheet, task: Task) -> datetime | None:
    """Give when a task that is kept is due: by the new limit from the day it was asked."""
    if task.kind == "approval" and task.name in sheet.flow.approvals:
        return task_due(sheet, task) if sheet.flow.approvals[task.name].limit else None
    if task.kind == "opinion" and task.name in sheet.flow.rounds:
        limit = sheet.flow.rounds[task.name].limit_for(str(task.term(ASKED_AS, "")))
        return task_due(sheet, task) if limit else None
    return task.due_at
