"""Checks the absences of a roster: who, from when to when, and whether the deputy can act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import tzinfo

from ...workflow.people import Absence, Person
from ...workflow.people.absences import objection, overlap, with_absence
from .moments import begun, ended
from .names import Offered, Unfound
from .rows import Rows, Values

PERSON = ("active person", "在岗人员")


def check_absences(rows: Rows, people: Mapping[str, Person], zone: tzinfo) -> list[Absence]:
    """Give the absences of a table's good rows, refusing those that can't be.

    ``people`` are those who will be active, each with the absences he has.
    """
    there = Offered(PERSON, {key: (person.name,) for key, person in people.items()})
    people, taken = dict(people), dict[str, list[tuple[int, Absence]]]()
    for number, values in rows.good():
        try:
            absence = _absence(values, there, zone)
        except _Unfit as unfit:
            rows.refuse(number, unfit.field, unfit.what, unfit.what_zh)
            continue
        mine = taken.setdefault(absence.person, [])
        earlier = next((row for row, other in mine if overlap(absence, other)), 0)
        against = objection(people, absence)
        if earlier:
            rows.refuse(
                number,
                "since",
                f"he is away then by row {earlier} already",
                f"与第 {earlier} 行的请假时间重叠",
            )
        elif against is not None:
            rows.refuse(
                number,
                "until" if absence.until and absence.until <= absence.since else "deputy",
                *against,
            )
        else:
            mine.append((number, absence))
            person = people[absence.person]
            people[person.key] = replace(person, absences=with_absence(person.absences, absence))
    return [absence for listed in taken.values() for _, absence in listed]


def with_absences(
    said: Iterable[Person], known: Mapping[str, Person], absences: Iterable[Absence]
) -> tuple[Person, ...]:
    """Give the people a file says, each with the absences it says; those it gives only absences too."""
    people = {person.key: person for person in said}
    for absence in absences:
        key = absence.person
        person = people.get(key) or replace(known[key], absences=())
        people[key] = replace(person, absences=with_absence(person.absences, absence))
    return tuple(people.values())


class _Unfit(Exception):
    """What is wrong with one cell of an absence, in English and Chinese."""

    def __init__(self, field: str, unfound: Unfound) -> None:
        super().__init__(unfound.what)
        self.field, self.what, self.what_zh = field, unfound.what, unfound.what_zh


def _absence(values: Values, there: Offered, zone: tzinfo) -> Absence:
    field = "person"
    try:
        person = there.find(values["person"])
        field = "since"
        since = begun(values["since"], zone)
        field = "until"
        until = ended(values["until"], zone) if "until" in values else None
        field = "deputy"
        deputy = there.find(values["deputy"]) if "deputy" in values else ""
    except Unfound as unfound:
        raise _Unfit(field, unfound) from None
    return Absence(
        person=person, since=since, until=until, deputy=deputy, why=values.get("why", "")
    )
