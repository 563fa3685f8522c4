"""Reading a migration plan: text to a checked plan, or every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from ...errors import DefinitionFaults
from ..findings import Findings, near
from ..flow import Flow
from ..shape import BROKEN, read_as
from ..tree import read_tree
from .defaults import lacking
from .model import Plan
from .parts import PlanDocument
from .sentences import PLAN_SENTENCES

_BLANK: Final[dict[str, Any]] = {
    "migration": BROKEN,
    "stages": {},
    "timer": "recompute",
    "timers": {},
    "tasks": {},
    "rungs": {},
    "passed": "tell",
    "only": {},
}


def plan_schema() -> dict[str, Any]:
    """Give the JSON Schema of a migration plan, for editors that complete and check while typing."""
    schema = PlanDocument.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "guatu migration plan"
    return schema


def read_plan(  # noqa: PLR0913 - keyword-only
    source: str,
    *,
    file: str,
    olds: Collection[Flow],
    new: Flow,
    numbers: Mapping[int, str],
    is_begun: bool = False,
) -> Plan:
    """Read a plan from its YAML text; raise DefinitionFaults with every fault found.

    ``file`` is the name shown in faults, ``olds`` are the versions cases are on, ``numbers`` maps
    the numbers of versions to their hashes. The plan of a run that has begun may lack stages of
    versions that no case it takes in is on.
    """
    findings = Findings(file, PLAN_SENTENCES)
    tree = read_tree(source, findings)
    if tree is None:
        raise DefinitionFaults(faults=findings.in_order())
    doc = read_as(PlanDocument, tree, findings, blank=_BLANK)
    if doc.migration not in {BROKEN, new.key}:
        findings.add("plan-flow", ("migration",), name=doc.migration, flow=new.key)
    _check_stages(findings, doc, olds, new)
    _check_tasks(findings, doc, olds, new)
    _check_rungs(findings, doc, olds, new)
    for n, number in enumerate(doc.only.versions):
        if number not in numbers:
            known = map(str, numbers)
            findings.add("plan-version", ("only", "versions", n), name=number, **near("", known))
    plan = Plan(
        flow=new.key,
        to=new.hash,
        stages=doc.stages,
        timer=doc.timer,
        timers=doc.timers,
        tasks=doc.tasks,
        rungs=doc.rungs,
        passed=doc.passed,
        only_stages=tuple(doc.only.stages),
        only_versions=tuple(numbers[n] for n in doc.only.versions if n in numbers),
        only_cases=tuple(doc.only.cases),
    )
    for key in () if is_begun else lacking(olds, plan, new):
        is_asked = not plan.only_stages or key in plan.only_stages
        if is_asked and key not in doc.stages:
            findings.add("plan-lacks", ("stages",), on="key", name=key)
    if findings.faults:
        raise DefinitionFaults(faults=findings.in_order())
    return plan


def _check_stages(findings: Findings, doc: PlanDocument, olds: Collection[Flow], new: Flow) -> None:
    before = {key for old in olds for key in old.stages} | {*new.stages}
    for key, target in doc.stages.items():
        if key not in before:
            findings.add("plan-source", ("stages", key), on="key", name=key, **near(key, before))
        if target in new.terminals:
            findings.add("plan-end", ("stages", key), name=target)
        elif target not in new.stages and target != BROKEN:
            words = near(target, new.stages)
            findings.add("plan-target", ("stages", key), name=target, **words)
    for key in doc.timers:
        if key not in new.stages:
            words = near(key, new.stages)
            findings.add("plan-target", ("timers", key), on="key", name=key, **words)
    for n, key in enumerate(doc.only.stages):
        if key not in before:
            findings.add("plan-source", ("only", "stages", n), name=key, **near(key, before))


def tasks_of(flow: Flow) -> set[str]:
    """Give the keys of everything a flow asks people for."""
    claimed = {r.key for r in flow.roles.values() if any(rule.claim for rule in r.assign)}
    sections = (flow.approvals, flow.rounds, flow.duties, flow.items)
    return claimed.union(*sections)


def _check_tasks(findings: Findings, doc: PlanDocument, olds: Collection[Flow], new: Flow) -> None:
    here = tasks_of(new)
    before = here.union(*(tasks_of(old) for old in olds))
    for key, policy in doc.tasks.items():
        if key not in before:
            findings.add("plan-task", ("tasks", key), on="key", name=key, **near(key, before))
        elif key not in here and policy != "close":
            findings.add("plan-gone", ("tasks", key), name=key)


def _check_rungs(findings: Findings, doc: PlanDocument, olds: Collection[Flow], new: Flow) -> None:
    before = _rungs(olds)
    after = _rungs([new])
    for key, target in doc.rungs.items():
        if key not in before:
            findings.add("plan-rung", ("rungs", key), on="key", name=key, **near(key, before))
        if target not in after and target != BROKEN:
            findings.add("plan-rung", ("rungs", key), name=target, **near(target, after))


def _rungs(flows: Collection[Flow]) -> set[str]:
    ladders = (ladder for flow in flows for ladder in flow.ladders.values())
    return {rung.key for ladder in ladders for rung in ladder.rungs}
