"""A flow as BPMN 2.0 XML with its layout, for modellers and for reading it back.

BPMN knows neither working days nor grades: its timers say what comes near, and ``guatu:`` elements
say the same exactly. Requirements are documentation of the sequence flow they guard.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Final

from ....errors import InvalidSpan, Language
from ...spans import Span, Unit
from ..chart import Chart, Node, Way, word
from ..markup import unforbidden
from ..outline import about_node
from ..picture import limit_words
from .plan import Element, Flow, Process, process_of
from .shapes import add_diagram

GUATU: Final = "https://guatu.example/bpmn"
MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_NAMESPACES: Final = {
    "xmlns:bpmn": MODEL,
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:guatu": GUATU,
}
_TAGS: Final = {
    "start": "bpmn:startEvent",
    "task": "bpmn:userTask",
    "gateway": "bpmn:exclusiveGateway",
    "end": "bpmn:endEvent",
    "event": "bpmn:intermediateThrowEvent",
}
_ISO: Final = {
    Unit.WORKHOURS: "PT{}H",
    Unit.WORKDAYS: "P{}D",
    Unit.DAYS: "P{}D",
    Unit.WEEKS: "P{}W",
    Unit.MONTHS: "P{}M",
}
_DAYS: Final = {
    Unit.WORKHOURS: 0.125,
    Unit.WORKDAYS: 1.4,
    Unit.DAYS: 1,
    Unit.WEEKS: 7,
    Unit.MONTHS: 30,
}


def write_bpmn(chart: Chart, language: Language = "zh") -> str:
    """Write a chart as BPMN 2.0 XML."""
    process = process_of(chart)
    root = ET.Element(
        "bpmn:definitions",
        {
            **_NAMESPACES,
            "id": "definitions",
            "targetNamespace": GUATU,
            "exporter": "guatu",
        },
    )
    owners = {n.owner_key: n for n in chart.nodes if n.owner}
    roles = {key: f"role_{number}" for number, key in enumerate(owners, start=1)}
    for key, node in owners.items():
        assert node.owner is not None  # noqa: S101 - only nodes with an owner are here
        resource = _add(root, "bpmn:resource", id=roles[key], name=word(node.owner, language))
        _extend(resource, "guatu:role", key=key)
    made = _add(root, "bpmn:process", id="process", isExecutable="false")
    made.set("name", unforbidden(word(chart.title, language)))
    _extend(made, "guatu:flow", key=chart.key)
    for element in process.elements:
        _add_element(made, chart, process, element, roles, language)
    for flow in process.flows:
        _add_flow(made, flow, language)
    add_diagram(root, process, language)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, {k: unforbidden(v) for k, v in attributes.items()})
    made.text = None if text is None else unforbidden(text)
    return made


def _extend(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    """Add an element of our own, in the place BPMN has for them."""
    inside = parent.find("bpmn:extensionElements")
    if inside is None:
        inside = _add(parent, "bpmn:extensionElements")
    return _add(inside, tag, **attributes)


def _add_element(  # noqa: PLR0913, PLR0917 - what an element is said from
    parent: ET.Element,
    chart: Chart,
    process: Process,
    element: Element,
    roles: Mapping[str, str],
    language: Language,
) -> None:
    made = _add(parent, _TAGS[element.kind], id=element.id)
    node = element.node
    if node and element.kind != "gateway":
        made.set("name", unforbidden(word(node.title, language)))
        _add(made, "bpmn:documentation", about_node(chart, node, language))
        _describe(made, node)
    for flow in process.flows:
        if flow.target == element.id:
            _add(made, "bpmn:incoming", flow.id)
    for flow in process.flows:
        if flow.source == element.id:
            _add(made, "bpmn:outgoing", flow.id)
    if node is None or element.kind != "task":
        return
    if node.owner_key:
        owner = _add(made, "bpmn:potentialOwner", id=f"owner_{element.id}")
        _add(owner, "bpmn:resourceRef", roles[node.owner_key])
    _add_timer(parent, node, element, language)


def _describe(made: ET.Element, node: Node) -> None:
    """Say exactly what BPMN can only say nearly."""
    if not node.is_stage:
        _extend(made, "guatu:terminal", key=node.key, kind=node.kind)
        return
    _extend(made, "guatu:stage", key=node.key)
    for limit in node.limits:
        said = limit.span.en or limit.span.zh
        _extend(made, "guatu:limit", grade=limit.grade_key, span=said)


def _add_timer(parent: ET.Element, node: Node, element: Element, language: Language) -> None:
    """Add the event of a stage's limit: it fires by the longest of them and interrupts nothing."""
    spans = [span for limit in node.limits if (span := _span(limit.span.en))]
    if not spans:
        return
    longest = max(spans, key=lambda span: span.amount * _DAYS[span.unit])
    timer = _add(
        parent,
        "bpmn:boundaryEvent",
        id=f"limit_{element.id}",
        name=limit_words(node.limits, language),
        attachedToRef=element.id,
        cancelActivity="false",
    )
    _extend(timer, "guatu:limit", span=str(longest))
    event = _add(timer, "bpmn:timerEventDefinition", id=f"timer_{element.id}")
    duration = _add(event, "bpmn:timeDuration", _ISO[longest.unit].format(longest.amount))
    duration.set("xsi:type", "bpmn:tFormalExpression")


def _span(text: str) -> Span | None:
    try:
        return Span.parse(text)
    except InvalidSpan:
        return None


def _add_flow(parent: ET.Element, flow: Flow, language: Language) -> None:
    way = flow.way
    made = _add(
        parent, "bpmn:sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
    )
    if way is None:
        return
    made.set("name", unforbidden(word(way.title, language)))
    if said := _conditions(way, language):
        _add(made, "bpmn:documentation", said)
    _extend(made, "guatu:transition", key=way.key)


def _conditions(way: Way, language: Language) -> str:
    needs = [word(need, language) for need in way.needs]
    letter = word(way.letter, language) if way.letter else ""
    if language == "zh":
        parts = [f"条件：{'、'.join(needs)}。"] if needs else []
        return "".join(parts + ([f"起草《{letter}》。"] if letter else []))
    parts = [f"Needs {', '.join(needs)}."] if needs else []
    return " ".join(parts + ([f"Drafts “{letter}”."] if letter else []))
