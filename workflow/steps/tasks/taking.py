"""Taking over: what was asked of somebody for the part he played is asked of whoever plays it now."""

from __future__ import annotations

from dataclasses import replace

from ....definitions.model import HolderKind
from ..sheet import Sheet
from ..staffing.parts import holders, recipient
from .giving import close_task, move_task
from .policies import asked_under, policy_of

ASKED_AS = "as"
"""The term of a task that says as which role, or ``unit:KEY``, its holder was asked."""


def take_over(sheet: Sheet, role: str, before: tuple[str, HolderKind], after: str) -> None:
    """Hand what the holder of a role still owes to whoever holds it now."""
    why = f"由{sheet.name_of(before[0])}转交{sheet.name_of(after)}"
    for task in sheet.tasks:
        asked_as = str(task.term(ASKED_AS, ""))
        if task.closed_at is not None or recipient(asked_as).role != role:
            continue
        found = holders(sheet, recipient(asked_as))
        now = asked_under(sheet, policy_of(sheet, task), found)
        if (task.holder, task.holder_kind) in now:
            continue
        moved = [
            move_task(sheet, task, holder, kind, about=why, may_return=True) for holder, kind in now
        ]
        if not any(moved):
            close_task(sheet, task, f"passed:{after}")
    _requeue(sheet, role)


def _requeue(sheet: Sheet, role: str) -> None:
    """Take whoever has a role no more out of the queues of rounds: who has it now is put there."""
    for poll in sheet.polls:
        kept = tuple(text for text in poll.queue if _still_waits(sheet, text, role))
        if kept != poll.queue and poll.entry == sheet.case.entry:
            sheet.polls.put(replace(poll, queue=kept))


def _still_waits(sheet: Sheet, text: str, role: str) -> bool:
    _, holder, asked_as = text.split(":", 2)
    who = recipient(asked_as)
    return who.role != role or holder in {key for key, _ in holders(sheet, who)}
