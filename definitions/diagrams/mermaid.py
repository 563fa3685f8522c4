"""A chart as Mermaid text, for pages and documents that draw it themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from ...errors import Language
from .chart import Chart, Node, NodeKind, word
from .looks import LOOKS
from .picture import limit_words

_PLAIN: Final = re.compile(r"[A-Za-z0-9 ,:]|[^\x00-\x7f]")
_UNSAID: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


def mermaid(chart: Chart, language: Language = "zh") -> str:
    """Write a chart as a Mermaid flowchart; what people wrote is escaped sign by sign.

    Places are ``p0``, ``p1`` … in the order of the chart, a comment names each.
    """
    return "\n".join(_lines(chart, language)) + "\n"


def _lines(chart: Chart, language: Language) -> Iterator[str]:
    names = {node.key: f"p{number}" for number, node in enumerate(chart.nodes)}
    yield "---"
    yield f"title: {json.dumps(_UNSAID.sub(' ', word(chart.title, language)), ensure_ascii=False)}"
    yield "---"
    yield "flowchart TD"
    if chart.initial in names:
        yield f"  begin((( ))) --> {names[chart.initial]}"
    for node in chart.nodes:
        yield f"  {names[node.key]}{_shape(node, language)}:::is_{node.kind}"
    for edge in chart.edges:
        title = _escaped(edge.title(language)) or " "
        yield f'  {names[edge.source]} -->|"{title}"| {names[edge.target]}'
    kinds: list[NodeKind] = [node.kind for node in chart.nodes]
    for kind in dict.fromkeys(kinds):
        yield f"  classDef is_{kind} {_look(kind)}"


def _shape(node: Node, language: Language) -> str:
    title = _escaped(word(node.title, language))
    about = [limit_words(node.limits, language), word(node.owner, language) if node.owner else ""]
    said = "<br/>".join((title, *(_escaped(text) for text in about if text)))
    if node.is_stage:
        return f'["{said}"]'
    return f'(["{said}"])'


def _look(kind: NodeKind) -> str:
    look = LOOKS[kind]
    dash = ",stroke-dasharray:5 3" if kind == "missing" else ""
    return f"fill:{look.fill},stroke:{look.stroke},color:#18212f{dash}"


def _escaped(text: str) -> str:
    """Write every sign that Mermaid or Markdown might read as an instruction by its number."""
    return "".join(
        sign if _PLAIN.match(sign) else f"#{ord(sign)};" for sign in _UNSAID.sub(" ", text)
    )
