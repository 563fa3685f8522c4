"""How a drawing looks: colours, marks and arrow heads, and the style of a file of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .chart import NodeKind
from .markup import clean, tag
from .placing import Point

INK: Final = "#18212f"
QUIET: Final = "#5d6a7b"
LINE: Final = "#7f8c9e"
LOST: Final = "#c4281c"
SHEET: Final = "#ffffff"
MAIN: Final = "#1b57b8"
STYLE: Final = """
.flow-map{font-family:-apple-system,"Segoe UI","PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI",\
"Noto Sans CJK SC",sans-serif;background:#fff}
.node:focus{outline:none}.node:focus .shape,.node:hover .shape{stroke:#1b57b8;stroke-width:3}
@media print{.node:hover .shape{stroke-width:1.4}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The colours of a kind of place, and the mark that tells it apart without colour."""

    fill: str
    stroke: str
    mark: str = ""


LOOKS: Final[Mapping[NodeKind, Look]] = {
    "stage": Look(fill=SHEET, stroke="#a9b4c2"),
    "completed": Look(fill="#e6f5ec", stroke="#1a8551", mark="M-3.6 0.2L-1 2.8L3.8-2.6"),
    "sealed": Look(fill="#eef1f6", stroke="#5d6a7b", mark="M-3-3H3V3H-3ZM-3 0H3"),
    "exited": Look(fill="#f5f0ee", stroke="#8a5a44", mark="M-3-3L3 3M3-3L-3 3"),
    "transferred": Look(fill="#e8f1fc", stroke="#2b72c9", mark="M-4 0H3.6M0.6-3L3.6 0L0.6 3"),
    "withdrawn": Look(
        fill="#f3f0f8", stroke="#6b579a", mark="M3.5-2.5V2.5H-3M-0.4-0.2L-3.2 2.5L-0.4 5"
    ),
    "end": Look(fill="#f3f5f8", stroke="#5d6a7b", mark="M-2.4 0H2.4"),
    "missing": Look(fill="#fdecea", stroke=LOST, mark="M0-4V0.8M0 3V4"),
}
_ENVELOPE: Final = "M0 0H10V7H0ZM0 0.3L5 4L10 0.3"


def badge(kind: NodeKind, x: float, y: float) -> str:
    """Draw the mark of a terminal, in a small disc."""
    look = LOOKS[kind]
    disc = tag("circle", cx=x, cy=y, r=8.0, fill=SHEET, stroke=look.stroke, stroke_width=1.4)
    sign = tag(
        "path",
        d=look.mark,
        transform=f"translate({x:.1f} {y:.1f})",
        fill="none",
        stroke=look.stroke,
        stroke_width=1.8,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    return tag("g", disc + sign, class_="mark")


def envelope(x: float, y: float) -> str:
    """Draw the sign of a letter, its upper left corner at a point."""
    at = f"translate({x:.1f} {y:.1f})"
    return tag("path", class_="letter", d=_ENVELOPE, transform=at, fill="none", stroke=QUIET)


def line(points: Sequence[Point], radius: float = 7) -> str:
    """Give the path through corners, each rounded as far as there is room."""
    said = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        size = min(radius, _distance(before, corner) / 2, _distance(corner, after) / 2)
        said.append(f"L{_at(_toward(corner, before, size))}")
        said.append(f"Q{_at(corner)} {_at(_toward(corner, after, size))}")
    return "".join((*said, f"L{_at(points[-1])}"))


def tip(points: Sequence[Point], size: float = 7) -> str:
    """Give the path of the arrow head at the end of a line."""
    end = points[-1]
    start = next((p for p in reversed(points[:-1]) if p != end), (end[0], end[1] - 1))
    x, y = _toward(end, start, size)
    if abs(start[0] - end[0]) > abs(start[1] - end[1]):
        return f"M{_at(end)}L{_at((x, y - size / 2))}L{_at((x, y + size / 2))}Z"
    return f"M{_at(end)}L{_at((x - size / 2, y))}L{_at((x + size / 2, y))}Z"


def _distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(start: Point, end: Point, size: float) -> Point:
    whole = _distance(start, end) or 1
    return (
        start[0] + (end[0] - start[0]) * size / whole,
        start[1] + (end[1] - start[1]) * size / whole,
    )


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def typed(  # noqa: PLR0913 - a line of type is all of these
    x: float,
    y: float,
    said: str,
    size: float,
    fill: str,
    *,
    anchor: str = "middle",
    weight: int | None = None,
) -> str:
    """Write a line of type; ``y`` is its base line."""
    return tag(
        "text",
        clean(said),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        text_anchor=None if anchor == "start" else anchor,
        font_weight=weight,
    )
