"""What hurt the first person who tried guatu from its manuals, each mended once and for all."""

from __future__ import annotations

import pytest

from guatu import NotAllowed
from guatu.errors import AmbiguousCase
from guatu.workflow.people import OrgUnit, Person, Roster, Territory
from testkit.offices import fields

PLACELESS = """\
flow: visit
title: 来访接待
title_field: name
fields:
  name: {title: 事项, type: text, required: true}
roles:
  hall: {title: 大厅, holder: unit, assign: {duty: hall}}
  desk: {title: 接待窗口, holder: unit, assign: {duty: reception}}
may:
  open: [hall]
  assign: [desk]
stages:
  intake: {title: 登记, owner: desk}
terminals:
  done: {title: 办结, kind: completed}
transitions:
  finish: {title: 办结, from: intake, to: done, who: [desk]}
"""


@pytest.fixture
def visits(office, tmp_path):
    """Give the office a flow whose cases have no place."""
    file = tmp_path / "visit.yaml"
    file.write_text(PLACELESS, encoding="utf-8")
    office.publish(file)
    return office


def one_desk(*duties: str) -> Roster:
    return Roster(
        territories=(Territory(key="city", title="云岭市"),),
        units=(
            OrgUnit(
                key="desk",
                title="接待处",
                short="接待处",
                territory="city",
                duties=frozenset({"hall", *duties}),
            ),
        ),
        people=(Person(key="an", name="安宁", unit="desk", posts=frozenset({"head"})),),
    )


def test_a_case_without_a_place_finds_its_units_at_the_root(visits) -> None:
    visits.roster.save(one_desk("reception"))
    case = visits.engine.open("visit", fields={"name": "考察团来访"}, by="an")

    done = visits.engine.advance(case.id, "finish", by="an")

    assert done.status == "ended"


def test_a_case_whose_office_nobody_holds_is_freed_by_who_opened_it(visits) -> None:
    visits.roster.save(one_desk())
    case = visits.engine.open("visit", fields={"name": "考察团来访"}, by="an")

    visits.engine.assign(case.id, "desk", "desk", by="an", why="职责尚未登记")

    assert visits.engine.advance(case.id, "finish", by="an").status == "ended"


def test_a_refusal_says_that_nobody_holds_the_part(visits) -> None:
    visits.roster.save(one_desk())
    case = visits.engine.open("visit", fields={"name": "考察团来访"}, by="an")

    with pytest.raises(NotAllowed) as refused:
        visits.engine.advance(case.id, "finish", by="an")

    assert "接待窗口（暂无人担任）" in refused.value.sentence("zh")


def test_a_number_that_is_also_a_reference_is_never_guessed(office) -> None:
    first = office.engine.open("permit", fields=fields(), by="lin")
    other = office.engine.open(
        "permit", fields=fields(name="另一工程"), by="lin", ref=str(first.id)
    )

    with pytest.raises(AmbiguousCase) as asked:
        office.engine.explain(str(first.id))

    assert (asked.value.ref, office.engine.explain(f"#{first.id}").case) == (other.id, first.id)


def test_what_is_looked_at_carries_the_version_to_expect(office, clock) -> None:
    case = office.engine.open("permit", fields=fields(), by="lin")

    seen = office.engine.explain(case.id).version, office.views.board(clock.now())[0].version

    assert seen == (case.version, case.version)


def test_notices_that_were_read_are_no_longer_unread(office, clock) -> None:
    case = office.engine.open("permit", fields=fields(), by="lin")
    (told, *_) = [n.recipient for n in _notices(office, case.id)]

    marked = office.inboxes.mark_read(told, clock.now())

    assert (marked > 0, office.views.inbox(told, unread_only=True)) == (True, [])


def _notices(office, case: int):
    people = [person.key for person in office.roster.read().people]
    return [n for key in people for n in office.views.inbox(key) if n.case == case]
