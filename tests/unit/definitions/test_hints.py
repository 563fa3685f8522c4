"""What a flow declares and never uses is hinted at, at its place; it is no fault."""

import pytest

from guatu.definitions import read_flow
from guatu.definitions.files import shipped_flows
from guatu.definitions.hints import hints_of
from guatu.notifications import shipped_templates

FLOW = """\
flow: tiny
title: 小流程
title_field: name
fields:
  name: {title: 名称, type: text, required: true}
roles:
  desk: {title: 窗口, holder: unit}
stages:
  one: {title: 一, owner: desk, limit: 3 workdays}
terminals:
  done: {title: 办结, kind: completed}
approvals:
  chief: {title: 领导审批, by: [desk.head]}
rounds:
  joint: {title: 会签, ask: [desk], conditions: {to: desk}}
transitions:
  finish: {title: 办结, from: one, to: done, who: [desk], requires: REQUIRES}
"""


def hints(requires: str) -> list[tuple[int, int, str]]:
    flow = read_flow(FLOW.replace("REQUIRES", requires), file="tiny.yaml", templates={})
    return [(hint.line, hint.column, hint.path) for hint in hints_of(flow, "tiny.yaml")]


CHIEF, JOINT = (13, 3, "approvals.chief"), (15, 3, "rounds.joint")


@pytest.mark.parametrize(
    ("requires", "expected"),
    [
        ("[]", [CHIEF, JOINT]),
        ("[{round: joint}]", [CHIEF]),
        ("[{approval: chief}]", [JOINT]),
        ("[{approval: chief}, {conditions: joint}]", [JOINT]),
        ("[{approval: chief}, {round: joint, when: name == 'a'}]", []),
    ],
)
def test_what_no_transition_requires_is_hinted_at(requires, expected) -> None:
    assert hints(requires) == expected


def test_a_hint_says_what_and_the_mend_in_both_languages() -> None:
    flow = read_flow(FLOW.replace("REQUIRES", "[]"), file="tiny.yaml", templates={})
    first, _ = hints_of(flow, "tiny.yaml")

    assert (first.sentence("zh"), first.sentence("en")) == (
        "tiny.yaml:13:3: 没有任何转段要求审批“chief”，它永远不会发起 — 请写进某个转段的 requires，或删去",
        (
            "tiny.yaml:13:3: no transition ever asks for the approval “chief” "
            "— name it in `requires` of a transition, or remove it"
        ),
    )


@pytest.mark.parametrize("path", shipped_flows(), ids=lambda path: path.stem)
def test_a_shipped_flow_asks_for_all_it_declares(path) -> None:
    source = path.read_text(encoding="utf-8")
    flow = read_flow(source, file=path.name, templates=shipped_templates())

    assert hints_of(flow, path.name) == ()


# --- ways out of a stage ----------------------------------------------------------------------

CHOOSING = """\
flow: tiny
title: 小流程
title_field: name
grade: size
fields:
  name: {title: 名称, type: text, required: true}
  amount: {title: {zh: 投资额, en: Investment}, type: number, unit: 万元, min: 0}
  count: {title: 户数, type: integer, min: 0}
  opinion:
    title: {zh: 处置意见, en: Opinion}
    type: choice
    options: {seal: 封存, exit: 退出, go: {zh: 继续, en: Go on}}
  urgent: {title: 加急, type: boolean}
  site: {title: 选址, type: text}
  day: {title: 日期, type: date}
decisions:
  size:
    title: {zh: 规模, en: Size}
    outcomes: {none: 未定, small: 小, middle: 中, large: 大}
    rules:
      - {when: "!('amount' in filled)", then: none}
      - {when: "amount < 10.0", then: small}
      - {when: "amount < 20.0", then: middle}
      - {then: large}
materials:
  map: {title: 红线图}
roles:
  desk: {title: 窗口, holder: unit}
stages:
  one: {title: {zh: 处置, en: Disposal}, owner: desk, limit: 3 workdays}
terminals:
  done: {title: 办结, kind: completed}
transitions:
"""


def told(*ways: str) -> list[tuple[str, str, str]]:
    """Give code, path and sentence of the hints about a stage with ways that require these."""
    lines = [
        f"  way{n}: {{title: {{zh: 办法{n}, en: Way {n}}}, from: one, to: done, who: [desk],"
        f" requires: [{requires}]}}\n"
        for n, requires in enumerate(ways, 1)
    ]
    flow = read_flow(CHOOSING + "".join(lines), file="tiny.yaml", templates={})
    return [
        (h.code, h.path, h.sentence("en").split(": ", 1)[1]) for h in hints_of(flow, "tiny.yaml")
    ]


