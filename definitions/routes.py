"""Checks of the way through a flow: stages, terminals, transitions and what they require."""

from __future__ import annotations

from typing import get_args

from .document import RequirementPart, StagePart, TransitionPart
from .draft import WITHDRAWN, Draft, may_hold
from .expressions import Scope
from .findings import Path, kind_words, near
from .model import RequirementKind
from .shape import BROKEN

ANY_STAGE = "any"
_ASKING: frozenset[RequirementKind] = frozenset({"approval", "round", "conditions"})
REQUIREMENT_KINDS: tuple[RequirementKind, ...] = get_args(RequirementKind)


def check_routes(draft: Draft, scope: Scope | None) -> None:
    """Check stages, transitions and requirements, then whether every stage has its ways."""
    for key, stage in draft.doc.stages.items():
        _check_stage(draft, stage, ("stages", key))
    _check_withdrawal(draft)
    for key, transition in draft.doc.transitions.items():
        _check_transition(draft, transition, ("transitions", key), scope)
        _check_facts(draft, transition, ("transitions", key))
    if not draft.is_open("place"):
        _check_ways(draft)


def _check_facts(draft: Draft, transition: TransitionPart, path: Path) -> None:
    """Check that what a transition always requires to be true can be true at once."""
    paths = [
        (*path, "requires", n, "fact")
        for n, requirement in enumerate(transition.requires)
        if requirement.fact and requirement.when is None
    ]
    facts = [draft.expressions[at] for at in paths if at in draft.expressions]
    if len(facts) > 1 and not any(map(draft.findings.has, paths)) and not may_hold(draft, *facts):
        draft.findings.add("facts-exclude", paths[-1], name=transition.title.zh)


def _check_stage(draft: Draft, stage: StagePart, path: Path) -> None:
    draft.refer_role(stage.owner, (*path, "owner"), may_be_head=False)
    _check_limits(draft, stage, path)
    clock = stage.clock
    if clock.field and "starts" in clock.model_fields_set:
        draft.findings.add("clock-form", (*path, "clock"))
    if clock.field and draft.refer("field", clock.field, (*path, "clock", "field")):
        field = draft.doc.fields.get(clock.field)
        is_sound = draft.findings.is_sound(("fields", clock.field, "type"))
        if field and field.type != "date" and is_sound:
            draft.findings.add(
                "field-type",
                (*path, "clock", "field"),
                name=clock.field,
                wanted="date",
                found=field.type,
            )
    for name in ("lights", "ladder"):
        rule = getattr(stage, name)
        if rule not in {"", "none"}:
            draft.refer(name, rule, (*path, name))


def _check_limits(draft: Draft, stage: StagePart, path: Path) -> None:
    doc, add = draft.doc, draft.findings.add
    by_grade = [grade for grade in stage.limit if grade != "*"]
    if not by_grade or "*" in stage.limit:
        return
    if not doc.grade:
        if ("grade",) not in draft.findings.broken:
            add("limit-without-grade", (*path, "limit"), on="key")
        return
    decision = doc.decisions.get(doc.grade)
    if decision is None or not draft.findings.is_sound(("decisions", doc.grade, "outcomes")):
        return
    grades = list(decision.outcomes)
    for grade in by_grade:
        if grade not in grades:
            add(
                "unknown-grade",
                (*path, "limit", grade),
                on="key",
                name=grade,
                **near(grade, grades),
            )
    missing = [g for g in grades if g not in by_grade]
    is_sound = draft.findings.is_sound((*path, "limit"))
    if missing and is_sound and len(by_grade) - len(grades) < 0:
        unknown = [g for g in by_grade if g not in grades]
        # A misspelt grade is one mistake; the grade it was meant for is not reported as well.
        if len(missing) > len(unknown):
            add(
                "grades-uncovered",
                (*path, "limit"),
                on="key",
                missing=", ".join(missing),
                missing_zh="、".join(missing),
            )


def _check_withdrawal(draft: Draft) -> None:
    doc = draft.doc
    declared = [
        key
        for key, t in doc.terminals.items()
        if t.kind == "withdrawn" and draft.findings.is_sound(("terminals", key, "kind"))
    ]
    for key in declared[1:]:
        draft.findings.add("withdrawn-twice", ("terminals", key), on="key")
    if not declared and not draft.is_open("place"):
        for section in ("stages", "terminals"):
            if WITHDRAWN in getattr(doc, section):
                draft.findings.add("withdrawn-taken", (section, WITHDRAWN), on="key")


