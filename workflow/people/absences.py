"""Absences (请假) as they are kept: whole days, one at a time, with a deputy who can act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from ...clock import as_utc
from .roster import Absence, Person

DAY = timedelta(days=1)
FARTHEST = 100
"""How far deputies of deputies are followed; a wider circle does no harm, it gives nobody."""


def midnight(day: date, zone: tzinfo) -> datetime:
    """Give the moment a day begins in a zone."""
    return as_utc(datetime.combine(day, time(0), zone))


def days_away(first: date, last: date | None, zone: tzinfo) -> tuple[datetime, datetime | None]:
    """Give the moments between which somebody is away on the days from first to last, both included."""
    return midnight(first, zone), None if last is None else midnight(last + DAY, zone)


def to_the_second(moment: datetime) -> datetime:
    """Give a moment without fractions of its second, so that tables people edit can hold it."""
    return as_utc(moment).replace(microsecond=0)


def overlap(one: Absence, other: Absence) -> bool:
    """Say whether two absences share a moment, or begin at the same one."""
    if one.since == other.since:
        return True
    early, late = sorted((one, other), key=lambda absence: absence.since)
    return early.until is None or late.since < early.until


def with_absence(absences: Iterable[Absence], added: Absence) -> tuple[Absence, ...]:
    """Give somebody's absences with one more, in order; those it overlaps make way."""
    kept = [absence for absence in absences if not overlap(absence, added)]
    return tuple(sorted([*kept, added], key=lambda absence: absence.since))


def ended_at(absences: Iterable[Absence], now: datetime) -> tuple[Absence, ...]:
    """Give somebody's absences with those that cover a moment ended there."""
    kept = (replace(a, until=now) if a.covers(now) else a for a in absences)
    return tuple(
        absence for absence in kept if absence.until is None or absence.since < absence.until
    )


def without_deputies(
    absences: Iterable[Absence], leavers: frozenset[str], now: datetime
) -> tuple[Absence, ...]:
    """Give somebody's absences, those that are not over yet without deputies among the leavers."""
    return tuple(
        replace(absence, deputy="")
        if absence.deputy in leavers and (absence.until is None or now < absence.until)
        else absence
        for absence in absences
    )


def objection(people: Mapping[str, Person], absence: Absence) -> tuple[str, str] | None:
    """Say in English and Chinese why an absence can't be kept as it is; None when it can."""
    if absence.until is not None and absence.until <= absence.since:
        return "it ends before it begins", "结束日期早于开始日期"
    if absence.deputy == absence.person:
        return "he can't be his own deputy", "代理人不能是本人"
    return _against_deputies(people, absence)


def _against_deputies(people: Mapping[str, Person], absence: Absence) -> tuple[str, str] | None:
    """Follow the deputies who are away at the same time, and refuse a circle."""
    waiting: list[tuple[Absence, tuple[str, ...]]] = [(absence, (absence.person,))]
    while waiting:
        away, path = waiting.pop()
        if not away.deputy:
            continue
        path = (*path, away.deputy)
        if away.deputy == absence.person:
            names = " → ".join(people[key].name if key in people else key for key in path)
            return (
                f"the deputies lead back to himself while all of them are away: {names}",
                f"代理关系在同时请假期间绕回本人：{names}",
            )
        deputy = people.get(away.deputy)
        if deputy is not None and len(path) < FARTHEST and deputy.key not in path[:-1]:
            waiting += [(_shared(away, a), path) for a in deputy.absences if overlap(away, a)]
    return None


def _shared(one: Absence, other: Absence) -> Absence:
    """Give an absence cut down to the time of another it overlaps."""
    ends = [end for end in (one.until, other.until) if end is not None]
    return replace(other, since=max(one.since, other.since), until=min(ends, default=None))
