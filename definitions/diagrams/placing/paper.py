"""What is laid out on paper: blocks in a column with the rest beside it, and links between them.

Sizes and places are in pixels, x to the right and y downwards. Nothing here knows what a block
means, so that every kind of drawing shares one layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Side = Literal["left", "right"]
Point = tuple[float, float]
End = tuple[str, bool]
"""Where a line touches a block: the block, and whether the line leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The sizes of a kind of drawing.

    ``gutter`` is the widest a label beside a block may be, ``down`` one on the way to the next block,
    ``lane`` the distance of parallel lines,
    ``gap`` the least between blocks with a line down, ``rest`` without one; ``room`` is the height
    a line without label takes on a block's side, ``leading`` that of a line of a label.
    """

    margin: float = 14
    gutter: float = 88
    down: float = 136
    lane: float = 11
    gap: float = 30
    rest: float = 18
    beside_gap: float = 14
    room: float = 14
    leading: float = 13
    entry: float = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something with a size, in the column or beside it; it may be made higher for its lines."""

    key: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line from block to block; ``label`` is broken into lines, ``width`` that of the longest."""

    key: str
    source: str
    target: str
    label: tuple[str, ...] = ()
    width: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A block in its place."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """The height of its lower edge."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Lines of text above a line; ``y`` is the base line of the last, ``width`` the longest.

    ``links`` are those it speaks for.
    """

    links: tuple[str, ...]
    x: float
    y: float
    anchor: Literal["start", "end"]
    lines: tuple[str, ...]
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything stands: boxes by block, the corners of every link's line, labels."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    routes: Mapping[str, tuple[Point, ...]]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """Links that share one line beside the column.

    They meet in ``hub``: all lead there (``is_in``), or all come from there. ``side`` is where the
    line runs; ``may_flip`` when the other side would do as well.
    """

    links: tuple[Link, ...]
    hub: str
    is_in: bool
    side: Side
    may_flip: bool

    @property
    def is_told_once(self) -> bool:
        """Whether one label at the hub speaks for all: many links that say the same."""
        return self.is_in and len(self.links) > 2 and len({link.label for link in self.links}) == 1  # noqa: PLR2004 - two may say it each

    @property
    def ends(self) -> tuple[End, ...]:
        """Give the places where the trunk touches blocks, each once."""
        return tuple(
            dict.fromkeys(
                end for link in self.links for end in ((link.source, False), (link.target, True))
            )
        )

    def at(self, end: End) -> tuple[Link, ...]:
        """Give the links that touch a block in one of those places."""
        block, is_in = end
        return tuple(x for x in self.links if (x.target if is_in else x.source) == block)

    def label(self, end: End) -> Link | None:
        """Give the link whose label stands there."""
        links = self.at(end)
        if len(self.links) == 1:
            return None if end[1] else links[0]
        at_hub = end == (self.hub, self.is_in)
        if self.is_told_once:
            return links[0] if at_hub else None
        return None if at_hub else links[0]


class Port(NamedTuple):
    """Where a trunk touches a block."""

    trunk: int
    block: str
    is_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a layout may choose: the side of each trunk, and which trunk is nearest the column."""

    sides: tuple[Side, ...]
    ranks: tuple[int, ...]
