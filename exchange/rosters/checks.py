"""Checks the tables of a roster against each other and against the roster there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, TypeVar

from ...definitions.findings import near
from ...workflow.people import OfficeRole, OrgUnit, Person, Roster, Territory
from ...workflow.values import SYSTEM
from .names import Offered, Unfound
from .rows import Rows, Values
from .tables import EMAIL, PLACES, ROLE_TITLES, UNITS, TableKind, parts_of
from .trees import below, circles

_UNIT_PARTS = ("short", "parent", "duties", "calendar", "scope", "kind", "code")
Kept = TypeVar("Kept", OrgUnit, Person)
_ROLE = Offered(("office role", "角色"), ROLE_TITLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What rows are checked against: the roster there is, the calendars, the office's zone."""

    known: Roster
    calendars: Collection[str]
    zone: tzinfo


def check_places(rows: Rows, grounds: Grounds) -> tuple[Territory, ...]:
    """Give the places of a table's good rows, refusing those that can't stand."""
    known = {place.key: place for place in grounds.known.territories}
    titles = {key: (place.title,) for key, place in known.items()}
    titles |= {values["key"]: (values["title"],) for _, values in rows.good()}
    parents = _parents(rows, PLACES, titles, {key: p.parent for key, p in known.items()})
    places: list[Territory] = []
    for _, values in rows.good():
        old = known.get(values["key"])
        parent = parents[values["key"]] if rows.has("parent") or old is None else old.parent
        places.append(Territory(key=values["key"], title=values["title"], parent=parent))
    return tuple(places)


def check_units(
    rows: Rows, places: Sequence[Territory], refused: Mapping[str, int], grounds: Grounds
) -> tuple[OrgUnit, ...]:
    """Give the units of a table's good rows; ``places`` are those of the file, with its refused ones."""
    known = {unit.key: unit for unit in grounds.known.units}
    people = {person.key for person in grounds.known.people}
    there = Offered(PLACES.thing, _titled((*grounds.known.territories, *places)), refused)
    territories: dict[str, str] = {}
    for number, values in rows.good():
        key = values["key"]
        if key in people or key == SYSTEM:
            rows.refuse(number, "key", *_taken("a person or by the system", "人员或系统"))
        elif "calendar" in values and values["calendar"] not in grounds.calendars:
            words = near(values["calendar"], sorted(grounds.calendars))
            rows.refuse(
                number,
                "calendar",
                f"there is no such calendar; {words['near']}",
                f"没有这个工作日历；{words['near_zh']}",
            )
        else:
            territories[key] = _found(rows, number, "territory", there, values["territory"])
    titles = {key: (unit.title, unit.short) for key, unit in known.items()}
    titles |= {v["key"]: (v["title"], v.get("short", v["title"])) for _, v in rows.good()}
    parents = _parents(rows, UNITS, titles, {key: u.parent for key, u in known.items()})
    return tuple(
        _unit(rows, values, known.get(values["key"]), territories, parents)
        for _, values in rows.good()
    )


def _unit(
    rows: Rows,
    values: Values,
    old: OrgUnit | None,
    territories: Mapping[str, str],
    parents: Mapping[str, str],
) -> OrgUnit:
    key, title = values["key"], values["title"]
    unit = OrgUnit(
        key=key,
        title=title,
        short=values.get("short", title),
        territory=territories[key],
        parent=parents[key],
        duties=frozenset(parts_of(values.get("duties"))),
        calendar=values.get("calendar", ""),
        scope=values.get("scope", "unit"),
        kind=values.get("kind", ""),
        code=values.get("code", ""),
    )
    return _kept(rows, unit, old, _UNIT_PARTS)


def check_persons(
    rows: Rows, units: Sequence[OrgUnit], refused: Mapping[str, int], grounds: Grounds
) -> tuple[Person, ...]:
    """Give the people of a table's good rows; ``units`` are those of the file, with its refused ones.

    Whoever is in the table is there, unless it says that he is not.
    """
    known = {person.key: person for person in grounds.known.people}
    units = (*grounds.known.units, *units)
    there = Offered(UNITS.thing, _titled(units), refused)
    taken = {unit.key for unit in units} | {SYSTEM}
    people: list[Person] = []
    for number, values in rows.good():
        if values["key"] in taken:
            rows.refuse(number, "key", *_taken("a unit or by the system", "单位或系统"))
            continue
        if "email" in values and not EMAIL.fullmatch(values["email"]):
            rows.refuse(number, "email", "this is no e-mail address", "不是电子邮箱")
            continue
        unit = _found(rows, number, "unit", there, values["unit"])
        roles = [_found(rows, number, "roles", _ROLE, r) for r in parts_of(values.get("roles"))]
        if rows.is_good(number):
            people.append(_person(rows, values, known.get(values["key"]), unit, roles))
    return tuple(people)


def _person(
    rows: Rows, values: Values, old: Person | None, unit: str, roles: Iterable[Any]
) -> Person:
    named: frozenset[OfficeRole] = frozenset(roles)
    person = Person(
        key=values["key"],
        name=values["name"],
        unit=unit,
        posts=frozenset(parts_of(values.get("posts"))),
        roles=named,
        scope=values.get("scope", ""),
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        is_active=values.get("active", True),
    )
    return _kept(rows, person, old, ("posts", "roles", "scope", "email", "phone"))


def _kept(rows: Rows, new: Kept, old: Kept | None, parts: Iterable[str]) -> Kept:
    """Give a value that stays as it was in what the table has no column for."""
    if old is None:
        return new
    return replace(new, **{part: getattr(old, part) for part in parts if not rows.has(part)})


def _titled(named: Iterable[Territory | OrgUnit]) -> dict[str, tuple[str, ...]]:
    return {
        one.key: (one.title,) if isinstance(one, Territory) else (one.title, one.short)
        for one in named
    }


def _found(rows: Rows, number: int, field: str, there: Offered, name: str) -> str:
    """Give the key of what a cell names; refuse the row when there is no such thing."""
    try:
        return there.find(name)
    except Unfound as unfound:
        rows.refuse(number, field, unfound.what, unfound.what_zh)
        return ""


def _parents(
    rows: Rows,
    kind: TableKind,
    titles: Mapping[str, Iterable[str]],
    known: Mapping[str, str],
) -> dict[str, str]:
    """Give the key above each good row, refusing rows in a circle and those below a refused one."""
    refused = rows.refused("key", "title")
    there = Offered(kind.thing, titles, refused)
    numbers, above = {}, {}
    for number, values in rows.good():
        numbers[values["key"]] = number
        parent = values.get("parent", "")
        above[values["key"]] = _found(rows, number, "parent", there, parent) if parent else ""
    if not rows.has("parent"):
        above = {key: known.get(key, "") for key in above}
    for key in sorted(circles({**known, **above}) & numbers.keys()):
        rows.refuse(numbers[key], "parent", "this is above itself", "上级绕回了自己")
    gone = [key for key, number in numbers.items() if not rows.is_good(number) and key not in known]
    thing, thing_zh = kind.thing
    for key, parent in below(gone, above, known):
        if rows.is_good(numbers[key]):
            rows.refuse(
                numbers[key],
                "parent",
                f"the {thing} “{parent}” stands in row {numbers[parent]}, which was refused",
                f"{thing_zh}“{parent}”在第 {numbers[parent]} 行，该行有误，未导入",
            )
    return above


def _taken(by: str, by_zh: str) -> tuple[str, str]:
    return f"this key is taken by {by}", f"这个编号已被{by_zh}占用"
