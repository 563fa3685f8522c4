"""Choosing holders by a rule: who comes into question, who is passed over and why, who is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from ....definitions.model import AssignRule, Role
from ...casefiles import Workload
from ...people import Person
from ...people.standins import absence_of, deputy_of
from ..facts import facts_on
from ..sheet import Sheet
from .parts import holding
from .places import Candidate, places_for

NEVER = datetime.min.replace(tzinfo=UTC)
IDLE = Workload(open=0, load=0, last_given=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A holder found for a role, by which rule and why."""

    holder: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One candidate as a rule saw him: his work, and why he is passed over, empty if he is not."""

    holder: str
    name: str
    work: Workload
    passed_over: str = ""


@dataclass(slots=True)
class Search:
    """What choosing by a rule came to: who was taken, who was looked at."""

    choices: list[Choice] = field(default_factory=list)
    considered: list[Considered] = field(default_factory=list)

    def reasons(self) -> str:
        """Say why each who was passed over was."""
        said = (f"{c.name}{c.passed_over}" for c in self.considered if c.passed_over)
        return "；".join(dict.fromkeys(said))


def choose(
    sheet: Sheet, role: Role, rule: AssignRule, *, is_counted: bool = False, without: str = ""
) -> Search:
    """Choose by one rule, at the nearest place where somebody can take the role.

    Work is counted where it decides, or where ``is_counted`` asks for it; ``without`` is never
    taken.
    """
    search = Search()
    if rule.from_parent:
        search.choices = _from_parent(sheet, role, rule)
        return search
    if rule.field:
        return _from_field(sheet, role, rule, without)
    name, because = _wanted(sheet, role, rule)
    for place in places_for(sheet, role, rule, name) if name else ():
        by_work = len(place.found) > 1 and rule.pick in {"least_open", "round_robin"}
        considered = consider(sheet, role, place.found, is_counted=is_counted or by_work)
        search.considered += considered
        free = [c for c in considered if not c.passed_over and c.holder != without]
        if free:
            why = Why(sheet, role, rule, name, because + place.title, considered)
            search.choices = why.choices(free)
            return search
    return search


def everybody(sheet: Sheet, role: Role, rule: AssignRule) -> list[Candidate]:
    """Give everybody who may claim a role under a rule, whatever he has to do already."""
    name, _ = _wanted(sheet, role, rule)
    places = places_for(sheet, role, rule, name) if name else ()
    found = {c.key: c for place in places for c in place.found}
    barred = _excluded(sheet, role)
    return [c for c in found.values() if c.key not in barred]


def consider(
    sheet: Sheet, role: Role, found: Sequence[Candidate], *, is_counted: bool = True
) -> list[Considered]:
    """Look at candidates: their work in the role, and what stands against each.

    Work is counted where it decides: where it is limited, and then no further than the limit, or
    where who has least is taken.
    """
    keys = [candidate.key for candidate in found]
    is_counted = is_counted or role.load.limit is not None
    most = role.load.limit
    loads = sheet.uow.around.workloads(role.key, keys, at_most=most) if is_counted else {}
    barred = _excluded(sheet, role)
    return [_considered(sheet, role, c, loads.get(c.key, IDLE), barred) for c in found]


def _considered(
    sheet: Sheet, role: Role, candidate: Candidate, work: Workload, barred: Mapping[str, str]
) -> Considered:
    passed_over = ""
    if candidate.key in barred:
        passed_over = f"已任本项目{barred[candidate.key]}，须回避"
    elif isinstance(candidate, Person) and "auditor" in candidate.roles:
        passed_over = "是审计人员，不能办理"
    elif isinstance(candidate, Person) and (away := _away(sheet, candidate)):
        passed_over = away
    elif role.load.limit is not None and work.load >= role.load.limit:
        passed_over = f"在办{_amount(role, work)}，已满"
    name = sheet.name_of(candidate.key)
    return Considered(holder=candidate.key, name=name, work=work, passed_over=passed_over)


def _away(sheet: Sheet, person: Person) -> str:
    """Say that somebody is away and nobody stands in for him; empty otherwise."""
    absence = absence_of(person, sheet.now)
    if absence is None or deputy_of(sheet.directory, person, sheet.now) is not None:
        return ""
    if absence.until is None:
        return "请假，未定归期"
    return f"请假至{last_day(sheet, absence.until).isoformat()}"


def last_day(sheet: Sheet, until: datetime) -> date:
    """Give the last day of an absence that ends before a moment."""
    return sheet.worktime.day_of(until - datetime.resolution)


def _excluded(sheet: Sheet, role: Role) -> dict[str, str]:
    """Map who is never chosen for a role to the role he holds already."""
    return {
        held.holder: str(sheet.flow.roles[name].title)
        for name in role.exclude
        for held in holding(sheet, name)
    }


def _amount(role: Role, work: Workload) -> str:
    """Say how much work somebody has in a role."""
    is_more = work.open == role.load.limit
    weighted = f"（折合{work.load}件）" if work.load != work.open else ""
    limit = f"，上限{role.load.limit}件" if role.load.limit is not None else ""
    return f"{work.open}件{'以上' if is_more else ''}{weighted}{limit}"


@dataclass(frozen=True, slots=True)
class Why:
    """A choice at one place, and the words for it."""

    sheet: Sheet
    role: Role
    rule: AssignRule
    name: str
    where: str
    considered: Sequence[Considered]

    def choices(self, free: Sequence[Considered]) -> list[Choice]:
        """Take who comes next, or all who are free."""
        if self.rule.pick == "all":
            return [self._choice(c, f"{self.where}{self._word()}") for c in free]
        chosen = min(free, key=self._rank) if self.rule.pick != "first" else free[0]
        return [self._choice(chosen, self._said(chosen))]

    def _choice(self, chosen: Considered, why: str) -> Choice:
        way = "duty" if self.role.holder == "unit" else "post"
        is_plain = self.rule.pick in {"first", "all"} or len(self.considered) == 1
        return Choice(chosen.holder, f"{way if is_plain else self.rule.pick}:{self.name}", why)

    def _word(self) -> str:
        return "承担该职责的单位" if self.role.holder == "unit" else "任此职者"

    def _rank(self, candidate: Considered) -> tuple[object, ...]:
        last = candidate.work.last_given or NEVER
        is_turn = self.rule.pick == "round_robin"
        return (
            (last, candidate.holder) if is_turn else (candidate.work.load, last, candidate.holder)
        )

    def _said(self, chosen: Considered) -> str:
        rest = "".join(f"；{c.name}{c.passed_over}" for c in self.considered if c.passed_over)
        if self.rule.pick == "first" or len(self.considered) == 1:
            return f"{self.where}{self._word()}{rest}"
        many = len(self.considered)
        if self.rule.pick == "round_robin":
            return f"{self.where}轮到{chosen.name}（共{many}人轮流）{rest}"
        least = _amount(self.role, chosen.work)
        return f"{self.where}在办最少：{least}（候选{many}人）{rest}"


def _wanted(sheet: Sheet, role: Role, rule: AssignRule) -> tuple[str, str]:
    """Give the duty or post that is wanted, and how to say where it came from; empty for none."""
    name, source = (
        (rule.duty, rule.duty_from) if role.holder == "unit" else (rule.post, rule.post_from)
    )
    if not source:
        return name, ""
    outcome = outcome_of(sheet, source)
    table = sheet.flow.decisions.get(source)
    title, titles = (
        (table.title, table.outcomes)
        if table
        else (sheet.flow.fields[source].title, sheet.flow.fields[source].options)
    )
    return outcome, f"按“{title}”为“{titles.get(outcome, outcome)}”，"


def outcome_of(sheet: Sheet, source: str) -> str:
    """Give what a decision or a choice field comes to on a case; empty when it is not filled."""
    if source in sheet.flow.decisions:
        return str(facts_on(sheet)[source])
    return str(sheet.case.fields.get(source) or "")


def _from_parent(sheet: Sheet, role: Role, rule: AssignRule) -> list[Choice]:
    if sheet.case.parent is None:
        return []
    held = sheet.uow.around.held_on(sheet.case.parent, rule.from_parent)
    why = "与上级项目同一承办者"
    found = [a for a in held if a.holder_kind == role.holder]
    choices = [Choice(a.holder, f"from_parent:{rule.from_parent}", why) for a in found]
    return choices if role.is_many else choices[:1]


def _from_field(sheet: Sheet, role: Role, rule: AssignRule, without: str) -> Search:
    """Take the unit a field names, unless something stands against it."""
    unit = sheet.directory.unit(named_in(sheet, rule))
    considered = consider(sheet, role, [unit] if unit else [])
    free = [c for c in considered if not c.passed_over and c.holder != without]
    why = f"“{sheet.flow.fields[rule.field].title}”填写的单位"
    return Search([Choice(c.holder, f"field:{rule.field}", why) for c in free], considered)


def named_in(sheet: Sheet, rule: AssignRule) -> str:
    """Give the unit that the field of a rule names; empty for none."""
    return str(sheet.case.fields.get(rule.field) or "")
