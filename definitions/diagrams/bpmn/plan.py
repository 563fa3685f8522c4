"""A flow as the BPMN process it amounts to: which element stands for what, and its id.

A stage is a user task, followed by an exclusive gateway where several ways lead on; a terminal is an
end event, unless a case can be taken up from it again: then it is an event on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..chart import Chart, Edge, Node, Way
from ..picture import places_of

Kind = Literal["start", "task", "gateway", "end", "event"]
START: Final = "start"
_UNFIT: Final = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One flow node of the process; ``node`` is the place it stands for, None for the start."""

    id: str
    kind: Kind
    node: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One sequence flow; ``way`` is the transition it stands for, None for one of the wiring."""

    id: str
    source: str
    target: str
    way: Way | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The elements in the column of the layout, those beside it, and the flows between."""

    column: tuple[Element, ...]
    aside: tuple[Element, ...]
    flows: tuple[Flow, ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements."""
        return (*self.column, *self.aside)


def process_of(chart: Chart) -> Process:
    """Make the process of a chart; ways to places nobody declared are left out."""
    known = {node.key for node in chart.nodes if node.kind != "missing"}
    leaving: dict[str, list[Edge]] = {}
    for edge in chart.edges:
        if edge.source in known and edge.target in known:
            leaving.setdefault(edge.source, []).append(edge)
    ids = _Ids()
    column, beside = places_of(chart)
    made: dict[str, Element] = {}
    gates: dict[str, Element] = {}
    spine: list[Element] = [Element(id=ids.new(START), kind="start", node=None)]
    for node in (*column, *(n for n in beside if n.kind != "missing")):
        element = _element(node, ids, is_left=node.key in leaving)
        made[node.key] = element
        if node in column:
            spine.append(element)
        if sum(len(edge.ways) for edge in leaving.get(node.key, ())) > 1:
            gates[node.key] = Element(id=ids.new(f"way_{node.key}"), kind="gateway", node=node)
            if node in column:
                spine.append(gates[node.key])
    flows = list(_wiring(chart, ids, made, gates))
    for source, edges in leaving.items():
        for edge in edges:
            for way in edge.ways:
                flows.append(  # noqa: PERF401 - three loops read better than one comprehension
                    Flow(
                        id=ids.new(f"flow_{way.key}_{source}"),
                        source=(gates.get(source) or made[source]).id,
                        target=made[edge.target].id,
                        way=way,
                    )
                )
    aside = [element for element in (*made.values(), *gates.values()) if element not in spine]
    return Process(column=tuple(spine), aside=tuple(aside), flows=tuple(flows))


def _element(node: Node, ids: _Ids, *, is_left: bool) -> Element:
    if node.is_stage:
        return Element(id=ids.new(f"stage_{node.key}"), kind="task", node=node)
    kind: Kind = "event" if is_left else "end"
    return Element(id=ids.new(f"end_{node.key}"), kind=kind, node=node)


def _wiring(
    chart: Chart, ids: _Ids, made: dict[str, Element], gates: dict[str, Element]
) -> Iterator[Flow]:
    if chart.initial in made:
        yield Flow(id=ids.new("flow_start"), source=START, target=made[chart.initial].id, way=None)
    for key, gate in gates.items():
        yield Flow(id=ids.new(f"flow_from_{key}"), source=made[key].id, target=gate.id, way=None)


class _Ids:
    """Gives ids that XML allows, each once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def new(self, wish: str) -> str:
        """Give an id as near to a wish as there is."""
        made = _UNFIT.sub("_", wish)
        made = made if made[:1].isalpha() else f"_{made}"
        number, name = 1, made
        while name in self._given:
            number += 1
            name = f"{made}_{number}"
        self._given.add(name)
        return name
