"""Mining: stays made by hand, with answers known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu import Flow, read_flow
from guatu.definitions.model import Title
from guatu.workflow.mining import (
    HEATS,
    Mined,
    Places,
    Spread,
    Stay,
    heat,
    mine,
    path_of,
    report_of,
    sentences,
    spread_of,
)
from testkit.offices import WORKTIME, ZONE, china_time

FLOW = """
flow: permit
title: {zh: 施工许可, en: Permit}
initial: intake
title_field: name
fields:
  name: {title: 工程名称, type: text, required: true}
roles:
  desk: {title: 窗口, holder: unit, assign: {duty: permit_desk}}
stages:
  intake: {title: {zh: 受理, en: Intake}, owner: desk}
  review: {title: {zh: 审查, en: Review}, owner: desk}
  waiting: {title: {zh: 等待补正, en: Waiting}, owner: desk}
terminals:
  issued: {title: {zh: 已发证, en: Issued}, kind: completed}
  refused: {title: {zh: 不予许可, en: Refused}, kind: exited}
  shelf: {title: {zh: 封存, en: Shelved}, kind: sealed}
transitions:
  accept: {title: {zh: 受理, en: Accept}, from: intake, to: review, who: [desk]}
  revise: {title: {zh: 改报, en: Revise}, from: review, to: intake, who: [desk]}
  query: {title: {zh: 要求补正, en: Ask}, from: review, to: waiting, who: [desk]}
  supply: {title: {zh: 补正, en: Supply}, from: waiting, to: review, who: [desk], returns: true}
  issue: {title: {zh: 发证, en: Issue}, from: review, to: issued, who: [desk]}
  refuse: {title: {zh: 不予许可, en: Refuse}, from: [intake, review], to: refused, who: [desk]}
  seal: {title: {zh: 封存, en: Shelve}, from: review, to: shelf, who: [desk]}
  unseal: {title: {zh: 解封, en: Unshelve}, from: shelf, to: review, who: [desk]}
