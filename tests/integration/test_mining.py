"""The history of a real office is mined, on both databases: cases sent back, paused, taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from guatu import Office
from guatu.errors import UnknownFlow, UnknownPlace
from guatu.simulation import Assumptions, fit, simulate
from guatu.store import StayFilter
from guatu.workflow.mining import Mined, Stay
from guatu.workflow.people.sight import Sight
from testkit.offices import (
    WORKTIME,
    agree_jointly,
    changed_flow,
    complete,
    fields,
    move,
    open_case,
    open_office,
    reviewer_of,
    to_review,
)

REFUSED = "  refused: {title: 不予许可, kind: exited}"
SHELF = f"{REFUSED}\n  shelf: {{title: 封存, kind: sealed}}"
WAYS = """
transitions:
  seal: {title: 封存, from: intake, to: shelf, who: [desk]}
  unseal: {title: 解封, from: shelf, to: intake, who: [desk]}
"""
SEALING = ((REFUSED, SHELF), ("\ntransitions:\n", WAYS))
VISITED = "  visit: {title: 踏勘, owner: desk, limit: 5 workdays}\n\nterminals:\n"
VISITING = """
transitions:
  go: {title: 前往踏勘, from: intake, to: visit, who: [desk]}
  back: {title: 踏勘完毕, from: visit, to: intake, who: [desk]}
