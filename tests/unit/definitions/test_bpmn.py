"""A process of BPMN becomes a flow to begin with, and what was not understood is said."""

from __future__ import annotations

import pytest

from guatu.definitions.diagrams import chart_of_source, read_bpmn, write_bpmn
from guatu.definitions.files import read_text, shipped_flows
from guatu.definitions.findings import Findings
from guatu.definitions.tree import read_tree
from guatu.errors import UnreadableFile

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def process(inside: str, *, beside: str = "", name: str = "采购") -> str:
    return (
        f'<definitions xmlns="{MODEL}" id="d"><process id="Process_1x2y3z4" name="{name}">{inside}'
        f"</process>{beside}</definitions>"
    )


def flow(source: str, target: str, inside: str = "", name: str = "") -> str:
    return (
        f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}" '
        f'name="{name}">{inside}</sequenceFlow>'
    )


def tree_of(inside: str, **more: str) -> dict:
    return read_tree(read_bpmn(process(inside, **more)).source, Findings("f"))


def said(inside: str, **more: str) -> list[str]:
    return [each.code for each in read_bpmn(process(inside, **more)).report]


START = '<startEvent id="s"/>'
END = '<endEvent id="e" name="办结"/>'
ONE = f'{START}<userTask id="t" name="受理"/>{END}' + flow("s", "t") + flow("t", "e")


def one(inside: str, *, beside: str = "") -> str:
    """A process of one task, with something in it and something beside it."""
    task = f'<userTask id="t" name="受理">{inside}</userTask>'
    return START + task + END + flow("s", "t") + flow("t", "e") + beside


def timer(duration: str) -> str:
    return (
        '<boundaryEvent id="b" attachedToRef="t"><timerEventDefinition>'
        f"<timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent>"
    )


def test_tasks_gateways_and_ends_become_stages_transitions_and_terminals() -> None:
    tree = tree_of(
        START
        + '<userTask id="ask" name="询价"/><exclusiveGateway id="g" name="合格？"/>'
        + '<userTask id="buy" name="下单"/><endEvent id="e1" name="入库"/>'
        + '<endEvent id="e2" name="取消采购"/>'
        + flow("s", "ask")
        + flow("ask", "g")
        + flow("g", "buy", name="是")
        + flow("g", "e2", name="否")
        + flow("buy", "e1")
    )

    assert {key: stage["title"] for key, stage in tree["stages"].items()} == {
        "ask": "询价",
        "buy": "下单",
    }
    assert [(x["title"], x["kind"]) for x in tree["terminals"].values()] == [
        ("入库", "completed"),
        ("取消采购", "exited"),
    ]
    assert [(x["title"], x["from"]) for x in tree["transitions"].values()] == [
        ("合格？：是", "ask"),
        ("合格？：否", "ask"),
        ("转入库", "buy"),
    ]
    assert (tree["initial"], tree["title"]) == ("ask", "采购")


def test_what_is_read_says_nothing_when_everything_was_understood() -> None:
    assert said(ONE + timer("P3D")) == []


@pytest.mark.parametrize(
    ("duration", "limit", "remarks"),
    [
        ("P3D", "3 days", []),
        ("P2W", "2 weeks", []),
        ("P6M", "6 months", []),
        ("P1Y", "12 months", []),
        ("PT48H", "2 days", []),
        ("P1M10D", "40 days", ["rounded"]),
        ("PT4H", "4 workhours", ["rounded"]),
        ("R/P1D", None, ["bad-duration"]),
        ("P0D", None, ["bad-duration"]),
        ("${days}", None, ["bad-duration"]),
    ],
)
def test_a_timer_at_a_task_is_its_limit(duration: str, limit: str | None, remarks: list) -> None:
    inside = ONE + timer(duration)

    assert (tree_of(inside)["stages"]["t"].get("limit"), said(inside)) == (limit, remarks)


