"""Checks of who plays parts and what people are asked: roles, teams, approvals, rounds, items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .draft import HEAD, HOLDER, Draft
from .findings import Path, near
from .model import FieldType
from .people_parts import AssignPart, LoadPart, PolicyPart, RolePart, RoundPart, TeamPart
from .shape import BROKEN

_UNIT_KEYS = ("duty", "duty_from", "from_parent", "field")
_PERSON_KEYS = ("post", "post_from", "from_parent")


def check_people(draft: Draft) -> None:
    """Check every role and everything people are asked."""
    doc = draft.doc
    for key, role in doc.roles.items():
        _check_role(draft, role, ("roles", key))
    for key, team in doc.teams.items():
        _check_team(draft, team, ("teams", key))
    for ability, roles in doc.may:
        draft.refer_roles(roles or (), ("may", ability))
    for key, approval in doc.approvals.items():
        refer_asked(draft, approval.by, ("approvals", key, "by"))
        _check_policy(draft, approval, ("approvals", key))
    for key, joint in doc.rounds.items():
        _check_round(draft, joint, ("rounds", key))
    for key, item in doc.items.items():
        draft.refer_roles(item.by or (), ("items", key, "by"))
        draft.refer_roles(item.report_to or (), ("items", key, "report_to"))
        _check_ladder(draft, item.ladder, ("items", key, "ladder"))
        if item.letter:
            draft.refer("letter", item.letter.draft, ("items", key, "letter", "draft"))
    for key, below in doc.subcases.items():
        draft.refer_roles(below.by or (), ("subcases", key, "by"))


def _check_role(draft: Draft, role: RolePart, path: Path) -> None:
    for n, name in enumerate(role.exclude or ()):
        draft.refer_role(name, (*path, "exclude", n), may_be_head=False)
    for giving in ("assign", "pass_on"):
        if letter := getattr(role.slips, giving):
            draft.refer("letter", letter, (*path, "slips", giving))
    _check_load(draft, role.load, (*path, "load"))
    if not draft.findings.is_sound((*path, "holder")):
        return
    for n, rule in enumerate(role.assign):
        _check_assign(draft, role, rule, (*path, "assign", n))


def _check_load(draft: Draft, load: LoadPart, path: Path) -> None:
    doc = draft.doc
    table = doc.decisions.get(doc.grade)
    if not load.weights or (doc.grade and table is None):
        return
    if not doc.grade:
        draft.findings.add("limit-without-grade", (*path, "weights"), on="key")
    elif table is not None and draft.findings.is_sound(("decisions", doc.grade, "outcomes")):
        for grade in load.weights:
            if grade not in table.outcomes:
                known = near(grade, table.outcomes)
                at = (*path, "weights", grade)
                draft.findings.add("unknown-grade", at, on="key", name=grade, **known)


def _check_assign(draft: Draft, role: RolePart, rule: AssignPart, path: Path) -> None:
    add, holder = draft.findings.add, role.holder
    wanted, others = (
        (_PERSON_KEYS, _UNIT_KEYS) if holder == "person" else (_UNIT_KEYS, _PERSON_KEYS)
    )
    strays = [name for name in others if name not in wanted and name in rule.model_fields_set]
    for name in strays:
        add(
            "assign-keys",
            (*path, name),
            on="key",
            name=name,
            wanted=" / ".join(wanted),
            holder=holder,
            holder_zh="人员" if holder == "person" else "单位",
        )
    given = [name for name in wanted if getattr(rule, name)]
    if len(given) != 1 and not strays and draft.findings.is_sound(path):
        add("assign-count", path, wanted=" / ".join(wanted))
    for name in ("duty_from", "post_from"):
        if getattr(rule, name):
            _check_source(draft, getattr(rule, name), (*path, name))
    if rule.field:
        _check_type(draft, rule.field, (*path, "field"), "unit")
    if rule.near:
        draft.refer_unit_role(rule.near, (*path, "near"))
    if rule.pick == "all" and not role.many:
        add("pick-all", (*path, "pick"))
    if rule.claim is not None and rule.from_parent:
        _needless(
            draft, (*path, "claim"), "who holds it above is known", "上级项目的承办者是确定的"
        )
    if rule.claim is not None and rule.field:
        _needless(draft, (*path, "claim"), "the field names the unit", "字段已写明单位")


def _check_source(draft: Draft, name: str, path: Path) -> None:
    """Check that a duty or post comes from a decision or a choice."""
    if name not in draft.doc.fields:
        draft.refer("decision", name, path)
    else:
        _check_type(draft, name, path, "choice")


def _check_type(draft: Draft, name: str, path: Path, wanted: FieldType) -> None:
    """Check that a name a rule goes by is a field of one type."""
    draft.refer("field", name, path)
    field = draft.doc.fields.get(name)
    if field and field.type != wanted and draft.findings.is_sound(("fields", name, "type")):
        draft.findings.add("field-type", path, name=name, wanted=wanted, found=field.type)


def _check_team(draft: Draft, team: TeamPart, path: Path) -> None:
    for n, name in enumerate(team.one):
        at = (*path, "one", n)
        role = draft.doc.roles.get(name)
        if draft.refer_role(name, at, may_be_head=False) and role and role.many:
            draft.findings.add("team-of-many", at, name=name)
    for n, name in enumerate(team.some or ()):
        draft.refer_role(name, (*path, "some", n), may_be_head=False)


def refer_asked(draft: Draft, names: Sequence[str], path: Path) -> None:
    """Check whom something asks: ROLE, ROLE.head or unit:KEY."""
    draft.refer_recipients([BROKEN if _is_holder(n) else n for n in names], path, on=())
    for n, name in enumerate(names):
        if _is_holder(name):
            draft.refer_role(name, (*path, n))


def _is_holder(name: str) -> bool:
    return name.removesuffix(HEAD) == HOLDER


def _check_policy(draft: Draft, part: PolicyPart, path: Path) -> None:
    draft.refer_all("done", part.four_eyes or (), (*path, "four_eyes"))
    own = part.four_eyes and path[1] in part.four_eyes
    if own and part.four_eyes:
        at = (*path, "four_eyes", part.four_eyes.index(str(path[1])))
        draft.findings.add("eyes-on-itself", at, name=path[1])


def _check_round(draft: Draft, joint: RoundPart, path: Path) -> None:
    add = draft.findings.add
    refer_asked(draft, joint.ask, (*path, "ask"))
    _check_policy(draft, joint, path)
    _check_passes(draft, joint, path)
    if joint.veto is not None:
        if joint.passes.kind == "heard" and not (joint.passes.ratio or joint.passes.weight):
            add("heard-veto", (*path, "veto"), on="key")
        _check_among(draft, joint.veto.by or (), joint, (*path, "veto", "by"))
    for name in joint.limits:
        _check_among(draft, [name], joint, (*path, "limits"))
    if joint.silence != "waits" and joint.limit is None and not joint.limits:
        add("silence-without-limit", (*path, "silence"))
    if joint.conditions is not None:
        draft.refer_role(joint.conditions.to, (*path, "conditions", "to"))
        _check_ladder(draft, joint.conditions.ladder, (*path, "conditions", "ladder"))


def _check_passes(draft: Draft, joint: RoundPart, path: Path) -> None:
    at, passes = (*path, "pass"), joint.passes
    shares = [name for name in ("ratio", "weight") if getattr(passes, name) is not None]
    is_form = "kind" in passes.model_fields_set and not shares
    if passes.kind in {"ratio", "weight"} and is_form:
        draft.findings.add("round-pass", at, name=passes.kind)
    elif passes.model_fields_set and not is_form and len(shares) != 1:
        draft.findings.add("round-pass", at, name=" + ".join(shares))
    if passes.weights and passes.weight is None:
        why, why_zh = "only a pass by weight has weights", "只有按权重（weight）通过才有 weights"
        _needless(draft, (*at, "weights"), why, why_zh)
    _check_among(draft, passes.weights, joint, (*at, "weights"))


def _check_among(draft: Draft, names: Iterable[str], joint: RoundPart, path: Path) -> None:
    """Check that whoever is named is one of those the round asks."""
    for n, name in enumerate(names):
        if name not in joint.ask:
            is_key = path[-1] in {"weights", "limits"}
            at = (*path, name) if is_key else (*path, n)
            words = near(name, joint.ask)
            draft.findings.add("not-asked", at, on="key" if is_key else "value", name=name, **words)


def _check_ladder(draft: Draft, ladder: str, path: Path) -> None:
    if ladder:
        draft.refer("ladder", ladder, path)


def _needless(draft: Draft, path: Path, why: str, why_zh: str) -> None:
    draft.findings.add("needless", path, on="key", name=path[-1], why=why, why_zh=why_zh)
