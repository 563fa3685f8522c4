"""A chart as SVG: for a page, without any style of its own, or as a file that stands alone.

Places carry ``data-path`` and ``data-line`` and can be focused; kinds differ by shape and mark, not
by colour alone. Colours are presentation attributes, which any style sheet of a page overrides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...errors import Language
from .chart import Chart, Edge, Node, word
from .looks import INK, LINE, LOOKS, LOST, MAIN, QUIET, STYLE, badge, envelope, line, tip, typed
from .markup import clean, tag
from .outline import about_edge, about_node
from .picture import LABEL, SMALL, TITLE, Picture, picture
from .placing import Box, Label
from .warmth import HEATS, Warmth, count_of, gauge, level, stroke, warmth_of

_START: Final = 30.0
_HEADING: Final = 34.0


def svg(  # noqa: PLR0913 - what may be said about a drawing, each by its name
    chart: Chart,
    *,
    language: Language = "zh",
    heat: Mapping[str, Warmth] | None = None,
    links: Mapping[str, str] | None = None,
    present: str = "",
    compact: bool = False,
    embedded: bool = False,
) -> str:
    """Draw a chart.

    ``heat`` colours ``stages.KEY``, ``terminals.KEY``, ``transitions.KEY`` and edges
    (``SOURCE>TARGET``) and prints their counts; ``links`` maps paths of places to addresses;
    ``present`` is the place a case is at. A ``compact`` drawing suits a phone. An ``embedded`` one
    has no style element, for pages that allow none; else the text is a whole file.
    """
    warm = heat or {}
    counts = {edge.key: count_of(edge, chart, warm, language) for edge in chart.edges}
    drawn = picture(chart, language, compact=compact, counts=counts)
    drawing = _Drawing(
        drawn, language, {x: y for x, y in warm.items() if y.share >= 0}, dict(links or {}), present
    )
    return drawing.whole(is_embedded=embedded)


@dataclass(slots=True)
class _Drawing:
    drawn: Picture
    language: Language
    heat: Mapping[str, Warmth]
    links: Mapping[str, str]
    present: str
    parts: list[str] = field(default_factory=list)

    def whole(self, *, is_embedded: bool) -> str:
        chart, layout = self.drawn.chart, self.drawn.layout
        title = word(chart.title, self.language)
        top = _START + (0 if is_embedded else _HEADING)
        self.parts = [tag("title", clean(title)), tag("desc", clean(self._about()))]
        if not is_embedded:
            self.parts.insert(0, tag("style", STYLE))
            self.parts.append(typed(layout.width / 2, 22 - top, title, 17.0, INK, weight=600))
        self._start()
        for edge in sorted(chart.edges, key=self._share):
            self.parts.append(self._edge(edge))
        self.parts += [self._label(label) for label in layout.labels]
        self.parts += [self._node(node) for node in chart.nodes]
        return tag(
            "svg",
            "".join(self.parts),
            xmlns="http://www.w3.org/2000/svg",
            class_="flow-map",
            viewBox=f"0 {-top:.0f} {layout.width:.0f} {layout.height + top:.0f}",
            width=f"{layout.width:.0f}",
            height=f"{layout.height + top:.0f}",
            role="group",
            aria_label=f"流程图：{title}" if self.language == "zh" else f"Flow chart: {title}",
            font_family=None if is_embedded else "sans-serif",
        )

    def _about(self) -> str:
        nodes = self.drawn.chart.nodes
        stages = sum(node.is_stage for node in nodes)
        missing = sum(node.kind == "missing" for node in nodes)
        ends = len(nodes) - stages - missing
        if self.language == "zh":
            lost = f"，{missing} 个未定义" if missing else ""
            return f"{stages} 个阶段，{ends} 个终点{lost}。"
        lost = f", {missing} not declared" if missing else ""
        return f"{stages} stages, {ends} ends{lost}."

    def _start(self) -> None:
        box = self.drawn.layout.boxes.get(self.drawn.chart.initial)
        if box is None:
            return
        above = min(other.y for other in self.drawn.layout.boxes.values() if other.x < box.right)
        if box.y <= above:
            points = ((box.centre, box.y - _START + 6), (box.centre, box.y))
            self.parts += [
                tag("circle", class_="start", cx=box.centre, cy=points[0][1], r=5.0, fill=LINE),
                tag(
                    "path", class_="way", d=line(points), fill="none", stroke=LINE, stroke_width=1.5
                ),
                tag("path", class_="tip", d=tip(points), fill=LINE),
            ]

    # --- ways ----------------------------------------------------------------------------------

    def _share(self, edge: Edge) -> float:
        warmth = warmth_of(edge, self.heat)
        return warmth.share if warmth else -1

    def _edge(self, edge: Edge) -> str:
        points = self.drawn.layout.routes[edge.key]
        places = (self.drawn.chart.node(edge.source), self.drawn.chart.node(edge.target))
        is_lost = any(place.kind == "missing" for place in places)
        warmth = warmth_of(edge, self.heat)
        colour, thick = stroke(warmth) if warmth else (LINE, 1.5)
        colour = LOST if is_lost else colour
        path = tag(
            "path",
            class_="way lost" if is_lost else "way",
            d=line(points),
            fill="none",
            stroke=colour,
            stroke_width=thick,
            stroke_dasharray="4 3" if is_lost else None,
        )
        head = tag(
            "path", class_="tip lost" if is_lost else "tip", d=tip(points, 5.5 + thick), fill=colour
        )
        about = about_edge(self.drawn.chart, edge, self.language)
        put = "{}（{}）" if self.language == "zh" else "{} ({})"
        words = put.format(about, warmth.words) if warmth else about
        return tag(
            "g",
            tag("title", clean(words)) + path + head,
            class_="edge",
            data_edge=edge.key,
            data_path=edge.ways[0].path,
            data_line=edge.ways[0].line,
        )

    def _label(self, label: Label) -> str:
        edges = [edge for edge in self.drawn.chart.edges if edge.key in label.links]
        has_letter = any(way.letter for edge in edges for way in edge.ways)
        said = []
        for number, text in enumerate(label.lines):
            is_last = number == len(label.lines) - 1
            y = label.y - 13 * (len(label.lines) - 1 - number)
            aside = 14 if is_last and has_letter and label.anchor == "end" else 0
            said.append(typed(label.x - aside, y, text, LABEL, QUIET, anchor=label.anchor))
        if has_letter:
            last = self.drawn.label_width(label.lines[-1])
            x = label.x + last + 4 if label.anchor == "start" else label.x - 10
            said.append(envelope(x, label.y - 8))
        way = edges[0].ways[0]
        return tag("g", "".join(said), class_="label", data_path=way.path, data_line=way.line)

    # --- places --------------------------------------------------------------------------------

    def _node(self, node: Node) -> str:
        box = self.drawn.layout.boxes[node.key]
        warmth = self.heat.get(node.path) if node.kind != "missing" else None
        is_present = node.key == self.present
        href = self.links.get(node.path)
        words = [about_node(self.drawn.chart, node, self.language)]
        words += [warmth.words] if warmth else []
        words += (
            [("当前阶段" if self.language == "zh" else "the present stage")] if is_present else []
        )
        names = [
            "node",
            node.kind,
            "end" if not node.is_stage else "",
            "present" if is_present else "",
        ]
        if node.kind == "missing":
            names.append("lost")
        said = ("；" if self.language == "zh" else "; ").join(words)
        inner = "".join((tag("title", clean(said)), *self._inside(node, box, warmth)))
        return tag(
            "a" if href else "g",
            inner,
            class_=" ".join(dict.fromkeys(filter(None, names))),
            href=href,
            tabindex="0",
            role=None if href else "img",
            # A link is named by what it shows; its title says the rest.
            aria_label=None if href else said,
            aria_current="step" if is_present else None,
            data_key=node.key,
            data_path=node.path,
            data_line=node.line,
        )

    def _inside(self, node: Node, box: Box, warmth: Warmth | None) -> Iterator[str]:
        look, is_present = LOOKS[node.kind], node.key == self.present
        step = level(warmth) if warmth else 0
        yield tag(
            "rect",
            class_=f"shape heat-{step}" if warmth else "shape",
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            rx=10.0 if node.is_stage else min(box.height / 2, 20),
            fill=HEATS[step] if step else "#eaf1fc" if is_present else look.fill,
            stroke=MAIN if is_present else look.stroke,
            stroke_width=2.5 if is_present else 1.4,
            stroke_dasharray="5 3" if node.kind == "missing" else None,
        )
        words = self.drawn.words[node.key]
        y = (
            box.middle
            - (18 * len(words.title) + 15 * len(words.about)) / 2
            + (11 if warmth else 14)
        )
        ink = LOST if node.kind == "missing" else INK
        for text in words.title:
            yield typed(box.centre, y, text, TITLE, ink, weight=600)
            y += 18
        for text in words.about:
            yield typed(box.centre, y - 1.5, text, SMALL, ink if ink == LOST else QUIET)
            y += 15
        if not node.is_stage:
            yield badge(node.kind, box.right - 10, box.y)
        if warmth:
            yield from gauge(box, warmth)
