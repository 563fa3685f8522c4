"""Counting a round: certain exactly when nothing that may still be said would change the result."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.definitions.model import PassRule, Round, Title, Veto
from guatu.workflow.steps.tasks.tally import Ballot, count_zh, result_of

SAID = (None, "agree", "conditional", "disagree", "abstain")
KINDS = ("all", "any", "heard", "ratio", "weight")


def rule(kind: str = "all", *, share: Fraction = Fraction(2, 3), collects: bool = False) -> Round:
    return Round(
        key="r",
        title=Title("会签"),
        ask=("a",),
        passes=PassRule(kind=kind, share=share),
        collects=collects,
    )


def ballots(*said: str | None) -> list[Ballot]:
    return [Ballot(holder=str(n), verdict=verdict) for n, verdict in enumerate(said)]


BALLOT = st.builds(
    Ballot,
    holder=st.just("x"),
    verdict=st.sampled_from(SAID),
    weight=st.integers(1, 5),
    may_veto=st.booleans(),
)
RULE = st.builds(
    rule,
    st.sampled_from(KINDS),
    share=st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
    collects=st.booleans(),
)


def vetoing(ballot: Ballot) -> Ballot:
    """Let a disagreement of whoever may veto be a veto."""
    return replace(ballot, is_veto=ballot.may_veto and ballot.verdict == "disagree")


def ends(found: list[Ballot]) -> list[list[Ballot]]:
    """Give every way the rest may answer."""
    choices = [
        [b] if b.verdict is not None else [replace(b, verdict=v) for v in SAID[1:]] for b in found
    ]
    return [[vetoing(b) for b in filled] for filled in product(*choices)]


@given(RULE, st.lists(BALLOT, min_size=1, max_size=4))
def test_a_certain_result_is_the_result_whatever_the_rest_say(joint: Round, drawn) -> None:
    found = [vetoing(ballot) for ballot in drawn]
    result = result_of(joint, found)

    if result:
        assert {result_of(joint, end) for end in ends(found)} == {result}


@given(RULE, st.lists(BALLOT, min_size=1, max_size=4))
def test_a_round_that_does_not_collect_ends_as_soon_as_it_is_certain(joint: Round, drawn) -> None:
    found = [vetoing(ballot) for ballot in drawn]
    if joint.collects or joint.passes.kind == "heard" or result_of(joint, found):
        return

    assert len({result_of(joint, end) for end in ends(found)}) == 2


@given(RULE, st.lists(BALLOT, min_size=1, max_size=5))
def test_a_round_always_ends_once_everybody_has_answered(joint: Round, drawn) -> None:
    found = [vetoing(replace(b, verdict=b.verdict or "agree")) for b in drawn]

    assert result_of(joint, found) in {"passed", "refused"}


@given(RULE, st.lists(BALLOT, min_size=1, max_size=4))
def test_the_order_of_answers_does_not_count(joint: Round, drawn) -> None:
    found = [vetoing(ballot) for ballot in drawn]

    assert result_of(joint, found) == result_of(joint, found[::-1])


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("all", ("agree", "agree"), "passed"),
        ("all", ("agree", "conditional"), "passed"),
        ("all", ("agree", "disagree"), "refused"),
        ("all", ("agree", "abstain"), "passed"),
        ("all", ("abstain", "abstain"), "refused"),
        ("any", ("disagree", "agree"), "passed"),
        ("any", ("disagree", "disagree"), "refused"),
        ("heard", ("disagree", "disagree"), "passed"),
        ("ratio", ("agree", "agree", "disagree"), "passed"),
        ("ratio", ("agree", "disagree", "abstain"), "refused"),
        ("ratio", ("agree", "agree", None), "passed"),
        ("ratio", ("disagree", "disagree", None), "refused"),
        ("ratio", ("agree", None, None), ""),
        ("any", (None, None), ""),
        ("all", (), ""),
    ],
)
def test_results_by_rule(kind: str, said: tuple[str | None, ...], expected: str) -> None:
    assert result_of(rule(kind), ballots(*said)) == expected


def test_a_veto_ends_a_round_that_collects() -> None:
    found = [Ballot(holder="a", verdict="disagree", may_veto=True, is_veto=True), *ballots(None)]

    assert result_of(rule(collects=True), found) == "refused"


def test_weights_count() -> None:
    found = [
        Ballot(holder="a", verdict="agree", weight=3),
        Ballot(holder="b", verdict="disagree", weight=1),
    ]

    assert result_of(rule("weight"), found) == "passed"


def test_the_count_is_said_with_the_rule() -> None:
    joint = replace(rule("ratio"), veto=Veto())

    said = count_zh(joint, ballots("agree", "disagree", None))

    assert said == "同意1、不同意1、未复1（须2/3以上同意，可一票否决）"
