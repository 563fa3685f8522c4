"""A chart laid out for reading: what stands in each box, and where."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...errors import Language
from .chart import KINDS, Chart, Edge, Limit, Node, word
from .placing import Block, Layout, Link, Measure, lay_out, width_of, wrap

TITLE: Final = 14.0
SMALL: Final = 11.5
LABEL: Final = 11.5
"""The sizes of type, in pixels."""
_WIDE: Final = 172.0
_NARROW: Final = 152.0
_BESIDE: Final[Mapping[Language, float]] = {"zh": 92.0, "en": 112.0}
_PADDING: Final = 22.0
_LETTER: Final = 14.0
"""What the sign of a letter takes behind a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands in a box: lines of its title, then of what else there is to say."""

    title: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart with its places on paper; labels and words are in one language."""

    chart: Chart
    layout: Layout
    words: Mapping[str, Words]

    def label_width(self, text: str) -> float:
        """Give the width of a line of a label."""
        return width_of(text, LABEL)


def picture(
    chart: Chart,
    language: Language,
    *,
    compact: bool = False,
    counts: Mapping[str, str] | None = None,
) -> Picture:
    """Lay a chart out; a ``compact`` one is narrow and leaves the names of ways beside it out.

    ``counts`` are printed with the names of edges, by their keys.
    """
    column, beside = places_of(chart)
    words = {
        node.key: _words(node, language, _width(node, column, language, compact=compact))
        for node in chart.nodes
    }
    measure = Measure(margin=8, lane=9, gap=28, down=98) if compact else Measure()
    below = {a.key: b.key for a, b in itertools.pairwise(column)}
    links = []
    for edge in chart.edges:
        is_down = below.get(edge.source) == edge.target
        name = edge.title(language) if is_down or not compact else ""
        more = (counts or {}).get(edge.key, "") or (_needs(edge, language) if is_down else "")
        links.append(_link(edge, name, more, measure.down if is_down else measure.gutter))
    blocks = [
        Block(
            key=n.key,
            width=_width(n, column, language, compact=compact),
            height=_height(words[n.key]),
        )
        for n in (*column, *beside)
    ]
    count = len(column)
    layout = lay_out(tuple(blocks[:count]), tuple(blocks[count:]), tuple(links), measure)
    return Picture(chart=chart, layout=layout, words=words)


def places_of(chart: Chart) -> tuple[Sequence[Node], Sequence[Node]]:
    """Divide the places: stages in their order down to the ordinary end, and the rest beside them."""
    stages = [node for node in chart.nodes if node.is_stage]
    rest = [node for node in chart.nodes if not node.is_stage]
    if stages:
        ends = [
            node
            for edge in chart.leaving(stages[-1].key)
            for node in rest
            if node.key == edge.target
        ]
        done = [node for node in ends if node.kind == "completed"] or (
            [node for node in ends if node.kind != "missing"] if len(ends) == 1 else []
        )
        if done:
            return [*stages, done[0]], [node for node in rest if node is not done[0]]
    return stages, rest


def limit_words(limits: Sequence[Limit], language: Language) -> str:
    """Say limits shortly: one for all grades, else from the shortest to the longest as written."""
    spans = list(dict.fromkeys(word(limit.span, language) for limit in limits))
    if len(spans) < 2:  # noqa: PLR2004 - one span needs no range
        return "".join(spans)
    units = {span.lstrip("0123456789") for span in spans}
    if len(units) == 1 and all(span[:1].isdigit() for span in spans):
        unit = units.pop()
        amounts = sorted(int(span.removesuffix(unit)) for span in spans)
        return f"{amounts[0]}–{amounts[-1]}{unit}"
    return ("／" if language == "zh" else " / ").join(spans)


def _width(node: Node, column: Iterable[Node], language: Language, *, compact: bool) -> float:
    if not any(node is each for each in column):
        return _BESIDE[language] - (6 if compact else 0)
    return (_NARROW if compact else _WIDE) - (0 if node.is_stage else 24)


def _words(node: Node, language: Language, width: float) -> Words:
    inner = width - (_PADDING if node.is_stage else _PADDING / 2)
    name = word(node.title, language)
    # Bold type is a little wider.
    title = wrap(name, TITLE * 1.05, inner, 2 if node.is_stage else 3)
    if not node.is_stage:
        kind = word(KINDS[node.kind], language)
        is_said = kind.casefold() == name.casefold() or node.kind == "end"
        about: Iterable[str] = () if is_said else (kind,)
        return Words(title=title, about=tuple(about))
    limit = limit_words(node.limits, language)
    owner = word(node.owner, language) if node.owner else ""
    both = " · ".join(filter(None, (limit, owner)))
    if width_of(both, SMALL) <= inner:
        return Words(title=title, about=(both,) if both else ())
    lines = [part for text in (limit, owner) for part in wrap(text, SMALL, inner, 1)]
    return Words(title=title, about=tuple(lines))


def _height(words: Words) -> float:
    return 14 + 18 * len(words.title) + 15 * len(words.about)


def _needs(edge: Edge, language: Language) -> str:
    """Say what a way needs; it has room for that where it leads straight on."""
    needs = len(edge.ways[0].needs) if len(edge.ways) == 1 else 0
    if not needs:
        return ""
    return f"{needs} 项条件" if language == "zh" else f"{needs} condition{'s' if needs > 1 else ''}"


def _link(edge: Edge, name: str, more: str, room: float) -> Link:
    """Label an edge: its name, and what else there is to say behind it or on a line of its own."""
    has_letter = any(way.letter for way in edge.ways) and bool(name)
    room -= _LETTER if has_letter else 0
    lines = list(wrap(name, LABEL, room, 2))
    if more:
        joined = f"{lines[-1]}{' ' if more.startswith('×') else ' · '}{more}" if lines else more
        if len(lines) == 1 and width_of(joined, LABEL) <= room:
            lines[-1] = joined
        elif lines:
            lines.append(more)
        else:
            lines = [more]
    widths = [width_of(text, LABEL) for text in lines]
    if has_letter:
        widths[-1] += _LETTER
    return Link(
        key=edge.key,
        source=edge.source,
        target=edge.target,
        label=tuple(lines),
        width=max(widths, default=0),
    )
