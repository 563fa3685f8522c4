"""Sight: which cases somebody may look at. Nothing, unless something below says so.

Somebody sees the cases he or the unit he belongs to plays a part on, was asked about, was told of
or opened; how much further he sees is his scope, else his unit's. Whoever he stands in for lends
him the parts he plays, not his scope.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from ...errors import UnknownPlace
from .directory import Directory
from .roster import Person, Scope
from .standins import represented_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody sees: everything, or cases in ``places``, or those that name ``names``.

    ``names`` are the keys of people and units; a case names who holds a role, has or had a task,
    was told of it, or opened it.
    """

    is_everything: bool = False
    places: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


EVERYTHING = Sight(is_everything=True)


def sight_of(directory: Directory, person: Person, now: datetime) -> Sight:
    """Give what a person sees."""
    scope = scope_of(directory, person)
    if person.roles & {"administrator", "auditor"} or scope == "all":
        return EVERYTHING
    names = {key for who in represented_by(directory, person, now) for key in (who.key, who.unit)}
    if scope != "own":
        for unit in units_below(directory, person.unit):
            names |= {unit, *(member.key for member in directory.members(unit))}
    home = directory.unit(person.unit)
    places = places_below(directory, home.territory) if home and scope == "territory" else ()
    return Sight(places=frozenset(places), names=frozenset(names))


def scope_of(directory: Directory, person: Person) -> Scope:
    """Give how far a person sees: his own scope, else his unit's, else his own cases."""
    home = directory.unit(person.unit)
    return person.scope or (home.scope if home else "own")


def units_below(directory: Directory, unit: str) -> Iterator[str]:
    """Walk a unit and all units below it."""
    seen, waiting = {unit}, [unit]
    while waiting:
        yield (at := waiting.pop())
        below = [u.key for u in directory.units_under(at) if u.key not in seen]
        seen.update(below)
        waiting += below


def places_below(directory: Directory, place: str) -> list[str]:
    """Give a place and all places below it, by key."""
    return sorted(
        key for key in directory.territories() if place in set(places_above(directory, key))
    )


def places_above(directory: Directory, place: str) -> Iterator[str]:
    """Walk from a place up to the root of the tree."""
    seen: set[str] = set()
    while place and place not in seen:
        seen.add(place)
        yield place
        node = directory.territory(place)
        place = node.parent if node else ""


def places_named(directory: Directory, name: str) -> Collection[str]:
    """Give a place, named by its key or a title only it has, and the places below it.

    Raises UnknownPlace.
    """
    titles = directory.territories()
    titled = [name] if name in titles else [k for k, title in titles.items() if title == name]
    if len(titled) != 1:
        offered = [f"{key}（{title}）" for key, title in titles.items()]
        raise UnknownPlace(name=name, known=titled or offered)
    return places_below(directory, titled[0])
