"""Reads a roster written as YAML, whole or not at all; see samples/roster.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ...definitions.files import read_text
from ...definitions.findings import Findings, near
from ...definitions.tree import read_tree
from ...errors import UnreadableFile
from ...workflow.people import Absence, OrgUnit, Person, Roster, Territory
from ...workflow.people.absences import objection, overlap, with_absence
from ...workflow.values import SYSTEM
from ..faults import shown
from .moments import begun, ended
from .names import Unfound
from .reading import SECTIONS, Reader, RosterFault
from .tables import EMAIL

CHINA = ZoneInfo("Asia/Shanghai")
NOBODY = Roster()
Section = Mapping[str, dict[str, Any]]


def read_roster(source: Path | str, *, zone: tzinfo = CHINA, known: Roster = NOBODY) -> Roster:
    """Read a roster; raise UnreadableFile with every fault, also as its fact ``faults``.

    A Path, or a string of one line, names a file; a string of several lines is the YAML itself.
    Days are those of ``zone``. What is in ``known`` may be named by the file and need not be in it.
    """
    is_text = isinstance(source, str) and "\n" in source
    file = "roster.yaml" if is_text else str(source)
    findings = Findings(file)
    text = str(source) if is_text else read_text(Path(source))
    tree = read_tree(text, findings)
    if tree is None:
        raise _unreadable(file, _of_yaml(findings))
    reader = Reader(findings, tree, text.splitlines())
    reader.faults.extend(_of_yaml(findings))
    for name in tree:
        if name not in SECTIONS:
            words = near(str(name), SECTIONS)
            reader.fault(
                (name,),
                f"there is no section “{name}”; {words['near']}",
                f"，没有“{name}”这一部分；{words['near_zh']}",
            )
    for section, there in (
        ("territories", known.territories),
        ("units", known.units),
        ("people", known.people),
    ):
        reader.named[section].update(one.key for one in there)
    places, units, people, away = (reader.rows(section) for section in SECTIONS)
    _check_places(reader, places, known)
    _check_units(reader, units, known)
    _check_people(reader, people, units)
    absent = _absences(reader, away, people, zone, known)
    if reader.faults:
        raise _unreadable(file, reader.faults)
    return Roster(
        territories=tuple(
            Territory(key=r["key"], title=r["title"], parent=r["parent"]) for r in places.values()
        ),
        units=tuple(_unit(r) for r in units.values()),
        people=tuple(absent.values()),
    )


def _check_places(reader: Reader, places: Section, known: Roster) -> None:
    for row in places.values():
        reader.known(row, "parent", "territories", ("place", "地区"))
    reader.no_circle(places, {place.key: place.parent for place in known.territories})


def _check_units(reader: Reader, units: Section, known: Roster) -> None:
    taken = {person.key for person in known.people}
    for row in units.values():
        reader.known(row, "territory", "territories", ("place", "地区"))
        reader.known(row, "parent", "units", ("unit", "单位"))
        if row["key"] in taken:
            _fault_of_key(reader, row, ("a person or by the system", "人员或系统"))
    reader.no_circle(units, {unit.key: unit.parent for unit in known.units})


def _check_people(reader: Reader, people: Section, units: Section) -> None:
    for row in people.values():
        reader.known(row, "unit", "units", ("unit", "单位"))
        if row["key"] in units or row["key"] == SYSTEM:
            _fault_of_key(reader, row, ("a unit or by the system", "单位或系统"))
        if row["email"] and not EMAIL.fullmatch(row["email"]):
            reader.fault(
                row["path"],
                f"“{shown(row['email'])}” is not an e-mail address",
                f"，“{shown(row['email'])}”不是电子邮箱",
            )


def _fault_of_key(reader: Reader, row: Mapping[str, Any], by: tuple[str, str]) -> None:
    reader.fault(
        row["path"],
        f"the key “{row['key']}” is taken by {by[0]}",
        f"，key“{row['key']}”已被{by[1]}占用",
    )


def _absences(
    reader: Reader, away: Section, said: Section, zone: tzinfo, known: Roster
) -> dict[str, Person]:
    """Give the people a file says with the absences it says; those of the known it says are away too."""
    people = {key: _person(row) for key, row in said.items()}
    there = {person.key: person for person in known.people} | people
    there = {key: person for key, person in there.items() if person.is_active}
    # What refers to a row with a fault is no fault itself.
    faulty = reader.named["people"] - said.keys() - {person.key for person in known.people}
    for row in away.values():
        if faulty & {row["person"], row["deputy"]}:
            continue
        absence = _absence(reader, row, there, zone)
        if absence is None:
            continue
        person = people.get(absence.person) or replace(there[absence.person], absences=())
        if any(overlap(absence, other) for other in person.absences):
            reader.fault(
                row["path"],
                f"“{person.key}” is away then by another row",
                f"，“{person.key}”的请假时间与另一行重叠",
            )
            continue
        people[person.key] = replace(person, absences=with_absence(person.absences, absence))
        there[person.key] = people[person.key]
    return people


def _absence(
    reader: Reader, row: Mapping[str, Any], there: Mapping[str, Person], zone: tzinfo
) -> Absence | None:
    for part in ("person", "deputy"):
        if row[part] and row[part] not in there:
            words = near(row[part], sorted(there))
            reader.fault(
                row["path"],
                f"there is no active person “{row[part]}”; {words['near']}",
                f"，没有在岗人员“{row[part]}”；{words['near_zh']}",
            )
            return None
    try:
        absence = Absence(
            person=row["person"],
            since=begun(row["since"], zone),
            until=ended(row["until"], zone) if row["until"] else None,
            deputy=row["deputy"],
            why=row["why"],
        )
        against = objection(there, absence)
    except Unfound as unfound:
        reader.fault(row["path"], unfound.what, f"，{unfound.what_zh}")
        return None
    if against is not None:
        reader.fault(row["path"], against[0], f"，{against[1]}")
        return None
    return absence


def _unit(row: Mapping[str, Any]) -> OrgUnit:
    return OrgUnit(
        key=row["key"],
        title=row["title"],
        short=row["short"] or row["title"],
        territory=row["territory"],
        duties=row["duties"],
        calendar=row["calendar"],
        parent=row["parent"],
        scope=row["scope"] or "unit",
        kind=row["kind"],
        code=row["code"],
    )


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        key=row["key"],
        name=row["name"],
        unit=row["unit"],
        posts=row["posts"],
        email=row["email"],
        phone=row["phone"],
        is_active=row["active"],
        roles=row["roles"],
        scope=row["scope"],
    )


def _of_yaml(findings: Findings) -> list[RosterFault]:
    own = {
        "empty-file": ("the file is empty", "，文件是空的"),
        "not-a-mapping": ("begin with `territories:`", "，应以 `territories:` 开头"),
        "too-large": ("the file is larger than 1 MiB", "，文件超过 1 MiB"),
    }
    return [
        RosterFault(
            f.line, *own.get(f.code, (f"{f.what} — {f.mend}", f"，{f.what_zh}——{f.mend_zh}"))
        )
        for f in findings.in_order()
    ]


def _unreadable(file: str, faults: list[RosterFault]) -> UnreadableFile:
    faults = sorted(faults, key=lambda f: f.line)
    return UnreadableFile(
        file=file,
        why=f"{len(faults)} fault(s): {'; '.join(f.sentence('en') for f in faults)}",
        why_zh=f"有 {len(faults)} 处错误：{'；'.join(f.sentence('zh') for f in faults)}",
        mend="Mend these lines, nothing was loaded.",
        mend_zh="请改正后重新导入，未作任何保存",
        faults=tuple(faults),
    )
