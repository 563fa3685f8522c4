"""Bringing one migrated case back to the version it came from."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ...definitions.flow import Flow
from ...definitions.migration import Plan
from ...errors import RevertRefused
from ..steps.facts import facts_on
from ..steps.moving import refresh
from ..steps.projecting import began_on, project_stage
from ..steps.sheet import Sheet
from ..steps.staffing.assigning import assign_open_roles, weigh
from ..steps.staffing.parts import holding, is_there
from ..steps.tasks.asking import open_tasks
from ..steps.tasks.giving import LEFT, MIGRATED, close_task
from ..steps.tasks.polling import TAKEN_BACK, drop_poll, settle_polls
from ..values import SYSTEM, Event, Task
from .chores import align_dues, is_known
from .clock import set_terms, with_terms
from .fields import plain
from .rungs import carry_over, due_now, pass_over, reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The line of history of a migration, what it brought about itself, and what came after it."""

    data: Mapping[str, Any]
    own: tuple[Event, ...]
    since: tuple[Event, ...]

    @property
    def is_passed(self) -> bool:
        """Whether the case has been migrated again since, and not been brought back from there."""
        kinds = [event.kind for event in self.since]
        return kinds.count("migrated") > kinds.count("migration_reverted")

    @property
    def touched(self) -> Event | None:
        """What a person did since, None for nothing: rungs fired by time are nobody's work."""
        return next((event for event in self.since if event.by != SYSTEM), None)


def past_of(events: Sequence[Event], last: int) -> Past:
    """Take the events from a migration on apart; ``last`` is the last one it brought about."""
    first, *rest = events
    return Past(
        data=json.loads(first.data),
        own=tuple(event for event in rest if event.seq <= last),
        since=tuple(event for event in rest if event.seq > last),
    )


def revert_case(  # noqa: PLR0913 - keyword-only
    sheet: Sheet,
    old: Flow,
    past: Past,
    plan: Plan,
    *,
    why: str,
    run: int,
    force: bool,
) -> None:
    """Bring a case back to the version it came from, with the clock it had there.

    What fired meanwhile stays fired; ``plan`` is the one it came there by. Raises RevertRefused
    for a case somebody has worked on, unless ``force``, and where it can't be done any more.
    """
    stage = _back(sheet, old, past, plan, force=force)
    data, was = past.data, past.data["was"]
    new, is_same = sheet.flow, sheet.case.entry == data["entry"]
    due_at, was_stage, began = sheet.deadline.due_at, sheet.case.stage, began_on(sheet)
    due, told = due_now(sheet), reached(sheet)

    sheet.run_on(old)
    _name_back(sheet, past, plan, stage)
    _file_back(sheet, was, data["set"], new)
    if is_same:
        sheet.deadline = with_terms(sheet.deadline, was["deadline"])
        sheet.deadlines.put(sheet.deadline)
    else:
        set_terms(sheet, "recompute", old=new, stage=was_stage, began=began)
    project_stage(sheet, is_told=False)
    sheet.log(
        "migration_reverted",
        {
            "from": new.hash,
            "to": old.hash,
            "from_version": data["to_version"],
            "to_version": data["from_version"],
            "stage": {"from": was_stage, "to": stage},
            "due": {"from": due_at, "to": sheet.deadline.due_at},
            "run": run,
        },
        why=why,
    )
    _give_back(sheet, was, () if past.touched else past.own)
    _ask_back(sheet, was, past.own)
    _arm_back(sheet, past.own, run)
    weigh(sheet)
    assign_open_roles(sheet)
    settle_polls(sheet)
    open_tasks(sheet)
    carry_over(sheet, {after: before for before, after in plan.rungs.items()})
    refresh(sheet)
    pass_over(sheet, told, due, "tell", run=run)


