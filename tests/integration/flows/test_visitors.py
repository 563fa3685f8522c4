"""The shipped flow for leads and visiting enterprises: by chain, handed over or transferred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import NotAllowed, Office, TransitionRefused
from testkit.firms import CLERK, FIRM_TITLE, open_firms, text_of
from testkit.shipped import due, letters
from testkit.tenders import holder, subjects, tick_at, unmet
from testkit.works import light

INDUSTRY, COMMERCE = "ji_yunfan", "huo_shunda"


@pytest.fixture
def office(sqlite_url, clock, tmp_path) -> Iterator[Office]:
    with open_firms(sqlite_url, clock, tmp_path) as office:
        yield office


def visit(office: Office, industry: str = "manufacturing", by: str = CLERK) -> int:
    fields = {
        "name": "考察轴承配套",
        "visitor": FIRM_TITLE,
        "industry": industry,
        "district": "wangxi",
        "purpose": "看厂房",
    }
    return office.engine.open("visitors", fields=fields, by=by).id


def contacted(office: Office) -> int:
    """Bring a visit in a chain to its lead unit."""
    case = visit(office)
    office.engine.advance(case, "follow_chain", by=CLERK)
    return case


def followed(office: Office) -> int:
    """Let the lead unit follow the visit up."""
    case = contacted(office)
    office.engine.record(
        case, by=INDUSTRY, fields={"contacted_on": date(2026, 3, 2), "opinion": "值得跟进"}
    )
    office.engine.advance(case, "take_up", by=INDUSTRY)
    return case


@pytest.mark.parametrize(
    ("industry", "unit"),
    [
        ("agriculture", "agriculture"),
        ("medicine", "industry"),
        ("manufacturing", "industry"),
        ("digital", "industry"),
        ("energy", "energy"),
        ("tourism", "culture_tourism"),
        ("logistics", "commerce"),
        ("other", ""),
    ],
)
def test_the_chains_lead_unit_is_responsible_and_outside_the_chains_nobody_yet(
    office, industry, unit
) -> None:
    assert holder(office, visit(office, industry), "responsible_unit") == unit


def test_a_visit_in_a_chain_is_followed_until_it_becomes_a_project(office) -> None:
    case = followed(office)
    office.engine.record(
        case,
        by=INDUSTRY,
        fields={"project_no": "云招〔2026〕1号"},
        materials={"visit_report": "报告.pdf"},
    )

    assert office.engine.advance(case, "become_project", by=INDUSTRY).status == "ended"
    assert letters(office, case) == []


@pytest.mark.parametrize(
    ("way", "slip", "title"),
    [("entrust", "handover", "交办单"), ("transfer", "transfer", "转办单")],
)
def test_outside_the_chains_the_office_names_a_unit_and_a_slip_goes_to_it(
    office, way, slip, title
) -> None:
    case = visit(office, "other")
    assert unmet(office, case, way) == ["请招商委办公室指定承办单位"]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, way, by=CLERK)
    office.engine.assign(case, "responsible_unit", "commerce", by=CLERK, why="职能相近")

    office.engine.advance(case, way, by=CLERK)

    assert letters(office, case) == [slip]
    text = text_of(office, case, slip)
    assert title in text
    assert "云岭市商务局：" in text


@pytest.mark.parametrize(
    ("industry", "way"), [("other", "follow_chain"), ("energy", "entrust"), ("energy", "transfer")]
)
def test_in_a_chain_the_chain_decides_and_outside_it_the_office(office, industry, way) -> None:
    case = visit(office, industry)
    if industry == "other":
        office.engine.assign(case, "responsible_unit", "commerce", by=CLERK, why="职能相近")

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, way, by=CLERK)


def test_a_unit_that_passes_the_visit_on_does_so_with_a_slip(office) -> None:
    case = contacted(office)

    office.engine.staff.pass_on(case, "responsible_unit", "commerce", by=CLERK, why="改由商务牵头")

    assert holder(office, case, "responsible_unit") == "commerce"
    assert letters(office, case) == ["transfer"]


def test_contact_and_an_opinion_come_before_the_follow_up(office) -> None:
    case = contacted(office)

    assert unmet(office, case, "take_up") == ["与企业取得联系后填写日期", "填写“研判意见”"]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "take_up", by=INDUSTRY)


@pytest.mark.parametrize(
    ("way", "field"), [("become_project", "project_no"), ("give_up", "no_interest_reason")]
)
def test_no_visit_ends_without_its_report(office, way, field) -> None:
    case = followed(office)
    office.engine.record(case, by=INDUSTRY, fields={field: "有"})
    assert unmet(office, case, way) == ["提交材料“来访企业报告”"]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, way, by=INDUSTRY)

    office.engine.record(case, by=INDUSTRY, materials={"visit_report": "报告.pdf"})

    assert office.engine.advance(case, way, by=INDUSTRY).status == "ended"


@pytest.mark.parametrize("way", ["become_project", "give_up"])
def test_an_end_says_which_project_or_why_there_is_none(office, way) -> None:
    case = followed(office)
    office.engine.record(case, by=INDUSTRY, materials={"visit_report": "报告.pdf"})

    with pytest.raises(TransitionRefused):
        office.engine.advance(case, way, by=INDUSTRY)


def test_one_working_day_to_give_out_and_three_to_assess_over_may_day_and_its_make_up_day(
    office,
) -> None:
    tick_at(office, "2026-04-30 09:00")
    case = visit(office)
    given_out = due(office, case)
    tick_at(office, "2026-05-06 09:00")
    office.engine.advance(case, "follow_chain", by=CLERK)

    assert (given_out, due(office, case)) == ("2026-05-06 17:30", "2026-05-09 17:30")


def test_a_lead_unit_that_does_not_assess_gets_a_yellow_then_a_red_light_and_letter(
    office,
) -> None:
    case = contacted(office)
    seen = {}
    for day in ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)

    assert list(seen.values()) == ["green", "yellow", "yellow", "red"]
    assert letters(office, case) == ["yellow_warning", "red_supervision"]
    assert any("红灯督办" in s for s in subjects(office, "duan_tiezheng"))


def test_a_followed_visit_turns_yellow_after_a_silent_month_and_red_after_two(office) -> None:
    case = followed(office)
    seen = {}
    for day in ("2026-04-02", "2026-04-03", "2026-05-06", "2026-05-07"):
        tick_at(office, f"{day} 10:00")
        seen[day] = light(office, case)
    office.engine.record(case, by=INDUSTRY, fields={"opinion": "再次走访"})

    assert list(seen.values()) == ["green", "yellow", "yellow", "red"]
    assert light(office, case) == "green"


def test_a_resident_office_or_the_local_bureau_brings_leads_in_and_others_do_not(office) -> None:
    case = visit(office, by="yao_binhai")

    assert set(holder(office, case, "introducers").split(",")) == {
        "resident_binhai",
        "promotion_wangxi",
    }
    with pytest.raises(NotAllowed):
        visit(office, by=COMMERCE)


def test_a_visit_is_given_out_once_it_is_known_what_for(office) -> None:
    fields = {"name": "来访", "visitor": FIRM_TITLE, "industry": "energy"}
    case = office.engine.open("visitors", fields=fields, by=CLERK).id

    assert unmet(office, case, "follow_chain") == ["填写“考察内容”"]
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "follow_chain", by=CLERK)
