"""Giving roles to holders: by the flow's rules, by hand, by claim; and taking note of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from ....definitions.model import Giving, HolderKind, Recipient, Role
from ...values import Assignment
from ..letters import Handing, draft
from ..notices import notify
from ..sheet import Sheet
from ..tasks.taking import take_over
from .choosing import Choice, choose, named_in, outcome_of
from .claiming import is_awaiting_claim, is_claimable, open_claim
from .parts import holding, is_there, told_of
from .vacancies import watch_vacancies

OPENED_FOR = "opened_for"
BY_HAND = ("by_hand", "passed_on", "claimed", "handed_over", OPENED_FOR)


class Way(NamedTuple):
    """How a role comes to somebody by hand: with which slip, if it has one."""

    giving: Giving
    slip: bool = True


def assign_open_roles(sheet: Sheet) -> None:
    """Find holders for every role that has rules and nobody who holds it.

    A role chosen by a decision whose outcome is another by now, or by a field that names another
    unit, is decided again, unless it was given by hand. That nobody is found is told to the office that assigns.
    """
    found: dict[str, str] = {}
    for role in sheet.flow.roles.values():
        if not role.assign or is_awaiting_claim(sheet, role):
            continue
        if not _held(sheet, role) or _is_outdated(sheet, role):
            found[role.key] = _assign(sheet, role)
        else:
            _follow_fields(sheet, role)
    watch_vacancies(sheet, found)


def _held(sheet: Sheet, role: Role) -> list[Assignment]:
    return [a for a in holding(sheet, role.key) if is_there(sheet, a.holder, a.holder_kind)]


def _assign(sheet: Sheet, role: Role) -> str:
    """Choose holders by the rules in turn; give why nobody was found, empty when somebody was."""
    choices: list[Choice] = []
    reasons: list[str] = []
    for rule in role.assign:
        if rule.claim is not None:
            if is_claimable(sheet, role) and open_claim(sheet, role, rule):
                return ""
            continue
        search = choose(sheet, role, rule)
        reasons.append(search.reasons())
        known = {choice.holder for choice in choices}
        choices += [choice for choice in search.choices if choice.holder not in known]
        if choices and not role.is_many:
            break
    present = {a.holder for a in holding(sheet, role.key)}
    for choice in choices:
        if choice.holder not in present:
            give(sheet, role, choice)
    return (
        ""
        if choices
        else "；".join(dict.fromkeys(filter(None, reasons))) or "名册中没有符合规则的人选"
    )


def _is_outdated(sheet: Sheet, role: Role) -> bool:
    """Say whether the holder was chosen by the outcome of a decision that has another one now."""
    sources = [source for rule in role.assign if (source := rule.duty_from or rule.post_from)]
    if sheet.is_new or not sources:
        return False
    now = [outcome_of(sheet, source) for source in sources]
    for held in _held(sheet, role):
        rule, _, name = held.rule.partition(":")
        known = {key for source in sources for key in _outcomes(sheet, source)}
        if rule not in BY_HAND and name in known and name not in now:
            return True
    return False


def _follow_fields(sheet: Sheet, role: Role) -> None:
    """Give a role to the unit that a field names by now, unless it was given by hand.

    A field whose rule is not the first goes before another rule only where it was followed so far.
    Of a role of several the unit the field named before gives it up.
    """
    for rule in (rule for rule in role.assign if rule.field):
        held, named = holding(sheet, role.key), named_in(sheet, rule)
        stale = [a for a in held if a.rule == f"field:{rule.field}"]
        is_by_hand = any(a.rule.partition(":")[0] in BY_HAND for a in held)
        leads = role.is_many or (rule is role.assign[0] and not is_by_hand)
        if not named or named in {a.holder for a in held} or not (stale or leads):
            continue
        for choice in choose(sheet, role, rule).choices:
            give(sheet, role, choice)
            for before in stale if role.is_many else ():
                sheet.assignments.put(replace(before, until=sheet.now, load=0))
                take_over(sheet, role.key, (before.holder, before.holder_kind), choice.holder)


def _outcomes(sheet: Sheet, source: str) -> list[str]:
    table = sheet.flow.decisions.get(source)
    return [*(table.outcomes if table else sheet.flow.fields[source].options)]


def give(sheet: Sheet, role: Role, choice: Choice, way: Way | None = None) -> None:
    """Give a role to a holder; for a role of one, the present holder gives it up.

    What the holder before still owed in the role is owed by the new one. ``way`` is set when it
    was given by hand: then the flow's slip goes with it.
    """
    before = [] if role.is_many else holding(sheet, role.key)
    for present in before:
        sheet.assignments.put(replace(present, until=sheet.now, load=0))
    assignment = Assignment(
        case=sheet.case.id,
        role=role.key,
        holder=choice.holder,
        holder_kind=role.holder,
        since=sheet.now,
        by=sheet.by,
        rule=choice.rule,
        why=choice.why,
        load=role.load.weight_of(sheet.case.grade) if is_counted(role) else 0,
    )
    sheet.assignments.put(assignment)
    data = {"role": role.key, "holder": choice.holder, "rule": choice.rule}
    sheet.log("assigned", {**data, "by_hand": way is not None}, why=choice.why)
    for present in before:
        take_over(sheet, role.key, (present.holder, present.holder_kind), choice.holder)
    _tell(sheet, role, choice)
    if way is not None and way.slip and way.giving in role.slips:
        _slip(sheet, role, choice, way.giving, before[0].holder if before else "")


def is_counted(role: Role) -> bool:
    """Say whether work in a role is counted anywhere."""
    picks = {rule.pick for rule in role.assign}
    return bool(picks & {"least_open"}) or role.load.limit is not None


def weigh(sheet: Sheet) -> None:
    """Count each role by the case's present grade, and not at all when it has ended."""
    for held in sheet.assignments:
        if held.until is not None:
            continue
        role = sheet.flow.roles[held.role]
        if not (is_counted(role) or held.load):
            continue
        load = 0 if sheet.case.status == "ended" else role.load.weight_of(sheet.case.grade)
        sheet.assignments.put(replace(held, load=load if is_counted(role) else 0))


def _tell(sheet: Sheet, role: Role, choice: Choice) -> None:
    name = sheet.name_of(choice.holder)
    topic = f"assigned:{role.key}:{len(sheet.events)}:{sheet.before}"
    for person in told_of(sheet, choice.holder, role.holder):
        notify(
            sheet,
            person,
            topic=topic,
            subject=f"【分派】{sheet.case.title}：{name}为{role.title}",
            body=f"{name}担任项目“{sheet.case.title}”的{role.title}。理由：{choice.why}。",
        )


def _slip(sheet: Sheet, role: Role, choice: Choice, giving: Giving, before: str) -> None:
    """Draft the slip that goes with a role: 交办单, or 转办单 when it is passed on."""
    spec = sheet.flow.letters[role.slips[giving]]
    handing = Handing(
        role=str(role.title),
        holder=sheet.name_of(choice.holder),
        before=sheet.name_of(before) if before else "",
        why=choice.why,
    )
    to = [recipient_of(choice.holder, role.holder)]
    topic = f"slip-{role.key}-{_count(sheet, role.key, sheet.now)}"
    draft(sheet, spec, to=to, topic=topic, handing=handing)


def recipient_of(holder: str, kind: HolderKind) -> Recipient:
    """Give a holder as somebody to tell."""
    return Recipient(unit=holder) if kind == "unit" else Recipient(person=holder)


def _count(sheet: Sheet, role: str, until: datetime) -> int:
    return sum(1 for a in sheet.assignments if a.role == role and a.since <= until)
