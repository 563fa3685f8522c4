"""Entering and leaving stages: entries, their deadlines, tasks and timers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from ...definitions.model import HolderKind, Recipient, Stage, Transition
from ..time.deadlines import frozen, project
from ..values import Deadline, Entry, Notice, Task, TaskKind
from .facts import facts_on
from .ladder import close_escalations, disarm, rearm
from .letters import Move, draft
from .parts import contacts, holders, recipient
from .sheet import Sheet


def enter(sheet: Sheet, target: str, *, via: str, why: str = "") -> None:
    """Leave the present stage and enter another stage or a terminal, with a clock of its own."""
    source = sheet.case.stage
    leave(sheet)
    is_end = target in sheet.flow.terminals
    sheet.case = replace(
        sheet.case,
        stage=target,
        entry=sheet.case.entry + 1,
        status="ended" if is_end else "running",
        active_at=sheet.now,
    )
    sheet.log("moved", {"from": source, "to": target, "via": via}, why=why)
    start(sheet, via=via)


def start(sheet: Sheet, *, via: str) -> None:
    """Begin the entry the case is in: its row, its deadline, its tasks and its timers."""
    sheet.entry = Entry(
        case=sheet.case.id,
        number=sheet.case.entry,
        stage=sheet.case.stage,
        entered_at=sheet.now,
        by=sheet.by,
        via=via,
    )
    sheet.entries.put(sheet.entry)
    stage = sheet.flow.stages.get(sheet.case.stage)
    span = stage.limit_for(sheet.case.grade) if stage else None
    sheet.deadline = Deadline(
        case=sheet.case.id,
        entry=sheet.case.entry,
        span=str(span) if span else None,
        starts_at=sheet.now,
        active_at=sheet.now,
        # A clock that began before this entry goes on not counting what was paused then.
        pauses=sheet.deadline.pauses,
        calendar=sheet.worktime.key,
        calendar_version=sheet.worktime.version,
        due_at=None,
        colors={},
        is_provisional=False,
        closed_at=None if stage else sheet.now,
    )
    if stage is None:
        sheet.deadlines.put(sheet.deadline)
        return
    refresh(sheet)
    open_tasks(sheet)


def leave(sheet: Sheet) -> None:
    """End the present entry: its timers and tasks die, its escalations close."""
    disarm(sheet)
    close_escalations(sheet, "已离开该阶段")
    for task in sheet.tasks:
        if task.closed_at is None:
            sheet.tasks.put(replace(task, closed_at=sheet.now))
    due = sheet.deadline.due_at
    judged = frozen(sheet.deadline, sheet.now)
    on_time = None if due is None else judged <= due
    sheet.entries.put(replace(sheet.entry, left_at=sheet.now, was_on_time=on_time))
    sheet.deadlines.put(replace(sheet.deadline, closed_at=sheet.now))


def refresh(sheet: Sheet) -> None:
    """Project the present deadline again from the case as it now stands, and re-arm its timers."""
    stage = sheet.flow.stages.get(sheet.case.stage)
    if stage is None:
        return
    span = stage.limit_for(sheet.case.grade)
    terms = replace(
        sheet.deadline,
        span=str(span) if span else None,
        starts_at=_starts_at(sheet, stage),
        active_at=max(sheet.case.active_at, sheet.entry.entered_at),
    )
    projected = project(terms, sheet.flow.lights.get(stage.lights), sheet.worktime)
    before = sheet.deadline
    sheet.deadline = projected
    sheet.deadlines.put(projected)
    if before.due_at is not None and before.due_at != projected.due_at:
        sheet.log("deadline_moved", {"from": before.due_at, "to": projected.due_at})
    rearm(sheet)


def _starts_at(sheet: Sheet, stage: Stage) -> datetime:
    match stage.starts:
        case "entry":
            return sheet.entry.entered_at
        case "creation":
            return sheet.case.opened_at
        case "activity":
            return max(sheet.case.active_at, sheet.entry.entered_at)
        case "field":
            day = sheet.case.fields.get(stage.start_field)
            if isinstance(day, date):
                return datetime.combine(day, time(0), sheet.worktime.zone).astimezone(UTC)
            return sheet.entry.entered_at


def open_tasks(sheet: Sheet) -> None:
    """Open the tasks that the transitions from the present stage need and that are not open yet."""
    facts = facts_on(sheet)
    for transition in sheet.flow.leaving(sheet.case.stage):
        for requirement in transition.requirements:
            if requirement.when is not None and not requirement.when.holds(facts):
                continue
            if requirement.kind == "approval":
                approval = sheet.flow.approvals[requirement.key]
                for reference in approval.by:
                    for holder, kind in holders(sheet, recipient(reference)):
                        _open(sheet, "approval", requirement.key, holder, kind)
            elif requirement.kind == "round":
                for reference in sheet.flow.rounds[requirement.key].ask:
                    for holder, kind in holders(sheet, recipient(reference)):
                        _open(sheet, "opinion", requirement.key, holder, kind)


def _open(sheet: Sheet, kind: TaskKind, key: str, holder: str, holder_kind: HolderKind) -> None:
    if sheet.tasks.get(sheet.case.entry, kind, key, holder) is not None:
        return
    spec = sheet.flow.approvals[key] if kind == "approval" else sheet.flow.rounds[key]
    due = sheet.worktime.after(sheet.now, spec.limit).moment if spec.limit else None
    sheet.tasks.put(
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
        )
    )
    sheet.log("task_opened", {"task": key, "kind": kind, "holder": holder, "due": due})
    person = sheet.directory.person(holder) if holder_kind == "person" else None
    until = f"，请于{sheet.worktime.day_of(due).isoformat()}前办理" if due else ""
    for told in [person] if person else contacts(sheet, holder):
        sheet.notices.append(
            Notice(
                case=sheet.case.id,
                entry=sheet.case.entry,
                topic=f"task:{key}",
                recipient=told.key,
                subject=f"【待办】{sheet.case.title}：{spec.title}",
                body=f"项目“{sheet.case.title}”需要{sheet.name_of(holder)}办理“{spec.title}”{until}。",
                level=0,
                created_at=sheet.now,
            )
        )


def draft_transition_letter(sheet: Sheet, transition: Transition, *, source: str) -> None:
    """Draft the letter a transition carries, if it carries one, with the new stage's deadline."""
    if transition.letter:
        to = [recipient(reference) for reference in transition.letter_to]
        if not to and sheet.flow.issuer:
            to = [Recipient(role=sheet.flow.issuer)]
        spec = sheet.flow.letters[transition.letter]
        move = Move(transition=transition, source=source)
        # No key of a rung has a hyphen, so a rung's letter never takes this one's place.
        draft(sheet, spec, to=to, topic=f"to-{transition.key}", move=move)
