"""A host's own directory stands in for the roster; one suite holds both to the same answers."""

from __future__ import annotations

import pytest

from guatu import Office
from guatu.exchange import read_roster
from guatu.store.roster import RosterDirectory
from guatu.workflow.people import Directory, OrgUnit, Person, Roster, Territory
from testkit.tenders import ROSTER, TENDER, buy, holder, vacancies


class HostDirectory:
    """A directory as a host might write it: plain loops over what it keeps itself."""

    def __init__(self, roster: Roster) -> None:
        self.people = {p.key: p for p in roster.people}
        self.offices = {u.key: u for u in roster.units}
        self.places = {t.key: t for t in roster.territories}

    def _who(self, keep) -> list[Person]:
        found = [p for p in self.people.values() if p.is_active and keep(p)]
        return sorted(found, key=lambda p: p.key)

    def person(self, key: str) -> Person | None:
        found = self.people.get(key)
        return found if found and found.is_active else None

    def unit(self, key: str) -> OrgUnit | None:
        return self.offices.get(key)

    def territory(self, key: str) -> Territory | None:
        return self.places.get(key)

    def name_of(self, key: str) -> str:
        if key == "system":
            return "系统"
        named = self.people.get(key)
        unit = self.offices.get(key)
        return named.name if named else unit.title if unit else key

    def territories(self) -> dict[str, str]:
        return {t.key: t.title for t in self.places.values()}

    def units(self) -> dict[str, str]:
        return {unit.key: unit.title for unit in self.offices.values()}

    def units_with(self, duty: str, territory: str) -> list[OrgUnit]:
        found = [u for u in self.offices.values() if duty in u.duties and u.territory == territory]
        return sorted(found, key=lambda u: u.key)

    def people_with(self, post: str, unit: str) -> list[Person]:
        return self._who(lambda p: post in p.posts and p.unit == unit)

    def people_in(self, territory: str, post: str) -> list[Person]:
        return self._who(
            lambda p: (
                post in p.posts
                and p.unit in self.offices
                and self.offices[p.unit].territory == territory
            )
        )

    def members(self, unit: str) -> list[Person]:
        return self._who(lambda p: p.unit == unit)

    def units_under(self, unit: str) -> list[OrgUnit]:
        found = [u for u in self.offices.values() if u.parent == unit]
        return sorted(found, key=lambda u: u.key)

    def people_as(self, role: str) -> list[Person]:
        return self._who(lambda p: role in p.roles)

    def deputised_by(self, person: str) -> list[Person]:
        return self._who(lambda p: person in {a.deputy for a in p.absences})


@pytest.fixture(params=[RosterDirectory, HostDirectory])
def directory(request) -> Directory:
    return request.param(read_roster(ROSTER))


def test_people_and_units_are_found_by_key_and_nobody_else_is(directory) -> None:
    found = directory.person("ada"), directory.unit("clinic"), directory.territory("east")

    assert [thing.key for thing in found] == ["ada", "clinic", "east"]
    assert [directory.person("x"), directory.unit("x"), directory.territory("x")] == [None] * 3


def test_everything_has_a_name(directory) -> None:
    assert [directory.name_of(key) for key in ("ada", "clinic", "system", "x")] == [
        "艾经办",
        "东城医院",
        "系统",
        "x",
    ]


def test_units_are_found_by_duty_in_exactly_a_place(directory) -> None:
    found = [[u.key for u in directory.units_with("medical", place)] for place in ("east", "city")]

    assert found == [["clinic"], []]


def test_people_are_found_by_post_in_exactly_a_unit_or_place(directory) -> None:
    in_unit = [p.key for p in directory.people_with("officer", "clinic")]
    in_place = [p.key for p in directory.people_in("city", "officer")]

    assert (in_unit, in_place) == (["ada", "bo", "cai"], ["wire"])


def test_members_units_below_and_office_roles_are_listed_by_key(directory) -> None:
    assert [p.key for p in directory.members("money")] == ["coin", "penny"]
    assert [u.key for u in directory.units_under("hall")][:2] == ["books", "buying"]
    assert [p.key for p in directory.people_as("administrator")] == ["root"]


def test_nobody_is_a_deputy_without_an_absence(directory) -> None:
    assert list(directory.deputised_by("ada")) == []


def test_an_office_works_with_a_hosts_directory_and_an_empty_roster(database_url, clock) -> None:
    host = HostDirectory(read_roster(ROSTER))
    with Office.open(database_url, clock=clock, upgrade=False, directory=host) as office:
        office.publish(TENDER)
        case = buy(office).id

        assert office.roster.read().people == ()
        assert holder(office, case, "lead") == "clinic"
        (row,) = office.desk("clerk").board()
        assert row.territory == "东城区"


def test_a_host_says_when_somebody_has_left(database_url, clock) -> None:
    host = HostDirectory(read_roster(ROSTER))
    with Office.open(database_url, clock=clock, upgrade=False, directory=host) as office:
        office.publish(TENDER)
        case = buy(office).id
        del host.people[holder(office, case, "officer")]

        assert (office.leavers.review(anew=True), len(vacancies(office, case))) == (1, 1)