"""
MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZONE)
NOW = china_time("2026-06-01 10:00")
LATE = False
ON_TIME = True


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read_flow(FLOW, file="permit.yaml", templates={})


def case(number: int, *steps: tuple, start: datetime = MONDAY) -> list[Stay]:
    """Make the stays of a case: of each step the stage, the way there, its days, if on time.

    A step without days lasts; working days are reached by going on as many working days.
    """
    stays, at = [], start
    for stage, via, *more in steps:
        days, on_time = (*more, None, None)[:2]
        left = None if days is None else _after(at, days)
        stays.append(Stay(number, stage, at, left, via, "lin", on_time, None, "cn"))
        at = left or at
    return stays


def _after(moment: datetime, workdays: int) -> datetime:
    day = WORKTIME.shift(moment.date(), workdays)
    return moment.replace(year=day.year, month=day.month, day=day.day)


def mined(flow: Flow, *cases: Sequence[Stay], older: Sequence[Flow] = (), most: int = 10) -> Mined:
    return mine(
        [stay for stays in cases for stay in stays],
        Places(flow, older),
        worktimes=lambda _: WORKTIME,
        now=NOW,
        most=most,
    )


STRAIGHT = (("intake", "open", 3, ON_TIME), ("review", "accept", 8, ON_TIME), ("issued", "issue"))
LATE_ONCE = (("intake", "open", 5, ON_TIME), ("review", "accept", 20, LATE), ("issued", "issue"))
REFUSED = (("intake", "open", 1), ("refused", "refuse"))
SENT_BACK = (
    ("intake", "open", 2, ON_TIME),
    ("review", "accept", 4, LATE),
    ("intake", "send_back", 3, ON_TIME),
    ("review", "accept", 5, ON_TIME),
    ("issued", "issue"),
)


def test_cases_that_went_alike_are_one_variant_and_the_most_frequent_comes_first(flow) -> None:
    found = mined(flow, case(1, *REFUSED), case(2, *STRAIGHT), case(3, *LATE_ONCE))

    first, second = found.variants
    assert first.stages == ("intake", "review", "issued")
    assert (first.cases, first.share, first.example) == (2, 2 / 3, 2)
    assert (first.on_time, first.judged, first.on_time_share) == (1, 2, 0.5)
    assert first.time == Spread(n=2, median=11, p90=25, most=25, total=36)
    assert (second.stages, second.on_time_share) == (("intake", "refused"), None)


def test_the_rarer_variants_are_told_together(flow) -> None:
    found = mined(
        flow, case(1, *STRAIGHT), case(2, *STRAIGHT), case(3, *REFUSED), case(4, *SENT_BACK), most=1
    )

    assert len(found.variants) == 1
    assert (found.tail.variants, found.tail.cases, found.tail.share) == (2, 2, 0.5)
    assert found.tail.sentence("zh") == "其余 2 种走法：2 件（50%）"


def test_a_case_that_runs_has_no_variant_yet_and_counts_everywhere_else(flow) -> None:
    found = mined(flow, case(1, ("intake", "open", 3, ON_TIME), ("review", "accept")))

    assert (found.cases, found.ended, found.running, found.variants) == (1, 0, 1, ())
    review = next(stage for stage in found.stages if stage.key == "review")
    assert (review.cases, review.present, review.time.n) == (1, 1, 0)
    assert review.sentence("zh") == "审查：还没有走完的"
    assert "看不出完整的走法" in "".join(sentences(found))


def test_the_time_of_a_stage_is_in_working_days_by_the_calendar(flow) -> None:
    spring = datetime(2026, 2, 13, 10, tzinfo=ZONE)
    makeup = spring + timedelta(days=15)  # behind the holiday; both Saturdays are worked
    stays = [Stay(1, "intake", spring, makeup, "open", "lin", None, None, "cn")]

    found = mined(flow, stays)

    assert found.stages[0].time == Spread(n=1, median=6, p90=6, most=6, total=6)


def test_paused_working_days_are_counted_apart(flow) -> None:
    left = _after(MONDAY, 10)
    before = (MONDAY - timedelta(days=7), MONDAY - timedelta(days=3))
    within = (_after(MONDAY, 2), _after(MONDAY, 6))
    stay = Stay(1, "intake", MONDAY, left, "open", "lin", ON_TIME, None, "cn", (before, within))

    intake = mined(flow, [stay]).stages[0]

    assert (intake.time.total, intake.paused, intake.pauses) == (6, 4, 1)


def test_a_stay_that_lasts_is_overdue_unless_a_pause_came_before_the_due_moment(flow) -> None:
    due = _after(MONDAY, 5)
    late = Stay(1, "intake", MONDAY, None, "open", "lin", None, due, "cn")
    held = late._replace(case=2, pauses=((_after(MONDAY, 2), None),))

    intake = mined(flow, [late], [held]).stages[0]

    assert (intake.present, intake.present_late, intake.judged) == (2, 1, 0)
    assert intake.late_share is None


def test_overdue_is_a_share_of_the_stays_that_had_a_deadline(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, *LATE_ONCE), case(3, *REFUSED))

    intake, review, waiting = found.stages
    assert (intake.judged, intake.late, intake.late_share) == (2, 0, 0.0)
    assert (review.judged, review.late, review.late_share) == (2, 1, 0.5)
    assert (waiting.cases, waiting.late_share) == (0, None)
    assert found.latest == review
    assert found.slowest == review


def test_what_was_sent_back_costs_the_time_until_the_case_is_there_again(flow) -> None:
    found = mined(flow, case(1, *SENT_BACK), case(2, *STRAIGHT))

    (rework,) = found.reworks
    assert (rework.kind, rework.source, rework.target) == ("send_back", "review", "intake")
    assert (rework.count, rework.days) == (1, 3)
    assert (found.reworked, found.rework_days, found.days) == (1, 3, 25)
    assert [stage.again for stage in found.stages] == [1, 1, 0]


def test_going_on_through_stages_again_is_no_step_back_of_its_own(flow) -> None:
    found = mined(
        flow,
        case(
            1,
            ("intake", "open", 1),
            ("review", "accept", 1),
            ("waiting", "query", 1),
            ("intake", "send_back", 2),
            ("review", "accept", 3),
            ("waiting", "query", 4),
        ),
    )

    (rework,) = found.reworks
    assert (rework.kind, rework.count, rework.days) == ("send_back", 1, 5)


def test_a_transition_that_leads_back_is_a_step_back_too(flow) -> None:
    found = mined(
        flow,
        case(1, ("intake", "open", 1), ("review", "accept", 1), ("intake", "revise", 6)),
    )

    (rework,) = found.reworks
    assert (rework.kind, rework.days) == ("loop", 6)


def test_what_returns_or_was_taken_back_costs_the_time_it_was_away(flow) -> None:
    supplied = case(
        1,
        ("intake", "open", 1),
        ("review", "accept", 2),
        ("waiting", "query", 7),
        ("review", "supply", 3),
        ("issued", "issue"),
    )
    taken = case(
        2,
        ("intake", "open", 1),
        ("review", "accept", 4),
        ("intake", "take_back", 2),
        ("review", "accept"),
    )

    found = mined(flow, supplied, taken)

    assert {(r.kind, r.source, r.target, r.days) for r in found.reworks} == {
        ("returns", "waiting", "review", 7),
        ("take_back", "review", "intake", 4),
    }


def test_time_is_counted_for_the_last_step_back_alone(flow) -> None:
    found = mined(
        flow,
        case(
            1,
            ("intake", "open", 1),
            ("review", "accept", 1),
            ("waiting", "query", 1),
            ("review", "send_back", 2),
            ("intake", "revise", 4),
            ("review", "accept", 8),
            ("waiting", "query"),
        ),
    )

    days = {rework.kind: rework.days for rework in found.reworks}
    assert days == {"send_back": 10, "loop": 4}
    assert found.rework_days == 14


def test_a_case_that_was_shelved_and_taken_up_again_is_told_of(flow) -> None:
    found = mined(
        flow,
        case(
            1,
            ("intake", "open", 1),
            ("review", "accept", 2),
            ("shelf", "seal", 40),
            ("review", "unseal", 3),
            ("issued", "issue"),
        ),
    )

    (rework,) = found.reworks
    assert (rework.kind, rework.source, rework.days) == ("reopened", "shelf", 0)
    assert (found.days, found.ended) == (6, 1)
    assert [(e.source, e.end, e.kind, e.share) for e in found.exits] == [
        ("review", "shelf", "sealed", 0.5)
    ]


def test_ways_are_shares_of_what_left_a_stage_beside_those_nobody_took(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, *STRAIGHT), case(3, *REFUSED))

    ways = {(way.source, way.via): (way.count, way.share, way.standing) for way in found.ways}
    assert ways == {
        ("intake", "accept"): (2, 2 / 3, "flow"),
        ("intake", "refuse"): (1, 1 / 3, "flow"),
        ("review", "issue"): (2, 1.0, "flow"),
    }
    assert [(way.source, way.via) for way in found.unused] == [
        ("review", "revise"),
        ("review", "query"),
        ("waiting", "supply"),
        ("review", "refuse"),
        ("review", "seal"),
        ("shelf", "unseal"),
    ]


def test_what_only_an_older_version_has_keeps_its_title_and_is_told_as_gone(flow) -> None:
    older = read_flow(
        FLOW.replace("  waiting: {title", "  visit: {title: 踏勘, owner: desk}\n  waiting: {title")
        + "  go: {title: 前往踏勘, from: intake, to: visit, who: [desk]}\n"
        "  back: {title: 踏勘完毕, from: visit, to: review, who: [desk]}\n",
        file="permit.yaml",
        templates={},
    )
    stays = case(1, ("intake", "open", 1), ("visit", "go", 9), ("review", "back"))

    found = mined(flow, stays, older=[older])

    assert [(s.key, str(s.title), s.is_gone) for s in found.stages][-1] == ("visit", "踏勘", True)
    assert [way.sentence("zh") for way in found.gone] == [
        "受理→踏勘（前往踏勘）",
        "踏勘→审查（踏勘完毕）",
    ]
    assert "stages.visit" not in heat(found, "time")


def test_a_stage_that_no_version_has_is_called_by_its_key(flow) -> None:
    found = mined(flow, case(1, ("intake", "open", 1), ("lost", "somehow")))

    assert (str(found.stages[-1].title), found.gone[0].standing) == ("lost", "gone")


def test_the_first_move_and_who_moves_are_counted(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, ("intake", "open")))

    assert (found.first_move.n, found.first_move.median, found.unmoved) == (1, 3, 1)
    assert [(m.name, m.moves, m.share) for m in found.movers] == [("lin", 2, 1.0)]


def test_loops_are_told_once_with_how_often_they_were_gone_round() -> None:
    a, b, c = (Title(name, name.lower()) for name in "甲乙丙")

    assert path_of([a, b, c, b, c, b, c, a]) == Title(
        "甲 → （乙 → 丙）×3 → 甲", "甲 → （乙 → 丙）×3 → 甲"
    )
    assert path_of([a, a, a]).zh == "（甲）×3"


def test_figures_of_a_spread_were_all_measured() -> None:
    assert spread_of({1: 5, 7: 4, 30: 1}) == Spread(n=10, median=1, p90=7, most=30, total=63)
    assert spread_of({}) == Spread()


def test_it_is_told_in_sentences_in_both_languages(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, *LATE_ONCE), case(3, *SENT_BACK))

    zh, en = sentences(found), "\n".join(sentences(found, "en"))

    assert zh[:5] == [
        "施工许可：共 3 件，已结束 3 件，在办 0 件；流转 8 次。",
        "已结束的项目中，最常见的走法占 67%：受理 → 审查 → 已发证；另有 1 种走法。",
        "从立项到结束中位 14 个工作日，九成在 25 个以内。",
        "最费时的环节是审查：中位 5 个工作日，九成在 20 个以内，最长 20 个，超期 50%。",
        "返工：退回 1 次，多在 审查→受理；涉及 1 件（33%），费时 3 个工作日，占总用时 6%。",
    ]
    assert "Of the ended cases 67% went Intake → Review → Issued; 1 other way beside it." in en
    assert "Stepped back 1 time, most Review → Intake (sent back, 1)" in en
    assert not [sign for sign in en if "一" <= sign <= "鿿"]


def test_of_no_case_nothing_is_said_but_that(flow) -> None:
    nothing = mined(flow)

    assert sentences(nothing) == ["施工许可：所选范围内没有项目。"]
    assert sentences(nothing, "en") == ["Permit: there are no such cases."]
    assert report_of(nothing, zone=ZONE).since == NOW.date()


def test_heat_says_how_often_how_long_and_how_late(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, *LATE_ONCE), case(3, *REFUSED))

    count, time, late = (heat(found, by) for by in HEATS)

    assert (count["stages.intake"].count, count["stages.intake"].share) == (3, 1.0)
    assert (count["terminals.issued"].share, count["transitions.accept"].share) == (2 / 3, 1.0)
    assert (count["transitions.seal"].count, count["transitions.seal"].share) == (0, 0.0)
    assert (time["stages.review"].share, time["stages.review"].count) == (1.0, 8)
    assert late["stages.review"].words == "超期 50%（2 次中 1 次）"


def test_heat_is_said_in_english(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, *LATE_ONCE), case(3, *REFUSED))

    said = {by: heat(found, by, "en") for by in HEATS}

    assert said["count"]["stages.intake"].words == "entered: 3"
    assert said["count"]["transitions.accept"].words == "taken: 2"
    assert (
        said["time"]["stages.review"].words == "8 working days in the middle, nine in ten within 20"
    )
    assert said["overdue"]["stages.review"].words == "50% overdue (1 of 2)"


def test_what_is_overdue_and_not_left_yet_is_hot_too(flow) -> None:
    lasting = Stay(3, "review", MONDAY, None, "accept", "lin", None, MONDAY + timedelta(9), "cn")
    found = mined(flow, case(1, *STRAIGHT), case(2, *LATE_ONCE), [lasting])

    late = heat(found, "overdue")["stages.review"]

    assert (late.count, late.share) == (2, pytest.approx(2 / 3))
    assert late.words == "超期 67%（3 次中 2 次，其中 1 次还没有离开）"
    assert heat(found, "overdue", "en")["stages.review"].words == (
        "67% overdue (2 of 3, 1 still there)"
    )


def test_it_is_said_how_much_the_rarer_variants_come_to(flow) -> None:
    found = mined(flow, case(1, *STRAIGHT), case(2, *STRAIGHT), case(3, *REFUSED), most=1)

    assert "前 1 种走法合计占 67%；其余 1 种走法：1 件（33%）。" in sentences(found)
    assert "The most frequent way makes up 67%; 1 other variant: 1 case (33%)." in sentences(
        found, "en"
    )


def test_rework_says_how_many_cases_it_hit_and_what_each_cost(flow) -> None:
    found = mined(flow, case(1, *SENT_BACK), case(2, *SENT_BACK), case(3, *STRAIGHT))

    (rework,) = found.reworks
    (table,) = (each for each in report_of(found, zone=ZONE).tables if each.key == "rework")

    assert (rework.count, rework.cases, rework.days, rework.each) == (2, 2, 6, 3.0)
    assert table.rows == (("退回", "审查", "受理", 2, 2, pytest.approx(2 / 3), 6, 3.0),)


VIAS = {
    "review": "accept",
    "intake": "revise",
    "waiting": "query",
    "issued": "issue",
    "refused": "refuse",
}
paths = st.lists(
    st.tuples(
        st.sampled_from(["intake", "review", "waiting"]),
        st.sampled_from(["send_back", "take_back", "jump", ""]),
        st.integers(0, 9),
        st.sampled_from([ON_TIME, LATE, None]),
    ),
    min_size=1,
    max_size=9,
)
histories = st.lists(st.tuples(paths, st.sampled_from(["issued", "refused", ""])), max_size=12)


@given(histories, st.integers(1, 4))
def test_whatever_happened_counts_add_up_and_heat_is_from_nothing_to_all(drawn, most) -> None:
    flow = read_flow(FLOW, file="permit.yaml", templates={})
    cases = []
    for number, (path, end) in enumerate(drawn, 1):
        steps = [(stage, via or VIAS[stage], days, late) for stage, via, days, late in path]
        steps += [(end, VIAS[end])] if end else []
        cases.append(case(number, *steps))

    found = mined(flow, *cases, most=most)

    told = sum(v.cases for v in found.variants) + found.tail.cases
    assert told == found.ended == sum(bool(end) for _, end in drawn)
    assert found.moves == sum(way.count for way in found.ways) == found.stays - found.cases
    timed = sum(stage.time.total for stage in found.stages)
    assert timed == found.days >= found.rework_days >= 0
    assert found.rework_days == sum(rework.days for rework in found.reworks)
    assert sum(stage.time.n + stage.present for stage in found.stages) == sum(
        len(path) for path, _ in drawn
    )
    for by in HEATS:
        assert all(0 <= each.share <= 1 for each in heat(found, by).values())
    assert sum(mover.moves for mover in found.movers) == found.moves
