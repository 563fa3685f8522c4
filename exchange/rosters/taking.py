"""Reads a roster out of any file people may give: what of it can be taken, and what can't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...workflow.people import Person, Roster
from ..faults import CellFault, row_fault
from .away import check_absences, with_absences
from .books import RosterBook, is_book, read_book
from .checks import Grounds, check_persons, check_places, check_units
from .documents import read_roster
from .rows import Rows
from .tables import KEY, PEOPLE, TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What a file says of a roster, and every fault of the rows it does not count.

    With ``is_whole`` people it does not name have left, but for those in ``spared``: they may stand
    in a row that was refused. ``listed`` are the keys of its people, whoever is only away aside.
    """

    said: Roster
    listed: frozenset[str]
    is_whole: bool
    rows: int
    faults: tuple[CellFault, ...] = ()
    warnings: tuple[CellFault, ...] = ()
    spared: frozenset[str] = frozenset()


def read_people(path: Path, grounds: Grounds, *, is_whole: bool | None = None) -> Enrolment:
    """Read a roster file; raise UnreadableFile when it is of no use, or a YAML file has a fault.

    ``is_whole`` says whether people it does not name have left; by default those of YAML have,
    those of a workbook or CSV file have not.
    """
    if is_book(path):
        return _check(read_book(path), grounds, is_whole=bool(is_whole))
    is_whole = is_whole is not False
    known = Roster() if is_whole else grounds.known
    said = read_roster(path, zone=grounds.zone, known=known)
    listed = frozenset(person.key for person in said.people)
    rows = len(said.territories) + len(said.units) + len(said.people)
    absences = sum(len(person.absences) for person in said.people)
    return Enrolment(said=said, listed=listed, is_whole=is_whole, rows=rows + absences)


def require_readable(path: Path) -> None:
    """Raise UnreadableFile for a file ``read_people`` could make nothing of, whatever roster there is."""
    if is_book(path):
        read_book(path)
    else:
        read_roster(path)


def _check(book: RosterBook, grounds: Grounds, *, is_whole: bool) -> Enrolment:
    tables = {table.kind.key: table for table in book.tables}
    places, units, people, absences = (Rows(tables.get(kind.key)) for kind in TABLES)
    said_places = check_places(places, grounds)
    said_units = check_units(units, said_places, places.refused("key", "title"), grounds)
    refused = units.refused("key", "title", "short")
    said_people = check_persons(people, said_units, refused, grounds)
    known = {person.key: person for person in grounds.known.people}
    sheet = tables[PEOPLE.key].sheet if PEOPLE.key in tables else ""
    spared = _spared(people, sheet, known)
    notes = spared.notes if is_whole else []
    is_whole = is_whole and people.count > 0
    there = _active(known, said_people, spared.keys if is_whole else known)
    away = check_absences(absences, there, grounds.zone)
    checked = (places, units, people, absences)
    return Enrolment(
        said=Roster(
            territories=said_places,
            units=said_units,
            people=with_absences(said_people, known, away),
        ),
        listed=frozenset(person.key for person in said_people),
        is_whole=is_whole,
        rows=sum(rows.count for rows in checked),
        faults=tuple(
            fault
            for rows in checked
            for fault in sorted(rows.faults, key=lambda f: (f.row, len(f.column), f.column))
        ),
        warnings=(*book.warnings, *notes),
        spared=frozenset(spared.keys),
    )


def _active(
    known: Mapping[str, Person], said: Iterable[Person], staying: Iterable[str]
) -> dict[str, Person]:
    """Give who will be active, each with the absences he has now."""
    people = {key: known[key] for key in staying if key in known}
    for person in said:
        old = known.get(person.key)
        people[person.key] = replace(person, absences=old.absences if old else ())
    return {key: person for key, person in people.items() if person.is_active}


@dataclass(slots=True)
class _Spared:
    """Who is not taken to have left by a file, and why nobody is."""

    keys: set[str]
    notes: list[CellFault]


def _spared(people: Rows, sheet: str, known: Mapping[str, Person]) -> _Spared:
    """Find everybody who may stand in a refused row: by its key, by its name, else anybody at all."""
    by_name: dict[str, list[str]] = {}
    for person in known.values():
        by_name.setdefault(person.name, []).append(person.key)
    spared = _Spared(set(), [])
    if not people.count:
        spared.notes.append(
            row_fault(
                1,
                "it names nobody, so nobody is taken to have left",
                "没有列出任何人员，不作离岗处理",
                sheet=sheet,
            )
        )
    for number, values in people.bad():
        key = str(values.get("key", ""))
        found = [*by_name.get(str(values.get("name", "")), ()), *({key} & known.keys())]
        spared.keys.update(found)
        if not found and not KEY.fullmatch(key):
            spared.keys.update(known)
            spared.notes.append(
                row_fault(
                    number,
                    "nobody can tell who stands in this row, so nobody is taken to have left",
                    "看不出此行是谁，因此不作离岗处理",
                    sheet=sheet,
                )
            )
    return spared
