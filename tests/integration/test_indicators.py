"""Indicators: counts, sums and rates, of everything or of some days, for all or told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from guatu import Office
from guatu.errors import UnknownRole
from testkit.invest import DAY, INVEST, fund, measured, open_project, take
from testkit.offices import move, open_office

MARCH, APRIL = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture
def office(offices: Callable[..., Office]) -> Office:
    """An office with the invest flow and the permit's roster."""
    return offices(flow=INVEST)


def test_cases_are_counted_that_fulfil_a_condition(office) -> None:
    for investment in (8000.0, 10000.0, 25000.0):
        take(office, open_project(office, investment=investment).id, "sign")
    open_project(office, investment=90000.0)

    values = measured(office)

    assert {k: values[k].value for k in ("signed", "large_signed")} == {
        "signed": 3,
        "large_signed": 2,
    }
    assert values["large_share"].rate == pytest.approx(2 / 3)
    assert (values["signed"].unit, values["large_share"].unit) == ("项", "")


def test_a_condition_reads_decisions_and_the_grade(office) -> None:
    for industry, investment in (("steel", 20000.0), ("steel", 500.0), ("food", 20000.0)):
        open_project(office, industry=industry, investment=investment)

    assert measured(office)["heavy"].value == 1


def test_a_case_whose_condition_cannot_be_computed_is_not_counted(office) -> None:
    take(office, open_project(office, investment=None).id, "sign")

    assert measured(office)["large_signed"].value == 0


def test_entries_that_count_are_summed_by_their_parts(office) -> None:
    case, other = open_project(office).id, open_project(office).id
    fund(office, case, "1000.5", parts={"origin": "province"})
    fund(office, case, 200, parts={"origin": "county"})
    fund(office, other, "300.25", parts={"origin": "foreign"})
    fund(office, other, 77)
    office.engine.figures.correct(case, "funds", 2, amount=150, by="lin", why="更正")

    values = measured(office)

    assert values["paid_in_total"].value == 1527.75
    assert values["paid_in_outside"].value == 1300.75
    assert values["paid_in_outside"].met == (case, other)
    assert values["paid_in_total"].unit == "万元"


def test_a_share_of_sums_is_over_the_cases_that_reached_the_place(office) -> None:
    signed, talking = open_project(office, investment=1000.0).id, open_project(office).id
    take(office, signed, "sign")
    fund(office, signed, 250)
    fund(office, talking, 10)

    rate = measured(office)["paid_in_rate"]

    assert (rate.numerator, rate.denominator, rate.value) == (260.0, 1000.0, 0.26)
    assert rate.counted == (signed,)


def test_the_last_entry_of_each_case_is_summed_where_the_last_is_kept(office, clock) -> None:
    move(clock, "2026-04-20 10:00")
    cases = [open_project(office).id for _ in range(2)]
    for case, amounts in zip(cases, ((10, 40), (20, 60)), strict=True):
        take(office, case, "sign")
        for amount, day in zip(amounts, (date(2026, 4, 10), date(2026, 4, 9)), strict=True):
            office.engine.figures.enter(case, "works", amount, on=day, by="lin")
    office.engine.figures.enter(cases[1], "works", 99, on=date(2026, 4, 11), by="lin")
    office.engine.figures.correct(cases[1], "works", 3, amount=0, by="lin", why="填错")

    assert measured(office)["mean_progress"].value == 15.0


def test_money_is_of_the_day_it_is_entered_for(office, clock) -> None:
    case = open_project(office).id
    move(clock, "2026-04-20 10:00")
    fund(office, case, 100, on=date(2026, 3, 31))
    fund(office, case, 40, on=date(2026, 4, 1))

    sums = [
        measured(office, since=since, until=until)["paid_in_total"].value
        for since, until in (MARCH, APRIL, (None, MARCH[1]), (APRIL[0], None))
    ]

    assert sums == [100.0, 40.0, 100.0, 40.0]


def test_a_case_counts_on_the_day_it_first_reached_the_place_in_the_offices_zone(
    office, clock
) -> None:
    case = open_project(office).id
    move(clock, "2026-04-01 00:30")
    take(office, case, "sign")

    counts = [measured(office, since=s, until=u)["signed"].value for s, u in (MARCH, APRIL)]

    assert counts == [0, 1]


