"""The shapes of a drawing, whatever sets it: boxes, strokes, words.

Lengths are points from the top left corner of the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle with a thin dark edge, so that light bars are seen in print."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A straight thin line."""

    x: float
    y: float
    to_x: float
    to_y: float
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Text in the middle of the height of a box, at one side of it; wider text turns."""

    x: float
    y: float
    width: float
    height: float
    side: Side
    size: float
    text: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One picture; ``said`` says in words what it shows, for those who do not see it."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    words: tuple[Words, ...]
    said: str
