"""Vacancies: a role nobody holds, or whose holder has left, is raised to whoever assigns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ....definitions.model import Role
from ...people import Person
from ...time.lights import light_of
from ...values import Escalation
from ..alarms.closing import close_escalation
from ..alarms.firings import Firing
from ..notices import notify
from ..sheet import Sheet
from .claiming import is_awaiting_claim
from .parts import holding, is_there, people, recipient

ROLE, TASK, LEFT, VACANT = "role", "task", "left", "vacant"
LEVEL = 1


def watch_vacancies(sheet: Sheet, found: Mapping[str, str]) -> None:
    """Raise what nobody holds, close what somebody holds again.

    ``found`` maps roles that were looked for just now to why nobody was found, empty if somebody
    was.
    """
    if sheet.case.status == "ended":
        return
    for role in sheet.flow.roles.values():
        why = _vacant(sheet, role, found)
        if why:
            if found.get(role.key) and sheet.is_new:
                sheet.log("role_unassigned", {"role": role.key}, why=why)
            raise_vacancy(sheet, f"{ROLE}:{role.key}", f"无人承担“{role.title}”", why)
        else:
            close_vacancy(sheet, f"{ROLE}:{role.key}", f"“{role.title}”已有人承担")
    _watch_leavers_tasks(sheet)


def _watch_leavers_tasks(sheet: Sheet) -> None:
    """Raise each open task whose holder has left; close what was raised once nobody who left owes it."""
    gone = {
        f"{LEFT}:{t.kind}:{t.key}:{t.holder}": t
        for t in sheet.tasks
        if t.closed_at is None and not is_there(sheet, t.holder, t.holder_kind)
    }
    for subject, task in gone.items():
        why = f"{sheet.name_of(task.holder)}已离岗"
        raise_vacancy(sheet, subject, f"“{task.title}”无人办理", why)
    close_stale(sheet, LEFT, gone)


def close_stale(sheet: Sheet, sign: str, wanted: Collection[str]) -> None:
    """Close the vacancies of a sign that nothing calls for any more."""
    for escalation in sheet.escalations:
        subject = Firing.parse(escalation.rung).subject
        is_open = escalation.entry == 0 and escalation.closed_at is None
        if is_open and subject.startswith(f"{sign}:") and subject not in wanted:
            close_escalation(sheet, escalation, "不再需要")


def _vacant(sheet: Sheet, role: Role, found: Mapping[str, str]) -> str:
    """Say why nobody holds a role that somebody should; empty when somebody does."""
    held = holding(sheet, role.key)
    gone = [a for a in held if not is_there(sheet, a.holder, a.holder_kind)]
    if len(gone) < len(held) or is_awaiting_claim(sheet, role):
        return ""
    if gone:
        return f"{'、'.join(sheet.name_of(a.holder) for a in gone)}已离岗"
    is_wanted = role.assign or any(role.key in team.roles for team in sheet.flow.teams.values())
    return found.get(role.key) or "尚未指定" if is_wanted else ""


def raise_vacancy(sheet: Sheet, subject: str, title: str, why: str) -> None:
    """Raise that nobody has something, to whoever assigns; once until it is closed."""
    before = _raised(sheet, subject)
    if any(escalation.closed_at is None for escalation in before):
        return
    firing = Firing(VACANT, subject=subject, spell=len(before) + 1)
    told = dispatchers(sheet)
    escalation = Escalation(
        case=sheet.case.id,
        entry=0,
        rung=str(firing),
        title=title,
        level=LEVEL,
        light=light_of(sheet.deadline, sheet.now),
        rule="须由分派单位指定",
        why=why,
        raised_at=sheet.now,
        recipients=tuple(person.key for person in told),
    )
    sheet.escalations.put(escalation)
    sheet.log(
        "escalated",
        {
            "rung": escalation.rung,
            "title": title,
            "level": LEVEL,
            "light": escalation.light,
            "to": list(escalation.recipients),
            "answer_due": None,
        },
        why=why,
    )
    for person in told:
        notify(
            sheet,
            person,
            topic=escalation.rung,
            subject=f"【待分派】{sheet.case.title}：{title}",
            body=f"项目“{sheet.case.title}”{title}：{why}。请指定承办者。",
            level=LEVEL,
            entry=0,
        )


def close_vacancy(sheet: Sheet, subject: str, why: str) -> None:
    """Close what was raised because nobody had something: somebody has it."""
    for escalation in _raised(sheet, subject):
        if escalation.closed_at is None:
            close_escalation(sheet, escalation, why)


def _raised(sheet: Sheet, subject: str) -> list[Escalation]:
    found = [e for e in sheet.escalations if e.entry == 0]
    return [e for e in found if Firing.parse(e.rung).subject == subject]


def dispatchers(sheet: Sheet) -> list[Person]:
    """Give whom to tell that somebody must be found: who assigns, else issues, else administers."""
    stage = sheet.flow.stages.get(sheet.case.stage)
    owner = (stage.owner,) if stage else ()
    wanted: Iterable[tuple[str, ...]] = (
        sheet.flow.may.get("assign", ()),
        (sheet.flow.issuer,) if sheet.flow.issuer else (),
        owner,
    )
    for references in wanted:
        told = people(sheet, [recipient(reference) for reference in references])
        if told:
            return told
    return list(sheet.directory.people_as("administrator"))
