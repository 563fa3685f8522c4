"""Claiming a part (认领揭榜): everybody who may is asked, the first has it, else it is dispatched."""

from __future__ import annotations

import pytest

from guatu.errors import ClaimRefused
from testkit.offices import kinds
from testkit.tenders import (
    buy,
    changed_tender,
    holder,
    open_tenders,
    owed,
    subjects,
    tick_at,
    vacancies,
    why,
)

CLAIMED = (
    "carrier: {title: 承办单位, holder: unit}",
    (
        "carrier: {title: 承办单位, holder: unit, slips: {assign: handover}, "
        "assign: [{duty: finance, claim: 3 workdays}, {duty: audit}]}"
    ),
)
UNCLAIMED = (CLAIMED[0], CLAIMED[1].replace(", {duty: audit}", ""))


@pytest.fixture
def office(database_url, clock, tmp_path):
    with open_tenders(database_url, clock, flow=changed_tender(tmp_path, CLAIMED)) as office:
        yield office


def test_nobody_is_given_a_part_that_is_open_for_claims(office) -> None:
    case = buy(office).id

    assert (holder(office, case, "carrier"), vacancies(office, case)) == ("", [])
    assert (case, "carrier") in owed(office, "coin")


def test_the_first_who_claims_has_it_with_a_slip(office) -> None:
    case = buy(office).id

    office.engine.staff.claim(case, "carrier", by="penny")

    assert (holder(office, case, "carrier"), why(office, case, "carrier")) == ("money", "认领揭榜")
    assert [letter.spec for letter in office.views.letters(case_id=case)] == ["handover"]
    assert owed(office, "coin") == []


def test_a_second_claim_comes_too_late(office) -> None:
    case = buy(office).id
    office.engine.staff.claim(case, "carrier", by="coin")

    with pytest.raises(ClaimRefused) as refused:
        office.engine.staff.claim(case, "carrier", by="penny")

    assert "不在认领期内" in refused.value.sentence()


def test_whoever_was_not_asked_can_not_claim(office) -> None:
    case = buy(office).id

    with pytest.raises(ClaimRefused) as refused:
        office.engine.staff.claim(case, "carrier", by="ledger")

    assert "不在“承办单位”的认领范围内" in refused.value.sentence()


def test_unclaimed_in_time_it_is_dispatched_by_the_next_rule(office) -> None:
    case = buy(office).id

    tick_at(office, "2026-03-05 17:00")
    before = holder(office, case, "carrier")
    tick_at(office, "2026-03-06 09:00")

    assert (before, holder(office, case, "carrier")) == ("", "books")
    assert kinds(office, case).count("claim_lapsed") == 1
    assert owed(office, "coin") == []


def test_unclaimed_with_no_rule_after_it_is_told_to_whoever_assigns(
    database_url, clock, tmp_path
) -> None:
    (tmp_path / "other").mkdir()
    flow = changed_tender(tmp_path / "other", UNCLAIMED)
    with open_tenders(database_url, clock, flow=flow) as office:
        case = buy(office).id

        tick_at(office, "2026-03-06 09:00")

        (raised,) = vacancies(office, case)
        assert (raised.title, raised.recipients) == ("无人承担“承办单位”", ("clerk",))
        assert any("无人承担“承办单位”" in subject for subject in subjects(office, "clerk"))


def test_the_window_lapses_once_however_often_it_is_looked_at(office) -> None:
    case = buy(office).id

    for _ in range(3):
        tick_at(office, "2026-03-06 09:00")

    assert kinds(office, case).count("claim_lapsed") == 1


def test_naming_somebody_ends_the_window(office) -> None:
    case = buy(office).id

    office.engine.assign(case, "carrier", "law", by="clerk", why="急件，直接交办")
    tick_at(office, "2026-03-06 09:00")

    assert (holder(office, case, "carrier"), owed(office, "coin")) == ("law", [])
