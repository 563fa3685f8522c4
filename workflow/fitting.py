"""Whether a flow and a roster fit: what the flow names and nobody in the roster is or has."""

from __future__ import annotations

from ..definitions.flow import Flow
from ..definitions.model import Approval, Role, Round
from .people import Directory, Roster

UNIT = "unit:"
"""Begins a reference to a unit of the roster by its key."""


def misfits(flow: Flow, roster: Roster) -> list[str]:
    """Say in Chinese what a flow names that the roster lacks: units, duties, posts."""
    units = {unit.key for unit in roster.units}
    duties = {duty for unit in roster.units for duty in unit.duties}
    posts = {post for person in roster.people if person.is_active for post in person.posts}
    found: list[str] = []
    for ladder in flow.ladders.values():
        for rung in ladder.rungs:
            named = {who.unit for who in (*rung.to, *rung.copy) if who.unit}
            found += [
                f"督办级“{rung.title}”通知的单位 {n} 不在名册中" for n in sorted(named - units)
            ]
    for transition in flow.transitions.values():
        copied = {
            name.removeprefix(UNIT).removesuffix(".head")
            for name in transition.letter_copy
            if name.startswith(UNIT)
        }
        found += [
            f"转段“{transition.title}”的函件抄送的单位 {n} 不在名册中"
            for n in sorted(copied - units)
        ]
    for role in flow.roles.values():
        for rule in role.assign:
            if rule.duty and rule.duty not in duties:
                found.append(f"角色“{role.title}”：名册中没有承担 {rule.duty} 的单位")
            if rule.post and rule.post not in posts:
                found.append(f"角色“{role.title}”：名册中没有担任 {rule.post} 的人员")
    return list(dict.fromkeys(found))


def indispensable(flow: Flow, directory: Directory) -> list[str]:
    """Say in Chinese what a flow can't do without (``empty: refuse``) and the directory lacks."""
    specs: list[tuple[Approval | Round, tuple[str, ...]]] = []
    specs += [(spec, spec.by) for spec in flow.approvals.values()]
    specs += [(rule, rule.ask) for rule in flow.rounds.values()]
    found = [
        f"“{spec.title}”须有人办理，而名册中没有“{role.title}”的人选"
        for spec, asked in specs
        if spec.policy.empty == "refuse"
        for name in asked
        if (role := flow.roles.get(name.removesuffix(".head"))) is not None
        and not _is_findable(flow, role, directory)
    ]
    return list(dict.fromkeys(found))


def _is_findable(flow: Flow, role: Role, directory: Directory) -> bool:
    """Say whether any rule of a role could find somebody somewhere; one that looks above may."""
    wanted: set[str] = set()
    for rule in role.assign:
        source = rule.duty_from or rule.post_from
        if source in flow.decisions:
            wanted |= {*flow.decisions[source].outcomes}
        elif source:
            wanted |= {*flow.fields[source].options}
        else:
            wanted |= {rule.duty or rule.post}
    there = (
        directory.units_with(name, place)
        if role.holder == "unit"
        else directory.people_in(place, name)
        for name in wanted
        for place in directory.territories()
    )
    return any(rule.from_parent or rule.field for rule in role.assign) or any(there)
