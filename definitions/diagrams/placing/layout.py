"""Lays blocks and links out: a column from top to bottom, lines beside it, the rest to the right.

Every line beside the column leaves and enters blocks on their sides, at a port of its own, and runs
in a lane; labels stand above the line next to the block it leaves, where no lane is. So no label
ever lies on a line or a block, whatever the flow. What is left to choose, the sides and the order
of lanes, is chosen for the fewest crossings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from .lanes import Placing
from .paper import Block, Layout, Link, Measure, Order, Trunk
from .routing import layout_of
from .trunks import bundle

_TRIES: Final = 160
_WORTH_TRYING: Final = 14
"""With more trunks than this the order they come in has to do."""


@lru_cache(maxsize=64)
def lay_out(
    column: tuple[Block, ...], beside: tuple[Block, ...], links: tuple[Link, ...], measure: Measure
) -> Layout:
    """Lay out blocks in a column and beside it, and the links between them.

    The last layouts are kept: most of what somebody types leaves the picture as it was.
    """
    order = {block.key: number for number, block in enumerate(column)}
    down = {
        link.source: link
        for link in links
        if order.get(link.target, -1) - order.get(link.source, len(order)) == 1
    }
    aside = [link for link in links if down.get(link.source) is not link]
    trunks = bundle(aside, order)
    placing = Placing(column, beside, down, trunks, measure)
    return layout_of(placing, placing.choose(_best(placing, trunks, order)))


def _best(placing: Placing, trunks: Sequence[Trunk], order: dict[str, int]) -> Order:
    """Climb from the natural order to one with fewer crossings, as far as it goes cheaply."""
    lengths = [_length(trunk, order) for trunk in trunks]
    ranks = tuple(sorted(range(len(trunks)), key=lambda n: (lengths[n], n)))
    best = Order(sides=tuple(trunk.side for trunk in trunks), ranks=ranks)
    if len(trunks) > _WORTH_TRYING:
        return best
    cost, tries, is_better = placing.cost(best), 0, True
    while is_better and tries < _TRIES:
        is_better = False
        for other in _near(best, trunks):
            tries += 1
            found = placing.cost(other)
            if found < cost:
                best, cost, is_better = other, found, True
                break
    return best


def _near(order: Order, trunks: Sequence[Trunk]) -> Iterator[Order]:
    for first in range(len(trunks)):
        for second in range(first + 1, len(trunks)):
            ranks = list(order.ranks)
            ranks[first], ranks[second] = ranks[second], ranks[first]
            yield replace(order, ranks=tuple(ranks))
    for number, trunk in enumerate(trunks):
        if trunk.may_flip:
            sides = list(order.sides)
            sides[number] = "left" if sides[number] == "right" else "right"
            yield replace(order, sides=tuple(sides))


def _length(trunk: Trunk, order: dict[str, int]) -> int:
    """Say how far a trunk reaches, in blocks; one that leads out of the column counts least."""
    at = [order[key] for link in trunk.links for key in (link.source, link.target) if key in order]
    return max(at) - min(at) if at else 0