def _check_transition(
    draft: Draft, transition: TransitionPart, path: Path, scope: Scope | None
) -> None:
    sealed = _sealed(draft)
    for n, source in enumerate(transition.sources):
        if source != ANY_STAGE and source not in sealed:
            draft.refer("stage", source, (*path, "from", n))
    draft.refer("place", transition.to, (*path, "to"))
    draft.refer_roles(transition.who, (*path, "who"))
    if transition.letter:
        draft.refer("letter", transition.letter.draft, (*path, "letter", "draft"))
    draft.refer_roles(transition.copy_to or (), (*path, "copy"))
    if transition.returns and draft.meant("place", transition.to) in draft.terminals():
        draft.findings.add("returns-to-end", (*path, "returns"), name=transition.to)
    for n, requirement in enumerate(transition.requires):
        _check_requirement(draft, requirement, (*path, "requires", n), scope)
        if sealed & set(transition.sources) and not _ASKING.isdisjoint(kinds_of(requirement)):
            draft.findings.add("sealed-asks", (*path, "requires", n))


def _sealed(draft: Draft) -> set[str]:
    """Give the terminals a case may be taken up from again: what was sealed (封存) is unsealed."""
    return {key for key, terminal in draft.doc.terminals.items() if terminal.kind == "sealed"}


def kinds_of(requirement: RequirementPart) -> list[str]:
    """Give the kinds a requirement names; a right one names exactly one."""
    return [kind for kind in REQUIREMENT_KINDS if getattr(requirement, kind) is not None]


def _check_requirement(
    draft: Draft, requirement: RequirementPart, path: Path, scope: Scope | None
) -> None:
    add = draft.findings.add
    kinds = kinds_of(requirement)
    if len(kinds) != 1 and draft.findings.is_sound(path):
        add("requirement-kinds", path, count=len(kinds), wanted=", ".join(REQUIREMENT_KINDS))
    for kind in kinds:
        _check_named(draft, kind, requirement, path, scope)
    if requirement.owner:
        draft.refer_role(requirement.owner, (*path, "owner"))
    if requirement.when:
        draft.compile(requirement.when, scope, (*path, "when"))


def _check_named(
    draft: Draft, kind: str, requirement: RequirementPart, path: Path, scope: Scope | None
) -> None:
    name, at = getattr(requirement, kind), (*path, kind)
    match kind:
        case "fact":
            draft.compile(name, scope, at)
            for word in ("title", "mend"):
                if not getattr(requirement, word):
                    draft.findings.add("fact-words", (*path, word), on="key", name=word)
        case "role":
            draft.refer_role(name, at, may_be_head=False)
        case "rule":
            _check_rule(draft, name, at)
        case "conditions":
            _check_conditions(draft, name, at)
        case _:
            draft.refer(kind, name, at)


def _check_conditions(draft: Draft, name: str, path: Path) -> None:
    joint = draft.doc.rounds.get(name)
    if draft.refer("round", name, path) and joint and joint.conditions is None:
        draft.findings.add("no-conditions", path, name=name)


def _check_rule(draft: Draft, name: str, path: Path) -> None:
    if name == BROKEN or name in draft.rules:
        return
    if any(sign in name for sign in "./:\\"):
        draft.findings.add("rule-is-path", path, name=name)
    else:
        draft.findings.add("unknown-rule", path, name=name, **near(name, draft.rules))


def _check_ways(draft: Draft) -> None:
    """Find places out of reach and stages without a way out; misspelt names are read as meant."""
    stages, places = draft.names("stage"), draft.names("place")
    sealed = _sealed(draft)
    ways: dict[str, set[str]] = {place: set() for place in (*stages, *sealed)}
    leaving: set[str] = set()
    # A transition that can't be read might lead from anywhere to anywhere.
    if any(p[0] == "transitions" and len(p) <= 2 for p in draft.findings.broken):  # noqa: PLR2004 - section, key
        return
    for transition in draft.doc.transitions.values():
        target = draft.meant("place", transition.to)
        targets = {target} if target else set(places)
        for source in transition.sources:
            meant = source if source in sealed else draft.meant("stage", source)
            sources = [meant] if meant and source != ANY_STAGE else stages
            for stage in sources:
                if stage in ways:
                    ways[stage] |= targets
                    leaving.add(stage)
    _report_ways(draft, ways, leaving)


def _report_ways(draft: Draft, ways: dict[str, set[str]], leaving: set[str]) -> None:
    doc, add = draft.doc, draft.findings.add
    if not doc.stages:
        return
    first = next(str(path[1]) for path in draft.findings.places if path[:-1] == ("stages",))
    initial = draft.meant("stage", doc.initial) if doc.initial else first
    if initial:
        reached = _reach(initial, ways)
        for section, kind in (("stages", "stage"), ("terminals", "terminal")):
            for key, part in getattr(doc, section).items():
                if key not in reached and getattr(part, "kind", "") != "withdrawn":
                    add("unreachable", (section, key), on="key", name=key, **kind_words(kind))
    ends = {key for key in draft.names("place") if key not in doc.stages}
    for stage in doc.stages:
        if stage not in leaving:
            add("no-way-out", ("stages", stage), on="key", name=stage)
        elif not _reach(stage, ways) & ends:
            add("trap", ("stages", stage), on="key", name=stage)


def _reach(start: str, ways: dict[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = ways.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return reached
