"""Who sees what and who may do what: nothing, unless a rule says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guatu import NotAllowed, Office
from guatu.errors import AuditorsOnlyLook, InvalidValues, NotEntitled, UnknownCase, UnknownPerson
from testkit.offices import all_rows
from testkit.tenders import TENDER, buy, holder, open_tenders, owed, reviewed, signing


def seen_by(office: Office, person: str) -> list[int]:
    """List the cases on somebody's board."""
    return sorted(row.id for row in office.desk(person).board(include_ended=True))


def test_whoever_plays_no_part_sees_nothing_and_there_is_nothing_for_him(office) -> None:
    case = buy(office).id

    assert seen_by(office, "wire") == []
    with pytest.raises(UnknownCase):
        office.desk("wire").explain(case)
    with pytest.raises(UnknownCase):
        office.engine.record(case, by="wire", note="打听")
    assert office.desk("wire").lights() == {"green": 0, "yellow": 0, "red": 0}


def test_a_case_that_is_not_seen_is_refused_in_the_same_words_as_one_there_is_not(office) -> None:
    case = buy(office).id
    refused = []
    for number in (case, 999):
        with pytest.raises(UnknownCase) as caught:
            office.engine.advance(number, "submit", by="wire")
        refused.append(caught.value.sentence().replace(str(number), "N"))

    assert refused[0] == refused[1]


def test_whoever_holds_a_part_sees_the_case_and_so_does_his_unit(office) -> None:
    case = buy(office).id
    officer = holder(office, case, "officer")

    assert {person: seen_by(office, person) for person in (officer, "doctor", "penny")} == {
        officer: [case],
        "doctor": [case],
        "penny": [case],
    }


def test_own_cases_only_leaves_out_those_of_colleagues(office) -> None:
    roster = office.roster.read()
    narrow = [p if p.key != "cai" else replace(p, scope="own") for p in roster.people]
    office.roster.save(
        type(roster)(territories=roster.territories, units=roster.units, people=tuple(narrow))
    )
    cases = [buy(office).id for _ in range(3)]
    office.engine.assign(cases[0], "lead", "centre", by="clerk", why="转")
    for case in cases:
        for role in ("officer", "checker"):
            if holder(office, case, role) == "cai":
                office.engine.assign(case, role, "ada", by="clerk", why="转")

    assert seen_by(office, "cai") == cases[1:]


def test_a_unit_with_a_territory_sees_its_subtree(office) -> None:
    east, west = buy(office, district="east").id, buy(office, district="west").id

    assert seen_by(office, "clerk") == [east, west]
    assert seen_by(office, "buyer") == [east, west]


def test_leaders_administrators_and_auditors_see_everything(office) -> None:
    case = buy(office).id

    assert [seen_by(office, person) for person in ("mayor", "root", "eye")] == [[case]] * 3


def test_operators_see_no_cases(office) -> None:
    buy(office)

    assert seen_by(office, "ops") == []


def test_whoever_was_asked_or_told_sees_it_from_then_on(office) -> None:
    case = signing(office)
    before = seen_by(office, "judge")

    office.engine.tasks.copy(case, ["net"], by="clerk", text="请知悉")

    assert (before, seen_by(office, "net")) == ([case], [case])


def test_an_auditor_sees_everything_and_changes_nothing(office) -> None:
    case = buy(office).id
    before = all_rows(office)

    with pytest.raises(AuditorsOnlyLook):
        office.engine.record(case, by="eye", note="改一笔")
    with pytest.raises(AuditorsOnlyLook):
        office.engine.open("tender", fields={"name": "审计自采", "district": "east"}, by="eye")

    assert all_rows(office) == before


def test_administrators_do_not_decide_for_others(office) -> None:
    case = signing(office)

    with pytest.raises(NotAllowed):
        office.engine.advance(case, "award", by="root")


def test_only_administrators_publish(office) -> None:
    with pytest.raises(NotEntitled):
        office.publish(TENDER, by="clerk")

    assert office.publish(TENDER, by="root")[1] == 1


def test_nobody_opens_a_case_of_a_flow_that_names_nobody_but_administrators(
    office, tmp_path
) -> None:
    source = TENDER.read_text(encoding="utf-8").replace("  open: [desk]\n", "")
    (tmp_path / "tender.yaml").write_text(source, encoding="utf-8")
    office.publish(tmp_path / "tender.yaml")

    with pytest.raises(NotAllowed) as refused:
        buy(office)

    assert "管理员" in refused.value.sentence()
    assert buy(office, by="root").stage == "intake"


def test_a_duplicate_is_told_only_to_whoever_may_open(office, tmp_path) -> None:
    source = TENDER.read_text(encoding="utf-8")
    source = source.replace("grade: size\n", "grade: size\nidentity: [name]\n", 1)
    (tmp_path / "tender.yaml").write_text(source, encoding="utf-8")
    office.publish(tmp_path / "tender.yaml")
    buy(office, name="同名")

    with pytest.raises(InvalidValues):
        buy(office, name="同名")
    with pytest.raises(NotAllowed):
        buy(office, name="同名", by="wire")


def test_history_letters_and_escalations_show_only_what_is_seen(office) -> None:
    case = buy(office).id
    office.engine.assign(case, "lead", "money", by="clerk", why="转")

    desk, stranger = office.desk("clerk"), office.desk("deputy")
    office.engine.assign(case, "director", "chief", by="clerk", why="改")

    assert len(desk.letters()) == len(desk.letters(case)) == 1
    assert desk.history(case) != []
    assert (office.desk("ops").letters(), office.desk("ops").escalations()) == ([], [])
    assert stranger.letters() != []


def test_tasks_are_those_of_oneself_and_of_ones_unit(office) -> None:
    case = reviewed(office, "all")

    assert (owed(office, "penny"), owed(office, "wire")) == ([(case, "views")], [])


def test_whoever_has_left_has_no_desk(office) -> None:
    desk = office.desk("wire")
    roster = office.roster.read()
    office.roster.save(
        type(roster)(
            territories=roster.territories,
            units=roster.units,
            people=tuple(p for p in roster.people if p.key != "wire"),
        )
    )

    with pytest.raises(UnknownPerson):
        desk.board()
    with pytest.raises(UnknownPerson):
        office.desk("wire")


def test_a_hosts_own_logins_lead_to_its_people(database_url, clock) -> None:
    class Logins:
        def person_of(self, login: str) -> str | None:
            return {"kwy@oa": "clerk"}.get(login)

    with open_tenders(database_url, clock, identity=Logins()) as office:
        case = buy(office).id

        assert [row.id for row in office.desk("kwy@oa").board()] == [case]
        with pytest.raises(UnknownPerson):
            office.desk("stranger@oa")
