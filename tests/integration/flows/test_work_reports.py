"""The shipped work reports (招商工作信息报告): filled in, signed by the unit's head, collected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import tick_at, unmet
from testkit.works import light

CLERK, COUNTY, HEAD = "fang_xiaohe", "mi_duoduo", "bai_linchuan"
MONTH = {"contents": "四月招商情况", "talks": 6, "signed": 1, "paid_in": 3200.0}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-30 09:00")
        yield office


def begun(office: Office, kind: str = "monthly", **more) -> int:
    fields = {
        "title": f"青禾县四月报告（{kind}）",
        "place": "qinghe",
        "kind": kind,
        "period_end": date(2026, 4, 30),
        **more,
    }
    return office.engine.open("work_reports", fields=fields, by=COUNTY).id


def submitted(office: Office) -> int:
    case = begun(office, **MONTH)
    office.engine.advance(case, "submit", by=COUNTY)
    return case


def test_a_report_is_signed_by_the_units_head_and_collected(office) -> None:
    case = submitted(office)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "send_in", by=COUNTY)
    office.engine.decide(case, "signature", "agree", by=HEAD)
    office.engine.advance(case, "send_in", by=COUNTY)
    with pytest.raises(NotAllowed):
        office.engine.advance(case, "collect", by=COUNTY)

    ended = office.engine.advance(case, "collect", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "collected")
    rates = {i.key: i.rate for i in office.views.indicators("work_reports")}
    assert rates["collected_rate"] == 1.0


def test_each_kind_of_report_wants_its_own_figures(office) -> None:
    wanted = {
        kind: unmet(office, begun(office, kind, contents="情况"), "submit")
        for kind in ("monthly", "outing", "visit")
    }

    assert {kind: len(mends) for kind, mends in wanted.items()} == {
        "monthly": 3,
        "outing": 3,
        "visit": 1,
    }
    assert wanted["visit"] == ["来访报告须填来访企业"]


def test_an_outing_is_not_sent_in_without_its_papers(office) -> None:
    case = begun(
        office, "outing", contents="赴外招商", outings=1, destination="两家企业", led_by_head=True
    )
    office.engine.advance(case, "submit", by=COUNTY)
    office.engine.decide(case, "signature", "agree", by=HEAD)
    assert len(unmet(office, case, "send_in")) == 1
    office.engine.record(case, by=COUNTY, materials={"statement": "行程.pdf"})

    assert office.engine.advance(case, "send_in", by=COUNTY).stage == "collecting"


def test_a_period_that_is_not_over_is_not_reported(office) -> None:
    case = begun(office, period_end=date(2026, 5, 31), **MONTH)

    assert unmet(office, case, "submit") == ["报告期满或活动结束之后再报"]


def test_the_office_returns_a_report_that_must_be_put_right(office) -> None:
    case = submitted(office)
    office.engine.decide(case, "signature", "agree", by=HEAD)
    office.engine.advance(case, "send_in", by=COUNTY)

    office.engine.advance(case, "return_to_filling", by=CLERK)
    office.engine.advance(case, "submit", by=COUNTY)

    assert len(unmet(office, case, "send_in")) == 1


def test_a_report_is_due_five_workdays_after_its_period_over_may_day_then_yellow_then_red(
    office,
) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    case = begun(office)
    assert due_day(office, case) == "2026-05-11"
    seen = []
    for day in ("05-11 17:00", "05-12 10:00", "05-18 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["green", "yellow", "red"]
    assert letters(office, case) == ["reminder", "red_supervision"]
