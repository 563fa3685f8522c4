"""Finding the holders of roles by the flow's rules, with a reason a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ....definitions.model import AssignRule, Role
from ...people import Person
from ...ports import Workload
from ...values import Assignment
from ..facts import facts_on
from ..notices import notify
from ..sheet import Sheet
from .parts import holding, told_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A holder found for a role, by which rule and why."""

    holder: str
    rule: str
    why: str


def assign_open_roles(sheet: Sheet) -> None:
    """Find holders for every role that has rules and no holder yet.

    That nobody was found is told once, when the case is opened.
    """
    for role in sheet.flow.roles.values():
        if role.assign and not holding(sheet, role.key):
            choices = _choices(sheet, role)
            for choice in choices:
                give(sheet, role, choice, by_hand=False)
            if not choices and sheet.is_new:
                sheet.log("role_unassigned", {"role": role.key}, why="名册中没有符合规则的人选")


def give(sheet: Sheet, role: Role, choice: Choice, *, by_hand: bool) -> None:
    """Give a role to a holder; for a role of one, the present holder gives it up."""
    if not role.is_many:
        for present in holding(sheet, role.key):
            sheet.assignments.put(replace(present, until=sheet.now))
    assignment = Assignment(
        case=sheet.case.id,
        role=role.key,
        holder=choice.holder,
        holder_kind=role.holder,
        since=sheet.now,
        by=sheet.by,
        rule=choice.rule,
        why=choice.why,
    )
    sheet.assignments.put(assignment)
    sheet.log(
        "assigned",
        {"role": role.key, "holder": choice.holder, "rule": choice.rule, "by_hand": by_hand},
        why=choice.why,
    )
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


def _choices(sheet: Sheet, role: Role) -> list[Choice]:
    found: list[Choice] = []
    for rule in role.assign:
        choice = _unit(sheet, rule) if role.holder == "unit" else _person(sheet, role, rule)
        if choice is not None and choice.holder not in {c.holder for c in found}:
            found.append(choice)
            if not role.is_many:
                break
    return found


def _places(sheet: Sheet, start: str) -> Iterator[str]:
    """Walk from a place up to the root of the tree; from no place, over the roots."""
    directory = sheet.directory
    seen: set[str] = set()
    place = start
    while place and place not in seen:
        seen.add(place)
        yield place
        node = directory.territory(place)
        place = node.parent if node else ""
    if not seen:
        for key in directory.territories():
            node = directory.territory(key)
            if node is not None and not node.parent:
                yield key


def _place_title(sheet: Sheet, key: str) -> str:
    node = sheet.directory.territory(key)
    return node.title if node else "全域"


def _outcome(sheet: Sheet, decision: str) -> tuple[str, str]:
    """Give the outcome of a decision and how to say it."""
    outcome = str(facts_on(sheet)[decision])
    table = sheet.flow.decisions[decision]
    return outcome, f"按“{table.title}”为“{table.outcomes[outcome]}”，"


def _unit(sheet: Sheet, rule: AssignRule) -> Choice | None:
    duty, because = _outcome(sheet, rule.duty_from) if rule.duty_from else (rule.duty, "")
    for place in _places(sheet, sheet.case.territory):
        units = sheet.directory.units_with(duty, place)
        if units:
            return Choice(
                holder=units[0].key,
                rule=f"duty:{duty}",
                why=f"{because}{_place_title(sheet, place)}承担该职责的单位",
            )
    return None


def _person(sheet: Sheet, role: Role, rule: AssignRule) -> Choice | None:
    post, because = _outcome(sheet, rule.post_from) if rule.post_from else (rule.post, "")
    start = sheet.case.territory
    for near in holding(sheet, rule.near) if rule.near else ():
        candidates = sheet.directory.people_with(post, near.holder)
        if candidates:
            return _pick(sheet, role, rule, post, candidates, because + sheet.name_of(near.holder))
        unit = sheet.directory.unit(near.holder)
        start = unit.territory if unit else start
    for place in _places(sheet, start):
        candidates = sheet.directory.people_in(place, post)
        if candidates:
            where = because + _place_title(sheet, place)
            return _pick(sheet, role, rule, post, candidates, where)
    return None


def _pick(  # noqa: PLR0913, PLR0917 - the parts of one choice
    sheet: Sheet,
    role: Role,
    rule: AssignRule,
    post: str,
    candidates: Sequence[Person],
    where: str,
) -> Choice:
    keys = [person.key for person in candidates]
    if len(keys) == 1 or rule.pick == "first":
        return Choice(keys[0], f"post:{post}", f"{where}任此职者")
    loads = sheet.uow.workloads(role.key, keys)
    never = Workload(open=0, last_given=datetime.min.replace(tzinfo=UTC))

    def load(key: str) -> Workload:
        return loads.get(key, never)

    if rule.pick == "round_robin":
        chosen = min(keys, key=lambda key: (load(key).last_given, key))
        why = f"{where}轮到{sheet.name_of(chosen)}（共{len(keys)}人轮流）"
    else:
        chosen = min(keys, key=lambda key: (load(key).open, load(key).last_given, key))
        why = f"{where}在办最少：{load(chosen).open}件（候选{len(keys)}人）"
    return Choice(chosen, f"{rule.pick}:{post}", why)