def test_a_rate_of_counts_follows_those_who_came_in_on_the_days(office, clock) -> None:
    """Those signed in March count as begun when they began by its end, whoever else began then."""
    early, march, late = (open_project(office).id for _ in range(3))
    take(office, early, "sign")
    move(clock, "2026-03-10 10:00")
    take(office, march, "sign", "build")
    take(office, late, "sign")
    take(office, early, "build")
    move(clock, "2026-04-10 10:00")
    take(office, late, "build")

    rate = measured(office, since=date(2026, 3, 5), until=MARCH[1])["fulfilment_rate"]
    open_end = measured(office, since=date(2026, 3, 5))["fulfilment_rate"]

    assert (rate.met, rate.counted) == ((march,), (march, late))
    assert open_end.met == (march, late)


def test_stages_are_judged_on_the_days_they_were_left(office, clock) -> None:
    case = open_project(office).id
    take(office, case, "sign")
    move(clock, "2026-04-10 10:00")
    take(office, case, "build")

    counted = [
        len(measured(office, since=s, until=u)["on_time_rate"].counted) for s, u in (MARCH, APRIL)
    ]

    assert counted == [1, 1]


def test_sums_are_told_apart_by_fields_places_grades_and_holders(office) -> None:
    food = open_project(office, industry="food").id
    steel = open_project(office, industry="steel", investment=20000.0).id
    bare = open_project(office).id
    for case, amount in ((food, 10), (steel, 20), (bare, 40)):
        fund(office, case, amount)

    def sums(by: str) -> dict[str, float | None]:
        values = office.views.indicators("invest", by=by)
        return {v.group_title: v.value for v in values if v.key == "paid_in_total"}

    assert sums("industry") == {"未填写": 40.0, "食品": 10.0, "钢铁": 20.0}
    assert sums("district") == {"东城区": 70.0}
    assert sums("territory") == {"东城区": 70.0}
    assert sums("grade") == {"重大": 20.0, "一般": 50.0}
    assert sum(value or 0 for value in sums("desk").values()) == 70.0
    with pytest.raises(UnknownRole, match="industry"):
        office.views.indicators("invest", by="investment")


def test_an_indicator_says_how_it_is_computed_and_under_which_version(office) -> None:
    values = measured(office)

    assert {key: values[key].formula for key in list(values)[:8]} == {
        "fulfilment_rate": "（开工＋投产）÷签约",
        "signed": "到过签约的项目数",
        "large_signed": "到过签约〔计划投资≥10000〕的项目数",
        "large_share": "签约〔计划投资≥10000〕÷签约",
        "heavy": "到过在谈〔行业＝“重工业”且分级＝“重大”〕的项目数",
        "paid_in_total": "到位资金合计",
        "paid_in_outside": "到位资金合计〔资金来源：省外、外资〕",
        "paid_in_rate": "到位资金合计÷计划投资合计（到过签约）",
    }
    assert {v.flow_hash for v in values.values()} == {office.flows.latest("invest").hash}


def test_sums_count_only_what_somebody_sees(office) -> None:
    east, west = open_project(office).id, open_project(office, by="zhou", district="west").id
    fund(office, east, 10)
    office.engine.figures.enter(west, "funds", 5, on=DAY, by="zhou")

    sums = {who: office.desk(who).views().indicators("invest")[5].value for who in ("lin", "zhou")}

    assert sums == {"lin": 10.0, "zhou": 5.0}


def test_however_many_cases_there_are_the_questions_are_the_same(office) -> None:
    _questions(office)  # the roster and the flow are read once and kept
    asked = [_questions(office)]
    for _ in range(5):
        case = open_project(office, industry="food").id
        take(office, case, "sign")
        fund(office, case, 10)
        fund(office, case, 5, parts={"origin": "foreign"})
    asked.append(_questions(office))

    assert asked[0] == asked[1] <= 8


def _questions(office: Office) -> int:
    """Count the statements that computing the indicators by industry takes."""
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_) -> None:
        heard.append(statement)

    event.listen(office.store.engine, "before_cursor_execute", hear)
    try:
        office.views.indicators("invest", by="industry")
    finally:
        event.remove(office.store.engine, "before_cursor_execute", hear)
    return len([each for each in heard if each.lstrip().upper().startswith("SELECT")])


@pytest.mark.slow
def test_of_422_signed_projects_65_9_percent_are_large(sqlite_url, clock) -> None:
    """The size and share of 州投促字〔2020〕5号, with 278 of 422 projects 亿元以上."""
    with open_office(sqlite_url, clock, flow=INVEST) as office:
        for number in range(422):
            investment = 10000.0 if number < 278 else 9999.0
            take(office, open_project(office, investment=investment).id, "sign")

        share = measured(office)["large_share"]

    assert (share.numerator, share.denominator) == (278, 422)
    assert f"{share.rate:.1%}" == "65.9%"
