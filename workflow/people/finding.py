"""Finding people and units by their keys; what is not there is said with what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ...errors import UnknownHolder, UnknownPerson
from .directory import Directory
from .roster import OrgUnit, Person, Roster

_SHOWN = 3


def require_person(roster: Roster, key: str, *, may_have_left: bool = False) -> Person:
    """Give a person by key; raise UnknownPerson for one that is not there, or is not active."""
    for person in roster.people:
        if person.key == key and (person.is_active or may_have_left):
            return person
    offered = [person for person in roster.people if person.is_active or may_have_left]
    raise UnknownPerson(name=key, known=_close(key, ((p.key, (p.name,)) for p in offered)))


def require_unit(roster: Roster, name: str) -> OrgUnit:
    """Give a unit by key, or by a title or short title only one has; raise UnknownHolder."""
    for unit in roster.units:
        if unit.key == name:
            return unit
    titled = [unit for unit in roster.units if name in {unit.title, unit.short}]
    if len(titled) == 1:
        return titled[0]
    offered = titled or roster.units
    raise UnknownHolder(
        name=name, known=_close(name, ((u.key, (u.title, u.short)) for u in offered))
    )


def require_named(roster: Roster, key: str) -> None:
    """Raise UnknownHolder unless a person, a unit or a place has this key."""
    named: list[tuple[str, tuple[str, ...]]] = [
        *((person.key, (person.name,)) for person in roster.people),
        *((unit.key, (unit.title, unit.short)) for unit in roster.units),
        *((place.key, (place.title,)) for place in roster.territories),
    ]
    if key not in {known for known, _ in named}:
        raise UnknownHolder(name=key, known=_close(key, named))


def units_with(directory: Directory, duty: str) -> Iterator[OrgUnit]:
    """Give the active units with a duty, place by place."""
    for place in ("", *directory.territories()):
        yield from directory.units_with(duty, place)


def _close(name: str, offered: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Give the keys that may have been meant by a key or a title, each with its title."""
    titles = dict(offered)
    same = [key for key, words in titles.items() if name in words]
    near = same or [
        *get_close_matches(name, titles, n=_SHOWN, cutoff=0.75),
        *(
            key
            for word in get_close_matches(name, {w for ws in titles.values() for w in ws}, n=_SHOWN)
            for key, words in titles.items()
            if word in words
        ),
    ]
    return [f"{key}（{titles[key][0]}）" for key in [*dict.fromkeys(near)][:_SHOWN]]
