"""A flow's text as a picture and in words, for the pages that show flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..definitions.diagrams import Place, Warmth, chart_of_source, outline, svg
from ..errors import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A flow drawn: its title, the picture as SVG text, every place in words; where a case is at."""

    title: str
    present: str
    picture: str
    places: Sequence[Place]


def drawing_of(
    source: str,
    language: Language,
    *,
    present: str = "",
    is_editing: bool = False,
    heat: Mapping[str, Warmth] | None = None,
) -> Drawing | None:
    """Draw the text of a flow, good or not; None for one that can't be read at all.

    ``present`` is the place a case is at, ``heat`` what really happened. While it is edited places
    lead to the source, else to their words.
    """
    chart = chart_of_source(source)
    if not chart.nodes:
        return None
    links = {node.path: "#source" if is_editing else f"#outline-{node.key}" for node in chart.nodes}
    title = chart.title.en if language == "en" and chart.title.en else chart.title.zh
    picture = svg(
        chart,
        language=language,
        heat=heat,
        links=links,
        present=present,
        compact=is_editing,
        embedded=True,
    )
    return Drawing(title=title, present=present, picture=picture, places=outline(chart, language))
