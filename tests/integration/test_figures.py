"""Figures come in over time: entered for a day, put right by new ones, and never overwritten."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from guatu import Office
from guatu.errors import (
    FigureCorrected,
    InvalidValues,
    KeyReused,
    NotAllowed,
    ReasonMissing,
    StaleCase,
    UnknownFigure,
    UnknownSeries,
    WrongMoment,
)
from testkit.invest import DAY, INVEST, field_of, fund, open_project, paid_in, take
from testkit.offices import history, move, open_office, row_count


@pytest.fixture
def office(offices: Callable[..., Office]) -> Office:
    """An office with the invest flow and the permit's roster."""
    return offices(flow=INVEST)


def test_what_comes_in_adds_up_in_the_field_that_is_kept(office) -> None:
    case = open_project(office).id

    fund(office, case, 500, parts={"origin": "province"})
    fund(office, case, "1,200.25万元", parts={"origin": "外资"})

    assert paid_in(office, case) == 1700.25
    assert [(f.number, f.amount, f.parts, f.by) for f in office.views.figures(case)] == [
        (1, Decimal(500), {"origin": "province"}, "lin"),
        (2, Decimal("1200.25"), {"origin": "foreign"}, "lin"),
    ]


def test_a_tenth_added_ten_times_is_one(office) -> None:
    case = open_project(office).id
    for _ in range(10):
        office.engine.figures.enter(case, "works", 0.1, on=DAY, by="lin")
        fund(office, case, Decimal("0.7"))

    assert paid_in(office, case) == 7.0
    assert [f.amount for f in office.views.figures(case, "works")] == [Decimal("0.1")] * 10


def test_the_last_by_its_day_counts_where_the_last_is_kept(office, clock) -> None:
    move(clock, "2026-04-20 10:00")
    case = open_project(office).id
    for amount, day in ((20, date(2026, 3, 31)), (35, date(2026, 4, 15)), (10, date(2026, 2, 27))):
        office.engine.figures.enter(case, "works", amount, on=day, by="lin")

    assert field_of(office, case, "progress") == 35.0


def test_a_correction_names_what_it_puts_right_and_both_stay(office) -> None:
    case = open_project(office).id
    fund(office, case, 500, parts={"origin": "county"})
    fund(office, case, 80)

    office.engine.figures.correct(case, "funds", 1, amount=300, by="lin", why="银行回单为300")

    rows = office.views.figures(case, "funds")
    assert [(f.number, f.amount, f.corrects, f.corrected_by, f.counts) for f in rows] == [
        (1, Decimal(500), None, 3, False),
        (2, Decimal(80), None, None, True),
        (3, Decimal(300), 1, None, True),
    ]
    assert (rows[2].day, rows[2].parts, rows[2].note) == (
        DAY,
        {"origin": "county"},
        "银行回单为300",
    )
    assert paid_in(office, case) == 380.0


def test_nothing_takes_an_entry_back_and_the_field_is_open_again(office) -> None:
    case = open_project(office).id
    fund(office, case, 500)

    office.engine.figures.correct(case, "funds", 1, amount=0, by="lin", why="重复登记")

    assert paid_in(office, case) is None
    assert [f.counts for f in office.views.figures(case)] == [False, False]


def test_what_was_taken_back_is_not_the_last(office) -> None:
    case = open_project(office).id
    office.engine.figures.enter(case, "works", 20, on=DAY, by="lin")
    office.engine.figures.enter(case, "works", 90, on=DAY, by="lin")

    office.engine.figures.correct(case, "works", 2, amount=0, by="lin", why="填错项目")

    assert field_of(office, case, "progress") == 20.0


def test_what_was_corrected_already_names_the_newer_one(office) -> None:
    case = open_project(office).id
    fund(office, case, 500)
    office.engine.figures.correct(case, "funds", 1, amount=300, by="lin", why="更正")

    with pytest.raises(FigureCorrected) as refused:
        office.engine.figures.correct(case, "funds", 1, amount=200, by="lin", why="再更正")

    assert "第2笔" in refused.value.sentence("zh")
    office.engine.figures.correct(case, "funds", 2, amount=200, by="lin", why="再更正")
    assert paid_in(office, case) == 200.0


def test_a_field_kept_by_a_series_is_not_filled_by_hand(office) -> None:
    case = open_project(office).id
    fund(office, case, 500)

    with pytest.raises(InvalidValues) as recorded:
        office.engine.record(case, by="lin", fields={"paid_in": 900.0})
    with pytest.raises(InvalidValues):
        office.engine.record(case, by="lin", fields={"paid_in": None})
    with pytest.raises(InvalidValues):
        open_project(office, paid_in=900.0)

    assert "“到位资金”分次登记" in recorded.value.sentence("zh")
    assert paid_in(office, case) == 500.0


def test_everything_that_does_not_fit_is_said_at_once(office) -> None:
    case = open_project(office).id

    with pytest.raises(InvalidValues) as refused:
        fund(office, case, "0.00001", on=date(2026, 3, 3), parts={"origin": "moon", "bank": "x"})

    assert sorted(fault.field for fault in refused.value.faults) == [
        "amount",
        "bank",
        "on",
        "origin",
    ]
    assert row_count(office, "figure") == 0


def test_an_amount_keeps_its_bounds_and_so_does_the_total(office) -> None:
    case = open_project(office).id

    with pytest.raises(InvalidValues, match="at least"):
        fund(office, case, "0.4")
    with pytest.raises(InvalidValues, match="at most"):
        fund(office, case, 1_000_001)
    with pytest.raises(InvalidValues, match="whole"):
        office.engine.figures.enter(case, "staff", "1.5", on=DAY, by=_reviewer(office, case))

    assert row_count(office, "figure") == 0


