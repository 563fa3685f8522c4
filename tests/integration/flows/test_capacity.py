"""The shipped carrying-capacity assessment (承载能力评估): figures, verification, a score and its grade."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guatu import InvalidValues, NotAllowed, Office, TransitionRefused
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet
from testkit.works import light

CLERK, HEAD, COUNTY, LEAD = "fang_xiaohe", "shen_zhiyuan", "mi_duoduo", "di_hengchang"
DEPARTMENTS = ("di_hengchang", "lan_bichuan", "fan_lixing", "zhu_guangsha")
OPENING = {
    "name": "青禾县上半年评估",
    "place": "qinghe",
    "period": "2026年上半年",
    "assessed": "青禾县",
}
FIGURES = {
    "land": 1200.0,
    "environment": "化学需氧量余量三十吨",
    "energy_total": 50000.0,
    "power": 80000.0,
    "gas": 20000.0,
    "heat": 0.0,
    "water": 30000.0,
    "sewage": 20000.0,
    "plants": 60000.0,
}
PAPERS = {"policy_list": "政策.pdf", "project_progress": "进展.pdf"}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-27 09:00")
        yield office


@pytest.fixture
def case(office) -> int:
    """An assessment that was handed to the county."""
    case = office.engine.open("capacity", fields=OPENING, by=CLERK).id
    office.engine.advance(case, "assign_report", by=CLERK)
    return case


def reported(office: Office, case: int) -> int:
    office.engine.record(case, by=COUNTY, fields=FIGURES, materials=PAPERS)
    office.engine.advance(case, "report", by=COUNTY)
    return case


def verified(office: Office, case: int) -> int:
    reported(office, case)
    for person in DEPARTMENTS:
        office.engine.decide(case, "verifying", "agree", by=person)
    office.engine.advance(case, "verify", by=LEAD)
    return case


def test_figures_are_reported_verified_scored_and_received(office, case) -> None:
    verified(office, case)
    office.engine.record(
        case, by=LEAD, fields={"score": 82.0}, materials={"assessment": "报告.pdf"}
    )
    office.engine.advance(case, "grade", by=LEAD)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "finish", by=CLERK)
    office.engine.decide(case, "receipt", "agree", by=HEAD)

    ended = office.engine.advance(case, "finish", by=CLERK)

    assert (ended.status, ended.stage) == ("ended", "assessed")
    assert letters(office, case) == ["handover"]


def test_one_assessment_a_unit_and_half_year(office, case) -> None:
    with pytest.raises(InvalidValues):
        office.engine.open("capacity", fields=OPENING, by=CLERK)

    second = office.engine.open("capacity", fields={**OPENING, "period": "2026年下半年"}, by=CLERK)

    assert second.id != case


def test_a_park_reports_for_itself_and_a_county_by_its_bureau(office, case) -> None:
    park = office.engine.open(
        "capacity", fields={**OPENING, "place": "gaoxin", "assessed": "高新区"}, by=CLERK
    ).id

    assert holder(office, case, "reporter") == "promotion_qinghe"
    assert holder(office, park, "reporter") == "park_gaoxin"


def test_every_figure_and_both_papers_are_wanted(office, case) -> None:
    assert len(unmet(office, case, "report")) == len(FIGURES) + len(PAPERS)
    office.engine.record(case, by=COUNTY, fields=FIGURES)

    assert len(unmet(office, case, "report")) == len(PAPERS)


def test_one_department_that_does_not_verify_sends_the_figures_back(office, case) -> None:
    reported(office, case)
    for person in DEPARTMENTS[:3]:
        office.engine.decide(case, "verifying", "agree", by=person)
    office.engine.decide(case, "verifying", "disagree", by="zhu_guangsha", text="厂房面积不符")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "verify", by=LEAD)
    with pytest.raises(NotAllowed):
        office.engine.advance(case, "report_again", by=COUNTY)

    office.engine.advance(case, "report_again", by=LEAD)
    office.engine.advance(case, "report", by=COUNTY)

    assert (case, "verifying") in owed(office, "zhu_guangsha")


def test_silence_verifies_nothing_and_only_who_is_late_is_chased(office, case) -> None:
    reported(office, case)
    for person in DEPARTMENTS[:3]:
        office.engine.decide(case, "verifying", "agree", by=person)

    tick_at(office, "2026-05-13 10:00")

    assert len(unmet(office, case, "verify")) == 1
    (chase,) = [x for x in office.views.letters(case_id=case) if x.spec == "reminder"]
    assert "云岭市住房和城乡建设局" in chase.text
    assert "云岭市生态环境局" not in chase.text


@pytest.mark.parametrize(
    ("score", "mends"), [(59.9, ["等次为弱的，写明主要短板"]), (60.0, []), (80.0, [])]
)
def test_a_weak_grade_says_where_it_falls_short(office, case, score, mends) -> None:
    verified(office, case)
    office.engine.record(
        case, by=LEAD, fields={"score": score}, materials={"assessment": "报告.pdf"}
    )

    assert unmet(office, case, "grade") == mends


def test_ten_workdays_run_over_may_day_then_yellow_and_red_climb_the_ladder(office, case) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    assert due_day(office, case) == "2026-05-13"
    seen = []
    for day in ("05-13 17:00", "05-14 10:00", "05-20 10:00"):
        tick_at(office, f"2026-{day}")
        seen.append(light(office, case))

    assert seen == ["green", "yellow", "red"]
    assert letters(office, case) == ["handover", "yellow_warning", "red_supervision"]
