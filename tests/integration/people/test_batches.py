"""In a batch every case keeps its own policy: own approval, four eyes, words, stand-ins."""

from __future__ import annotations

import pytest

from guatu.errors import AuditorsOnlyLook, BatchRefused, FourEyes, OwnCase, ReasonMissing
from testkit.offices import all_rows, history
from testkit.tenders import agree, owed, signing


def refusals(office, cases, approval: str, by: str, text: str = "同意") -> dict[int | str, type]:
    """Decide a batch that is refused; give why each case was, after nothing was written."""
    before = all_rows(office)
    with pytest.raises(BatchRefused) as refused:
        office.engine.tasks.decide_all(cases, approval, "agree", by=by, text=text)
    assert all_rows(office) == before
    return {r.case: type(r.error) for r in refused.value.refusals}


def test_whoever_brought_one_case_here_approves_none_of_its_batch(office) -> None:
    other, own = signing(office), signing(office, by="clerk")
    for case in (other, own):
        office.engine.tasks.pass_on(case, "final", "clerk", by="deputy", why="委托办理")

    assert refusals(office, [other, own], "final", "clerk")[own] is OwnCase


def test_four_eyes_are_kept_on_each_case_of_a_batch(office) -> None:
    first, second = signing(office), signing(office)
    agree(office, first, "draft", ["doctor"])
    for case in (first, second):
        office.engine.tasks.pass_on(case, "final", "doctor", by="deputy", why="委托办理")

    assert refusals(office, [first, second], "final", "doctor") == {first: FourEyes}
    office.engine.tasks.decide_all([second], "final", "agree", by="doctor", text="同意")


def test_words_that_the_flow_wants_are_wanted_of_the_whole_batch(office) -> None:
    cases = [signing(office), signing(office)]

    assert refusals(office, cases, "final", "deputy", "") == dict.fromkeys(cases, ReasonMissing)


def test_a_stand_in_decides_a_batch_for_whoever_is_away(office) -> None:
    cases = [signing(office), signing(office)]
    office.people.away("doctor", since=office.clock.now(), deputy="ada", by="doctor", why="出差")

    waiting = office.desk("ada").approvals("tender", "draft")
    office.engine.tasks.decide_all([row.case for row in waiting], "draft", "agree", by="ada")

    assert [row.case for row in waiting] == cases
    assert [history(office, case)[-1].data["for"] for case in cases] == ["doctor"] * 2
    assert not [key for _, key in owed(office, "doctor") if key == "draft"]


def test_an_auditor_is_told_once_that_he_changes_nothing(office) -> None:
    with pytest.raises(AuditorsOnlyLook):
        office.engine.tasks.decide_all([signing(office)], "draft", "agree", by="eye")
