"""Who may read a published report, and who may publish one. Nobody, unless something below says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..errors import NotEntitled
from .people import Directory, OrgUnit, Person
from .people.finding import units_with
from .people.sight import sight_of
from .people.standins import represented_by


def issuing(directory: Directory, office: str, person: Person, now: datetime) -> Sequence[OrgUnit]:
    """Give the units in whose name somebody may publish: those with the duty that are his.

    An administrator may for any of them, an auditor for none.
    """
    if "auditor" in person.roles:
        return []
    offices = list(units_with(directory, office))
    own = {who.unit for who in represented_by(directory, person, now)}
    found = [unit for unit in offices if unit.key in own]
    return found or (offices if "administrator" in person.roles else [])


def may_read(  # noqa: PLR0913 - keyword-only
    directory: Directory,
    person: Person,
    *,
    office: str,
    to: Sequence[str],
    unit: str,
    now: datetime,
) -> bool:
    """Say whether somebody may read a report as it was published.

    Whoever sees everything may, and whoever belongs, or stands in for somebody who does, to a unit
    that publishes it, that it was sent to or, for a report of one unit, that it is about.
    """
    if sight_of(directory, person, now).is_everything:
        return True
    own = {who.unit for who in represented_by(directory, person, now)}
    duties = (office,) if unit else (office, *to)
    told = {found.key for duty in duties for found in units_with(directory, duty)}
    return bool(own & (told | ({unit} if unit else set())))


def not_a_reader(person: Person) -> NotEntitled:
    """Give the error for somebody a published report is not open to."""
    return NotEntitled(
        person=person.name,
        action="read this report as it was published",
        action_zh="查阅此通报的公布稿",
        who="somebody who sees every case, or of a unit it was sent to",
        who_zh="可查看全部项目的人员，或通报主送、印发单位的人员",
    )
