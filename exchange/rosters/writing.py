"""Writes a roster as a workbook that people edit in Excel and that reads back to the same roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from ...workflow.people import Absence, OrgUnit, Person, Roster, Territory
from ...workflow.people.words import KIND_WORDS, ROLE_WORDS, SCOPE_WORDS
from ..writing import Table, TableColumn, Value, write_tables
from .moments import beginning, ending
from .tables import ABSENCES, JOINED, PEOPLE, PLACES, UNITS, TableKind

_WIDTHS: Mapping[str, float] = {
    "title": 32,
    "short": 18,
    "unit": 20,
    "territory": 14,
    "parent": 20,
    "duties": 24,
    "posts": 24,
    "email": 28,
    "why": 24,
}
_WIDTH = 14.0


def write_people(path: Path | str, roster: Roster, *, zone: tzinfo, written_at: datetime) -> None:
    """Write a roster, those who left included, one sheet a table; raises NaiveMoment.

    Days of absences are those of ``zone``. The same roster gives the same file.
    """
    absences = (absence for person in roster.people for absence in person.absences)
    tables = (
        _table(PLACES, roster.territories, _place),
        _table(UNITS, roster.units, _unit),
        _table(PEOPLE, roster.people, _person),
        _table(ABSENCES, absences, lambda absence: _absence(absence, zone)),
    )
    write_tables(path, tables, written_at=written_at)


def _table(
    kind: TableKind, things: Iterable[Any], facts: Callable[[Any], dict[str, Value]]
) -> Table:
    rows = [facts(thing) for thing in things]
    first = next(iter(kind.fields))
    return Table(
        title=kind.title,
        columns=[
            TableColumn(header=str(field.title), width=_WIDTHS.get(key, _WIDTH))
            for key, field in kind.fields.items()
        ],
        rows=[
            [row[key] for key in kind.fields]
            for row in sorted(rows, key=lambda row: str(row[first]))
        ],
    )


def _place(place: Territory) -> dict[str, Value]:
    return {"key": place.key, "title": place.title, "parent": place.parent}


def _unit(unit: OrgUnit) -> dict[str, Value]:
    return {
        "key": unit.key,
        "title": unit.title,
        "short": unit.short,
        "territory": unit.territory,
        "parent": unit.parent,
        "duties": JOINED.join(sorted(unit.duties)),
        "calendar": unit.calendar,
        "scope": SCOPE_WORDS[unit.scope],
        "kind": KIND_WORDS[unit.kind] if unit.kind else "",
        "code": unit.code,
    }


def _person(person: Person) -> dict[str, Value]:
    return {
        "key": person.key,
        "name": person.name,
        "unit": person.unit,
        "posts": JOINED.join(sorted(person.posts)),
        "roles": JOINED.join(ROLE_WORDS[role] for role in sorted(person.roles)),
        "scope": SCOPE_WORDS[person.scope] if person.scope else "",
        "email": person.email,
        "phone": person.phone,
        "active": "是" if person.is_active else "否",
    }


def _absence(absence: Absence, zone: tzinfo) -> dict[str, Value]:
    return {
        "person": absence.person,
        "since": beginning(absence.since, zone),
        "until": ending(absence.until, zone) if absence.until else "",
        "deputy": absence.deputy,
        "why": absence.why,
    }
