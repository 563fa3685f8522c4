"""Explaining a case: why its light is what it is, and what each way onward still needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ..definitions.model import Transition
from ..errors import UnknownTransition
from .steps.alarms.judging import reason_on
from .steps.alarms.tracks import tracks_on
from .steps.fieldtexts import display
from .steps.requirements import Check, checks
from .steps.sheet import Sheet
from .steps.staffing.parts import acts_as, role_titles
from .steps.staffing.teams import missing_in
from .steps.standing import abilities, acting
from .steps.tasks.polling import ballots, opinions
from .steps.tasks.tally import count_zh
from .time.reasons import LightReason
from .values import Entry, Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOnward:
    """A transition from the present stage: who may take it and how each requirement stands.

    ``may_take`` tells whether whoever it is explained to is one of them.
    """

    key: str
    title: str
    target: str
    target_title: str
    who: str
    checks: Sequence[Check]
    may_take: bool = False

    @property
    def missing(self) -> int:
        """How many needed requirements are not met."""
        return sum(1 for check in self.checks if check.is_needed and not check.is_met)


@dataclass(frozen=True, slots=True, kw_only=True)
class RungState:
    """A rung of the ladder of the present stage or of an open task, and what has become of it."""

    key: str
    title: str
    level: int
    state: str
    fire_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who holds a role and why."""

    role: str
    title: str
    holder: str
    name: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamState:
    """A team of a case: whether it is whole, and who is missing."""

    key: str
    title: str
    is_whole: bool
    missing: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One who is asked in a round: what he said so far, None for nothing."""

    holder: str
    name: str
    verdict: str | None
    text: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundState:
    """A round of the present stage: how it stands by its rule; ``outcome`` is empty while it runs."""

    key: str
    title: str
    outcome: str
    standing: str
    voices: Sequence[Voice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A field that has a value, as people read it."""

    key: str
    title: str
    text: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledVersion:
    """A version of a material; ``size`` in bytes, 0 and no ``digest`` where only a name was filed."""

    number: int
    name: str
    size: int
    media_type: str
    digest: str
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialState:
    """A material of the flow and the versions filed so far, the oldest first."""

    key: str
    title: str
    versions: Sequence[FiledVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A case explained: light, ways onward, ladder, people. ``as_dict`` gives it as plain data.

    ``stays`` are its entries, the oldest first. ``may`` are the abilities of whom it is told to.
    """

    case: int
    version: int
    title: str
    flow: str
    stage: str
    stage_title: str
    status: str
    light: LightReason
    ways: Sequence[WayOnward]
    ladder: Sequence[RungState]
    people: Sequence[Holding]
    fields: Sequence[Filled]
    materials: Sequence[str]
    files: Sequence[MaterialState]
    teams: Sequence[TeamState]
    rounds: Sequence[RoundState]
    ref: str | None = None
    flow_hash: str = ""
    stays: Sequence[Entry] = ()
    may: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the explanation as plain data."""
        plain = asdict(self)
        for way, data in zip(self.ways, plain["ways"], strict=True):
            data["missing"] = way.missing
        return plain


def explain_sheet(sheet: Sheet, transition: str | None) -> Explanation:
    """Explain a case as it stands on a sheet; raise UnknownTransition for a key not leaving here."""
    leaving = sheet.flow.leaving(sheet.case.stage)
    wanted = [t for t in leaving if transition in (None, t.key)]
    if transition is not None and not wanted:
        raise UnknownTransition(name=transition, known=[t.key for t in leaving])
    known = sheet.flow.materials
    return Explanation(
        case=sheet.case.id,
        version=sheet.case.version,
        title=sheet.case.title,
        flow=sheet.case.flow_key,
        stage=sheet.case.stage,
        stage_title=str(sheet.flow.place(sheet.case.stage).title),
        status=sheet.case.status,
        light=reason_on(sheet),
        ways=[_way(sheet, t) for t in wanted],
        ladder=_ladder(sheet),
        people=[
            Holding(
                role=a.role,
                title=str(sheet.flow.roles[a.role].title),
                holder=a.holder,
                name=sheet.name_of(a.holder),
                rule=a.rule,
                why=a.why,
            )
            for a in sheet.assignments
            if a.until is None
        ],
        fields=[
            Filled(key=key, title=str(field.title), text=display(field, value, sheet), value=value)
            for key, field in sheet.flow.fields.items()
            if (value := sheet.case.fields.get(key)) is not None
        ],
        materials=[str(known[m.key].title) for m in sheet.materials if m.key in known],
        files=material_states(sheet),
        teams=[
            TeamState(key=key, title=str(team.title), is_whole=not missing, missing=missing)
            for key, team in sheet.flow.teams.items()
            for missing in [missing_in(sheet, team)]
        ],
        rounds=[
            _round(sheet, poll)
            for poll in sheet.polls
            if poll.entry == sheet.case.entry and poll.key.partition("/")[0] in sheet.flow.rounds
        ],
        ref=sheet.case.ref,
        flow_hash=sheet.case.flow_hash,
        stays=sorted(sheet.entries, key=lambda stay: stay.number),
        may=sorted(abilities(sheet)),
    )


def material_states(sheet: Sheet) -> list[MaterialState]:
    """Give every material of the flow with the versions filed to the case."""
    return [
        MaterialState(
            key=key,
            title=str(material.title),
            versions=[
                FiledVersion(
                    number=filed.number,
                    name=filed.name,
                    size=filed.size,
                    media_type=filed.media_type,
                    digest=filed.digest,
                    by=filed.by,
                    by_name=sheet.name_of(filed.by),
                    at=filed.at,
                )
                for filed in sheet.materials
                if filed.key == key
            ],
        )
        for key, material in sheet.flow.materials.items()
    ]


def _round(sheet: Sheet, poll: Poll) -> RoundState:
    rule = sheet.flow.rounds[poll.key.partition("/")[0]]
    counted = ballots(sheet, rule, poll)
    tasks = {task.holder: task for task in opinions(sheet, poll)}
    return RoundState(
        key=poll.key,
        title=str(rule.title),
        outcome=poll.outcome,
        standing=poll.why or count_zh(rule, counted),
        voices=[
            Voice(
                holder=ballot.holder,
                name=sheet.name_of(ballot.holder),
                verdict=ballot.verdict,
                text=tasks[ballot.holder].text if ballot.holder in tasks else "",
                due_at=tasks[ballot.holder].due_at if ballot.holder in tasks else None,
            )
            for ballot in counted
        ],
    )


def _way(sheet: Sheet, transition: Transition) -> WayOnward:
    person = acting(sheet)
    return WayOnward(
        key=transition.key,
        title=str(transition.title),
        target=transition.target,
        target_title=str(sheet.flow.place(transition.target).title),
        who=role_titles(sheet, transition.who),
        checks=checks(sheet, transition),
        may_take=person is not None and any(acts_as(sheet, person, r) for r in transition.who),
    )


def _ladder(sheet: Sheet) -> list[RungState]:
    rows: list[RungState] = []
    for track in tracks_on(sheet):
        for rung in track.rungs:
            firing = str(track.firing(rung.key))
            timer = sheet.timers.get(track.entry, firing)
            rows.append(
                RungState(
                    key=firing,
                    title=f"{track.title}：{rung.title}" if track.task else str(rung.title),
                    level=rung.level,
                    state=timer.state if timer else "none",
                    fire_at=timer.fire_at if timer else None,
                )
            )
    return rows
