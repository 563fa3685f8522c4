"""Turns what a file says about people and what they are asked into values of the model."""

from __future__ import annotations

from collections.abc import Mapping

from .draft import Draft
from .model import (
    Approval,
    AssignRule,
    ConditionRule,
    Giving,
    HolderKind,
    ItemKind,
    LoadRule,
    PassRule,
    Pick,
    Policy,
    Role,
    Round,
    Subcase,
    Team,
    Title,
    Veto,
)
from .people_parts import AssignPart, PassPart, PolicyPart, RolePart, RoundPart, SlipsPart, VetoPart
from .shorthands import TitlePart

PICKS: Mapping[HolderKind, Pick] = {"person": "least_open", "unit": "first"}


def title_of(part: TitlePart) -> Title:
    """Give a title in its languages."""
    return Title(part.zh, part.en)


def compile_roles(draft: Draft) -> dict[str, Role]:
    """Give the roles of a flow."""
    return {key: _role(key, part) for key, part in draft.doc.roles.items()}


def _role(key: str, part: RolePart) -> Role:
    return Role(
        key=key,
        title=title_of(part.title),
        holder=part.holder,
        kind=part.kind or "",
        is_many=part.many,
        assign=tuple(_assign(rule, part.holder) for rule in part.assign),
        load=LoadRule(limit=part.load.limit, weights=dict(part.load.weights)),
        exclude=tuple(part.exclude or ()),
        slips=_slips(part.slips),
    )


def _slips(part: SlipsPart) -> dict[Giving, str]:
    slips: dict[Giving, str] = {"assign": part.assign, "pass_on": part.pass_on}
    return {giving: letter for giving, letter in slips.items() if letter}


def _assign(part: AssignPart, holder: HolderKind) -> AssignRule:
    return AssignRule(
        duty=part.duty,
        duty_from=part.duty_from,
        post=part.post,
        post_from=part.post_from,
        from_parent=part.from_parent,
        field=part.field,
        near=part.near,
        search=part.search,
        pick=part.pick or PICKS[holder],
        claim=part.claim,
    )


def compile_teams(draft: Draft) -> dict[str, Team]:
    """Give the teams of a flow."""
    return {
        key: Team(key=key, title=title_of(p.title), one=tuple(p.one), some=tuple(p.some or ()))
        for key, p in draft.doc.teams.items()
    }


def compile_approvals(draft: Draft) -> dict[str, Approval]:
    """Give the approvals of a flow."""
    return {
        key: Approval(
            key=key,
            title=title_of(p.title),
            by=tuple(p.by),
            limit=p.limit,
            ladder=p.ladder,
            policy=_policy(p),
        )
        for key, p in draft.doc.approvals.items()
    }


def _policy(part: PolicyPart) -> Policy:
    return Policy(
        own=part.own,
        empty=part.empty,
        needs_text=part.text,
        four_eyes=tuple(part.four_eyes or ()),
    )


def compile_rounds(draft: Draft) -> dict[str, Round]:
    """Give the opinion rounds of a flow."""
    return {key: _round(key, part) for key, part in draft.doc.rounds.items()}


def _round(key: str, part: RoundPart) -> Round:
    passes = _passes(part.passes)
    conditions = part.conditions
    return Round(
        key=key,
        title=title_of(part.title),
        ask=tuple(part.ask),
        order=part.order,
        passes=passes,
        veto=_veto(part.veto) if part.veto is not None else None,
        silence=part.silence,
        limit=part.limit,
        limits=dict(part.limits),
        ladder=part.ladder,
        conditions=ConditionRule(
            to=conditions.to, within=conditions.within, ladder=conditions.ladder
        )
        if conditions
        else None,
        collects=passes.kind in {"all", "heard"} if part.collect is None else part.collect,
        policy=_policy(part),
    )


def _passes(part: PassPart) -> PassRule:
    if part.ratio is not None:
        return PassRule(kind="ratio", share=part.ratio)
    if part.weight is not None:
        return PassRule(kind="weight", share=part.weight, weights=dict(part.weights))
    return PassRule(kind=part.kind)


def _veto(part: VetoPart) -> Veto:
    grounds = {key: title_of(title) for key, title in part.grounds.items()}
    return Veto(by=tuple(part.by or ()), grounds=grounds)


def compile_items(draft: Draft) -> dict[str, ItemKind]:
    """Give the kinds of items of a flow."""
    return {
        key: ItemKind(
            key=key,
            title=title_of(p.title),
            by=tuple(p.by or ()),
            report_to=tuple(p.report_to or ()),
            ladder=p.ladder,
            may_be_none=p.may_be_none,
            letter=p.letter.draft if p.letter else "",
        )
        for key, p in draft.doc.items.items()
    }


def compile_subcases(draft: Draft) -> dict[str, Subcase]:
    """Give the sub-cases of a flow."""
    return {
        key: Subcase(
            key=key,
            title=title_of(p.title),
            flow=p.flow,
            by=tuple(p.by or ()),
            may_be_none=p.may_be_none,
        )
        for key, p in draft.doc.subcases.items()
    }
