"""What is concluded from a history comes out again when it is simulated."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from guatu.definitions import Flow, read_flow
from guatu.simulation import Assumptions, Handling, fit, simulate
from guatu.workflow.mining import Mined, Places, Spread, Stay, mine
from guatu.workflow.time.worktime import after_hours
from testkit.offices import WORKTIME

BEGUN = Assumptions(arrivals=40, year=2026, seed=3)
FLOW = """
flow: two
title: 两段
initial: review
fields:
  name: {title: 名称, type: text, required: true}
title_field: name
roles:
  clerk: {title: 经办人, holder: person}
stages:
  review: {title: 审核, owner: clerk, limit: 3 workdays}
  sign: {title: 签批, owner: clerk, limit: 9 workdays}
terminals:
  done: {title: 办结, kind: completed}
  refused: {title: 不予, kind: exited}
transitions:
  pass: {title: 通过, from: review, to: sign, who: [clerk]}
  refuse: {title: 不予, from: [review, sign], to: refused, who: [clerk]}
  finish: {title: 办结, from: sign, to: done, who: [clerk]}
"""


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read_flow(FLOW, file="two.yaml", templates={})


def history(flow: Flow, cases: int) -> Mined:
    """Mine a year of cases: 4 working days of review in the middle, 10 in nine of ten."""
    chance, stays = Random(1), list[Stay]()
    review = Handling(kind="lognormal", numbers=(4, 10))
    begins = datetime(2025, 1, 2, 1, tzinfo=UTC)
    for case in range(cases):
        opened = begins + timedelta(hours=case * 8_600 / cases)
        passed = after_hours(WORKTIME, opened, WORKTIME.usual * review.draw(chance))
        signed = after_hours(WORKTIME, passed, WORKTIME.usual * 6)
        is_refused = chance.random() < 0.3
        rows = [("review", opened, passed, "open")]
        if is_refused:
            rows.append(("refused", passed, None, "refuse"))
        else:
            rows += [("sign", passed, signed, "pass"), ("done", signed, None, "finish")]
        stays += [
            Stay(case, stage, since, until, via, "lin", None, None, "cn")
            for stage, since, until, via in rows
        ]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    return mine(stays, Places(flow), worktimes=lambda _: WORKTIME, now=now)


def test_what_was_fitted_is_simulated_as_it_was(flow: Flow) -> None:
    real = history(flow, 1_500)

    found = fit(real, flow, BEGUN)
    outcome = simulate(flow, found.assumptions, WORKTIME)

    was = {stage.key: stage.time for stage in real.stages}
    for stage in outcome.stages:
        assert stage.median == pytest.approx(was[stage.stage].median, rel=0.15)
        assert stage.p90 == pytest.approx(was[stage.stage].p90, rel=0.15)
    assert outcome.opened == pytest.approx(real.cases, rel=0.1)
    ended = {way.via: way.share for way in real.ways if way.source == "review"}
    assert found.assumptions.shares_in["review"]["refuse"] == pytest.approx(
        ended["refuse"], abs=1e-4
    )
    assert found.assumptions.shares_in["sign"] == {"refuse": 0, "finish": 1}


def test_a_way_that_led_elsewhere_in_older_versions_is_counted_whole(flow: Flow) -> None:
    real = history(flow, 100)
    refused = next(way for way in real.ways if (way.source, way.via) == ("review", "refuse"))
    older = replace(refused, target="shelf", count=refused.count)

    found = fit(replace(real, ways=(*real.ways, older)), flow, BEGUN).assumptions.shares_in

    passed = 100 - refused.count
    assert found["review"]["refuse"] == round(2 * refused.count / (2 * refused.count + passed), 4)


def test_of_too_little_nothing_is_concluded(flow: Flow) -> None:
    found = fit(history(flow, 4), flow, BEGUN)

    assert (found.assumptions.handling, found.assumptions.shares_in) == ({}, {})
    assert found.sentences()[1] == "审核：办完的只有 4 次，用一般假设"


def test_of_no_history_the_usual_is_assumed(flow: Flow) -> None:
    found = fit(history(flow, 0), flow, BEGUN)

    assert (found.assumptions, found.cases, found.months) == (BEGUN, 0, 0)


@pytest.mark.parametrize(
    ("time", "handling"),
    [
        (Spread(n=9, median=4, p90=10, most=30, total=50), ("lognormal", (4, 10))),
        (Spread(n=9, median=4, p90=4, most=4, total=36), ("constant", (4,))),
        (Spread(n=9, median=0, p90=2, most=3, total=6), ("exponential", (0.67,))),
        (Spread(n=9, median=0, p90=0, most=0, total=0), ("constant", (0.5,))),
        (Spread(n=4, median=4, p90=10, most=30, total=50), None),
    ],
)
def test_a_stage_takes_the_distribution_that_fits_its_times(flow: Flow, time, handling) -> None:
    real = history(flow, 0)
    stages = tuple(replace(stage, time=time) for stage in real.stages)
    found = fit(replace(real, stages=stages), flow, BEGUN).stages[0].handling

    assert (found and (found.kind, found.numbers)) == handling


def test_what_was_concluded_is_told_in_both_languages(flow: Flow) -> None:
    found = fit(history(flow, 1_000), flow, BEGUN)

    assert found.sentences()[0].startswith("据真实历史：11.8 个月立项 1000 个，每月 85")
    assert found.sentences()[2] == "签批：都用 6 个工作日（据 694 次）"
    assert found.sentences("en")[0].startswith("From the real history: 1000 cases in 11.8 months")
    assert found.sentences("en")[2] == "签批: constant 6 working days (of 694 stays)"
