"""The shipped reports over a handful of projects, trips and visits; the figures worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import Office
from testkit.bulletins import by_unit, rows
from testkit.offices import move
from testkit.shipped import open_shipped
from testkit.tenders import tick_at

CLERK, HEAD, LEGAL, COMMISSION = "fang_xiaohe", "shen_zhiyuan", "zheng_faxin", "qiao_songbai"
DEPARTMENTS = ("fan_lixing", "di_hengchang", "lan_bichuan", "kuang_hexu", "zhu_guangsha")
QINGHE, SHIDU, LUMING = "青禾县投资促进局", "石渡县投资促进局", "鹿鸣区投资促进局"
BUREAU = {"qinghe": "mi_duoduo", "shidu": "ning_ruoshui", "luming": "yu_chenguang"}
PAPERS = (
    *("assessment", "talk_record", "site_report", "credit_check", "feasibility"),
    *("fair_competition", "contract", "licence", "bank_account", "capital_plan"),
)
AGREED = {
    "contact_name": "余先生",
    "contacted_on": date(2026, 3, 2),
    "exit_clause": "第十二条",
    "signed_on": date(2026, 3, 3),
    "planned_start": date(2026, 5, 6),
    "planned_completion": date(2027, 5, 6),
    "planned_production": date(2027, 8, 6),
    "licence_no": "91530000MA0000001X",
}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    """An office where two projects are signed in one county and one in another, with funds."""
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-03-03 09:00")
        first = signed(office, "qinghe", 20000.0)
        office.engine.advance(first, "found_company", by=BUREAU["qinghe"])
        signed(office, "qinghe", 4000.0)
        third = signed(office, "shidu", 12000.0)
        for case, amount, origin in (
            (first, 6000, "county"),
            (first, 1000, "foreign"),
            (third, 500, "province"),
        ):
            enter = office.engine.figures.enter
            enter(case, "funds", amount, on=date(2026, 3, 3), by=CLERK, parts={"origin": origin})
        yield office


def signed(office: Office, place: str, investment: float) -> int:
    """Bring a project of a county's bureau to its registration."""
    engine, by = office.engine, BUREAU[place]
    fields = {"name": f"{place}{investment}", "enterprise": "云上电子", "district": place}
    more = {"industry": "other", "investment": investment}
    case = engine.open("full_service", fields={**fields, **more}, by=CLERK).id
    engine.record(case, by=by, fields=AGREED, materials=dict.fromkeys(PAPERS, "1.pdf"))
    engine.advance(case, "register", by=CLERK)
    engine.advance(case, "establish", by=CLERK)
    engine.advance(case, "consult", by=by)
    for person in DEPARTMENTS:
        engine.decide(case, "opinions", "agree", by=person)
    engine.advance(case, "submit", by=CLERK)
    engine.decide(case, "preview", "agree", by=HEAD)
    engine.decide(case, "legality", "agree", by=LEGAL)
    engine.advance(case, "pass_review", by=CLERK)
    engine.decide(case, "contract_office", "agree", by=HEAD)
    engine.advance(case, "sign", by=by)
    return case


def test_a_month_tells_rates_and_funds_of_each_bureau(office) -> None:
    move(office.clock, "2026-04-01 09:00")

    report = office.reports.make("month", "2026-03")

    # Fulfilled: 1 of 2 and 0 of 1. Paid in: 7000 of 24000 and 500 of 12000.
    assert by_unit(report, "rates") == {
        QINGHE: (0.5, 0, 7000, 7000, None, pytest.approx(7 / 24)),
        SHIDU: (0, 0, 500, 500, None, pytest.approx(1 / 24)),
    }
    # Five stages of each case were due in March, and were left in time.
    assert by_unit(report, "standing")[SHIDU] == (1, 5, 5, 0, 0, 1.0)
    assert by_unit(report, "standing")[QINGHE] == (2, 10, 10, 0, 0, 1.0)


def test_a_month_and_a_quarter_name_what_is_red_and_what_nobody_answered(office) -> None:
    for day in ("04-03", "04-20", "04-29"):
        tick_at(office, f"2026-{day} 09:00")
    move(office.clock, "2026-07-01 09:00")

    month = office.reports.make("month", "2026-04")
    quarter = office.reports.make("quarter", "2026-Q2")

    assert {row[3] for row in rows(month, "red")} == {QINGHE, SHIDU}
    assert {row[3] for row in rows(month, "unanswered")} == {QINGHE, SHIDU}
    assert {row[3] for row in rows(quarter, "lit")} >= {QINGHE, SHIDU}
    assert {row[3] for row in rows(quarter, "unanswered")} >= {QINGHE, SHIDU}


