"""Flows that open their own cases by the calendar: once a period, whoever ticks."""

from __future__ import annotations

import pytest

from guatu import Office
from testkit.openings import ASSESS, opened
from testkit.works import tick_at


@pytest.fixture
def office(offices) -> Office:
    return offices(flow=ASSESS)


def test_a_case_is_opened_for_each_unit_with_the_duty_on_the_working_day_after(office) -> None:
    # 10 July 2026 is a Friday; work begins at half past eight.
    tick_at(office, "2026-07-10 08:29")
    assert opened(office) == {}

    tick_at(office, "2026-07-10 08:30")

    assert opened(office) == {
        ("2026-H1", "desk_city"): "2026年上半年承载能力评估（海州市政务服务中心）",
        ("2026-H1", "desk_east"): "2026年上半年承载能力评估（东城区政务服务中心）",
    }
