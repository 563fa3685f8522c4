"""Standing in (代理): who is away, and who acts in his place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .directory import Directory
from .roster import Absence, Person


def absence_of(person: Person, now: datetime) -> Absence | None:
    """Give the absence that covers a moment, of several the one that lasts longest; else None."""
    here = [absence for absence in person.absences if absence.covers(now)]
    return max(here, key=lambda a: (a.until is None, a.until or now), default=None)


def deputy_of(directory: Directory, person: Person, now: datetime) -> Person | None:
    """Give who acts for somebody who is away, None for nobody or for somebody who is there.

    A deputy who is away himself is stood in for by his own; a circle of deputies ends nowhere.
    """
    seen = {person.key}
    absence = absence_of(person, now)
    while absence is not None:
        deputy = directory.person(absence.deputy)
        if deputy is None or deputy.key in seen:
            return None
        seen.add(deputy.key)
        absence = absence_of(deputy, now)
        if absence is None:
            return deputy
    return None


def is_reachable(directory: Directory, person: Person, now: datetime) -> bool:
    """Say whether work given to somebody is done: he is there, or somebody stands in for him."""
    return absence_of(person, now) is None or deputy_of(directory, person, now) is not None


def represented_by(directory: Directory, person: Person, now: datetime) -> list[Person]:
    """Give the people somebody acts for now, himself first."""
    return [person, *_principals(directory, person, now)]


def _principals(directory: Directory, person: Person, now: datetime) -> Iterator[Person]:
    seen, waiting = {person.key}, [person.key]
    while waiting:
        for principal in directory.deputised_by(waiting.pop()):
            if principal.key in seen or absence_of(principal, now) is None:
                continue
            seen.add(principal.key)
            waiting.append(principal.key)
            deputy = deputy_of(directory, principal, now)
            if deputy is not None and deputy.key == person.key:
                yield principal
