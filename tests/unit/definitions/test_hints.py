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
