"""The paper pictures are drawn on: title, caption, text, boxes, a scale for counts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import count
from typing import Final, Literal
from unicodedata import east_asian_width

from ...definitions.diagrams.markup import clean, tag

INK: Final = "#18212f"
QUIET: Final = "#5d6a7b"
RULE: Final = "#dde3ea"
BAR: Final = "#2b72c9"
PALE: Final = "#b9d3f0"
WIDTH: Final = 920
HEAD: Final = 66
"""How much of a sheet the title and the line under it take."""

_STEPS: Final = 5

_FONTS: Final = (
    '-apple-system,"Segoe UI","PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI",'
    '"Noto Sans CJK SC",sans-serif'
)
Anchor = Literal["start", "middle", "end"]


def text(  # noqa: PLR0913 - what a text looks like, each by its name
    x: float,
    y: float,
    words: object,
    *,
    size: float = 12,
    color: str = INK,
    anchor: Anchor = "start",
    bold: bool = False,
) -> str:
    """Write a line of text."""
    return tag(
        "text",
        clean(words),
        x=x,
        y=y,
        font_size=size,
        fill=color,
        text_anchor=None if anchor == "start" else anchor,
        font_weight="600" if bold else None,
    )


def box(x: float, y: float, width: float, height: float, fill: str, **more: object) -> str:
    """Draw a rectangle."""
    return tag("rect", x=x, y=y, width=width, height=height, fill=fill, **more)


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw a thin line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=RULE, stroke_width=1.0)


def sheet(  # noqa: PLR0913, PLR0917 - all that a picture is
    name: str, title: str, under: str, told: Iterable[str], height: float, parts: Iterable[str]
) -> str:
    """Put a picture together; ``told`` is the same in words, for those who don't see it.

    ``name`` tells its parts from those of other pictures on the same page.
    """
    inside = "".join(
        (
            tag("title", clean(title), id=f"{name}-title"),
            tag("desc", clean("\n".join(told)), id=f"{name}-desc"),
            box(0.0, 0.0, float(WIDTH), height, "#ffffff"),
            text(24, 32, title, size=18, bold=True),
            text(24, 53, under, color=QUIET),
            *parts,
        )
    )
    return tag(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        width=WIDTH,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=_FONTS,
    )


def scale(most: float) -> tuple[float, ...]:
    """Give whole round steps from 0 to at least the largest figure, five of them at most."""
    rounds = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in rounds if step * _STEPS >= most)
    return tuple(float(step * n) for n in range(max(math.ceil(most / step), 1) + 1))


def width_of(words: str, size: float) -> float:
    """Give about how wide a text is."""
    return sum(size if east_asian_width(sign) in "WF" else size * 0.56 for sign in words)


def cut(words: str, room: float, size: float) -> str:
    """Shorten a text to a width."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words}…"
