"""Pictures of flows: nothing lies on anything else, nothing said by people becomes markup."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guatu.definitions import Flow
from guatu.definitions.diagrams import (
    chart_of,
    chart_of_flow,
    chart_of_source,
    outline,
    outline_text,
    svg,
)
from guatu.definitions.diagrams.picture import picture
from guatu.definitions.files import read_text, shipped_flows
from guatu.definitions.findings import Findings
from guatu.definitions.tree import read_tree

SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = {path.stem: read_text(path) for path in shipped_flows()}
FORMS = [(lang, compact) for lang in ("zh", "en") for compact in (False, True)]
each_flow = pytest.mark.parametrize("name", SHIPPED)

BROKEN = {
    "title": "半成品",
    "stages": {"lead": {"title": "线索", "limit": "3 workdays"}, "talk": {"title": "洽谈"}},
    "terminals": {"done": {"title": "办结", "kind": "completed"}},
    "transitions": {
        "go": {"title": "转洽谈", "from": "lead", "to": "talk"},
        "sign": {"title": "签约", "from": "talk", "to": "strat"},
        "stop": {"title": "终止", "from": "any", "to": "done"},
        "begun": {"title": "写到一半", "from": "lead"},
    },
}


@dataclass
class Heat:
    count: int
    share: float
    words: str


def drawn(name, language="zh", *, compact=False):
    return picture(chart_of_source(SHIPPED[name]), language, compact=compact)


def area(label):
    left = label.x if label.anchor == "start" else label.x - label.width
    return left, label.y - 13 * len(label.lines) + 3, left + label.width, label.y + 2


def corners(box):
    return box.x, box.y, box.right, box.bottom


def overlaps(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def strokes(layout):
    """Every straight piece of every line, as thin areas."""
    for key, route in layout.routes.items():
        for (x1, y1), (x2, y2) in pairwise(route):
            yield key, (min(x1, x2), min(y1, y2), max(x1, x2) + 0.1, max(y1, y2) + 0.1)


@each_flow
def test_boxes_never_overlap(name) -> None:
    found = [
        (language, compact, one, other)
        for language, compact in FORMS
        for (one, a), (other, b) in combinations(
            drawn(name, language, compact=compact).layout.boxes.items(), 2
        )
        if overlaps(corners(a), corners(b))
    ]

    assert found == []


@each_flow
def test_labels_lie_on_no_box_no_line_and_no_other_label(name) -> None:
    found = []
    for language, compact in FORMS:
        layout = drawn(name, language, compact=compact).layout
        things = [(k, corners(b)) for k, b in layout.boxes.items()]
        things += list(strokes(layout))
        things += [(x.lines, area(x)) for x in layout.labels]
        found += [
            (language, compact, label.lines, key)
            for label in layout.labels
            for key, thing in things
            if key != label.lines and overlaps(area(label), thing)
        ]

    assert found == []


@each_flow
def test_lines_run_through_no_box(name) -> None:
    found = []
    for language, compact in FORMS:
        layout = drawn(name, language, compact=compact).layout
        for key, (x1, y1, x2, y2) in strokes(layout):
            for block, box in layout.boxes.items():
                inner = (box.x + 0.5, box.y + 0.5, box.right - 0.5, box.bottom - 0.5)
                if overlaps((x1, y1, x2, y2), inner):
                    found.append((language, compact, key, block))

    assert found == []


@each_flow
def test_every_line_is_attached_to_both_its_places(name) -> None:
    layout = drawn(name).layout
    loose = []
    for key, route in layout.routes.items():
        for block, (x, y) in zip(key.split(">"), (route[0], route[-1]), strict=True):
            box = layout.boxes[block]
            on_side = x in {box.x, box.right} and box.y < y < box.bottom
            on_end = y in {box.y, box.bottom} and box.x < x < box.right
            if not (on_side or on_end):
                loose.append((key, block))

    assert loose == []


@each_flow
def test_everything_lies_within_the_paper(name) -> None:
    outside = []
    for language, compact in FORMS:
        layout = drawn(name, language, compact=compact).layout
        things = [corners(box) for box in layout.boxes.values()]
        things += [area(label) for label in layout.labels]
        things += [thing for _key, thing in strokes(layout)]
        paper = (0, 0, layout.width, layout.height)
        outside += [x for x in things if x[0] < 0 or x[1] < 0 or x[2] > paper[2] or x[3] > paper[3]]

    assert outside == []


@each_flow
def test_a_compact_drawing_needs_no_more_than_a_phone_is_wide(name) -> None:
    assert drawn(name, compact=True).layout.width <= 390


@each_flow
def test_a_chart_has_every_place_and_way_of_its_flow(name) -> None:
    source = SHIPPED[name]
    tree = read_tree(source, Findings("f"))
    chart = chart_of_source(source)
    ways = {(way.key, edge.source, edge.target) for edge in chart.edges for way in edge.ways}
    wanted = {
        (key, source, part["to"])
        for key, part in tree["transitions"].items()
        for source in ([part["from"]] if isinstance(part["from"], str) else part["from"])
    }

    assert [node.key for node in chart.nodes] == [*tree["stages"], *tree["terminals"]]
    assert wanted == ways
    assert chart_of(tree).edges == tuple(
        type(edge)(
            source=edge.source,
            target=edge.target,
            ways=tuple(type(way)(**{**_fields(way), "line": None}) for way in edge.ways),
        )
        for edge in chart.edges
    )


def _fields(value):
    return {name: getattr(value, name) for name in value.__slots__}


@each_flow
def test_a_drawing_for_a_page_is_well_formed_and_has_no_style_of_its_own(name) -> None:
    root = ET.fromstring(svg(chart_of_source(SHIPPED[name]), embedded=True))
    styled = [
        each.tag for each in root.iter() if "style" in each.attrib or each.tag == f"{SVG}style"
    ]
    named = [each.get("id") for each in root.iter() if each.get("id")]

    assert (root.tag, styled, named) == (f"{SVG}svg", [], [])


def test_a_file_of_its_own_brings_its_style_and_its_title() -> None:
    root = ET.fromstring(svg(chart_of_source(SHIPPED["puer_seven"])))

    assert root.find(f"{SVG}style") is not None
    assert "招商引资七环节" in [text.text for text in root.iter(f"{SVG}text")]


@each_flow
def test_every_place_can_be_focused_and_says_where_it_is_written(name) -> None:
    source = SHIPPED[name]
    lines = source.splitlines()
    root = ET.fromstring(svg(chart_of_source(source), embedded=True))
    nodes = [each for each in root.iter() if "node" in each.get("class", "").split()]
    wrong = [
        node.get("data-path")
        for node in nodes
        if not lines[int(node.get("data-line")) - 1].strip().startswith(f"{node.get('data-key')}:")
        or node.get("tabindex") != "0"
        or not node.get("aria-label")
        or node.get("data-path").partition(".")[2] != node.get("data-key")
    ]

    assert (wrong, len(nodes)) == ([], len(chart_of_source(source).nodes))


def test_what_people_write_never_becomes_markup() -> None:
    hostile = '"><script>alert(1)</script><a href="javascript:x" onload=\'y\'>&\x00\ud800￾'
    tree = {
        "title": hostile,
        "roles": {hostile: {"title": hostile}},
        "stages": {hostile: {"title": hostile, "limit": hostile, "owner": hostile}},
        "transitions": {hostile: {"title": hostile, "from": hostile, "to": f"{hostile}!"}},
    }
    root = ET.fromstring(svg(chart_of(tree), links={f"stages.{hostile}": f"#{hostile}"}))

    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "style", "title", "desc", "text", "circle", "path", "g", "a", "rect")
    }
    assert not [x for each in root.iter() for x in each.attrib if x.startswith("on")]


def test_an_unfinished_flow_is_drawn_with_what_is_missing() -> None:
    chart = chart_of(BROKEN)
    root = ET.fromstring(svg(chart, embedded=True))
    lost = {each.get("data-key") for each in root.iter() if {"node", "lost"} <= _classes(each)}

    assert lost == {"strat", "?"}
    assert [(e.source, e.target) for e in chart.edges] == [
        ("lead", "talk"),
        ("talk", "strat"),
        ("lead", "done"),
        ("talk", "done"),
        ("lead", "?"),
    ]


def _classes(element):
    return set(element.get("class", "").split())


@pytest.mark.parametrize("source", ["", "流程", "- a\n- b", "a: [", "stages: {a: {title: ["])
def test_a_text_that_can_not_be_read_gives_an_empty_drawing(source) -> None:
    chart = chart_of_source(source)

    assert (chart.nodes, ET.fromstring(svg(chart)).tag) == ((), f"{SVG}svg")


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_keys = st.sampled_from(
    [
        "title",
        "zh",
        "en",
        "from",
        "to",
        "owner",
        "limit",
        "kind",
        "any",
        "a",
        "b",
        "clock",
        "ladder",
    ]
) | st.text(max_size=4)
_anything = st.recursive(
    _scalars,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(_keys, x, max_size=4),
    max_leaves=12,
)
_sections = st.sampled_from(
    ["flow", "title", "initial", "grade", "stages", "terminals", "transitions", "roles", "ladders"]
)
_trees = st.dictionaries(
    _sections | st.text(max_size=4),
    _anything | st.dictionaries(_keys, _anything, max_size=5),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(_trees)
def test_any_mapping_at_all_is_drawn(tree) -> None:
    chart = chart_of(tree)
    roots = [ET.fromstring(svg(chart, compact=compact)) for compact in (False, True)]

    assert all(root.tag == f"{SVG}svg" for root in roots)
    assert len(outline(chart)) == len(chart.nodes)


def test_too_much_to_draw_is_cut() -> None:
    stages = {f"s{n}": {"title": f"阶段{n}"} for n in range(500)}
    chart = chart_of(
        {
            "stages": stages,
            "transitions": {"x": {"from": "any", "to": "s1"}}
            | {f"t{n}": {"from": "any", "to": f"s{n}"} for n in range(40)},
        }
    )

    assert chart.is_cut
    assert len(svg(chart)) < 2_000_000


def test_heat_colours_places_and_ways_and_prints_what_was_counted() -> None:
    chart = chart_of_source(SHIPPED["complaints"])
    heat = {
        "stages.filing": Heat(1234, 1.0, "进入 1234 次"),
        "stages.handling": Heat(3, 0.1, "进入 3 次"),
        "transitions.accept": Heat(77, 0.5, "走过 77 次"),
    }
    drawing = svg(chart, heat=heat, embedded=True)
    said = "".join(ET.fromstring(drawing).itertext())

    assert "1,234" in said
    assert "进入 1234 次" in said
    assert drawing.count("heat-4") == 1
    assert drawing.count('class="gauge"') == 4


def test_a_way_that_leaves_several_places_says_that_its_count_is_for_all() -> None:
    chart = chart_of_source(SHIPPED["complaints"])
    shared = next(
        way.path for edge in chart.edges for way in edge.ways if edge.target == "not_accepted"
    )
    drawing = svg(chart, heat={shared: Heat(9, 1.0, "走过 9 次")}, embedded=True)

    assert "共×9" in drawing


def test_links_make_places_links_and_the_present_one_is_marked() -> None:
    chart = chart_of_source(SHIPPED["complaints"])
    root = ET.fromstring(svg(chart, links={"stages.filing": "#filing"}, present="filing"))
    link = root.find(f".//{SVG}a")

    assert (link.get("href"), link.get("aria-current")) == ("#filing", "step")
    assert "当前阶段" in link.find(f"{SVG}title").text


def test_ends_differ_by_mark_as_well_as_by_colour() -> None:
    root = ET.fromstring(svg(chart_of_source(SHIPPED["puer_seven"]), embedded=True))
    marks = [each.find(f"{SVG}path").get("d") for each in root.iter() if "mark" in _classes(each)]

    assert len(marks) == len(set(marks)) == 4


def test_the_outline_says_limits_owners_conditions_and_letters(flow: Flow) -> None:
    text = outline_text(chart_of_flow(flow))

    assert re.search(r"1\. 受理：起点，时限 5个工作日，由.+负责", text)
    assert "受理转审查 → 审查" in text
    assert "条件：" in text
    assert "终点（办结）" in text


def test_the_outline_speaks_english_where_the_flow_does() -> None:
    text = outline_text(chart_of_source(SHIPPED["full_service"]), "en")

    assert "Lead: the start, limit 1 workday, owned by Promotion office" in text
    assert "limit General 3 workdays, Key 3 workdays, Major 5 workdays" in text
    assert "drafts “" in text
