"""Walking the places where a rule looks for candidates, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ....definitions.model import AssignRule, HolderKind, Role
from ...people import OrgUnit, Person
from ...people.sight import places_above, places_below, units_below
from ..sheet import Sheet
from .parts import holding

Candidate = Person | OrgUnit


@dataclass(frozen=True, slots=True)
class Place:
    """Where candidates were found: how people call it, and who they are."""

    title: str
    found: Sequence[Candidate]


def places_for(sheet: Sheet, role: Role, rule: AssignRule, name: str) -> Iterator[Place]:
    """Walk the places where candidates are, the nearest first."""
    start, is_given = sheet.case.territory, False
    for near in holding(sheet, rule.near) if rule.near else ():
        is_given = True
        yield Place(sheet.name_of(near.holder), _in_unit(sheet, role, rule, near.holder, name))
        unit = sheet.directory.unit(near.holder)
        start = unit.territory if unit else start
    if is_given and rule.search != "up":
        return
    if rule.search == "below":
        below = [c for place in _below(sheet, start) for c in _at(sheet, role.holder, place, name)]
        yield Place(f"{_title(sheet, start)}及下辖", sorted(below, key=lambda c: c.key))
        return
    for place in _walk(sheet, rule, start):
        yield Place(_title(sheet, place), _at(sheet, role.holder, place, name))


def _title(sheet: Sheet, place: str) -> str:
    node = sheet.directory.territory(place)
    return node.title if node else "全域"


def _below(sheet: Sheet, start: str) -> Iterable[str]:
    directory = sheet.directory
    return places_below(directory, start) if start else directory.territories()


def _in_unit(sheet: Sheet, role: Role, rule: AssignRule, unit: str, name: str) -> list[Candidate]:
    units = [*units_below(sheet.directory, unit)] if rule.search == "below" else [unit]
    if role.holder == "unit":
        return [u for key in units if (u := sheet.directory.unit(key)) and name in u.duties]
    return [p for key in units for p in sheet.directory.people_with(name, key)]


def _at(sheet: Sheet, holder: HolderKind, place: str, name: str) -> Sequence[Candidate]:
    if holder == "unit":
        return sheet.directory.units_with(name, place)
    return sheet.directory.people_in(place, name)


def _walk(sheet: Sheet, rule: AssignRule, start: str) -> Iterator[str]:
    """Walk from a place up to the root, or stay there; from no place, over the roots."""
    directory = sheet.directory
    if rule.search == "here":
        yield from [start] if start else []
    elif start:
        yield from places_above(directory, start)
    else:
        nodes = (directory.territory(key) for key in directory.territories())
        yield from (node.key for node in nodes if node is not None and not node.parent)
