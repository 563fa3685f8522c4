"""Explaining a choice before it is made: whom each rule of a role would look at, and take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....definitions.model import AssignRule, Role
from ....errors import UnknownRole
from ..sheet import Sheet
from .choosing import Considered, choose, consider, everybody

SEARCHES = {"up": "逐级向上", "here": "仅限本地", "below": "含下辖"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What one rule comes to now: how it reads, whom it looks at, whom it takes and why."""

    rule: str
    considered: Sequence[Considered]
    chosen: Sequence[str]
    why: str


def candidates_for(sheet: Sheet, role_key: str) -> list[Candidates]:
    """Look at every rule of a role as it would choose now; raise UnknownRole."""
    role = sheet.flow.roles.get(role_key)
    if role is None:
        raise UnknownRole(name=role_key, known=tuple(sheet.flow.roles))
    return [_look(sheet, role, rule) for rule in role.assign]


def _look(sheet: Sheet, role: Role, rule: AssignRule) -> Candidates:
    if rule.claim is not None:
        found = consider(sheet, role, everybody(sheet, role, rule))
        why = f"认领揭榜，{rule.claim.zh}内先认领者承办"
        return Candidates(rule=_said(sheet, rule), considered=found, chosen=(), why=why)
    search = choose(sheet, role, rule, is_counted=True)
    return Candidates(
        rule=_said(sheet, rule),
        considered=search.considered,
        chosen=tuple(sheet.name_of(choice.holder) for choice in search.choices),
        why="；".join(choice.why for choice in search.choices) or search.reasons(),
    )


def _said(sheet: Sheet, rule: AssignRule) -> str:
    """Say a rule in words."""
    roles = sheet.flow.roles
    if rule.from_parent:
        return f"与上级项目的 {rule.from_parent} 相同"
    if rule.field:
        return f"“{sheet.flow.fields[rule.field].title}”所填单位"
    source = rule.duty_from or rule.post_from
    wanted = rule.duty or rule.post or f"“{_title(sheet, source)}”的结果"
    near = f"，就近于“{roles[rule.near].title}”" if rule.near else ""
    return f"{wanted}{near}，{SEARCHES[rule.search]}"


def _title(sheet: Sheet, source: str) -> str:
    known = sheet.flow.decisions.get(source) or sheet.flow.fields[source]
    return str(known.title)
