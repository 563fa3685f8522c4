"""The BPMNDI part of a BPMN file: the common layout, with the sizes modellers know."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Final

from ....errors import Language
from ..chart import word
from ..placing import Block, Box, Layout, Link, Measure, Point, lay_out, width_of, wrap
from .plan import Element, Kind, Process

_SIZES: Final[Mapping[Kind, tuple[float, float]]] = {
    "start": (36, 36),
    "task": (130, 80),
    "gateway": (50, 50),
    "end": (36, 36),
    "event": (36, 36),
}
_MEASURE: Final = Measure(
    margin=60, gutter=110, down=130, lane=16, gap=48, rest=40, beside_gap=48, room=16, leading=14
)
_TYPE: Final = 11.0
_TIMER: Final = 36.0
_LIMIT: Final = 60.0
"""How wide the words of a limit are, such as “10 workdays”: they end left of the way down."""
_SLACK: Final = 1.2
"""How much wider than ours the letters of a modeller's font may be: no word is to break."""
_NAMED: Final = frozenset({"start", "end", "event"})
"""Kinds whose name stands beneath them."""


def add_diagram(root: ET.Element, process: Process, language: Language) -> None:
    """Add the diagram of a process to its definitions."""
    layout = _layout(process, language)
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "process"})
    boxes = {each.id: _shown(each, layout.boxes[each.id]) for each in process.elements}
    kinds: dict[str, Kind] = {each.id: each.kind for each in process.elements}
    for element in process.elements:
        box = boxes[element.id]
        attributes = {"isMarkerVisible": "true"} if element.kind == "gateway" else {}
        shape = _shape(plane, element.id, box, **attributes)
        if element.kind in _NAMED and element.node:
            name = word(element.node.title, language)
            wide = min(width_of(name, _TYPE) + 4, 88)
            _label(shape, box.centre - wide / 2, box.bottom + 5, wide, 14 * len(_lines(name)))
        if element.kind == "task" and element.node and any(x.span.en for x in element.node.limits):
            timer = Box(x=box.x + 4, y=box.bottom - _TIMER / 2, width=_TIMER, height=_TIMER)
            shape = _shape(plane, f"limit_{element.id}", timer)
            _label(shape, timer.centre - _LIMIT / 2, timer.bottom + 2, _LIMIT, 14)
    for flow in process.flows:
        route = layout.routes[flow.id]
        ends = (boxes[flow.source], boxes[flow.target])
        first = _touching(route[0], route[1], ends[0], kinds[flow.source])
        last = _touching(route[-1], route[-2], ends[1], kinds[flow.target])
        edge = ET.SubElement(
            plane, "bpmndi:BPMNEdge", {"id": f"{flow.id}_di", "bpmnElement": flow.id}
        )
        for x, y in (first, *route[1:-1], last):
            ET.SubElement(edge, "di:waypoint", {"x": f"{x:.0f}", "y": f"{y:.0f}"})
        if flow.way:
            _flow_label(edge, flow.id, layout, word(flow.way.title, language))


def _layout(process: Process, language: Language) -> Layout:
    blocks = {
        e.id: Block(key=e.id, width=_SIZES[e.kind][0], height=_SIZES[e.kind][1])
        for e in process.elements
    }
    links = []
    for flow in process.flows:
        lines = _lines(word(flow.way.title, language)) if flow.way else ()
        wide = max((width_of(line, _TYPE) for line in lines), default=0)
        links.append(
            Link(key=flow.id, source=flow.source, target=flow.target, label=lines, width=wide)
        )
    return lay_out(
        tuple(blocks[e.id] for e in process.column),
        tuple(blocks[e.id] for e in process.aside),
        tuple(links),
        _MEASURE,
    )


def _lines(text: str) -> tuple[str, ...]:
    return wrap(text, _TYPE, 84, 3)


def _shown(element: Element, box: Box) -> Box:
    """Give an event its own size where the layout made room for more lines."""
    if element.kind in {"task", "gateway"}:
        return box
    wide, high = _SIZES[element.kind]
    return Box(x=box.x, y=box.middle - high / 2, width=wide, height=high)


def _touching(end: Point, inner: Point, box: Box, kind: Kind) -> Point:
    """Move the end of a line from the bounds of a shape onto its outline."""
    x, y = end
    if kind == "task" or x == inner[0] or box.height == 0:
        return (x, box.bottom if inner[1] > y else box.y) if x == inner[0] else end
    off = abs(y - box.middle) / (box.height / 2)
    if off >= 1:
        return end
    inset = off if kind == "gateway" else 1 - math.sqrt(1 - off * off)
    shift = inset * box.width / 2
    return (x + shift if inner[0] < x else x - shift), y


def _shape(plane: ET.Element, element: str, box: Box, **attributes: str) -> ET.Element:
    given = {"id": f"{element}_di", "bpmnElement": element, **attributes}
    shape = ET.SubElement(plane, "bpmndi:BPMNShape", given)
    _bounds(shape, box.x, box.y, box.width, box.height)
    return shape


def _label(parent: ET.Element, x: float, y: float, width: float, height: float) -> None:
    wide = width * _SLACK
    label = ET.SubElement(parent, "bpmndi:BPMNLabel")
    _bounds(label, x - (wide - width) / 2, y, wide, height)


def _flow_label(edge: ET.Element, flow: str, layout: Layout, name: str) -> None:
    """Put the name of a flow where the layout has it; one told by another, at its first corner."""
    for label in layout.labels:
        if label.links == (flow,):
            left = label.x if label.anchor == "start" else label.x - label.width
            high = 14 * len(label.lines)
            _label(edge, left, label.y - high + 3, label.width + 4, high)
            return
    x, y = layout.routes[flow][0]
    wide = width_of(name, _TYPE)
    is_left = layout.routes[flow][1][0] < x
    _label(edge, x - wide - 6 if is_left else x + 6, y - 17, wide, 14)


def _bounds(parent: ET.Element, x: float, y: float, width: float, height: float) -> None:
    sizes = {"x": x, "y": y, "width": width, "height": height}
    ET.SubElement(parent, "dc:Bounds", {key: f"{value:.0f}" for key, value in sizes.items()})
