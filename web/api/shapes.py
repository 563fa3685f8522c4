"""How values are shown: as they are, with the properties a program would miss.

Moments are ISO 8601 in UTC with their offset, days ``2026-03-02``; decimals are texts, because a
program's numbers may not hold them; the fields of a case are typed as in its flow. Sets are lists in
order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args, get_origin

from ...definitions import Flow
from ...store import IndicatorValue, LetterRow
from ...workflow.explain import Explanation, WayOnward
from ...workflow.people import Absence, OrgUnit, Person
from ...workflow.reporting import Report
from .bodies import Sorted, shape_of

PERSON: Final = shape_of(Person, posts=Sorted, roles=Sorted)
UNIT: Final = shape_of(OrgUnit, duties=Sorted)
INDICATOR: Final = shape_of(IndicatorValue, "value", "rate")
WAY: Final = shape_of(WayOnward, "missing")
EXPLANATION: Final = shape_of(Explanation, ways=list[WAY])  # type: ignore[valid-type]
LETTER_ROW: Final = shape_of(LetterRow, without=("text", "html"), case=int | None)
REPORT: Final = shape_of(Report, "name", "digest")

INSTEAD: Final[Mapping[Any, Any]] = {Person: PERSON, Report: REPORT}


def shown_as(hint: Any) -> Any:
    """Give the shape in which what a method gives is shown."""
    if hint in INSTEAD:
        return INSTEAD[hint]
    if get_origin(hint) is Sequence:
        return list[get_args(hint)[0]]  # type: ignore[misc]
    return hint


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """A person of the roster; how to reach him and what he may is null for whom it does not concern."""

    key: str
    name: str
    unit: str
    posts: Sequence[str]
    is_active: bool
    email: str | None
    phone: str | None
    roles: Sequence[str] | None
    scope: str | None
    absences: Sequence[Absence] | None


def person_seen(person: Person, *, is_whole: bool) -> PersonSeen:
    """Show a person, wholly or only who he is."""
    return PersonSeen(
        key=person.key,
        name=person.name,
        unit=person.unit,
        posts=sorted(person.posts),
        is_active=person.is_active,
        email=person.email if is_whole else None,
        phone=person.phone if is_whole else None,
        roles=sorted(person.roles) if is_whole else None,
        scope=person.scope if is_whole else None,
        absences=person.absences if is_whole else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something a flow names, by its key and title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSeen:
    """A field of a flow: what may be filled in; ``options`` map the keys of choices to titles."""

    key: str
    title: str
    type: str
    unit: str
    is_required: bool
    options: Mapping[str, str]
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSeen:
    """A stage of a flow: who owns it, and the limit for each grade in words (``*`` for any)."""

    key: str
    title: str
    owner: str
    limits: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionSeen:
    """A transition of a flow, and the roles that may take it."""

    key: str
    title: str
    sources: Sequence[str]
    target: str
    who: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSeen:
    """What a program needs to know of a published flow to fill in its forms."""

    key: str
    title: str
    version: int
    hash: str
    published_at: datetime
    initial: str
    title_field: str
    territory_field: str
    fields: Sequence[FieldSeen]
    stages: Sequence[StageSeen]
    terminals: Sequence[Named]
    transitions: Sequence[TransitionSeen]
    roles: Sequence[Named]
    materials: Sequence[Named]
    approvals: Sequence[Named]
    rounds: Sequence[Named]
    series: Sequence[Named]
    may: Mapping[str, Sequence[str]]


def flow_seen(flow: Flow, *, version: int, published_at: datetime) -> FlowSeen:
    """Show a flow."""
    return FlowSeen(
        key=flow.key,
        title=str(flow.title),
        version=version,
        hash=flow.hash,
        published_at=published_at,
        initial=flow.initial,
        title_field=flow.title_field,
        territory_field=flow.territory_field,
        fields=[
            FieldSeen(
                key=each.key,
                title=str(each.title),
                type=each.type,
                unit=each.unit,
                is_required=each.is_required,
                options={key: str(title) for key, title in each.options.items()},
                minimum=each.minimum,
                maximum=each.maximum,
            )
            for each in flow.fields.values()
        ],
        stages=[
            StageSeen(
                key=each.key,
                title=str(each.title),
                owner=each.owner,
                limits={grade: span.zh for grade, span in each.limits.items()},
            )
            for each in flow.stages.values()
        ],
        terminals=_named(flow.terminals),
        transitions=[
            TransitionSeen(
                key=each.key,
                title=str(each.title),
                sources=each.sources,
                target=each.target,
                who=each.who,
            )
            for each in flow.transitions.values()
        ],
        roles=_named(flow.roles),
        materials=_named(flow.materials),
        approvals=_named(flow.approvals),
        rounds=_named(flow.rounds),
        series=_named(flow.series),
        may={str(ability): roles for ability, roles in flow.may.items()},
    )


def _named(section: Mapping[str, Any]) -> list[Named]:
    return [Named(key=key, title=str(each.title)) for key, each in section.items()]
