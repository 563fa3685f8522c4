"""Two flows are compared in sentences about what people feel, and nothing is forgotten."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable

import pytest

from guatu.definitions import Flow, read_flow
from guatu.definitions.comparing import Comparison, compare
from guatu.definitions.comparing.table import TABLE, THINGS
from guatu.definitions.figures import Indicator
from guatu.definitions.files import shipped_flows
from guatu.definitions.lamps import Jump
from guatu.definitions.model import Stage
from guatu.notifications import shipped_templates
from testkit.variations import attributes_within, types_within, variations

KEYED = {kind for kind in THINGS if "key" in {f.name for f in dataclasses.fields(kind)}}
SILENT = {(Flow, "hash"), (Flow, "source")}
"""What stands for the text of a flow: the lines tell."""
WORDS = {word for names in TABLE.values() for a in names.values() for word in (a.zh, a.en)}
FOLLOWS = {(Indicator, "formula")}
"""What only words other attributes."""

ENOUGH = 6
"""How many variations of an attribute are looked at."""

Edited = Callable[..., Comparison]


@pytest.fixture(scope="module")
def shipped() -> list[Flow]:
    templates = shipped_templates()
    return [
        read_flow(path.read_text(encoding="utf-8"), file=path.name, templates=templates)
        for path in shipped_flows()
    ]


@pytest.fixture(scope="module")
def edited() -> Edited:
    """Compare the largest shipped flow with what becomes of it by exchanging texts."""
    (path,) = (path for path in shipped_flows() if path.stem == "full_service")
    source, templates = path.read_text(encoding="utf-8"), shipped_templates()
    old = read_flow(source, file=path.name, templates=templates)

    def call(*exchanged: tuple[str, str]) -> Comparison:
        text = source
        for before, after in exchanged:
            assert before in text
            text = text.replace(before, after)
        return compare(old, read_flow(text, file=path.name, templates=templates))

    return call


def test_a_flow_is_the_same_as_itself(shipped) -> None:
    assert [True] * len(shipped) == [compare(flow, flow).is_same for flow in shipped]


def test_the_table_names_every_attribute_a_flow_has() -> None:
    wanted = {
        (kind, field.name)
        for kind in types_within(Flow)
        for field in dataclasses.fields(kind)
        if (kind, field.name) not in SILENT and not (kind in KEYED and field.name == "key")
    }
    told_otherwise = {(kind, name) for kind, name in wanted if name in {"kind", "color"}}

    named = {(kind, name) for kind, names in TABLE.items() for name in names}

    assert wanted - named <= told_otherwise
    assert named <= wanted


def test_nothing_that_differs_is_forgotten_and_the_way_back_says_as_much(flow, shipped) -> None:
    seen: Counter[tuple[type, str]] = Counter()
    for whole in (flow, *shipped, _with_a_jump(shipped)):
        for kind, name, other in variations(whole):
            if (kind, name) in SILENT | FOLLOWS or seen[kind, name] >= ENOUGH:
                continue
            if (kind, name) == (Stage, "limits") and other == whole:
                continue  # grades are said in the order of their decision
            seen[kind, name] += 1
            found, back = compare(whole, other), compare(other, whole)
            _is_sound(found, kind, name)
            _is_sound(back, kind, name)
            if kind in KEYED and name == "key":
                continue  # what named the old key leads nowhere in such a flow
            assert _mirrored(found) == Counter(d.kind for d in back.differences), (kind, name)

    assert attributes_within(Flow) - SILENT - FOLLOWS <= {*seen}


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        (
            "limit: {general: 30 days, key: 30 days, major: 30 days}",
            "limit: {general: 20 days, key: 20 days, major: 20 days}",
            "落地注册：30日 → 20日",
            "Registration: 30 days → 20 days",
        ),
        (
            "limit: {general: 15 workdays, key: 15 workdays, major: 20 workdays}",
            "limit: {general: 15 workdays, key: 10 workdays, major: 20 workdays}",
            "合同审签：重点 15个工作日 → 10个工作日",
            "Contract: Key: 15 workdays → 10 workdays",
        ),
        (
            "yellow: {inactive: 2 months}",
            "yellow: {overdue: 2 weeks}",
            "在谈无动态亮灯规则的黄灯：现于逾期2周亮（原为2个月无动态）",
            "在谈无动态亮灯规则, yellow light: now 2 weeks after due (was after 2 months without a record)",
        ),
        (
            "      - {material: eia, owner: commissioner}\n",
            "",
            "转段“要素到位”：不再需要“环境影响评价文件（豁免的附说明）”",
            "transition “Ready to start”: “环境影响评价文件（豁免的附说明）” no longer required",
        ),
        (
            "to: [responsible_unit.head, office]",
            "to: [responsible_unit.head, director]",
            "在谈督办阶梯的督办级“提议封存”：发给 招商委办公室 → 项目主管",
            "在谈督办阶梯, rung “提议封存”: to Promotion office → Project director",
        ),
    ],
    ids=["limit", "limit of a grade", "light", "requirement", "rung"],
)
def test_a_difference_is_one_sentence_people_can_read_aloud(edited, before, after, zh, en) -> None:
    found = edited((before, after))

    assert [zh] == found.sentences("zh")
    assert [en] == found.sentences("en")


def test_a_comment_is_felt_by_nobody_but_shown_in_the_lines(edited) -> None:
    found = edited(("# 怎么读", "# 读法"))

    assert (found.differences, found.is_same) == ((), False)
    assert [line for line in found.lines if line.startswith(("--- ", "+++ "))] == [
        "--- flow.yaml",
        "+++ flow.yaml",
    ]


def test_a_stage_under_another_key_is_recognised(edited) -> None:
    found = edited(("registration", "signing"))

    assert [(d.kind, d.place, d.what_zh) for d in found.differences if d.weight == "breaking"] == [
        ("renamed", ("stages", "signing"), "落地注册：编号由 registration 改为 signing")
    ]
    assert not {"added", "removed"} & {d.kind for d in found.differences}


def test_a_place_leads_to_the_line_in_the_file(edited) -> None:
    found = edited(("{general: 30 days, key: 30 days, major: 30 days}", "20 days"))

    assert [d.place for d in found.differences] == [("stages", "registration", "limit")]


def test_what_running_cases_hold_on_to_weighs_most(edited) -> None:
    found = edited(
        ("      logistics: 现代物流\n", ""),
        ("      - {when: \"industry == 'logistics'\", then: commerce}\n", ""),
    )

    assert ("breaking", "字段“产业类别”：选项去掉 现代物流") in [
        (d.weight, d.what_zh) for d in found.differences
    ]


def test_differences_stand_under_what_people_feel(edited) -> None:
    found = edited(
        ("publication: {every: month, day: 25}", "publication: {every: month, day: 20}"),
        ("extension: {by: [office.head], times: 2", "extension: {by: [office.head], times: 1"),
    )

    assert [*found.grouped("zh")] == ["阶段与时限", "亮灯"]


def _with_a_jump(shipped: list[Flow]) -> Flow:
    """Give a flow in which some cases begin at a higher rung, which no shipped one has."""
    whole = next(flow for flow in shipped if flow.key == "full_service")
    ladder = whole.ladders["standard"]
    when = next(rule.when for rule in whole.decisions["project_grade"].rules)
    assert when is not None
    jumps = (Jump(when=when, rung="red"),)
    ladders = {**whole.ladders, "standard": dataclasses.replace(ladder, jumps=jumps)}
    return dataclasses.replace(whole, ladders=ladders)


def _mirrored(found: Comparison) -> Counter[str]:
    turned = {"added": "removed", "removed": "added"}
    return Counter(turned.get(d.kind, d.kind) for d in found.differences)


def _is_sound(found: Comparison, kind: type, name: str) -> None:
    if name == "key" and kind in KEYED:
        return
    assert found.differences, (kind, name)
    for difference in found.differences:
        for sentence in (difference.what_zh, difference.what_en):
            before, arrow, after = sentence.partition(" → ")
            assert not arrow or not before.endswith(tuple(f"{w} {after}" for w in WORDS)), sentence
        assert re.search("[一-鿿]", difference.what_zh)