@pytest.mark.parametrize(
    ("inside", "remarks"),
    [
        (one("", beside='<parallelGateway id="p" name="会审"/>'), ["as-choice"]),
        (one("", beside='<dataObjectReference id="o" name="申请表"/>'), ["not-understood"]),
        (one("<multiInstanceLoopCharacteristics/>"), ["not-understood"]),
        (one("", beside='<intermediateThrowEvent id="i"/>'), ["passed"]),
        (ONE + timer("P3D") + timer("P5D").replace('"b"', '"c"'), ["limit-twice"]),
        (ONE + timer("P3D") + flow("b", "e", name="逾期"), ["no-automatic-way"]),
        (ONE + flow("t", "gone"), ["lost-flow"]),
        (ONE + '<userTask id="u" name="另办"/>' + flow("u", "e"), ["unreached"]),
        (
            ONE
            + '<startEvent id="s2"/>'
            + '<userTask id="u" name="另办"/>'
            + flow("s2", "u")
            + flow("u", "e"),
            ["several-starts", "unreached"],
        ),
        (START + '<userTask id="t" name="受理"/>' + flow("s", "t"), ["no-end", "dead-end"]),
        ("", ["no-stage", "no-end", "dead-end"]),
        (ONE.replace("userTask", "serviceTask"), ["as-stage"]),
        (ONE.replace("userTask", "subProcess"), ["collapsed"]),
        (
            ONE.replace(
                "</sequenceFlow><seq",
                "<conditionExpression>${ok}</conditionExpression></sequenceFlow><seq",
            ),
            ["condition"],
        ),
    ],
)
def test_what_was_not_understood_is_said(inside: str, remarks: list[str]) -> None:
    assert sorted(said(inside)) == sorted(remarks)


def test_of_limits_by_grade_the_longest_holds_for_all() -> None:
    source = read_text(next(path for path in shipped_flows() if path.stem == "full_service"))
    read = read_bpmn(
        write_bpmn(chart_of_source(source)).replace('span="30 days"', 'span="2 weeks"', 1)
    )
    stages = read_tree(read.source, Findings("f"))["stages"]

    assert (stages["contract"]["limit"], stages["registration"]["limit"]) == (
        "20 workdays",
        "30 days",
    )


def test_a_remark_names_its_element_in_both_languages() -> None:
    (remark,) = read_bpmn(process(one("", beside='<parallelGateway id="p" name="会审"/>'))).report

    assert remark.sentence("zh").startswith("“会审”（p）：并行网关按“多选一”读入")
    assert remark.sentence("en").startswith("“会审” (p): A parallel gateway was read as a choice")


def test_lanes_and_named_performers_become_roles() -> None:
    lanes = '<laneSet id="l"><lane id="l1" name="受理窗口"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    roles = tree_of(lanes + ONE)["roles"]
    own = "<potentialOwner><resourceRef>r</resourceRef></potentialOwner>"
    named = tree_of(one(own), beside='<resource id="r" name="审查员"/>')["roles"]

    assert [[x["title"] for x in each.values()] for each in (roles, named)] == [
        ["受理窗口"],
        ["审查员"],
    ]


@pytest.mark.parametrize("path", shipped_flows(), ids=lambda path: path.stem)
def test_stages_ends_transitions_and_limits_come_back_from_bpmn(path) -> None:
    source = read_text(path)
    again = read_bpmn(write_bpmn(chart_of_source(source)))
    before, after = (chart_of_source(text) for text in (source, again.source))

    def ways(chart) -> set:
        return {(w.key, e.source, e.target) for e in chart.edges for w in e.ways}

    assert {n.key: (n.kind, n.title.zh) for n in before.nodes} == {
        n.key: (n.kind, n.title.zh) for n in after.nodes
    }
    assert (ways(after), after.initial) == (ways(before), before.initial)
    # The table that grades cases has no place in BPMN: one of its limits holds for all.
    assert [n.key for n in before.nodes if n.limits] == [n.key for n in after.nodes if n.limits]
    for node, came in zip(before.nodes, after.nodes, strict=True):
        assert {limit.span for limit in came.limits} <= {limit.span for limit in node.limits}
    graded = [n.key for n in before.nodes if len({limit.grade_key for limit in n.limits}) > 1]
    assert [each.code for each in again.report] == ["graded"] * len(graded)


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("<html/>", "不是 BPMN 2.0 文件"),
        (f'<definitions xmlns="{MODEL}"/>', "没有流程"),
        ("<definitions", "第 1 行不是正确的 XML"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "文档类型"),
        ("<a>" * 100 + "</a>" * 100, "元素过多"),
        (" " * (4 * 1024 * 1024 + 1), "4 MiB"),
    ],
)
def test_what_is_no_process_or_might_do_harm_is_refused(xml: str, why: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bpmn(xml, file="x.bpmn")

    assert why in caught.value.sentence("zh")
