"""Trying a draft in the browser: scenarios, impact on running cases, migration and its way back."""

from __future__ import annotations

import pytest

from testkit.visitors import Visitor, web_app

DRAFT = "/flows/drafts/1"
SCENARIOS = """starts: 2026-03-02 09:00
opens:
  by: desk
  fields: {name: 河东厂房, applicant: 远山公司, floor_area: 800, district: 城东区}
scenarios:
  - scenario: 受理期限五个工作日
    days:
      - on: 2026-03-02
        expect: {stage: intake, due: DUE}
"""


@pytest.fixture
def adm(office):
    """The administrator, at a draft of the permit flow with a shorter limit of intake."""
    visitor = Visitor(web_app(office), "adm")
    visitor.get("/flows")
    visitor.submit("/flows/drafts", {"flow": "permit"})
    source = office.designer.drafts.read(1).bundle.source
    shorter = source.replace(
        "limit: {small: 5 workdays, large: 10", "limit: {small: 4 workdays, large: 8"
    )
    visitor.submit(DRAFT, {"source": shorter, "expect": "1"})
    return visitor


def test_the_impact_names_cases_and_how_their_due_dates_move(office, adm) -> None:
    before = cases(office)

    adm.get(f"{DRAFT}/impact")

    assert "在办 2 个，有变动 1 个，不能迁移 0 个。" in adm.text("#main")
    assert len(adm.texts("section[aria-labelledby=felt-h] tbody tr")) == 1
    assert cases(office) == before


def test_a_plan_is_tried_before_it_is_carried_out(adm) -> None:
    adm.get(f"{DRAFT}/impact?timer.intake=keep")

    assert "期限提前 0 个" in adm.text("#main")


def test_a_draft_is_published_with_its_running_cases_and_taken_back(office, adm) -> None:
    adm.get(f"{DRAFT}/impact")
    adm.submit(f"{DRAFT}/migrate", {"expect": "2", "why": "缩短受理时限"})
    assert "待办 2 个" in adm.text("#run-1 ~ p, section[aria-labelledby=run-1]")
    office.tick()
    newest = office.flows.latest("permit").hash
    assert {case.flow_hash for case in cases(office)} == {newest}

    adm.get("/flows/migrations")
    adm.submit("/flows/migrations/1/revert", {"why": "暂缓执行"})

    assert "已退回 2 个" in adm.text("section[aria-labelledby=run-1]")
    assert newest not in {case.flow_hash for case in cases(office)}
    assert office.verify().is_whole


def test_nothing_is_migrated_without_a_reason(office, adm) -> None:
    adm.get(f"{DRAFT}/impact")

    answer = adm.submit(f"{DRAFT}/migrate", {"expect": "2", "why": " "})

    assert answer.status_code == 422
    assert [v.version for v in office.flows.versions() if v.key == "permit"] == [1]


@pytest.mark.parametrize(("due", "said"), [("2026-03-06", "通过"), ("2026-03-09", "不符")])
def test_scenarios_are_played_and_differences_told_day_by_day(office, adm, due, said) -> None:
    newest = office.designer.drafts.read(1)
    text = SCENARIOS.replace("DUE", due)
    form = {"source": newest.bundle.source, "scenarios": text, "expect": str(newest.revision)}
    adm.submit(DRAFT, form)

    adm.get(f"{DRAFT}/trial")

    assert adm.texts("#refusal") == []
    assert said in adm.text("section[aria-labelledby=ran-1]")
    assert "2026-03-06" in adm.text("section[aria-labelledby=ran-1]")


def test_the_letters_a_scenario_leads_to_are_shown(office, adm) -> None:
    newest = office.designer.drafts.read(1)
    late = SCENARIOS.replace("expect: {stage: intake, due: DUE}", "x").replace(
        "on: 2026-03-02\n        x", "on: 2026-03-20\n        expect: {light: red}"
    )
    form = {"source": newest.bundle.source, "scenarios": late, "expect": str(newest.revision)}
    adm.submit(DRAFT, form)

    adm.get(f"{DRAFT}/trial")

    (first, *_) = adm.texts("section[aria-labelledby=letters-h] summary")
    assert first.endswith("受理期限五个工作日 · 2026-03-09")
    assert "河东厂房" in adm.texts("section[aria-labelledby=letters-h] .paper")[0]


def cases(office):
    rows = office.views.board(office.clock.now(), flow="permit")
    return [office.engine.explain(row.id) for row in rows]


def test_a_year_of_a_draft_is_simulated_and_drawn(adm) -> None:
    adm.get(f"{DRAFT}/simulation?arrivals=12&year=2026&seed=7")

    first = adm.text("section[aria-labelledby=told-h]")
    assert "2026年立项" in first
    assert len(adm.page.cssselect("svg[role=img]")) == 4
    assert "arrivals: 12" in adm.text("section[aria-labelledby=used-h]")
    adm.get(f"{DRAFT}/simulation?arrivals=12&year=2026&seed=7")
    assert adm.text("section[aria-labelledby=told-h]") == first


def test_what_is_assumed_is_read_with_every_fault(adm) -> None:
    adm.get(f"{DRAFT}/simulation?assume=capacity:%20%7Bnobody:%201%7D%0Abeside:%202")

    assert "假设:1:12: 这里没有名为“nobody”的" in adm.text("#refusal")
    assert "假设:2:9: “2”不是比例" in adm.text("#refusal")


def test_a_number_that_can_not_be_used_is_told_at_its_field(adm) -> None:
    adm.get(f"{DRAFT}/simulation?arrivals=many")

    assert adm.text("#arrivals-why") == "应为 0 到 1000 的整数"
    assert adm.page.cssselect("#arrivals")[0].get("aria-invalid") == "true"


def test_the_history_of_the_office_can_be_assumed(adm) -> None:
    adm.get(f"{DRAFT}/simulation?fit=1")

    assert "据真实历史" in adm.text("section[aria-labelledby=used-h]")


def test_blanks_in_a_field_are_nothing(adm) -> None:
    adm.get(f"{DRAFT}/simulation?arrivals=%20&year=%20&seed=%20")

    assert "arrivals: 40" in adm.text("section[aria-labelledby=used-h]")
