"""Policies: own approval, nobody to approve, words that are wanted, four eyes."""

from __future__ import annotations

import pytest

from guatu import TransitionRefused
from guatu.errors import FourEyes, OwnCase, ReasonMissing, RosterLacks
from testkit.tenders import (
    agree,
    buy,
    changed_tender,
    holder,
    open_tenders,
    owed,
    signing,
    unmet,
    vacancies,
)


def test_whoever_brought_it_here_is_skipped_for_his_superior(office) -> None:
    case = buy(office).id
    office.engine.assign(case, "desk", "clinic", by="clerk", why="医院自行采购")
    office.engine.advance(case, "submit", by="doctor")

    office.engine.advance(case, "conclude", by="doctor")

    assert (case, "draft") not in owed(office, "doctor")
    assert (case, "draft") in owed(office, "mayor")


def test_whoever_brought_it_here_may_not_approve_it(office) -> None:
    case = buy(office).id
    office.engine.assign(case, "director", "buyer", by="clerk", why="采购办分管")
    office.engine.advance(case, "submit", by="clerk")
    office.engine.advance(case, "conclude", by="clerk")
    office.engine.moves.jump(case, "review", by="root", why="重走")
    office.engine.advance(case, "conclude", by="buyer")

    assert (case, "final") not in owed(office, "buyer")
    assert any("“终审”无人办理" in e.title for e in vacancies(office, case))


def test_a_task_already_given_is_not_decided_by_who_brought_it_here(office) -> None:
    case = signing(office, by="clerk")
    office.engine.tasks.pass_on(case, "final", "clerk", by="deputy", why="委托办理")

    with pytest.raises(OwnCase):
        office.engine.decide(case, "final", "agree", by="clerk", text="同意")


def test_four_eyes_keep_two_approvals_apart(office) -> None:
    case = signing(office)
    agree(office, case, "draft", ["doctor"])
    office.engine.tasks.pass_on(case, "final", "doctor", by="deputy", why="委托办理")

    with pytest.raises(FourEyes) as refused:
        office.engine.decide(case, "final", "agree", by="doctor", text="同意")

    assert "已办理项目" in refused.value.sentence()
    assert "“初审”" in refused.value.sentence()


def test_four_eyes_remember_transitions_and_earlier_entries(office) -> None:
    case = signing(office, by="buyer")
    office.engine.tasks.pass_on(case, "final", "clerk", by="deputy", why="委托办理")

    with pytest.raises(FourEyes):
        office.engine.decide(case, "final", "agree", by="clerk", text="同意")


def test_words_are_wanted_where_the_flow_says_so(office) -> None:
    case = signing(office)

    with pytest.raises(ReasonMissing):
        office.engine.decide(case, "final", "agree", by="deputy")

    office.engine.decide(case, "final", "agree", by="deputy", text="同意定标")


def test_an_approval_nobody_can_give_is_skipped_where_the_flow_says_so(office) -> None:
    case = signing(office)
    agree(office, case, "draft", ["doctor"])
    office.engine.decide(case, "final", "agree", by="deputy", text="同意")

    moved = office.engine.advance(case, "award", by=holder(office, case, "officer"))

    assert moved.stage == "delivery"


def test_an_approval_that_may_be_skipped_is_not_once_somebody_can_give_it(office) -> None:
    case = signing(office)

    office.engine.assign(case, "safety", "penny", by="clerk", why="涉及放射设备")

    assert "待彭科员审批" in unmet(office, case, "award")
    assert (case, "hazard") in owed(office, "penny")


NEEDED = ("[{approval: draft}, {approval: final}", "[{approval: pledge}, {approval: final}")


def test_an_approval_nobody_can_give_is_told_to_whoever_assigns(
    database_url, clock, tmp_path
) -> None:
    with open_tenders(database_url, clock, flow=changed_tender(tmp_path, NEEDED)) as office:
        case = signing(office)

        (raised,) = vacancies(office, case)
        assert (raised.title, raised.recipients) == ("“承诺确认”无人办理", ("clerk",))
        with pytest.raises(TransitionRefused):
            office.engine.advance(case, "award", by=holder(office, case, "officer"))

        office.engine.assign(case, "carrier", "centre", by="clerk", why="指定承办")
        assert (vacancies(office, case), (case, "pledge") in owed(office, "net")) == ([], True)


def test_a_flow_that_can_not_do_without_somebody_is_not_published_without_him(
    office, tmp_path
) -> None:
    flow = changed_tender(
        tmp_path,
        ("by: [director], own: forbid", "by: [director], empty: refuse, own: forbid"),
        ("outcomes: {deputy: 副主任, chief: 主任}", "outcomes: {vice: 副主任, boss: 主任}"),
        ("then: chief}, {then: deputy}", "then: boss}, {then: vice}"),
    )

    with pytest.raises(RosterLacks) as refused:
        office.publish(flow)

    assert "“终审”须有人办理，而名册中没有“分管领导”的人选" in refused.value.sentence()