"""
VISIT = (("\nterminals:\n", VISITED), ("\ntransitions:\n", VISITING))


@pytest.fixture
def office(database_url, clock, tmp_path) -> Iterator[Office]:
    flow = changed_flow(tmp_path, *SEALING)
    with open_office(database_url, clock, flow=flow) as office:
        yield office


def mined(office: Office, wanted: StayFilter | None = None) -> Mined:
    return office.views.mine(office.clock.now(), "permit", wanted or StayFilter())


def stage(found: Mined, key: str):
    return next(each for each in found.stages if each.key == key)


def issued(office: Office) -> int:
    """Bring a case from 2 March into review on the 4th and to its end on the 9th."""
    case = open_case(office)
    complete(office, case.id)
    move(office.clock, "2026-03-04 10:00")
    office.engine.advance(case.id, "accept", by="lin")
    agree_jointly(office, case.id)
    move(office.clock, "2026-03-09 10:00")
    office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))
    return case.id


def test_a_case_that_went_straight_is_a_variant_with_its_working_days(office) -> None:
    case = issued(office)

    found = mined(office)

    (variant,) = found.variants
    assert (variant.stages, variant.example) == (("intake", "review", "issued"), case)
    assert (variant.time.median, variant.on_time_share) == (5, 1.0)
    assert (stage(found, "intake").time.median, stage(found, "review").time.median) == (2, 3)
    assert found.ends == {"issued": 1}


def test_what_was_sent_back_and_went_again_is_rework(office) -> None:
    case = to_review(office)
    move(office.clock, "2026-03-05 10:00")
    office.engine.send_back(case.id, "intake", by=reviewer_of(office, case.id), why="图纸缺页")
    move(office.clock, "2026-03-10 10:00")
    office.engine.advance(case.id, "accept", by="lin")

    found = mined(office)

    (rework,) = found.reworks
    assert (rework.kind, rework.source, rework.target) == ("send_back", "review", "intake")
    assert (rework.count, rework.days, found.reworked) == (1, 3, 1)
    assert (stage(found, "intake").again, stage(found, "review").again) == (1, 1)
    assert [way.via for way in found.ways if way.standing == "every_flow"] == ["send_back"]


def test_a_move_that_was_taken_back_costs_the_time_it_was_away(office) -> None:
    case = to_review(office)
    move(office.clock, "2026-03-03 10:00")
    office.engine.moves.take_back(case.id, by="lin", why="漏了一页")

    (rework,) = mined(office).reworks

    assert (rework.kind, rework.source, rework.target, rework.days) == (
        "take_back",
        "review",
        "intake",
        1,
    )


def test_paused_days_are_left_out_and_told_of(office) -> None:
    case = open_case(office)
    complete(office, case.id)
    move(office.clock, "2026-03-04 10:00")
    office.engine.pause(case.id, by="lin", why="等待补正")
    move(office.clock, "2026-03-11 10:00")
    office.engine.resume(case.id, by="lin")
    move(office.clock, "2026-03-12 10:00")
    office.engine.advance(case.id, "accept", by="lin")

    intake = stage(mined(office), "intake")

    assert (intake.time.total, intake.pauses, intake.paused) == (3, 1, 5)


def test_a_sealed_case_that_was_unsealed_was_taken_up_again(office) -> None:
    case = open_case(office)
    office.engine.advance(case.id, "seal", by="lin")
    move(office.clock, "2026-06-01 10:00")
    office.engine.advance(case.id, "unseal", by="lin")

    found = mined(office)

    assert [(r.kind, r.source, r.target) for r in found.reworks] == [
        ("reopened", "shelf", "intake")
    ]
    assert (found.ended, found.days, found.ends) == (0, 0, {"shelf": 1})
    assert [(e.kind, e.count) for e in found.exits] == [("sealed", 1)]


def test_a_case_that_is_overdue_now_is_told_where_it_is_and_a_withdrawn_one_left(office) -> None:
    open_case(office)
    gone = open_case(office)
    move(office.clock, "2026-03-20 10:00")
    office.engine.withdraw(gone.id, by="lin", why="企业撤回")

    found = mined(office)

    intake = stage(found, "intake")
    assert (intake.present, intake.present_late, intake.late_share) == (1, 1, 1.0)
    assert [(e.source, e.kind) for e in found.exits] == [("intake", "withdrawn")]


def test_cases_of_older_versions_are_told_with_their_titles(office, tmp_path) -> None:
    flow = changed_flow(tmp_path, *SEALING, *VISIT)
    office.publish(flow)
    case = open_case(office)
    office.engine.advance(case.id, "go", by="lin")
    newest = changed_flow(tmp_path, *SEALING, ("title: 施工许可", "title: 建筑许可"))
    office.publish(newest)
    open_case(office)

    found, second = mined(office), mined(office, StayFilter(version=2))

    assert str(found.title) == "建筑许可"
    assert (str(stage(found, "visit").title), stage(found, "visit").is_gone) == ("踏勘", True)
    assert [way.via for way in found.gone] == ["go"]
    assert (second.cases, stage(second, "visit").is_gone, second.gone) == (1, False, ())


def test_it_is_narrowed_to_days_places_and_what_runs(office) -> None:
    issued(office)
    open_case(office)

    def cases(**wanted) -> int:
        return mined(office, StayFilter(**wanted)).cases

    assert (cases(), cases(only="ended"), cases(only="running")) == (2, 1, 1)
    assert cases(until=date(2026, 3, 2)) == 1
    assert cases(since=date(2026, 3, 3), until=date(2026, 3, 9)) == 1
    assert (cases(territory="east"), cases(territory="west")) == (2, 0)
    with pytest.raises(UnknownPlace):
        cases(territory="nowhere")
    with pytest.raises(UnknownFlow, match="permit@7"):
        cases(version=7)
    with pytest.raises(UnknownFlow, match="permits"):
        office.views.mine(office.clock.now(), "permits")


def test_whoever_does_not_see_everything_mines_what_he_sees(office) -> None:
    issued(office)
    narrow = office.views.narrowed(Sight(names=frozenset({"somebody"})))

    assert narrow.mine(office.clock.now(), "permit").cases == 0


def test_stays_are_streamed_case_by_case_in_their_order(office) -> None:
    first, second = issued(office), open_case(office).id

    stays = list(office.views.stays("permit"))

    assert [(stay.case, stay.stage) for stay in stays] == [
        (first, "intake"),
        (first, "review"),
        (first, "issued"),
        (second, "intake"),
    ]
    assert isinstance(stays[0], Stay)
    assert (stays[0].via, stays[1].via, stays[2].via) == ("open", "accept", "issue")
    assert stays[0].left_at == stays[1].entered_at
    assert (stays[0].was_on_time, stays[0].due_at, stays[3].due_at is None) == (True, None, False)


def test_what_was_mined_is_simulated_again(office) -> None:
    for n in range(12):
        case = office.engine.open("permit", fields=fields(name=f"厂房{n}"), by="lin")
        complete(office, case.id)
        move(office.clock, f"2026-{4 + n // 6:02}-{1 + 4 * (n % 6):02} 09:00")
        later = office.clock.now() + timedelta(days=2 if n % 6 else 9)
        office.clock.move_to(later)
        office.engine.advance(case.id, "accept", by="lin")

    real = mined(office)
    flow = office.designer.flow("permit")
    found = fit(real, flow, Assumptions(arrivals=1, year=2027, seed=5))
    outcome = simulate(flow, found.assumptions, WORKTIME)

    was, now = stage(real, "intake"), outcome.stages[0]
    assert found.stages[0].n == was.time.n == 12
    assert abs(now.median - was.time.median) <= 1
    assert found.assumptions.shares_in["intake"]["accept"] == 1
    assert outcome.opened == pytest.approx(12 * found.assumptions.arrivals, rel=0.3)
