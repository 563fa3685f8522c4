"""Charts from the written form of flows, finished or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast, get_args

from ...errors import InvalidSpan
from ..findings import Findings, Places
from ..flow import Flow
from ..lamps import Title
from ..model import ANY_GRADE, TerminalKind
from ..routes import ANY_STAGE, REQUIREMENT_KINDS
from ..spans import Span
from ..tree import read_tree
from .chart import Chart, Edge, Limit, Node, NodeKind, Way

MOST_NODES: Final = 160
MOST_EDGES: Final = 600
"""A picture of more than these helps nobody; the rest is left out."""
UNNAMED: Final = "?"
"""The key of the place that a transition leads to before somebody has written where."""
_CLOCKS: Final = {
    "creation": Title("自立项起算", "from creation"),
    "activity": Title("自最近动态起算", "from the last activity"),
}


def chart_of_flow(flow: Flow) -> Chart:
    """Chart a checked flow."""
    return chart_of_source(flow.source)


def chart_of_source(source: str) -> Chart:
    """Chart the text of a flow, good or not; an unreadable text gives an empty chart."""
    findings = Findings("")
    return chart_of(read_tree(source, findings) or {}, places=findings.places)


def chart_of(tree: Mapping[str, Any], *, places: Places | None = None) -> Chart:
    """Chart the tree of a flow file as far as it can be read; never raises.

    ``places`` are those that ``read_tree`` found: without them no node knows its line.
    """
    return _Reader(tree, places or {}).chart()


@dataclass(slots=True)
class _Reader:
    tree: Mapping[str, Any]
    places: Places
    nodes: dict[str, Node] = field(default_factory=dict)
    ways: dict[tuple[str, str], list[Way]] = field(default_factory=dict)
    is_cut: bool = False

    def chart(self) -> Chart:
        """Read the places, then the ways between them, then the places nobody declared."""
        for section in ("stages", "terminals"):
            for key, part in self._section(section):
                if len(self.nodes) >= MOST_NODES:
                    self.is_cut = True
                    break
                self.nodes.setdefault(key, self._node(section, key, part))
        stages = [key for key, node in self.nodes.items() if node.is_stage]
        for key, part in self._section("transitions"):
            self._transition(key, part, stages)
        initial = text_in(self.tree.get("initial"))
        return Chart(
            key=text_in(self.tree.get("flow")),
            title=self._title(self.tree.get("title"), text_in(self.tree.get("flow"))),
            initial=initial if initial in stages else next(iter(stages), ""),
            nodes=tuple(self.nodes.values()),
            edges=tuple(
                Edge(source=source, target=target, ways=tuple(ways))
                for (source, target), ways in self.ways.items()
            ),
            is_cut=self.is_cut,
        )

    def _section(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for key, part in mapping_in(self.tree.get(name)).items():
            yield str(key), mapping_in(part)

    def _line(self, *path: str) -> int | None:
        known = self.places.get(path)
        return known[0][0] if known else None

    def _title(self, value: object, otherwise: str) -> Title:
        if isinstance(value, Mapping):
            zh, en = text_in(value.get("zh")), text_in(value.get("en"))
            return Title(zh or en or otherwise, en)
        return Title(text_in(value) or otherwise)

    def _titled(self, section: str, key: str) -> Title:
        """Name what another part refers to; by its key when it has no title."""
        part = mapping_in(mapping_in(self.tree.get(section)).get(key))
        return self._title(part.get("title"), key)

    def _node(self, section: str, key: str, part: Mapping[str, Any]) -> Node:
        kind: NodeKind = "stage"
        if section == "terminals":
            said = text_in(part.get("kind"))
            kind = cast("NodeKind", said) if said in get_args(TerminalKind) else "end"
        owner = text_in(part.get("owner")) if kind == "stage" else ""
        return Node(
            key=key,
            kind=kind,
            title=self._title(part.get("title"), key),
            owner=self._titled("roles", owner) if owner else None,
            owner_key=owner,
            limits=tuple(self._limits(part.get("limit"))) if kind == "stage" else (),
            clock=self._clock(part.get("clock")),
            rungs=self._rungs(part),
            path=f"{section}.{key}",
            line=self._line(section, key),
        )

    def _limits(self, value: object) -> Iterator[Limit]:
        by_grade = value if isinstance(value, Mapping) else {ANY_GRADE: value}
        grades = mapping_in(
            mapping_in(
                mapping_in(self.tree.get("decisions")).get(text_in(self.tree.get("grade")))
            ).get("outcomes")
        )
        for grade, span in by_grade.items():
            if said := text_in(span):
                known = None if grade == ANY_GRADE else self._title(grades.get(grade), str(grade))
                yield Limit(grade=known, grade_key=str(grade), span=_span(said))

    def _clock(self, value: object) -> Title | None:
        given = mapping_in(value)
        if name := text_in(given.get("field")):
            dated = self._titled("fields", name)
            return Title(f"自{dated.zh}起算", f"from {dated.en or dated.zh}")
        return _CLOCKS.get(text_in(given.get("starts") or value))

    def _rungs(self, stage: Mapping[str, Any]) -> int:
        ladders = mapping_in(self.tree.get("ladders"))
        ladder = text_in(stage.get("ladder")) or "standard"
        rungs = mapping_in(ladders.get(ladder)).get("rungs")
        return len(rungs) if isinstance(rungs, list) else 0

    def _transition(self, key: str, part: Mapping[str, Any], stages: list[str]) -> None:
        target = text_in(part.get("to")) or UNNAMED
        letter = text_in(mapping_in(part.get("letter")).get("draft"))
        needs = part.get("requires")
        path, line = f"transitions.{key}", self._line("transitions", key)
        way = Way(
            key=key,
            title=self._title(part.get("title"), key),
            needs=tuple(map(self._need, needs)) if isinstance(needs, list) else (),
            letter=self._titled("letters", letter) if letter else None,
            is_return=part.get("returns") is True,
            path=path,
            line=line,
        )
        for source in self._sources(part.get("from"), target, stages):
            if len(self.ways) >= MOST_EDGES:
                self.is_cut = True
                return
            for place in (source, target):
                self._require(place, way)
            held = self.ways.setdefault((source, target), [])
            if all(known.key != key for known in held):
                held.append(way)

    def _need(self, value: object) -> Title:
        """Name one thing a transition requires: by its own title, else by that of what it names."""
        part = mapping_in(value)
        for kind in REQUIREMENT_KINDS:
            if name := text_in(part.get(kind)):
                section = "rounds" if kind == "conditions" else f"{kind}s"
                known = self._titled(section, name)
                return self._title(part.get("title"), "") if part.get("title") else known
        return self._title(part.get("title"), UNNAMED)

    def _sources(self, value: object, target: str, stages: list[str]) -> Iterator[str]:
        for name in value if isinstance(value, list) else [value]:
            source = text_in(name)
            if source == ANY_STAGE:
                # From any stage to a stage: a picture need not lead it to itself.
                yield from (stage for stage in stages if stage != target)
            elif source:
                yield source

    def _require(self, key: str, way: Way) -> None:
        """Give a place to what a transition names and nobody declared."""
        if key not in self.nodes:
            self.nodes[key] = Node(
                key=key,
                kind="missing",
                title=Title(key),
                owner=None,
                owner_key="",
                limits=(),
                clock=None,
                rungs=0,
                path=way.path,
                line=way.line,
            )


def mapping_in(value: object) -> Mapping[str, Any]:
    """Give a mapping, an empty one in place of anything else."""
    return value if isinstance(value, Mapping) else {}


def text_in(value: object) -> str:
    """Give a scalar as one line of text, empty for nothing and for what is no scalar."""
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _span(text: str) -> Title:
    try:
        span = Span.parse(text)
    except InvalidSpan:
        return Title(text)
    return Title(span.zh, str(span))