def fact(expression: str, when: str = "") -> str:
    more = f', when: "{when}"' if when else ""
    return f'{{fact: "{expression}"{more}, title: 条件, mend: 请核对}}'


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (["opinion == 'seal'", "opinion == 'exit'"], "where Opinion is Go on"),
        (
            ["opinion == 'seal' && urgent", "opinion in ['exit'] && amount > 5.0"],
            "where Opinion is Go on",
        ),
        (["amount < 5.0", "amount > 5.0"], "where Investment is 5 万元"),
        (["amount <= 5.0", "amount > 9.0", "amount == 0.0"], "where Investment is 7 万元"),
        (["count < 3", "count > 3"], "where 户数 is 3"),
        (["urgent && count > 3", "urgent && count < 3"], "where 户数 is 3"),
        (["size == 'small'", "size == 'large'"], "where Size is 中"),
        (["grade == 'small'", "grade == 'large'"], "where Size is 中"),
        (["name == 'a'", "name == 'b'"], "where 名称 is another"),
    ],
)
def test_a_value_that_every_way_out_asks_for_and_none_takes_is_hinted_at(ways, said) -> None:
    ((code, path, sentence),) = told(*map(fact, ways))

    assert (code, path) == ("no-way", "stages.one")
    assert sentence.startswith(f"{said}, no way leads out of “Disposal”")


@pytest.mark.parametrize(
    "ways",
    [
        ["opinion == 'seal'"],  # the case waits until it is so
        ["opinion == 'seal'", "opinion != 'seal'"],
        ["opinion == 'seal' || opinion == 'go'", "opinion == 'exit' || opinion == 'go'"],
        ["amount > 100.0", "opinion == 'exit'"],  # they tell by different things
        ["amount > 5.0", "amount > 10.0"],  # a small amount may grow
        ["urgent && opinion == 'seal'", "urgent && opinion != 'seal'"],  # all ask for it
        ["size == 'small'", "size == 'middle' || size == 'large'"],  # not yet measured
        ["amount < 5.0", "amount >= 5.0"],
        ["amount < 5.0", "amount > double(count)"],  # nobody can tell
        ["day > today", "day < today"],
        ["'site' in filled && urgent", "!('site' in filled) && !urgent"],
        ["'map' in materials", "!('map' in materials)"],
    ],
)
def test_what_a_case_waits_for_and_what_is_provided_for_is_not_hinted_at(ways) -> None:
    assert told(*map(fact, ways)) == []


def test_a_way_that_asks_for_no_facts_takes_every_value() -> None:
    assert told(fact("opinion == 'seal'"), fact("opinion == 'exit'"), "{material: map}") == []


def test_a_fact_that_is_asked_for_at_times_closes_its_way_only_then() -> None:
    """With count 3 the second way asks for nothing."""
    seldom = fact("count > 3", when="count != 3")

    assert told(fact("count < 3"), seldom) == []


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (["amount <= 5.0", "amount >= 5.0"], "where Investment is exactly 5 万元"),
        (["amount >= 5.0", "amount <= 5.0 && urgent"], "where Investment is exactly 5 万元"),
        (["count <= 3", "count >= 3"], "where 户数 is exactly 3"),
    ],
)
def test_two_ways_that_meet_in_one_number_are_hinted_at(ways, said) -> None:
    ((code, path, sentence),) = told(*map(fact, ways))

    assert (code, path) == ("ways-meet", "transitions.way2")
    assert f"{said}, both “Way 1” and “Way 2” are open" in sentence


@pytest.mark.parametrize(
    "ways",
    [
        ["amount <= 5.0", "amount >= 4.0"],  # people choose
        ["amount >= 5.0", "amount == 5.0"],  # the one is a part of the other
        ["amount <= 5.0 && urgent", "amount >= 5.0 && !urgent"],  # never both
    ],
)
def test_ways_that_people_choose_between_are_not_hinted_at(ways) -> None:
    assert [code for code, _, _ in told(*map(fact, ways)) if code == "ways-meet"] == []


@pytest.mark.parametrize(
    ("requires", "path"),
    [
        (fact("amount >= 0.0"), "fact"),
        (fact("count > -1 || urgent"), "fact"),
        (fact("opinion in ['seal', 'exit', 'go']"), "fact"),
        ('{material: map, when: "amount >= 0.0"}', "when"),
    ],
)
def test_a_condition_that_always_holds_is_hinted_at(requires, path) -> None:
    ((code, place, sentence),) = told(requires)

    assert (code, place) == ("always-holds", f"transitions.way1.requires.0.{path}")
    assert "holds for whatever can be filled in" in sentence


@pytest.mark.parametrize(
    "expression", ["amount > 0.0", "urgent", "'site' in filled", "day > today", "count + 1 > count"]
)
def test_a_condition_that_may_fail_or_of_which_nobody_can_tell_is_not_hinted_at(expression) -> None:
    assert told(fact(expression)) == []
