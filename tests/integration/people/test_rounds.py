"""Opinion rounds (会签): each is asked by its rule, and ends once, with the result its rule says."""

from __future__ import annotations

import pytest

from guatu import TransitionRefused
from guatu.errors import (
    NotAllowed,
    ReasonMissing,
    RoundRefused,
    UnknownHolder,
    UnknownTask,
    VerdictRefused,
)
from testkit.offices import history, kinds
from testkit.tenders import (
    EXPERTS,
    agree,
    outcome,
    owed,
    reviewed,
    subjects,
    tick_at,
    unmet,
)


def no(office, case: int, key: str, person: str, **more) -> None:
    """Let somebody disagree."""
    office.engine.decide(case, key, "disagree", by=person, text="不同意", **more)


# --- how a round passes ---------------------------------------------------------------------


def test_all_must_agree_and_nobody_is_missed(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin", "ledger"])
    before = outcome(office, case, "views")

    agree(office, case, "views", ["judge"])

    assert (before, outcome(office, case, "views")) == ("", "passed")
    assert office.engine.advance(case, "conclude", by="clerk").stage == "signing"


def test_a_plain_disagreement_waits_for_the_rest_and_then_refuses(office) -> None:
    case = reviewed(office, "all")
    no(office, case, "views", "coin")
    before = outcome(office, case, "views")

    agree(office, case, "views", ["ledger", "judge"])

    assert (before, outcome(office, case, "views")) == ("", "refused")
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "conclude", by="clerk")


def test_a_veto_on_one_of_its_grounds_ends_the_round_at_once(office) -> None:
    case = reviewed(office, "all")

    no(office, case, "views", "coin", ground="debt")

    assert outcome(office, case, "views") == "refused"
    (said,) = unmet(office, case, "conclude")
    assert said == "海州市财政局一票否决：不同意；处理后可重新征求意见"
    assert owed(office, "ledger") == []
    ended = next(x for x in history(office, case) if x.kind == "round_ended")
    assert ended.why.startswith("海州市财政局一票否决（无预算）；不同意1、未复2")


def test_any_one_is_enough_where_the_flow_says_so(office) -> None:
    case = reviewed(office, "any")
    no(office, case, "either", "coin")

    agree(office, case, "either", ["ledger"])

    assert (outcome(office, case, "either"), owed(office, "judge")) == ("passed", [])


def test_a_ratio_is_certain_as_soon_as_the_rest_can_not_change_it(office) -> None:
    passed, refused = reviewed(office, "ratio"), reviewed(office, "ratio")
    agree(office, passed, "vote", ["coin", "ledger"])
    no(office, refused, "vote", "coin")
    before = outcome(office, refused, "vote")

    no(office, refused, "vote", "ledger")

    found = [outcome(office, case, "vote") for case in (passed, refused)]
    assert (before, found) == ("", ["passed", "refused"])


def test_who_abstains_is_not_counted(office) -> None:
    case = reviewed(office, "all")
    office.engine.decide(case, "views", "abstain", by="coin")

    agree(office, case, "views", ["ledger", "judge"])

    assert outcome(office, case, "views") == "passed"


def test_where_everybody_abstains_nobody_has_agreed(office) -> None:
    case = reviewed(office, "all")

    for person in EXPERTS.values():
        office.engine.decide(case, "views", "abstain", by=person)

    assert outcome(office, case, "views") == "refused"


def test_weights_and_a_veto_of_one_alone(office) -> None:
    heavy, vetoed = reviewed(office, "weight"), reviewed(office, "weight")

    agree(office, heavy, "weighed", ["ada", "doctor", "coin"])
    no(office, vetoed, "weighed", "ada")

    found = [outcome(office, case, "weighed") for case in (heavy, vetoed)]
    assert found == ["passed", "refused"]


def test_one_after_the_other_the_next_is_asked_when_one_has_answered(office) -> None:
    case = reviewed(office, "order")
    first = [owed(office, person) for person in ("doctor", "deputy")]

    agree(office, case, "turns", ["doctor"])

    assert first[0] == [(case, "turns")]
    assert (case, "turns") not in first[1]
    assert (case, "turns") in owed(office, "deputy")
    agree(office, case, "turns", ["deputy"])
    assert outcome(office, case, "turns") == "passed"


