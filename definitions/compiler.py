"""Turns a file without faults into the frozen values of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from .alarm_compiler import compile_duty, compile_ladder, compile_light
from .alarm_parts import ExtensionPart, PlanPart
from .alarms import ladder_of, rule_of
from .correspondence import SLIP
from .document import (
    LetterPart,
    RequirementPart,
    StagePart,
    TransitionPart,
)
from .draft import Draft
from .duties import cycle_of
from .figure_compiler import compile_indicators, compile_series, kept_by
from .findings import Path
from .flow import Ability, Flow
from .letter_checks import genre_in
from .model import (
    ClockStart,
    Decision,
    DecisionRule,
    ExtensionRule,
    Field,
    LetterSpec,
    Material,
    Plan,
    Requirement,
    RequirementKind,
    Stage,
    Terminal,
    Title,
    Transition,
)
from .openings import compile_opening
from .people_compiler import (
    compile_approvals,
    compile_items,
    compile_roles,
    compile_rounds,
    compile_subcases,
    compile_teams,
    title_of,
)
from .routes import ANY_STAGE, kinds_of
from .shorthands import TitlePart

_MENDS: Mapping[str, str] = {
    "material": "提交材料“{title}”",
    "field": "填写“{title}”",
    "role": "指定“{title}”",
    "approval": "取得“{title}”同意",
    "round": "完成“{title}”",
    "rule": "满足“{title}”",
    "team": "配齐“{title}”",
    "item": "办结全部“{title}”",
    "conditions": "落实“{title}”各方所附条件",
    "subcase": "办结“{title}”",
}


def compile_flow(draft: Draft, source: str, scenarios: str, bundle_hash: str) -> Flow:
    """Make the flow of a draft in which no fault was found."""
    doc = draft.doc
    return Flow(
        key=doc.flow,
        title=title_of(doc.title),
        hash=bundle_hash,
        source=source,
        scenarios=scenarios,
        initial=doc.initial or next(iter(doc.stages)),
        calendar=doc.calendar,
        fields=_fields(draft),
        decisions=_decisions(draft),
        grade=doc.grade,
        roles=compile_roles(draft),
        teams=compile_teams(draft),
        may={cast("Ability", name): tuple(roles) for name, roles in doc.may if roles is not None},
        materials={k: Material(key=k, title=title_of(p.title)) for k, p in doc.materials.items()},
        approvals=compile_approvals(draft),
        rounds=compile_rounds(draft),
        items=compile_items(draft),
        subcases=compile_subcases(draft),
        stages={k: _stage(draft, k, p) for k, p in doc.stages.items()},
        terminals={
            k: Terminal(key=k, title=title_of(p.title), kind=p.kind)
            for k, p in draft.terminals().items()
        },
        transitions={k: _transition(draft, k, p) for k, p in doc.transitions.items()},
        lights={k: compile_light(k, p) for k, p in doc.lights.items()},
        series=compile_series(draft),
        plans={k: _plan(k, p) for k, p in doc.plans.items()},
        ladders={k: compile_ladder(draft, k, p) for k, p in doc.ladders.items()},
        duties={k: compile_duty(draft, k, p) for k, p in doc.recurring.items()},
        publication=cycle_of(doc.publication) if doc.publication else None,
        extension=_extension(doc.extension) if doc.extension else None,
        openings=tuple(compile_opening(part) for part in doc.opening),
        letters={k: _letter(draft, k, p) for k, p in doc.letters.items()},
        indicators=compile_indicators(draft),
        title_field=doc.title_field,
        issuer=doc.issuer,
        calendar_of=doc.calendar_of,
        territory_field=doc.territory_field,
        identity=tuple(doc.identity),
        note=doc.note,
        off=doc.off,
    )


def _letter(draft: Draft, key: str, part: LetterPart) -> LetterSpec:
    return LetterSpec(
        key=key,
        title=title_of(part.title),
        template=part.template,
        source=draft.templates[part.template],
        is_slip=part.slip or part.genre == SLIP,
        genre=genre_in(draft, part),
        issuer=part.issuer,
        facts=dict(part.facts),
    )


def _titles(parts: Mapping[str, TitlePart]) -> dict[str, Title]:
    return {key: title_of(part) for key, part in parts.items()}


def _fields(draft: Draft) -> dict[str, Field]:
    keepers = kept_by(draft)
    return {
        key: Field(
            key=key,
            title=title_of(part.title),
            type=part.type,
            unit=part.unit,
            is_required=part.required,
            options=_titles(part.options),
            minimum=part.min,
            maximum=part.max,
            kept_by=keepers.get(key, ""),
        )
        for key, part in draft.doc.fields.items()
    }


def _decisions(draft: Draft) -> dict[str, Decision]:
    return {
        key: Decision(
            key=key,
            title=title_of(part.title),
            outcomes=_titles(part.outcomes),
            rules=tuple(
                DecisionRule(
                    when=draft.expressions.get(("decisions", key, "rules", n, "when")),
                    then=rule.then,
                )
                for n, rule in enumerate(part.rules)
            ),
        )
        for key, part in draft.doc.decisions.items()
    }


def _stage(draft: Draft, key: str, part: StagePart) -> Stage:
    starts: ClockStart = "field" if part.clock.field else part.clock.starts
    return Stage(
        key=key,
        title=title_of(part.title),
        owner=part.owner,
        limits=dict(part.limit),
        starts=starts,
        start_field=part.clock.field,
        lights=rule_of(part, draft),
        ladder=ladder_of(part, draft),
    )


def _transition(draft: Draft, key: str, part: TransitionPart) -> Transition:
    sources = [
        stage
        for name in part.sources
        for stage in (draft.doc.stages if name == ANY_STAGE else (name,))
    ]
    return Transition(
        key=key,
        title=title_of(part.title),
        sources=tuple(dict.fromkeys(sources)),
        target=part.to,
        who=tuple(part.who),
        requirements=tuple(
            _requirement(draft, r, ("transitions", key, "requires", n))
            for n, r in enumerate(part.requires)
        ),
        letter=part.letter.draft if part.letter else "",
        letter_to=tuple(part.letter.to) if part.letter else (),
        letter_copy=tuple(part.letter.copy_to or ()) if part.letter else (),
        copy=tuple(part.copy_to or ()),
        returns=part.returns,
    )


def _requirement(draft: Draft, part: RequirementPart, path: Path) -> Requirement:
    kind = cast("RequirementKind", kinds_of(part)[0])
    name = getattr(part, kind)
    title = title_of(part.title) if part.title else _title_of(draft, kind, name)
    return Requirement(
        kind=kind,
        key=f"{path[1]}_{int(path[3]) + 1}" if kind == "fact" else name,
        title=title,
        mend=part.mend or _mend(draft, kind, name, title),
        owner=part.owner,
        when=draft.expressions.get((*path, "when")),
        fact=draft.expressions.get((*path, "fact")),
    )


def _mend(draft: Draft, kind: RequirementKind, name: str, title: Title) -> str:
    series = kept_by(draft).get(name) if kind == "field" else None
    if series is not None:
        return f"在“{series}”分次登记"
    return _MENDS[kind].format(title=title.zh)


def _title_of(draft: Draft, kind: RequirementKind, name: str) -> Title:
    if kind == "rule":
        return Title(name)
    section = "rounds" if kind == "conditions" else f"{kind}s"
    return title_of(getattr(draft.doc, section)[name].title)


def _plan(key: str, part: PlanPart) -> Plan:
    return Plan(
        key=key,
        title=title_of(part.title),
        start=part.start,
        end=part.end,
        actual=part.actual,
        target=part.target,
    )


def _extension(part: ExtensionPart) -> ExtensionRule:
    return ExtensionRule(
        by=tuple(part.by), times=part.times, at_most=part.at_most, ask_before=part.ask_before
    )
