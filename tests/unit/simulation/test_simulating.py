"""A year of a flow, played: the same for the same seed, and right where it can be told by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guatu.definitions import Flow, read_flow
from guatu.simulation import Assumptions, Handling, simulate
from guatu.simulation.running import Year
from testkit.offices import WORKTIME, china_time

TINY = """
flow: tiny
title: 小流程
initial: review
fields:
  name: {title: 名称, type: text, required: true}
title_field: name
roles:
  clerk: {title: 经办人, holder: person}
stages:
  review: {title: 审核, owner: clerk, limit: 3 workdays, lights: standard, ladder: standard}
terminals:
  done: {title: 办结, kind: completed}
transitions:
  finish: {title: 办结, from: review, to: done, who: [clerk]}
lights:
  standard:
    title: 亮灯
    yellow: {overdue: 1 workday}
    red: {overdue: 2 workdays}
ladders:
  standard:
    title: 督办
    rungs:
      - rung: remind
        title: 提醒
        level: 1
        when: {light: yellow}
        to: [clerk]
"""


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read_flow(TINY, file="tiny.yaml", templates={})


def played(flow: Flow, monkeypatch, *moments: str, days: float, capacity: int | None = None):
    """Play a year in which cases come at just these moments and take just so many days."""
    came = [china_time(moment).astimezone(UTC) for moment in moments]
    monkeypatch.setattr(Year, "arrivals", lambda _self: iter(came))
    ends: list[datetime] = []
    closing = Year.close

    def close(self, stay, left):
        if left is not None:
            ends.append(left)
        closing(self, stay, left)

    monkeypatch.setattr(Year, "close", close)
    assumed = Assumptions(
        arrivals=1,
        year=2026,
        handling={"review": Handling(kind="constant", numbers=(days,))},
        capacity={} if capacity is None else {"clerk": capacity},
    )
    return simulate(flow, assumed, WORKTIME), ends


def test_the_same_seed_gives_the_same_year_and_another_seed_another(flow) -> None:
    first, again, other = (
        simulate(flow, Assumptions(arrivals=20, year=2026, seed=seed), WORKTIME)
        for seed in (7, 7, 8)
    )

    assert again == first
    assert other != first


def test_whatever_opened_ended_or_runs(flow) -> None:
    assumed = Assumptions(arrivals=30, year=2026, seed=3, capacity={"clerk": 2})

    outcome = simulate(flow, assumed, WORKTIME)

    assert outcome.running > 0
    assert outcome.opened == outcome.ended + outcome.running
    assert outcome.opened == sum(outcome.opened_by_month.values())


def test_over_spring_festival_work_and_lights_wait_for_working_days(flow, monkeypatch) -> None:
    outcome, ends = played(flow, monkeypatch, "2026-02-13 08:30", days=5)

    # 02-13, 02-14 (worked), then 02-24 on: five days of work end on 02-26, the limit on 02-25.
    assert ends == [china_time("2026-02-26 17:30")]
    assert outcome.stages[0].overdue == 1
    assert outcome.lights["2026-02"] == {"blue": 0, "yellow": 1, "orange": 0, "red": 0}
    assert outcome.notices["2026-02"] == 1


def test_who_works_on_one_case_at_once_takes_them_in_turn(flow, monkeypatch) -> None:
    moments = ("2026-03-02 08:30", "2026-03-02 08:30", "2026-03-03 08:30")

    outcome, ends = played(flow, monkeypatch, *moments, days=2, capacity=1)

    assert ends == [china_time(f"2026-03-0{day} 17:30") for day in (3, 5)] + [
        china_time("2026-03-09 17:30")
    ]
    assert outcome.roles[0].most_waiting == 2
    assert outcome.bottlenecks[0].waited == 2 + 3