def test_a_series_is_entered_by_those_it_names(office) -> None:
    case = open_project(office).id

    with pytest.raises(NotAllowed):
        office.engine.figures.enter(case, "staff", 12, on=DAY, by="lin")
    office.engine.figures.enter(case, "staff", 12, on=DAY, by=_reviewer(office, case))

    assert field_of(office, case, "jobs") == 12


def _reviewer(office, case: int) -> str:
    (found,) = (h.holder for h in office.engine.explain(case).people if h.role == "reviewer")
    return found


def test_money_goes_on_coming_in_after_completion_but_not_after_an_exit(office) -> None:
    done, gone = open_project(office).id, open_project(office).id
    take(office, done, "sign", "build", "finish")
    take(office, gone, "leave")

    fund(office, done, 500)
    with pytest.raises(WrongMoment):
        fund(office, gone, 500)

    assert [f.amount for f in office.views.figures(done)] == [Decimal(500)]
    assert office.engine.explain(done).status == "ended"


def test_entering_counts_as_activity(office, clock) -> None:
    case = open_project(office).id
    move(clock, "2026-03-09 10:00")

    entered = fund(office, case, 500)

    assert entered.active_at == clock.now()


def test_what_is_not_there_can_be_neither_entered_nor_corrected(office) -> None:
    case = open_project(office).id
    fund(office, case, 500)

    with pytest.raises(UnknownSeries, match="funds"):
        office.engine.figures.enter(case, "fonds", 1, on=DAY, by="lin")
    with pytest.raises(UnknownFigure, match="1"):
        office.engine.figures.correct(case, "funds", 2, amount=1, by="lin", why="更正")
    with pytest.raises(ReasonMissing):
        office.engine.figures.correct(case, "funds", 1, amount=1, by="lin", why=" ")


def test_the_same_command_under_the_same_key_enters_once(office) -> None:
    case = open_project(office).id

    first = fund(office, case, 500, key="receipt-1")
    again = fund(office, case, 500, key="receipt-1")
    with pytest.raises(KeyReused):
        fund(office, case, 501, key="receipt-1")

    assert (first.version, row_count(office, "figure")) == (again.version, 1)


def test_who_saw_an_older_case_is_told(office) -> None:
    case = open_project(office)
    fund(office, case.id, 500)

    with pytest.raises(StaleCase):
        fund(office, case.id, 600, expect=case.version)


def test_history_tells_figures_in_the_words_of_the_flow(office) -> None:
    case = open_project(office).id
    fund(office, case, 500, parts={"origin": "province"}, note="首笔")
    office.engine.figures.enter(case, "works", 15, on=DAY, by="lin")
    office.engine.figures.correct(case, "funds", 1, amount="300.50", by="lin", why="按回单")
    office.engine.figures.correct(case, "funds", 2, amount=0, by="lin", why="重复")

    lines = [(line.what, line.why) for line in history(office, case) if "figure" in line.kind]

    assert lines == [
        ("登记到位资金：500万元（2026-03-02，省外），累计500万元", "首笔"),
        ("登记形象进度登记：15%（2026-03-02）", ""),
        (
            "更正到位资金第1笔：500万元（2026-03-02，省外） → 300.5万元（2026-03-02，省外），累计300.5万元",
            "按回单",
        ),
        ("更正到位资金第2笔：300.5万元（2026-03-02，省外） → 撤销", "重复"),
    ]
    assert office.verify().is_whole


def test_two_who_enter_at_once_lose_nothing(office) -> None:
    case = open_project(office).id

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: fund(office, case, n), range(1, 21)))

    assert [f.number for f in office.views.figures(case)] == list(range(1, 21))
    assert paid_in(office, case) == 210.0


def test_the_field_is_the_sum_of_what_counts_after_every_step(office) -> None:
    """Entering and putting right in any order; the model is a list of amounts that count."""
    draw = random.Random(20260302)
    case = open_project(office).id
    model: dict[int, Decimal] = {}
    for step in range(1, 41):
        amount = Decimal(draw.randrange(5_000, 90_000_000)) / 10_000
        if model and draw.random() < 0.4:
            wrong = draw.choice([*model])
            del model[wrong]
            amount = Decimal() if draw.random() < 0.2 else amount
            office.engine.figures.correct(case, "funds", wrong, amount=amount, by="lin", why="更正")
        else:
            fund(office, case, amount)
        model[step] = amount

        assert Decimal(repr(paid_in(office, case) or 0)) == sum(model.values())

    current = [f for f in office.views.figures(case) if f.corrected_by is None]
    assert {f.number: f.amount for f in current} == model


def test_figures_are_shown_to_those_who_see_the_case(office) -> None:
    case = open_project(office, by="zhou", district="west").id
    office.engine.figures.enter(case, "funds", 5, on=DAY, by="zhou")

    seen = {who: len(office.desk(who).views().figures(case)) for who in ("lin", "zhou")}

    assert seen == {"lin": 0, "zhou": 1}


def test_a_part_that_is_required_is_not_left_out(database_url, clock, tmp_path) -> None:
    flow = tmp_path / "invest.yaml"
    source = INVEST.read_text(encoding="utf-8")
    flow.write_text(
        source.replace("{title: 资金来源,", "{title: 资金来源, required: true,"), encoding="utf-8"
    )
    with open_office(database_url, clock, flow=flow) as office:
        case = open_project(office).id

        with pytest.raises(InvalidValues, match="origin"):
            fund(office, case, 500)
        fund(office, case, 500, parts={"origin": "county"})
        office.engine.figures.correct(case, "funds", 1, amount=0, by="lin", why="退回")

        assert [row.parts for row in office.views.figures(case)] == [{"origin": "county"}] * 2