def test_a_month_is_published_with_its_letter(office) -> None:
    move(office.clock, "2026-04-01 09:00")

    published = office.reports.publish("month", "2026-03", by=CLERK)

    assert published.publication is not None
    letter = next(x for x in office.views.letters() if x.key == published.publication.letter)
    assert QINGHE in letter.text


def test_a_years_points_add_up_and_count_funds_against_the_units_own_plan(office) -> None:
    plan = {"name": "年度招商目标", "year": "2026年", "place": "qinghe", "funds_target": 10000.0}
    office.engine.open("work_plan", fields=plan, by=CLERK)
    move(office.clock, "2026-04-01 09:00")

    scores = by_unit(office.reports.make("year", "2026"), "scores")

    # 30*(1/2)/0.8, 15*(7/24)/0.6, 15*7000/10000, 20*1/2, 20*1; in the other county nothing landed
    # and there is no plan.
    assert scores[QINGHE] == (18.75, 7.29, 10.5, 10.0, 20.0, 66.54, "合格")
    assert scores[SHIDU] == (0.0, 1.04, 0.0, 10.0, 20.0, 31.04, "不合格")
    assert scores[LUMING] == (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, "不合格")


def test_a_withdrawn_plan_sets_no_target(office) -> None:
    plan = {"name": "年度招商目标", "year": "2026年", "place": "qinghe", "funds_target": 10000.0}
    office.engine.open("work_plan", fields=plan, by=CLERK)
    wrong = {**plan, "name": "写错的目标", "funds_target": 1.0}
    second = office.engine.open("work_plan", fields=wrong, by=CLERK)
    office.engine.withdraw(second.id, by=CLERK, why="写错了")
    move(office.clock, "2026-04-01 09:00")

    scores = by_unit(office.reports.make("year", "2026"), "scores")

    assert scores[QINGHE][2] == 10.5


def test_major_projects_are_told_of_alone(office) -> None:
    fields = {"name": "电池基地", "enterprise": "鹿鸣电池", "district": "luming"}
    more = {"industry": "other", "investment": 100000.0}
    office.engine.open("full_service", fields={**fields, **more}, by=CLERK)
    move(office.clock, "2026-04-01 09:00")

    report = office.reports.make("major", "2026-03")

    assert by_unit(report, "standing") == {LUMING: (1, 1, 0, 0, 1, 0.0)}
    assert [row[1] for row in rows(report, "lit")] == ["电池基地"]


def test_foreign_funds_are_told_by_month_and_year(office) -> None:
    move(office.clock, "2026-04-01 09:00")

    report = office.reports.make("foreign", "2026-03")

    assert by_unit(report, "funds") == {QINGHE: (1000, 1000, 0), SHIDU: (0, 0, 500)}
    april = office.reports.make("foreign", "2026-04")
    assert by_unit(april, "funds")[QINGHE] == (0, 1000, 0)


def test_leaders_going_out_and_receiving_are_counted_by_unit(office) -> None:
    sent_out(office, leader=True)
    sent_out(office, leader=False)
    received(office, leader=True, district="luming")
    received(office, leader=False, district="luming")
    received(office, leader=True, host_unit="commerce")
    move(office.clock, "2026-04-01 09:00")

    report = office.reports.make("leaders", "2026-03")

    assert by_unit(report, "counts") == {
        "云岭市商务局": (0, 0, 1, 1),
        LUMING: (1, 1, 1, 1),
    }
    assert by_unit(report, "results")[LUMING] == (0, 0, 2)


def sent_out(office: Office, *, leader: bool) -> None:
    """Send a trip of a district on its way, with the consent it needs."""
    engine, by = office.engine, BUREAU["luming"]
    fields = {"name": f"拜访{leader}", "district": "luming", "leader": leader}
    days = {"departs_on": date(2026, 3, 9), "returns_on": date(2026, 3, 12)}
    case = engine.open("outings", fields={**fields, **days}, by=by).id
    said = {"leader_name": "带队人", "destination": "东部", "targets": "三家企业"}
    engine.record(case, by=by, fields=said, materials={"plan": "计划.pdf"})
    engine.advance(case, "submit", by=by)
    consent, who = ("leader_consent", COMMISSION) if leader else ("consent", HEAD)
    engine.decide(case, consent, "agree", by=who)
    engine.advance(case, "set_out", by=CLERK)


def received(office: Office, *, leader: bool, **more: str) -> None:
    """Register an enterprise that came to see."""
    fields = {"name": f"考察{leader}{more}", "visitor": "远客集团", "industry": "other"}
    about = {"source": "visit", "leader": leader}
    office.engine.open("visitors", fields={**fields, **about, **more}, by=CLERK)
