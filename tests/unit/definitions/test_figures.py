"""What a flow counts: series and indicators as read, and amounts as people write them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from guatu.definitions import coerce_values, read_flow
from guatu.definitions.model import Field, Title
from guatu.definitions.values import coerce_amount
from guatu.errors import InvalidValues

INVEST = Path(__file__).parents[2] / "support" / "testkit" / "invest.yaml"
AMOUNT = Field(key="amount", title=Title("金额"), type="number", unit="万元")


@pytest.fixture(scope="module")
def invest():
    return read_flow(INVEST.read_text(encoding="utf-8"), file="invest.yaml", templates={})


def test_a_list_stands_for_how_many_cases_reached_its_places(invest) -> None:
    rate = invest.indicators["fulfilment_rate"]

    assert (rate.numerator.count, rate.denominator.count) == (("building", "done"), ("signed",))
    assert (rate.is_rate, rate.is_cohort, rate.unit) == (True, True, "")


def test_a_sum_is_of_a_series_or_of_a_field(invest) -> None:
    rate = invest.indicators["paid_in_rate"]

    assert (rate.numerator.series, rate.denominator.sum_field) == ("funds", "investment")
    assert (rate.denominator.at, rate.is_cohort) == (("signed",), False)


def test_one_option_of_a_part_stands_for_a_list(invest) -> None:
    source = INVEST.read_text(encoding="utf-8").replace("[province, foreign]", "foreign")
    flow = read_flow(source, file="invest.yaml", templates={})

    assert flow.indicators["paid_in_outside"].numerator.of == {"origin": ("foreign",)}


def test_a_field_knows_the_series_that_keeps_it(invest) -> None:
    kept = {key: f.kept_by for key, f in invest.fields.items() if f.kept_by}

    assert kept == {"paid_in": "到位资金", "progress": "形象进度登记", "jobs": "新增用工"}


def test_a_decision_that_looks_at_the_stage_does_not_last(invest) -> None:
    source = INVEST.read_text(encoding="utf-8").replace(
        "industry == 'steel'", "industry == 'steel' && stage == 'talks'"
    )
    source = source.replace("sector == 'heavy' && grade == 'large'", "grade == 'large'")
    flow = read_flow(source, file="invest.yaml", templates={})

    assert [d.key for d in invest.lasting_decisions] == ["size", "sector"]
    assert [d.key for d in flow.lasting_decisions] == ["size"]


def test_an_amount_is_read_exactly_as_people_write_it() -> None:
    read = [
        coerce_amount(AMOUNT, given) for given in ("1,200.25万元", 0.1, 7, "０.５", Decimal(-3))
    ]

    assert read == [Decimal(text) for text in ("1200.25", "0.1", "7", "0.5", "-3")]


def test_an_amount_that_cannot_be_kept_exactly_is_refused() -> None:
    refused = []
    for given in ("0.00001", "1e12", "abc", None, True, float("nan"), 0.1 + 0.2):
        with pytest.raises(InvalidValues):
            coerce_amount(AMOUNT, given)
        refused.append(given)

    assert len(refused) == 7


def test_an_empty_cell_of_a_kept_field_is_no_fault_when_a_case_is_opened(invest) -> None:
    given = {"name": "一号", "district": "east", "paid_in": ""}

    values = coerce_values(invest.fields, given, territories={"east": "东城区"}, partial=False)

    assert "paid_in" not in values


def test_a_requirement_for_a_kept_field_says_where_it_is_entered() -> None:
    source = INVEST.read_text(encoding="utf-8").replace(
        "to: building, who: [desk]}", "to: building, who: [desk], requires: [{field: paid_in}]}"
    )
    flow = read_flow(source, file="invest.yaml", templates={})

    (requirement,) = flow.transitions["build"].requirements
    assert requirement.mend == "在“到位资金”分次登记"
