"""Whether a flow and a roster fit: what the flow names and nobody in the roster is or has."""

from __future__ import annotations

from ..definitions.flow import Flow
from .people import Roster


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
    for role in flow.roles.values():
        for rule in role.assign:
            if rule.duty and rule.duty not in duties:
                found.append(f"角色“{role.title}”：名册中没有承担 {rule.duty} 的单位")
            if rule.post and rule.post not in posts:
                found.append(f"角色“{role.title}”：名册中没有担任 {rule.post} 的人员")
    return list(dict.fromkeys(found))
