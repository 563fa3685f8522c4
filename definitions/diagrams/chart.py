"""A flow as a picture knows it: places and the ways between them, read from the written form.

A chart is made from the plain tree of a flow file, so that a flow with faults has one too; it says
nothing of where things stand on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ...errors import Language
from ..lamps import Title

NodeKind = Literal[
    "stage", "completed", "sealed", "exited", "transferred", "withdrawn", "end", "missing"
]
"""What a place is: a stage, a terminal by its kind (``end`` for one whose kind can't be read), or
``missing`` for one that a transition names and nobody declared."""

KINDS: Final[Mapping[NodeKind, Title]] = {
    "stage": Title("阶段", "stage"),
    "completed": Title("办结", "completed"),
    "sealed": Title("封存", "sealed"),
    "exited": Title("退出", "exited"),
    "transferred": Title("流转", "transferred"),
    "withdrawn": Title("撤回", "withdrawn"),
    "end": Title("终点", "end"),
    "missing": Title("未定义", "not declared"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit: of a grade, or of any with ``grade`` None; ``span`` as the flow says it.

    ``grade_key`` is ``*`` for any; the English of a span that can't be read is empty.
    """

    grade: Title | None
    grade_key: str
    span: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place: a stage, a terminal, or one that is missing.

    ``path`` is where it is declared, such as ``stages.review``, and ``line`` its line in the file,
    counted from 1, None where nobody knows; both are those of the first way to a missing place.
    ``rungs`` counts the rungs of its ladder, ``clock`` is where its time starts, None for its entry.
    """

    key: str
    kind: NodeKind
    title: Title
    owner: Title | None
    owner_key: str
    limits: tuple[Limit, ...]
    clock: Title | None
    rungs: int
    path: str
    line: int | None

    @property
    def is_stage(self) -> bool:
        """Whether a case stays here."""
        return self.kind == "stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A transition between two places: ``needs`` is what it requires, ``letter`` what it drafts."""

    key: str
    title: Title
    needs: tuple[Title, ...]
    letter: Title | None
    is_return: bool
    path: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """All ways from one place to another."""

    source: str
    target: str
    ways: tuple[Way, ...]

    @property
    def key(self) -> str:
        """What the edge is called, for what is counted on it: ``review>closed``."""
        return f"{self.source}>{self.target}"

    def title(self, language: Language = "zh") -> str:
        """Name the ways, in the order of the file."""
        names = dict.fromkeys(word(way.title, language) for way in self.ways)
        return (" / " if language == "en" else "／").join(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A flow's places in the order of the file (missing ones last) and the edges between them.

    ``is_cut`` when there was too much to draw and the rest was left out.
    """

    key: str
    title: Title
    initial: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    is_cut: bool = False

    def node(self, key: str) -> Node:
        """Give a place by its key."""
        return next(node for node in self.nodes if node.key == key)

    def leaving(self, key: str) -> tuple[Edge, ...]:
        """Give the edges from a place."""
        return tuple(edge for edge in self.edges if edge.source == key)


def word(title: Title, language: Language) -> str:
    """Say a title in a language, in Chinese where it has no other."""
    return (title.en or title.zh) if language == "en" else title.zh
