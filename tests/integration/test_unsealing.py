"""Sealing and unsealing (封存、解封): a case that rests may be taken up again, and asks nobody meanwhile."""

from collections.abc import Iterator

import pytest

from guatu import InvalidValues, NotAllowed, Office, TransitionRefused, WrongMoment
from testkit.offices import changed_flow, kinds, move, open_case, open_office

REFUSED = "  refused: {title: 不予许可, kind: exited}"
SHELF = f"{REFUSED}\n  shelf: {{title: 封存, kind: sealed}}"
WAYS = """
transitions:
  seal: {title: 封存, from: intake, to: shelf, who: [desk]}
  unseal:
    title: 解封
    from: shelf
    to: intake
    who: [desk]
    requires: [{material: drawings}]
"""


@pytest.fixture
def office(database_url, clock, tmp_path) -> Iterator[Office]:
    flow = changed_flow(tmp_path, (REFUSED, SHELF), ("\ntransitions:\n", WAYS))
    with open_office(database_url, clock, flow=flow) as office:
        yield office


@pytest.fixture
def sealed(office) -> int:
    case = open_case(office, name="城东厂房")
    office.engine.advance(case.id, "seal", by="lin")
    return case.id


def test_a_sealed_case_rests_until_its_condition_is_met(office, sealed) -> None:
    move(office.clock, "2026-06-01 10:00")
    assert office.tick().swept.fired == 0
    assert office.views.lights(office.clock.now())["red"] == 0

    with pytest.raises(TransitionRefused, match="施工图"):
        office.engine.advance(sealed, "unseal", by="lin")

    office.engine.record(sealed, by="lin", materials={"drawings": "图.pdf"})
    case = office.engine.advance(sealed, "unseal", by="lin", why="用地指标已落实")
    assert (case.status, case.stage) == ("running", "intake")


def test_an_unsealed_case_keeps_time_from_that_day_and_climbs_its_ladder(office, sealed) -> None:
    move(office.clock, "2026-06-01 10:00")
    office.engine.record(sealed, by="lin", materials={"drawings": "图.pdf"})
    office.engine.advance(sealed, "unseal", by="lin")

    explained = office.engine.explain(sealed)
    assert explained.light.due_at is not None
    assert f"{explained.light.due_at.astimezone(office.zone):%Y-%m-%d}" == "2026-06-08"
    move(office.clock, "2026-06-09 10:00")
    assert office.tick().swept.fired > 0
    assert {holding.role for holding in explained.people} >= {"desk"}
    assert kinds(office, sealed).count("moved") == 2
    assert office.verify().is_whole


def test_what_has_ended_otherwise_is_not_taken_up_again(office) -> None:
    case = open_case(office)
    office.engine.withdraw(case.id, by="lin", why="企业撤回")

    with pytest.raises(WrongMoment):
        office.engine.record(case.id, by="lin", materials={"drawings": "图.pdf"})
    with pytest.raises(WrongMoment):
        office.engine.pause(case.id, by="lin", why="等待")


def test_nobody_else_unseals_and_a_project_begun_anew_meanwhile_stays_the_only_one(
    office, sealed
) -> None:
    office.engine.record(sealed, by="lin", materials={"drawings": "图.pdf"})
    with pytest.raises(NotAllowed):
        office.engine.advance(sealed, "unseal", by="huo")

    anew = open_case(office, name="城东厂房")
    with pytest.raises(InvalidValues):
        office.engine.advance(sealed, "unseal", by="lin")

    office.engine.withdraw(anew.id, by="lin", why="重复")
    assert office.engine.advance(sealed, "unseal", by="lin").status == "running"