def _back(sheet: Sheet, old: Flow, past: Past, plan: Plan, *, force: bool) -> str:
    """Give the stage a case goes back to; raise RevertRefused where it must not or can't."""
    case, data = sheet.case, past.data
    if case.flow_hash != data["to"] or past.is_passed:
        raise _refused(sheet, "it has been migrated again since", "之后又迁移过")
    if case.status == "ended":
        raise _refused(sheet, "it has ended", "已办结或退出")
    if past.touched is not None and not force:
        who = sheet.name_of(past.touched.by)
        day = sheet.worktime.day_of(past.touched.at).isoformat()
        raise RevertRefused(
            case=case.id,
            why=f"{who} has worked on it since ({day})",
            why_zh=f"{who}已于{day}办理过",
            mend="Force it if what was done may stand under the older version",
            mend_zh="如确需回退，请选择强制回退",
        )
    if case.entry == data["entry"]:
        return str(data["was"]["stage"])
    stage = _name_in(old, past, plan, case.stage)
    if stage not in old.stages:
        raise _refused(sheet, "the older version has no such stage", "旧版没有现在的阶段")
    return stage


def _refused(sheet: Sheet, why: str, why_zh: str) -> RevertRefused:
    mend, mend_zh = "Leave it on its version", "请保留现行版本"
    return RevertRefused(case=sheet.case.id, why=why, why_zh=why_zh, mend=mend, mend_zh=mend_zh)


def _name_in(old: Flow, past: Past, plan: Plan, stage: str) -> str:
    """Give what a stage of the new version is called in the older one, its own name where nothing is.

    Where several have become one it is what the case itself came from, else the first of the plan.
    """
    came = past.data["stage"]
    if stage == came["to"]:
        return str(came["from"])
    named = (before for before, after in plan.stages.items() if after == stage)
    return stage if stage in old.stages else next((k for k in named if k in old.stages), stage)


def _name_back(sheet: Sheet, past: Past, plan: Plan, stage: str) -> None:
    """Let every entry bear the name of its stage in the version the case runs on again."""
    names: Mapping[str, str] = past.data["was"]["entries"]
    for entry in sheet.entries:
        name = names.get(str(entry.number), entry.stage)
        if entry.number > past.data["entry"] and entry.stage not in sheet.flow.terminals:
            name = _name_in(sheet.flow, past, plan, entry.stage)
        if entry.number == sheet.case.entry:
            name = stage
        sheet.entries.put(replace(entry, stage=name))
    sheet.case = replace(sheet.case, stage=stage)
    sheet.entry = replace(sheet.entry, stage=stage)


def _file_back(sheet: Sheet, was: Mapping[str, Any], given: Mapping[str, Any], new: Flow) -> None:
    """Give the fields the values they had where nobody has changed them since."""
    fields, now = dict(sheet.case.fields), plain(sheet.case.fields)
    for key, value in was["fields"].items():
        if now.get(key) == given.get(key):
            field = sheet.flow.fields.get(key)
            is_day = field is not None and field.type == "date"
            fields[key] = date.fromisoformat(value) if is_day and value is not None else value
    sheet.case = replace(sheet.case, fields=fields)
    if new.territory_field != sheet.flow.territory_field:
        sheet.case = replace(sheet.case, territory=was["territory"])
    if new.identity != sheet.flow.identity:
        sheet.case = replace(sheet.case, identity=was["identity"])
    sheet.case = replace(sheet.case, grade=str(facts_on(sheet).get("grade", "")))


def _give_back(sheet: Sheet, was: Mapping[str, Any], own: Iterable[Event]) -> None:
    """End the roles the older version has not or the migration gave; give back those it ended."""
    given = {(json.loads(e.data)["role"], e.at) for e in own if e.kind == "assigned"}
    for held in sheet.assignments:
        role = sheet.flow.roles.get(held.role)
        is_gone = role is None or role.holder != held.holder_kind
        if held.until is None and (is_gone or (held.role, held.since) in given):
            sheet.assignments.put(replace(held, until=sheet.now, load=0))
    for key, holder, since, load in was["roles"]:
        held_before = sheet.assignments.get(key, holder, datetime.fromisoformat(since))
        role = sheet.flow.roles.get(key)
        if held_before is None or role is None:
            continue
        is_free = role.is_many or not holding(sheet, key)
        if is_free and is_there(sheet, holder, held_before.holder_kind):
            sheet.assignments.put(replace(held_before, until=None, load=load))


