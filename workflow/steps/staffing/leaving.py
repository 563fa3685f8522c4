"""Handing over what somebody has on a case: to one who is named, or to whoever the flow chooses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ....definitions.model import HolderKind, Role
from ...values import Assignment, Task
from ..settling import settle
from ..sheet import Sheet
from ..tasks.giving import close_task, move_task
from ..tasks.taking import ASKED_AS
from .assigning import Way, give
from .choosing import Choice, choose
from .parts import holders, holding, recipient

Held = tuple[str, HolderKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """What of somebody's went to whom on one case; both are empty for what nobody could take."""

    case: int
    title: str
    what: str
    to: str
    to_name: str


def hand_over(sheet: Sheet, person: str, to: str, *, why: str) -> list[HandedOn]:
    """Hand over every role and open task somebody has on a case; give what went where.

    ``to`` empty: each role goes to whoever its rules choose, each task to whoever is asked as the
    same part. What nobody could take stays, and is raised as a vacancy once he has left.
    """
    done: list[HandedOn] = []
    for held in [a for a in sheet.assignments if a.until is None and a.holder == person]:
        if held.holder_kind == "person":
            role = sheet.flow.roles[held.role]
            taken_by = _role(sheet, role, held, to, why)
            done.append(_line(sheet, str(role.title), taken_by))
    owed = [t for t in sheet.tasks if t.closed_at is None and t.holder == person]
    done += [
        _line(sheet, task.title, _task(sheet, task, to, why))
        for task in owed
        if task.kind != "claim"
    ]
    if done:
        facts = {"before": person, "what": [f"{line.what}→{line.to_name or '—'}" for line in done]}
        sheet.log("work_handed_over", facts, why=why)
        settle(sheet, is_active=False)
    return done


def _line(sheet: Sheet, what: str, to: str) -> HandedOn:
    name = sheet.name_of(to) if to else ""
    return HandedOn(case=sheet.case.id, title=sheet.case.title, what=what, to=to, to_name=name)


def _role(sheet: Sheet, role: Role, held: Assignment, to: str, why: str) -> str:
    choice = Choice(to, "handed_over", why) if to else _chosen(sheet, role, held.holder)
    if choice is None:
        return ""
    if role.is_many:
        sheet.assignments.put(replace(held, until=sheet.now, load=0))
    if choice.holder not in {a.holder for a in holding(sheet, role.key)}:
        give(sheet, role, choice, Way("pass_on", slip=False))
    return choice.holder


def _chosen(sheet: Sheet, role: Role, before: str) -> Choice | None:
    """Choose somebody else by the role's rules."""
    for rule in role.assign:
        if rule.claim is not None:
            continue
        search = choose(sheet, role, rule, without=before)
        if search.choices:
            chosen = search.choices[0]
            return replace(chosen, why=f"{chosen.why}（原承办：{sheet.name_of(before)}）")
    return None


def _task(sheet: Sheet, task: Task, to: str, why: str) -> str:
    """Hand a task over; one that went with its role already is not here any more."""
    now = sheet.tasks.get(task.entry, task.kind, task.key, task.holder)
    if now is None or now.closed_at is not None:
        left = str(now.term("left", "")) if now else ""
        return left.partition(":")[2]
    others: list[Held] = [(to, "person")] if to else []
    if not to and task.term(ASKED_AS):
        found = holders(sheet, recipient(str(task.term(ASKED_AS))))
        others = [held for held in found if held[0] != task.holder]
    for holder, kind in others:
        if move_task(sheet, task, holder, kind, about=why):
            return holder
    if others:  # each of them has been asked himself: one voice is enough
        close_task(sheet, task, f"passed:{others[0][0]}")
        return others[0][0]
    return ""
