"""Fields that name a unit of the roster, and roles that go to the unit a field names."""

from __future__ import annotations

import pytest

from guatu import Office
from guatu.errors import InvalidValues
from testkit.offices import another_office, open_office
from testkit.openings import ASSESS, case_for, give_duty
from testkit.works import tick_at


@pytest.fixture
def office(database_url, clock):
    with open_office(database_url, clock, flow=ASSESS) as office:
        tick_at(office, "2026-07-10 09:00")
        yield office


@pytest.fixture
def case(office) -> int:
    return case_for(office, "desk_east")


def who_holds(office: Office, case: int, role: str) -> list[tuple[str, str]]:
    """Give the holders of a role and the rule each was found by."""
    people = office.engine.explain(case).people
    return [(held.holder, held.rule) for held in people if held.role == role]


def fill(office: Office, case: int, **fields: str) -> None:
    office.engine.record(case, by="lin", fields=fields)


def test_a_unit_is_named_by_its_key_or_its_title_and_shown_by_its_title(office, case) -> None:
    fill(office, case, receiver="海州市生态环境局", partner="fire")

    explained = office.engine.explain(case)
    texts = {filled.key: filled.text for filled in explained.fields}
    assert (texts["receiver"], texts["partner"]) == ("海州市生态环境局", "海州市消防救援支队")


def test_a_unit_that_is_not_there_is_refused_with_what_was_meant(office, case) -> None:
    with pytest.raises(InvalidValues, match="did you mean “海州市生态环境局”") as refused:
        fill(office, case, receiver="海州市生态环镜局")

    assert "没有这个单位" in refused.value.sentence("zh")


def test_a_unit_that_has_left_the_roster_is_refused(office, case) -> None:
    roster = office.roster.read()
    here = tuple(unit for unit in roster.units if unit.key != "env")
    people = tuple(person for person in roster.people if person.unit != "env")
    office.roster.save(type(roster)(territories=roster.territories, units=here, people=people))

    with pytest.raises(InvalidValues):
        fill(office, case, receiver="env")


def test_the_role_goes_to_the_unit_the_field_names_in_place_of_the_next_rule(office, case) -> None:
    assert who_holds(office, case, "receiving") == [("fire", "duty:fire")]

    fill(office, case, receiver="env")

    assert who_holds(office, case, "receiving") == [("env", "field:receiver")]


def test_another_unit_in_the_field_takes_over_the_role_and_what_was_owed(office, case) -> None:
    fill(office, case, receiver="env")
    (before,) = (t for t in office.views.tasks(case_id=case) if t.key == "taking")

    fill(office, case, receiver="desk_city")

    (now,) = (t for t in office.views.tasks(case_id=case) if t.key == "taking")
    assert (before.holder, now.holder) == ("env", "desk_city")
    assert now.due_at == before.due_at
    assert who_holds(office, case, "receiving") == [("desk_city", "field:receiver")]


def test_an_emptied_field_takes_the_role_from_nobody(office, case) -> None:
    fill(office, case, receiver="env")

    fill(office, case, receiver="")

    assert who_holds(office, case, "receiving") == [("env", "field:receiver")]


def test_a_role_given_by_hand_stays_whatever_the_field_says(office, case) -> None:
    office.engine.assign(case, "receiving", "desk_city", by="lin", why="另行指定")

    fill(office, case, receiver="env")

    assert who_holds(office, case, "receiving") == [("desk_city", "by_hand")]


def test_of_a_role_of_several_the_unit_named_before_gives_it_up(office, case) -> None:
    fill(office, case, partner="fire")
    office.engine.assign(case, "joined", "desk_city", by="lin", why="一并参加")

    fill(office, case, partner="env")

    assert who_holds(office, case, "joined") == [
        ("desk_city", "by_hand"),
        ("env", "field:partner"),
    ]


def test_the_unit_a_case_was_opened_for_keeps_it(office, case) -> None:
    give_duty(office, "env", "environment")

    fill(office, case, receiver="fire")

    assert who_holds(office, case, "assessed") == [("desk_east", "opened_for")]


def test_expressions_and_letters_read_the_unit(office, case) -> None:
    fill(office, case, receiver="env")
    (way,) = office.engine.explain(case, "finish").ways
    assert [c.is_met for c in way.checks if c.title == "由消防承接"] == [False]

    fill(office, case, receiver="fire")
    office.engine.decide(case, "taking", "agree", by="huo")
    office.engine.advance(case, "finish", by="lin")

    (letter,) = office.views.letters(case_id=case)
    assert "承接单位：海州市消防救援支队。" in letter.text


def test_the_candidates_of_the_role_say_the_field(office, case) -> None:
    fill(office, case, receiver="env")

    first, _ = office.engine.staff.candidates(case, "receiving")

    assert (first.rule, first.why) == ("“接收单位”所填单位", "“接收单位”填写的单位")
    assert list(first.chosen) == ["海州市生态环境局"]


def test_a_ledger_names_units_by_their_titles(office, tmp_path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "名称,地区,评估期,接收单位\n甲,东城区,一,海州市生态环境局\n乙,东城区,二,无此单位\n",
        encoding="utf-8",
    )

    report = office.import_ledger(ledger, flow="assess", by="lin")

    (row,) = report.opened
    assert who_holds(office, row.case, "receiving") == [("env", "field:receiver")]
    assert [fault.header for fault in report.faults] == ["接收单位"]


def test_a_unit_field_is_read_back_as_its_key(office, case, database_url, clock) -> None:
    fill(office, case, receiver="海州市生态环境局")

    with another_office(database_url, clock) as other, other.store.look() as uow:
        file = uow.case_file(case)

    assert file.case.fields["receiver"] == "env"
