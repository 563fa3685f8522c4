"""Inventing the people of scenarios: a small roster in which every role of some flows has somebody.

One city; a unit for each duty that is asked for, with a head and a clerk; two people for each post.
Keys tell who somebody is: ``ecology``, ``ecology_head``, ``ecology_clerk``, ``commissioner_1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from ...definitions import Flow
from ...definitions.correspondence import UnitKind
from ...definitions.model import AssignRule, Role
from ...workflow.people import OfficeRole, OrgUnit, Person, Roster, Territory

CITY: Final = "city"
PLACES: Final = (
    Territory(key=CITY, title="示例市"),
    Territory(key="east", title="城东区", parent=CITY),
    Territory(key="west", title="城西区", parent=CITY),
)
ADMINISTRATOR: Final = "administrator"
_HEAD: Final = "head"
_TURNS: Final = "甲乙"
_DUTIES: Final = {
    "agriculture": "农业农村局",
    "claimant": "认领单位",
    "commerce": "商务局",
    "culture_tourism": "文化和旅游局",
    "development_reform": "发展改革委",
    "ecology": "生态环境局",
    "energy": "能源局",
    "finance": "财政局",
    "government_office": "政府办公室",
    "housing": "住房城乡建设局",
    "industry": "工业和信息化局",
    "leading_group": "招商引资领导小组",
    "legality": "司法局",
    "natural_resources": "自然资源局",
    "promotion_bureau": "投资促进局",
    "promotion_commission": "招商委",
    "promotion_office": "招商委办公室",
}
"""What bodies with a well-known duty are called; others by the role or outcome that names them."""


def cast(flows: Sequence[Flow]) -> Roster:
    """Invent the units and people that some flows need, the same for the same flows."""
    units: dict[str, OrgUnit] = {}
    for flow in flows:
        for unit in _units(flow):
            units.setdefault(unit.key, unit)
    coded = [replace(unit, code=f"示{n}") for n, unit in enumerate(units.values(), 1)]
    people: dict[str, Person] = {}
    for flow in flows:
        for person in _posted(flow, coded):
            people.setdefault(person.key, person)
    staff = [person for unit in coded for person in _staff(unit)]
    return Roster(territories=PLACES, units=tuple(coded), people=(*staff, *people.values()))


def _units(flow: Flow) -> Iterator[OrgUnit]:
    for role in flow.roles.values():
        duties = [duty for rule in role.assign for duty in _wanted(flow, rule, "duty")]
        if role.holder == "unit" and duties:
            yield from (_unit(duty, _duty_title(flow, role, duty), role) for duty in duties)
        elif role.holder == "unit":
            yield _unit(role.key, str(role.title), role)
    for key in _named(flow):
        yield OrgUnit(key=key, title=key, short=key, territory=CITY, kind="department")
    for rule in flow.openings:
        if rule.duty:
            title = _DUTIES.get(rule.duty, rule.duty)
            yield _unit(rule.duty, title, flow.roles.get(rule.role))
    it = "信息中心"
    yield OrgUnit(key="it", title=it, short=it, territory=CITY, kind="division")


def _unit(key: str, title: str, role: Role | None) -> OrgUnit:
    kind: UnitKind = (role.kind if role else "") or "department"
    return OrgUnit(
        key=key,
        title=f"示例市{title}",
        short=title,
        territory=CITY,
        duties=frozenset([key]),
        kind=kind,
    )


def _duty_title(flow: Flow, role: Role, duty: str) -> str:
    """Name a body by its duty: as it is known, as a decision says it, or as the role does."""
    if duty in _DUTIES:
        return _DUTIES[duty]
    for rule in role.assign:
        table = flow.decisions.get(rule.duty_from)
        if table and duty in table.outcomes:
            return str(table.outcomes[duty])
    return str(role.title)


def _wanted(flow: Flow, rule: AssignRule, what: str) -> list[str]:
    """Give the duties or posts a rule may look for."""
    name: str = getattr(rule, what)
    source: str = getattr(rule, f"{what}_from")
    if source in flow.decisions:
        return [*flow.decisions[source].outcomes]
    if source in flow.fields:
        return [*flow.fields[source].options]
    return [name] if name else []


def _named(flow: Flow) -> Iterator[str]:
    """Give the units a flow names by key."""
    for ladder in flow.ladders.values():
        for rung in ladder.rungs:
            yield from (who.unit for who in (*rung.to, *rung.copy) if who.unit)
    for transition in flow.transitions.values():
        for name in (*transition.letter_copy, *transition.letter_to):
            if name.startswith("unit:"):
                yield name.removeprefix("unit:").removesuffix(".head")


def _posted(flow: Flow, units: Sequence[OrgUnit]) -> Iterator[Person]:
    """Give two people for each post a role is found by, where the role is looked for first."""
    for role in flow.roles.values():
        if role.holder != "person":
            continue
        near = {rule.near for rule in role.assign if rule.near}
        posts = [post for rule in role.assign for post in _wanted(flow, rule, "post")]
        at = next((u.key for u in units if u.duties & _duties(flow, near)), units[0].key)
        for post in posts or [role.key]:
            if post != _HEAD:
                yield from _two(post, _post_title(flow, role, post), at)


def _duties(flow: Flow, roles: Iterable[str]) -> set[str]:
    return {
        duty
        for key in roles
        for rule in flow.roles[key].assign
        for duty in _wanted(flow, rule, "duty")
    }


def _post_title(flow: Flow, role: Role, post: str) -> str:
    for rule in role.assign:
        table = flow.decisions.get(rule.post_from)
        if table and post in table.outcomes:
            return str(table.outcomes[post])
    return str(role.title)


def _two(post: str, title: str, unit: str) -> Iterator[Person]:
    for number, turn in enumerate(_TURNS, 1):
        yield Person(
            key=f"{post}_{number}", name=f"{title}{turn}", unit=unit, posts=frozenset([post])
        )


def _staff(unit: OrgUnit) -> Iterator[Person]:
    if unit.key == "it":
        roles: frozenset[OfficeRole] = frozenset(["administrator"])
        yield Person(key=ADMINISTRATOR, name="系统管理员", unit=unit.key, roles=roles, scope="all")
        return
    posts = {_HEAD: ("负责人", "head"), "clerk": ("经办人", "liaison")}
    for key, (title, post) in posts.items():
        yield Person(
            key=f"{unit.key}_{key}",
            name=f"{unit.short}{title}",
            unit=unit.key,
            posts=frozenset([post]),
        )
    yield Person(key=f"{unit.key}_deputy", name=f"{unit.short}副职", unit=unit.key)
