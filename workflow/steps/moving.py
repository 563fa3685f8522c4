"""Entering and leaving stages: entries, their deadlines, tasks and timers."""

from __future__ import annotations

from dataclasses import replace

from ...definitions.model import Transition
from ..time.deadlines import frozen
from ..values import Deadline, Entry
from .alarms.closing import close_escalations
from .alarms.ladder import disarm, rearm
from .alarms.spells import alarmed, begin_spell
from .carrying import carry_agreed
from .letters import Move, draft
from .projecting import project_stage
from .sheet import Sheet
from .staffing.assigning import weigh
from .staffing.parts import recipient
from .tasks.asking import open_tasks, project_owed
from .tasks.polling import void_polls


def enter(  # noqa: PLR0913 - how one move is made
    sheet: Sheet, target: str, *, via: str, why: str = "", resumes: int = 0, carries: int = 0
) -> None:
    """Leave the present stage and enter another stage or a terminal, with a clock of its own.

    ``resumes`` is the entry the next transition from there leads back to, ``carries`` the one whose
    agreed tasks still count; 0 for none.
    """
    source = sheet.case.stage
    leave(sheet)
    is_end = target in sheet.flow.terminals
    if is_end:
        close_duties(sheet)
    sheet.case = replace(
        sheet.case,
        stage=target,
        entry=sheet.case.entry + 1,
        status="ended" if is_end else "running",
        active_at=sheet.now,
    )
    sheet.log("moved", {"from": source, "to": target, "via": via}, why=why)
    weigh(sheet)
    start(sheet, via=via, resumes=resumes, carries=carries)


def start(sheet: Sheet, *, via: str, resumes: int = 0, carries: int = 0) -> None:
    """Begin the entry the case is in: its row, its deadline, its tasks and its timers."""
    sheet.entry = Entry(
        case=sheet.case.id,
        number=sheet.case.entry,
        stage=sheet.case.stage,
        entered_at=sheet.now,
        by=sheet.by,
        via=via,
        resumes=resumes,
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
        rearm(sheet)
        return
    project_stage(sheet)
    if carries:
        carry_agreed(sheet, carries)
    open_tasks(sheet)
    rearm(sheet)


def leave(sheet: Sheet) -> None:
    """End the present entry: its timers and tasks die, its escalations close."""
    disarm(sheet)
    close_escalations(sheet, "已离开该阶段")
    void_polls(sheet)
    for task in sheet.tasks:
        if task.closed_at is None and task.entry == sheet.case.entry:
            sheet.tasks.put(replace(task, closed_at=sheet.now))
    due = sheet.deadline.due_at
    judged = frozen(sheet.deadline, sheet.now)
    on_time = None if due is None else judged <= due
    sheet.entries.put(replace(sheet.entry, left_at=sheet.now, was_on_time=on_time))
    sheet.deadlines.put(replace(sheet.deadline, closed_at=sheet.now))


def close_duties(sheet: Sheet) -> None:
    """Close what is still owed besides: a case that has ended owes nothing; copies may be read."""
    for task in sheet.tasks:
        if task.closed_at is None and task.entry == 0 and task.kind != "reading":
            sheet.tasks.put(replace(task, closed_at=sheet.now))
    close_escalations(sheet, "项目已办结或退出", entry=0)


def refresh(sheet: Sheet, *, is_told: bool = True, is_active: bool = False) -> None:
    """Project what is owed again from the case as it now stands, and re-arm its timers.

    ``is_told`` False leaves it to the caller to say in history why the deadline moved.
    ``is_active``: something was done to the case, so it may have come back from an alarm.
    """
    before = alarmed(sheet) if is_active else frozenset()
    project_stage(sheet, is_told=is_told)
    project_owed(sheet)
    if is_active:
        begin_spell(sheet, before)
    rearm(sheet)


def draft_transition_letter(sheet: Sheet, transition: Transition, *, source: str) -> None:
    """Draft the letter a transition carries, if it carries one, with the new stage's deadline."""
    if transition.letter:
        to = [recipient(reference) for reference in transition.letter_to]
        copy = [recipient(reference) for reference in transition.letter_copy]
        spec = sheet.flow.letters[transition.letter]
        move = Move(transition=transition, source=source)
        # No key of a rung has a hyphen, so a rung's letter never takes this one's place.
        draft(sheet, spec, to=to, copy=copy, topic=f"to-{transition.key}", move=move)
