"""Policies: who may not decide what he did himself, whom to ask instead, what if there is nobody."""

from __future__ import annotations

from collections.abc import Sequence

from ....definitions.model import Approval, HolderKind, Policy, Round
from ....errors import FourEyes, OwnCase, ReasonMissing
from ...people import Person
from ...values import Task
from ..sheet import Sheet
from ..staffing.parts import HEAD

Held = tuple[str, HolderKind]
WALK = 20


def policy_of(sheet: Sheet, task: Task) -> Policy:
    """Give what holds for deciding a task."""
    spec = spec_of(sheet, task.kind, task.name)
    return spec.policy if spec else Policy()


def spec_of(sheet: Sheet, kind: str, name: str) -> Approval | Round | None:
    """Give the approval or round behind a task, None for another one."""
    if kind == "approval":
        return sheet.flow.approvals.get(name)
    return sheet.flow.rounds.get(name) if kind == "opinion" else None


def asked_under(sheet: Sheet, policy: Policy, found: Sequence[Held]) -> list[Held]:
    """Give whom to ask: whoever brought the case here is left out, or his superior is asked."""
    submitter: Held = (sheet.entry.by, "person")
    if policy.own == "allow" or submitter not in found:
        return list(found)
    asked = [held for held in found if held != submitter]
    above = superior_of(sheet, sheet.entry.by) if policy.own == "superior" else None
    if above is not None:
        asked.append((above.key, "person"))
    return list(dict.fromkeys(asked))


def superior_of(sheet: Sheet, key: str) -> Person | None:
    """Give the head of somebody's unit, or for a head the head of the unit above; None for nobody."""
    directory = sheet.directory
    person = directory.person(key)
    unit = directory.unit(person.unit) if person else None
    for _ in range(WALK):
        if unit is None:
            return None
        heads = [head for head in directory.people_with(HEAD, unit.key) if head.key != key]
        if heads:
            return heads[0]
        unit = directory.unit(unit.parent)
    return None


def require_fit(sheet: Sheet, task: Task, person: Person, text: str) -> None:
    """Raise unless a person may decide a task under its policy: OwnCase, FourEyes, ReasonMissing."""
    policy = policy_of(sheet, task)
    action, action_zh = task.key, task.title
    facts = {"person": person.name, "case": sheet.case.id, "roles": ""}
    if policy.own != "allow" and person.key == sheet.entry.by:
        raise OwnCase(action=action, action_zh=action_zh, **facts)
    other = _done_before(sheet, policy, person)
    if other:
        title = sheet.flow.task_title(other)
        move = sheet.flow.transitions.get(other)
        named = str(move.title) if move else title
        raise FourEyes(action=action, action_zh=action_zh, other=named, **facts)
    if policy.needs_text and not text.strip():
        raise ReasonMissing(action=f"decide “{task.key}” on", action_zh=f"办理“{task.title}”")


def _done_before(sheet: Sheet, policy: Policy, person: Person) -> str:
    """Name what a person did of the things he may not decide after; empty for nothing."""
    if not policy.four_eyes:
        return ""
    moves = [e for e in sheet.entries if e.via in policy.four_eyes and e.by == person.key]
    if moves:
        return moves[-1].via
    tasks = [name for name in policy.four_eyes if name not in sheet.flow.transitions]
    here = [t for t in sheet.tasks if t.name in tasks and t.decided_by == person.key]
    if here:
        return here[0].name
    found = sheet.uow.around.deciders(sheet.case.id, tasks) if tasks else {}
    return found.get(person.key, "").partition("/")[0]
