"""Nobody found is no exception: it is told to whoever assigns, once, until somebody is found."""

from __future__ import annotations

import pytest

from guatu import TransitionRefused
from guatu.workflow.people import Roster
from testkit.offices import kinds
from testkit.tenders import buy, subjects, tick_at, unmet, vacancies


def without(office, *people: str) -> None:
    """Store the roster again without some people: they have left."""
    roster = office.roster.read()
    office.roster.save(
        Roster(
            territories=roster.territories,
            units=roster.units,
            people=tuple(p for p in roster.people if p.key not in people),
        )
    )


@pytest.fixture
def empty_handed(office) -> int:
    """A purchase for which there is no officer anywhere."""
    without(office, "ada", "bo", "cai", "wire")
    return buy(office).id


def test_a_case_opens_though_nobody_is_found_and_whoever_assigns_is_told(
    office, empty_handed
) -> None:
    titles = {e.title: e.recipients for e in vacancies(office, empty_handed)}

    assert titles["无人承担“经办人”"] == ("clerk",)
    assert sum("无人承担“经办人”" in subject for subject in subjects(office, "clerk")) == 1


def test_it_is_told_once_however_often_the_case_is_worked_on(office, empty_handed) -> None:
    office.engine.record(empty_handed, by="clerk", note="催办一次")
    tick_at(office, "2026-03-03 10:00")

    assert sum("无人承担“经办人”" in subject for subject in subjects(office, "clerk")) == 1


def test_finding_somebody_closes_it(office, empty_handed) -> None:
    office.engine.assign(empty_handed, "officer", "doctor", by="clerk", why="院长兼任")

    assert "无人承担“经办人”" not in [e.title for e in vacancies(office, empty_handed)]


def test_a_second_vacancy_of_the_same_part_is_told_anew(office, empty_handed) -> None:
    office.engine.assign(empty_handed, "officer", "doctor", by="clerk", why="院长兼任")

    without(office, "doctor")
    tick_at(office, "2026-03-03 10:00")

    raised = [e.rung for e in vacancies(office, empty_handed)]
    assert "role:officer/vacant@2" in raised


def test_the_team_of_one_and_one_and_some_is_checked(office, empty_handed) -> None:
    (team,) = office.engine.explain(empty_handed).teams

    assert (team.is_whole, team.missing) == (False, ["经办人"])
    with pytest.raises(TransitionRefused):
        office.engine.advance(empty_handed, "submit", by="clerk")
    assert unmet(office, empty_handed, "submit") == ["尚缺经办人"]


def test_a_leavers_cases_are_told_of_at_the_next_tick(office) -> None:
    cases = [buy(office).id for _ in range(3)]
    gone = {h.holder for h in office.engine.explain(cases[0]).people if h.role == "officer"}
    without(office, *gone)

    tick_at(office, "2026-03-03 10:00")

    (raised,) = vacancies(office, cases[0])
    assert (raised.title, raised.why) == (
        "无人承担“经办人”",
        f"{office.roster.directory().name_of(*gone)}已离岗",
    )
    assert kinds(office, cases[0]).count("escalated") == 1


def test_looking_for_leavers_again_tells_nothing_twice(office) -> None:
    case = buy(office).id
    without(office, "ada", "bo", "cai")

    told = [office.leavers.review(anew=True) for _ in range(2)]

    assert (told, len(vacancies(office, case))) == ([1, 0], 2)


def test_with_nobody_to_assign_the_administrators_are_told(office) -> None:
    without(office, "clerk", "buyer", "ada", "bo", "cai", "wire")

    case = office.engine.open(
        "tender",
        fields={"name": "无人受理", "district": "east", "kind": "medical", "amount": 1.0},
        by="root",
    ).id

    assert vacancies(office, case)[0].recipients == ("root",)
