"""The plan that follows from the versions cases are on and the version they are to come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..flow import Flow
from .model import Plan


def default_plan(olds: Iterable[Flow], new: Flow) -> Plan:
    """Make the plan: what has the same key stays what it is, what was renamed plainly is found.

    A stage the new version lacks goes on in the only new stage with its title, or else the only
    new stage between the same neighbours; one for which neither is there is left out, for the
    administrator to say. A rung that has another key at the same level of a stage's ladder is the
    same rung.
    """
    versions = [old for old in olds if old.hash != new.hash]
    stages: dict[str, str] = {}
    rungs: dict[str, str] = {}
    for old in versions:
        for key in old.stages:
            if key not in new.stages and (target := _successor(old, key, new)):
                stages.setdefault(key, target)
    for old in versions:
        for key in old.stages:
            rungs |= dict(_renamed(old, key, new, stages.get(key, key)))
    return Plan(flow=new.key, to=new.hash, stages=stages, rungs=rungs)


def lacking(olds: Iterable[Flow], plan: Plan, new: Flow) -> list[str]:
    """Give the stages of older versions that neither the new version nor the plan goes on with."""
    keys = (key for old in olds for key in old.stages)
    return [key for key in dict.fromkeys(keys) if plan.target(key) not in new.stages]


def _successor(old: Flow, key: str, new: Flow) -> str:
    """Give the stage a stage was renamed to; empty where that is not plain."""
    fresh = [stage for stage in new.stages.values() if stage.key not in old.stages]
    named = [s.key for s in fresh if s.title == old.stages[key].title]
    if len(named) == 1:
        return named[0]
    around = _neighbours(old, key)
    placed = [s.key for s in fresh if _neighbours(new, s.key) == around]
    return placed[0] if len(placed) == 1 else ""


def _neighbours(flow: Flow, key: str) -> tuple[frozenset[str], frozenset[str]]:
    into = {s for t in flow.transitions.values() if t.target == key for s in t.sources}
    return frozenset(into), frozenset(t.target for t in flow.leaving(key))


def _renamed(old: Flow, key: str, new: Flow, target: str) -> Iterator[tuple[str, str]]:
    """Find rungs that only got another key: alone at their level, before and after."""
    before = {rung.key: rung.level for rung in old.ladder_of(key)}
    after = {rung.key: rung.level for rung in new.ladder_of(target)}
    gone = {k: level for k, level in before.items() if k not in after}
    fresh = {k: level for k, level in after.items() if k not in before}
    for rung, level in gone.items():
        same = [k for k, other in fresh.items() if other == level]
        if len(same) == 1 and [*gone.values()].count(level) == 1:
            yield rung, same[0]