def _ask_back(sheet: Sheet, was: Mapping[str, Any], own: Iterable[Event]) -> None:
    """Ask again for what the migration closed, as it was asked; close what only it asked for."""
    before = {(entry, kind, key, holder) for entry, kind, key, holder, *_ in was["tasks"]}
    ended = {json.loads(event.data)["task"] for event in own if event.kind == "round_ended"}
    for entry, kind, key, holder, opened_at, due_at, terms in was["tasks"]:
        task = sheet.tasks.get(entry, kind, key, holder)
        is_here = entry in {0, sheet.case.entry}
        if task is None or task.verdict is not None or not is_here:
            continue
        left = "over" if kind == "opinion" and key in ended else MIGRATED
        if task.closed_at is None or task.term(LEFT) == left:
            due = datetime.fromisoformat(due_at) if due_at else None
            opened = datetime.fromisoformat(opened_at)
            back = replace(task, opened_at=opened, due_at=due, terms=terms or None, closed_at=None)
            sheet.tasks.put(back)
    _poll_back(sheet, was, own, ended)
    _close_own(sheet, before, own)
    align_dues(sheet)


def _poll_back(
    sheet: Sheet, was: Mapping[str, Any], own: Iterable[Event], ended: Container[str]
) -> None:
    """Let the rounds the migration ended run on, and drop those it began."""
    begun = {(entry, key) for entry, key, _ in was["polls"]}
    opened = {json.loads(e.data)["task"] for e in own if e.kind == "round_opened"}
    for poll in sheet.polls:
        is_own = poll.key in opened and poll.entry == sheet.case.entry
        if is_own and not poll.outcome and (poll.entry, poll.key) not in begun:
            drop_poll(sheet, poll, TAKEN_BACK)
    for entry, key, queue in was["polls"]:
        known = sheet.polls.get(entry, key)
        if known is not None and key in ended and entry == sheet.case.entry:
            again = replace(known, outcome="", why="", closed_at=None, queue=tuple(queue))
            sheet.polls.put(again)


def _close_own(sheet: Sheet, before: set[tuple[int, str, str, str]], own: Iterable[Event]) -> None:
    """Close what only the migration asked for; what this version asks for is asked anew then."""
    given = [json.loads(event.data) for event in own if event.kind == "task_opened"]
    asked = {(data["kind"], data["task"], data["holder"]) for data in given}
    for task in sheet.tasks:
        is_own = (task.kind, task.key, task.holder) in asked
        is_new = (task.entry, task.kind, task.key, task.holder) not in before
        is_open = task.closed_at is None and task.verdict is None
        if is_own and is_new and is_open and not _is_asked(sheet, task):
            close_task(sheet, task, MIGRATED)


def _is_asked(sheet: Sheet, task: Task) -> bool:
    """Say whether a task is asked for where the case is now, conditions by a round that passed."""
    if task.kind == "condition":
        return task.name in {p.key.partition("/")[0] for p in sheet.polls if p.outcome == "passed"}
    return is_known(sheet, task)


def _arm_back(sheet: Sheet, own: Iterable[Event], run: int) -> None:
    """Let what the migration passed over wait again."""
    for event in own:
        data = json.loads(event.data)
        if event.kind != "rung_skipped" or data.get("run") != run:
            continue
        for timer in sheet.timers:
            if timer.rung == data["rung"] and timer.state == "skipped":
                sheet.timers.put(replace(timer, state="cancelled"))