def test_a_hearing_passes_whatever_is_said_once_everybody_has_spoken(office) -> None:
    case = reviewed(office, "heard")
    for person in ("coin", "ledger"):
        no(office, case, "hearing", person)
    before = outcome(office, case, "hearing")

    no(office, case, "hearing", "judge")

    assert (before, outcome(office, case, "hearing")) == ("", "passed")


# --- silence --------------------------------------------------------------------------------


def test_silence_is_not_consent(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin", "ledger"])

    tick_at(office, "2026-04-10 10:00")

    assert outcome(office, case, "views") == ""
    assert unmet(office, case, "conclude") == ["待海州市司法局回复意见"]


def test_silence_is_consent_where_the_flow_says_so_and_history_says_it_was_silence(office) -> None:
    case = reviewed(office, "quiet")
    agree(office, case, "quiet", ["coin"])
    tick_at(office, "2026-03-04 10:00")
    before = outcome(office, case, "quiet")

    tick_at(office, "2026-03-05 09:00")

    assert (before, outcome(office, case, "quiet")) == ("", "passed")
    counted = [x for x in history(office, case) if x.kind == "silence_counted"]
    assert [(x.by, x.why) for x in counted] == [("system", "逾期未复，按规定视为同意")] * 2


def test_somebodys_own_limit_goes_first_and_the_late_are_chased(office) -> None:
    case = reviewed(office, "all")
    due = {t.holder: t.due_at for t in office.views.tasks(case_id=case) if t.key == "views"}

    tick_at(office, "2026-03-09 10:00")

    days = {moment.astimezone(office.zone).date().isoformat() for moment in due.values()}
    assert days == {"2026-03-05"}
    late = [s for s in subjects(office, "coin") if "逾期催办" in s]
    assert len(late) == 1


def test_pressing_by_hand_is_counted(office) -> None:
    case = reviewed(office, "all")

    for _ in range(2):
        office.engine.tasks.urge(case, "views", by="clerk", holder="money", text="请抓紧")

    pressed = [s for s in subjects(office, "coin") if s.startswith("【催办】")]
    assert [turn for turn in ("第1次", "第2次") if any(turn in s for s in pressed)] == [
        "第1次",
        "第2次",
    ]
    assert [s for s in subjects(office, "ledger") if s.startswith("【催办】")] == []


# --- conditional consent --------------------------------------------------------------------


def test_conditions_become_tasks_once_the_round_has_passed(office) -> None:
    case = reviewed(office, "all")
    office.engine.decide(
        case,
        "views",
        "conditional",
        by="coin",
        text="原则同意",
        conditions=["落实资金来源", "报备采购计划"],
    )
    before = owed(office, "doctor")

    agree(office, case, "views", ["ledger", "judge"])

    assert before == []
    titles = [t.title for t in office.desk("doctor").tasks() if t.kind == "condition"]
    assert titles == ["落实资金来源", "报备采购计划"]


def test_conditions_must_be_met_where_the_flow_asks_for_it(office) -> None:
    case = reviewed(office, "all")
    office.engine.decide(case, "views", "conditional", by="coin", conditions=["落实资金来源"])
    agree(office, case, "views", ["ledger", "judge"])
    office.engine.advance(case, "conclude", by="clerk")
    before = [said for said in unmet(office, case, "award") if "落实" in said]

    office.engine.tasks.complete(case, "views", by="doctor", text="资金已落实")

    after = [said for said in unmet(office, case, "award") if "落实" in said]
    assert (before, after) == (["待落实：落实资金来源（东城医院）"], [])


@pytest.mark.parametrize(
    ("route", "key", "verdict", "more"),
    [
        ("all", "views", "conditional", {}),
        ("any", "either", "conditional", {"conditions": ["一"]}),
        ("all", "views", "agree", {"conditions": ["一"]}),
        ("all", "views", "disagree", {"ground": "nothing", "text": "否"}),
        ("all", "views", "agree", {"ground": "ban"}),
    ],
)
def test_what_can_not_be_said_here_is_refused(office, route, key, verdict, more) -> None:
    case = reviewed(office, route)

    with pytest.raises(VerdictRefused):
        office.engine.decide(case, key, verdict, by="coin", **more)


# --- changing who is asked ------------------------------------------------------------------


def test_one_more_is_asked_while_the_round_runs(office) -> None:
    case = reviewed(office, "all")

    office.engine.rounds.add(case, "views", "centre", by="clerk", why="涉及信息系统")
    agree(office, case, "views", EXPERTS.values())

    assert outcome(office, case, "views") == ""
    agree(office, case, "views", ["net"])
    assert outcome(office, case, "views") == "passed"


def test_one_less_is_asked_and_the_round_ends_when_nobody_is_left_to_answer(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin", "ledger"])

    office.engine.rounds.remove(case, "views", "law", by="clerk", why="与司法无关")

    assert (outcome(office, case, "views"), owed(office, "judge")) == ("passed", [])


def test_the_last_one_and_one_who_has_answered_stay(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin"])
    with pytest.raises(RoundRefused):
        office.engine.rounds.remove(case, "views", "money", by="clerk", why="重复")
    other = reviewed(office, "any")
    for unit in ("money", "books"):
        office.engine.rounds.remove(other, "either", unit, by="clerk", why="精简")

    with pytest.raises(RoundRefused):
        office.engine.rounds.remove(other, "either", "law", by="clerk", why="精简")


def test_nobody_is_asked_twice_and_nobody_unknown(office) -> None:
    case = reviewed(office, "all")

    with pytest.raises(RoundRefused):
        office.engine.rounds.add(case, "views", "money", by="clerk", why="重复")
    with pytest.raises(UnknownHolder):
        office.engine.rounds.add(case, "views", "moon", by="clerk", why="无此单位")


def test_only_whoever_may_ask_changes_who_is_asked(office) -> None:
    case = reviewed(office, "all")

    with pytest.raises(NotAllowed):
        office.engine.rounds.add(case, "views", "centre", by="coin", why="自行加签")


def test_one_who_waits_for_his_turn_can_be_taken_out(office) -> None:
    case = reviewed(office, "order")

    office.engine.rounds.remove(case, "turns", "deputy", by="clerk", why="不再需要")
    agree(office, case, "turns", ["doctor"])

    assert outcome(office, case, "turns") == "passed"


# --- taking an opinion back -----------------------------------------------------------------


def test_an_opinion_is_taken_back_while_the_round_runs(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", ["coin"])

    office.engine.rounds.recall(case, "views", by="penny")

    assert (case, "views") in owed(office, "coin")
    assert kinds(office, case)[-1] == "opinion_recalled"


def test_an_opinion_is_not_taken_back_once_the_round_has_ended(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", EXPERTS.values())

    with pytest.raises(RoundRefused):
        office.engine.rounds.recall(case, "views", by="coin")


def test_what_was_not_said_can_not_be_taken_back(office) -> None:
    case = reviewed(office, "all")

    with pytest.raises(UnknownTask):
        office.engine.rounds.recall(case, "views", by="coin")


# --- the end --------------------------------------------------------------------------------


def test_whoever_answers_after_the_end_is_told_that_it_has_ended(office) -> None:
    case = reviewed(office, "all")
    agree(office, case, "views", EXPERTS.values())

    with pytest.raises(RoundRefused) as refused:
        office.engine.decide(case, "views", "disagree", by="coin", text="改主意")

    assert "“部门论证”已经结束" in refused.value.sentence()


def test_a_refused_round_is_begun_again_and_everybody_is_asked_anew(office) -> None:
    case = reviewed(office, "all")
    no(office, case, "views", "coin", ground="debt")

    office.engine.rounds.ask_again(case, "views", by="clerk", why="预算已追加")

    assert [outcome(office, case, key) for key in ("views", "views/2")] == ["refused", ""]
    agree(office, case, "views", EXPERTS.values())
    assert outcome(office, case, "views/2") == "passed"
    assert office.engine.advance(case, "conclude", by="clerk").stage == "signing"


def test_a_round_that_was_not_refused_is_not_begun_again(office) -> None:
    case = reviewed(office, "all")

    with pytest.raises(RoundRefused):
        office.engine.rounds.ask_again(case, "views", by="clerk", why="再问一遍")
    with pytest.raises(ReasonMissing):
        office.engine.rounds.ask_again(case, "views", by="clerk", why="")


def test_leaving_the_stage_ends_a_round_that_runs(office) -> None:
    case = reviewed(office, "all")

    office.engine.send_back(case, "intake", by="clerk", why="材料不全")

    ended = [x for x in history(office, case) if x.kind == "round_ended"]
    assert [x.data["outcome"] for x in ended] == ["void"]
    assert owed(office, "coin") == []


def test_the_owner_of_the_stage_is_told_the_result_once(office) -> None:
    case = reviewed(office, "all")

    agree(office, case, "views", EXPERTS.values())

    assert sum(s.startswith("【会签结果】") for s in subjects(office, "clerk")) == 1
