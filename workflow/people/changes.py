"""What becomes of a roster, and the events that tell it; nothing is ever taken out of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar, get_args

from .absences import overlap, with_absence, without_deputies
from .roster import Absence, OrgUnit, Person, Roster, Territory

Kind = Literal[
    "place_added",
    "place_changed",
    "unit_added",
    "unit_changed",
    "person_added",
    "person_changed",
    "person_left",
    "person_returned",
    "absence_set",
    "absence_ended",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Named = TypeVar("Named", Territory, OrgUnit, Person)

_PARTS: Mapping[type[Any], tuple[str, ...]] = {
    Territory: ("title", "parent"),
    OrgUnit: (
        "title",
        "short",
        "territory",
        "parent",
        "duties",
        "calendar",
        "scope",
        "kind",
        "code",
    ),
    Person: ("name", "unit", "posts", "roles", "scope", "email", "phone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """One thing that changed in a roster; ``key`` is whose, ``data`` what was and what is."""

    kind: Kind
    key: str
    data: Mapping[str, Any]


def overlaid(
    there: Roster, said: Roster, *, is_whole: bool, spared: Collection[str] = ()
) -> Roster:
    """Give a roster overlaid with another: what it names is as it says, its absences come in.

    With ``is_whole`` people it does not name have left, but for those in ``spared``.
    """
    people = {person.key: person for person in there.people}
    for person in said.people:
        before = people.get(person.key)
        absences = before.absences if before else ()
        for absence in person.absences:
            absences = with_absence(absences, absence)
        people[person.key] = replace(person, absences=absences)
    if is_whole:
        named = {person.key for person in said.people}.union(spared)
        for key in people.keys() - named:
            people[key] = replace(people[key], is_active=False)
    return Roster(
        territories=_overlaid(there.territories, said.territories),
        units=_overlaid(there.units, said.units),
        people=tuple(people.values()),
    )


def _overlaid(there: Sequence[Named], said: Sequence[Named]) -> tuple[Named, ...]:
    return tuple(({one.key: one for one in there} | {one.key: one for one in said}).values())


def leavers(before: Roster, after: Roster) -> frozenset[str]:
    """Give the keys of those who were active before and are not after."""
    gone = {person.key for person in after.people if not person.is_active}
    return frozenset(
        person.key for person in before.people if person.is_active and person.key in gone
    )


def settled(before: Roster, after: Roster, now: datetime) -> Roster:
    """Give a roster in which nobody is stood in for by somebody who has just left."""
    gone = leavers(before, after)
    if not gone:
        return after
    people = (
        replace(person, absences=without_deputies(person.absences, gone, now))
        for person in after.people
    )
    return replace(after, people=tuple(people))


def changes(before: Roster, after: Roster, now: datetime) -> tuple[RosterChange, ...]:
    """Tell what differs between a roster and what is to become of it; nothing for the same one.

    Whoever or whatever is not in the second is left as it is.
    """
    return tuple(_changes(before, after, now))


def _changes(before: Roster, after: Roster, now: datetime) -> Iterator[RosterChange]:
    places = {place.key: place for place in before.territories}
    units = {unit.key: unit for unit in before.units}
    people = {person.key: person for person in before.people}
    for place in after.territories:
        yield from _differences("place_added", "place_changed", places.get(place.key), place)
    for unit in after.units:
        yield from _differences("unit_added", "unit_changed", units.get(unit.key), unit)
    for person in after.people:
        yield from _of_person(people.get(person.key), person)
    for person in after.people:
        known = people.get(person.key)
        yield from _of_absences(known.absences if known else (), person.absences, now)


def _differences(
    added: Kind, changed: Kind, old: Named | None, new: Named
) -> Iterator[RosterChange]:
    facts = _facts(new)
    if old is None:
        yield RosterChange(kind=added, key=new.key, data={"key": new.key, **facts})
        return
    was = _facts(old)
    differing = [name for name in facts if facts[name] != was[name]]
    if differing:
        data = {
            "key": new.key,
            "old": {name: was[name] for name in differing},
            "new": {name: facts[name] for name in differing},
        }
        yield RosterChange(kind=changed, key=new.key, data=data)


def _of_person(old: Person | None, new: Person) -> Iterator[RosterChange]:
    yield from _differences("person_added", "person_changed", old, new)
    was_active = old is None or old.is_active
    if was_active != new.is_active:
        kind: Kind = "person_returned" if new.is_active else "person_left"
        yield RosterChange(kind=kind, key=new.key, data={"key": new.key})


def _of_absences(
    old: Iterable[Absence], new: Iterable[Absence], now: datetime
) -> Iterator[RosterChange]:
    was, is_now = {a.since: a for a in old}, {a.since: a for a in new}
    gone = [absence for since, absence in was.items() if is_now.get(since) != absence]
    for since, absence in is_now.items():
        if was.get(since) == absence:
            continue
        instead = [other for other in gone if overlap(absence, other)]
        gone = [other for other in gone if other not in instead]
        yield RosterChange(
            kind="absence_ended" if _is_end(instead, absence, now) else "absence_set",
            key=absence.person,
            data={**_absence_facts(absence), "instead": [_absence_facts(o) for o in instead]},
        )
    for absence in gone:
        ended = replace(absence, until=absence.since)
        data = {**_absence_facts(ended), "instead": [_absence_facts(absence)]}
        yield RosterChange(kind="absence_ended", key=absence.person, data=data)


def _is_end(instead: Sequence[Absence], absence: Absence, now: datetime) -> bool:
    """Say whether an absence is an earlier one cut short, rather than another."""
    if absence.until is None or absence.until > now or len(instead) != 1:
        return False
    return replace(instead[0], until=absence.until) == absence


def _facts(value: Territory | OrgUnit | Person) -> dict[str, Any]:
    facts = {name: getattr(value, name) for name in _PARTS[type(value)]}
    return {n: sorted(fact) if isinstance(fact, frozenset) else fact for n, fact in facts.items()}


def _absence_facts(absence: Absence) -> dict[str, Any]:
    return {
        "key": absence.person,
        "since": absence.since.isoformat(),
        "until": absence.until.isoformat() if absence.until else None,
        "deputy": absence.deputy,
        "reason": absence.why,
    }
