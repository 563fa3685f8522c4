"""Claiming a role (认领揭榜): everybody who may is asked, the first who claims it has it.

Nobody claimed it within the window: then the next rule of the role takes its turn (分办).
"""

from __future__ import annotations

from dataclasses import replace

from ....definitions.model import AssignRule, HolderKind, Role
from ....definitions.spans import Span
from ...people import Person
from ...values import Task
from ..notices import notify
from ..sheet import Sheet
from ..tasks.giving import give_task
from .choosing import everybody


def is_awaiting_claim(sheet: Sheet, role: Role) -> bool:
    """Say whether a role is open for claims now."""
    return bool(open_claims(sheet, role.key))


def open_claims(sheet: Sheet, role: str) -> list[Task]:
    """Give the open invitations to claim a role."""
    return [t for t in sheet.tasks if (t.kind, t.key, t.closed_at) == ("claim", role, None)]


def is_claimable(sheet: Sheet, role: Role) -> bool:
    """Say whether a role has not been offered yet: it is offered once."""
    return not any(t.kind == "claim" and t.key == role.key for t in sheet.tasks)


def open_claim(sheet: Sheet, role: Role, rule: AssignRule) -> bool:
    """Ask everybody who may to claim a role; False when there is nobody."""
    found = everybody(sheet, role, rule)
    if not found or rule.claim is None:
        return False
    due = sheet.worktime.after(sheet.now, rule.claim).moment
    sheet.log("claim_opened", {"role": role.key, "due": due})
    for candidate in found:
        kind: HolderKind = "person" if isinstance(candidate, Person) else "unit"
        task = Task(
            case=sheet.case.id,
            entry=0,
            kind="claim",
            key=role.key,
            holder=candidate.key,
            holder_kind=kind,
            title=f"认领“{role.title}”",
            opened_at=sheet.now,
            due_at=due,
            terms={"span": str(rule.claim)},
        )
        give_task(sheet, task, about="认领揭榜，先认领者承办")
    return True


def end_claim(sheet: Sheet, role: str, taken_by: Task | None) -> None:
    """End a role's window: one has claimed it, or nobody has."""
    for task in open_claims(sheet, role):
        is_his = taken_by is not None and task.holder == taken_by.holder
        sheet.tasks.put(replace(task, closed_at=sheet.now, verdict="agree" if is_his else None))
    if taken_by is None:
        sheet.log("claim_lapsed", {"role": role}, why="期满无人认领，转为分派")


def window_of(task: Task) -> Span:
    """Give how long a role may be claimed."""
    return Span.parse(task.term("span"))


def tell_taken(sheet: Sheet, role: Role, person: Person, by: str) -> None:
    """Tell somebody who was asked that another has claimed the role."""
    notify(
        sheet,
        person,
        topic=f"claimed:{role.key}:{by}",
        subject=f"【认领】{sheet.case.title}：{role.title}已有人认领",
        body=f"项目“{sheet.case.title}”的{role.title}已由{sheet.name_of(by)}认领，无须再办。",
        entry=0,
    )
