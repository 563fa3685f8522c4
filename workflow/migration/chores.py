"""What becomes of open tasks and rounds when a case comes to another version of its flow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ...definitions.migration import Plan, TaskPolicy
from ..steps.alarms.closing import close_chased
from ..steps.facts import facts_on
from ..steps.sheet import Sheet
from ..steps.staffing.parts import holders, recipient
from ..steps.tasks.asking import task_due
from ..steps.tasks.giving import LEFT, MIGRATED, close_task, give_task
from ..steps.tasks.policies import asked_under
from ..steps.tasks.polling import UNWANTED, drop_poll, next_run, open_poll
from ..steps.tasks.taking import ASKED_AS
from ..values import Poll, Task

WHY_ANEW = "流程改版，按新规定重新征求"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chores:
    """What of a case's open work is closed, and what is asked anew; the rest is kept."""

    closed: tuple[Task, ...]
    anew: tuple[Task, ...]
    dropped: tuple[Poll, ...]
    repeated: tuple[Poll, ...]


def asked_for(sheet: Sheet) -> frozenset[str]:
    """Give the keys of what the transitions from the present stage ask of this case."""
    facts = facts_on(sheet)
    asked = (r for t in sheet.flow.leaving(sheet.case.stage) for r in t.requirements)
    return frozenset(r.key for r in asked if r.when is None or r.when.holds(facts))


def policy_for(sheet: Sheet, plan: Plan, task: Task) -> TaskPolicy:
    """Give what becomes of an open task of a case that runs on the new version by now."""
    if not is_known(sheet, task):
        return "close"
    return plan.tasks.get(task.name, "keep")


def is_known(  # noqa: PLR0911 - one answer a kind
    sheet: Sheet, task: Task
) -> bool:
    """Say whether the present stage asks for a task, or the version knows it where no stage asks."""
    flow, name = sheet.flow, task.name
    match task.kind:
        case "approval":
            return name in flow.approvals and name in asked_for(sheet)
        case "opinion":
            return name in flow.rounds and name in asked_for(sheet)
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


def sort_chores(sheet: Sheet, plan: Plan) -> Chores:
    """Sort what is open on a case that runs on the new version by now; nothing is done yet."""
    closed: list[Task] = []
    anew: list[Task] = []
    for task in sheet.tasks:
        if task.closed_at is None and task.kind != "opinion":
            policy = policy_for(sheet, plan, task)
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
            policy = policy_for(sheet, plan, _standing_for(poll))
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
        close_chased(sheet, task, UNWANTED)
    for poll in chores.dropped:
        drop_poll(sheet, poll, UNWANTED)
    for task in chores.anew:
        _ask_anew(sheet, task)
    for poll in chores.repeated:
        drop_poll(sheet, poll, WHY_ANEW)
        rule = sheet.flow.rounds[poll.key.partition("/")[0]]
        open_poll(sheet, rule, key=next_run(sheet, rule.key))
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
    """Give again what an earlier migration closed and this version asks for where no stage does.

    What a stage asks for is asked by the stage itself.
    """
    for task in sheet.tasks:
        is_here = task.entry == sheet.case.entry and task.kind not in {"approval", "opinion"}
        is_put_by = task.term(LEFT) == MIGRATED and task.verdict is None
        if is_here and is_put_by and is_known(sheet, task):
            terms = {name: value for name, value in (task.terms or {}).items() if name != LEFT}
            give_task(sheet, replace(task, opened_at=sheet.now, closed_at=None, terms=terms))


def _due(sheet: Sheet, task: Task) -> datetime | None:
    """Give when a task that is kept is due: by the new limit from the day it was asked."""
    if task.kind == "approval" and task.name in sheet.flow.approvals:
        return task_due(sheet, task) if sheet.flow.approvals[task.name].limit else None
    if task.kind == "opinion" and task.name in sheet.flow.rounds:
        limit = sheet.flow.rounds[task.name].limit_for(str(task.term(ASKED_AS, "")))
        return task_due(sheet, task) if limit else None
    return task.due_at
