"""Heat on a drawing: how warm places and ways are, in colour, thickness and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

from ...errors import Language
from .chart import Chart, Edge
from .looks import INK, typed
from .markup import tag
from .placing import Box

HEATS: Final[Sequence[str]] = ("#ffffff", "#fff6df", "#ffe6ae", "#ffd07c", "#ffb74a")
"""From cool to hot; ink stays readable on each."""
_LINES: Final[Sequence[str]] = ("#a3a08f", "#bfa063", "#c4923c", "#bd7c17", "#a86200")
_HOT: Final = "#b26a00"


class Warmth(Protocol):
    """How warm a place is: what was counted there, a share from 0 to 1, and in words."""

    @property
    def count(self) -> int:
        """What was counted."""
        ...

    @property
    def share(self) -> float:
        """How warm, from 0 to 1."""
        ...

    @property
    def words(self) -> str:
        """The same for people."""
        ...


def level(warmth: Warmth) -> int:
    """Give how warm a place is as one of the steps of ``HEATS``."""
    return round(_share(warmth) * (len(HEATS) - 1))


def stroke(warmth: Warmth) -> tuple[str, float]:
    """Give the colour and the thickness of a way."""
    return _LINES[level(warmth)], 1.5 + 3.0 * _share(warmth)


def warmth_of(edge: Edge, heat: Mapping[str, Warmth]) -> Warmth | None:
    """Give the heat of an edge: its own, else that of the warmest of its ways."""
    found = [heat[way.path] for way in edge.ways if way.path in heat]
    return heat.get(edge.key) or max(found, key=_share, default=None)


def count_of(edge: Edge, chart: Chart, heat: Mapping[str, Warmth], language: Language) -> str:
    """Say the count of an edge; of a way that runs along several edges, that it is for all."""
    if exact := heat.get(edge.key):
        return f"×{exact.count}"
    found = [(way, heat[way.path]) for way in edge.ways if way.path in heat]
    if not found:
        return ""
    keys = {way.key for way, _warmth in found}
    shared = sum(any(way.key in keys for way in other.ways) for other in chart.edges) > 1
    total = sum(warmth.count for _way, warmth in found)
    if not shared:
        return f"×{total}"
    return f"共×{total}" if language == "zh" else f"×{total} in all"


def gauge(box: Box, warmth: Warmth) -> Iterator[str]:
    """Draw a count in the corner, and a bar that is the longer the warmer."""
    text = f"{warmth.count:,}"
    wide = 10 + 6.6 * len(text)
    yield tag(
        "rect", class_="count", x=box.x - 6, y=box.y - 9, width=wide, height=17.0, rx=8.5, fill=INK
    )
    yield typed(box.x - 6 + wide / 2, box.y + 3.5, text, 11.0, "#ffffff", weight=600)
    full = box.width - 24
    share = _share(warmth)
    at = {"x": box.x + 12, "y": box.bottom - 6, "height": 3.0, "rx": 1.5}
    yield tag("rect", class_="gauge", width=full, fill="#dde3ea", **at)
    yield tag("rect", class_="gauge", width=full * share, fill=_HOT, **at)


def _share(warmth: Warmth) -> float:
    return max(0.0, min(float(warmth.share), 1.0))
