"""The shipped register of agents (招商代表信息库): recommended, checked, appointed, reviewed, let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from guatu import Office
from guatu.errors import NotAllowed
from testkit.offices import move
from testkit.shipped import due_day, letters, open_shipped
from testkit.tenders import holder, owed, tick_at, unmet
from testkit.works import light

CLERK, HEAD, COUNTY = "fang_xiaohe", "shen_zhiyuan", "mi_duoduo"
AGENT = {"name": "远滨商会", "kind": "chamber", "district": "qinghe"}
TERM = {"appointed_on": date(2026, 5, 6), "term_until": date(2026, 12, 31)}


@pytest.fixture
def office(sqlite_url, clock) -> Iterator[Office]:
    with open_shipped(sqlite_url, clock) as office:
        move(clock, "2026-04-27 09:00")
        yield office


@pytest.fixture
def checking(office) -> int:
    case = office.engine.open("agents", fields=AGENT, by=COUNTY).id
    assert len(unmet(office, case, "submit")) == 3
    said = {"field_of_work": "绿色食品", "reasons": "会员企业多"}
    office.engine.record(case, by=COUNTY, fields=said, materials={"profile": "情况.pdf"})
    office.engine.advance(case, "submit", by=COUNTY)
    return case


@pytest.fixture
def appointed(office, checking) -> int:
    office.engine.record(checking, by=CLERK, fields=TERM, materials={"agreement": "协议.pdf"})
    office.engine.decide(checking, "appointment", "agree", by=HEAD)
    office.engine.advance(checking, "appoint", by=CLERK)
    return checking


def test_nobody_is_appointed_without_a_term_an_agreement_and_consent(office, checking) -> None:
    assert holder(office, checking, "recommender") == "promotion_qinghe"
    assert len(unmet(office, checking, "appoint")) == 3
    with pytest.raises(NotAllowed):
        office.engine.advance(checking, "appoint", by=COUNTY)
    backwards = {"appointed_on": date(2026, 5, 6), "term_until": date(2026, 5, 6)}
    office.engine.record(checking, by=CLERK, fields=backwards)

    assert "填写聘任日期和聘期截止日期，聘任在前" in unmet(office, checking, "appoint")


def test_the_check_is_due_in_ten_working_days_over_may_day(office, checking) -> None:
    # 5月1日至5日放假，5月9日（星期六）上班
    assert due_day(office, checking) == "2026-05-13"
    tick_at(office, "2026-05-14 10:00")
    assert light(office, checking) == "yellow"


def test_what_an_agent_brings_is_entered_as_it_comes_and_adds_up(office, appointed) -> None:
    enter = office.engine.figures.enter
    enter(appointed, "leads", 2, on=date(2026, 4, 27), by=COUNTY, parts={"outcome": "lead"})
    enter(appointed, "leads", 1, on=date(2026, 4, 27), by=CLERK, parts={"outcome": "signed"})

    fields = {f.key: f.text for f in office.engine.explain(appointed).fields}
    sums = {i.key: i.value for i in office.views.indicators("agents") if not i.is_rate}

    assert fields["leads_total"].startswith("3")
    assert (sums["leads"], sums["leads_signed"], sums["appointed"]) == (3, 1, 1)
    assert letters(office, appointed) == ["handover"]


def test_the_review_is_owed_each_december_and_brought_forward_from_a_sunday(
    office, appointed
) -> None:
    tick_at(office, "2026-12-18 09:00")

    assert (appointed, "yearly_review/2026") in owed(office, CLERK)


def test_a_poor_agent_is_not_renewed_but_dismissed_with_a_reason_and_consent(
    office, appointed
) -> None:
    office.engine.record(appointed, by=CLERK, fields={"rating": "poor"})
    assert unmet(office, appointed, "consider_renewal") == ["不称职的不续聘"]
    assert unmet(office, appointed, "expire") == ["聘期未满的，按解聘办理"]
    assert (appointed, "dismissal") not in owed(office, HEAD)
    office.engine.record(appointed, by=CLERK, fields={"removal_reason": "一年没有线索"})
    office.engine.decide(appointed, "dismissal", "agree", by=HEAD)

    assert office.engine.advance(appointed, "dismiss", by=CLERK).stage == "dismissed"


def test_a_term_is_renewed_with_consent_or_ends_on_its_day(office, appointed) -> None:
    office.engine.record(appointed, by=CLERK, fields={"rating": "good"})
    office.engine.advance(appointed, "consider_renewal", by=CLERK)
    office.engine.record(appointed, by=CLERK, fields={"term_until": date(2027, 6, 30)})
    office.engine.decide(appointed, "renewal", "agree", by=HEAD)
    assert office.engine.advance(appointed, "renew", by=CLERK).stage == "appointed"
    move(office.clock, "2027-06-30 09:00")

    assert office.engine.advance(appointed, "expire", by=CLERK).status == "ended"
