"""Which links share a line: many that lead to one place, or from one place, are drawn as a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from .paper import Link, Side, Trunk

_FEWEST_OUT: Final = 3
"""Fewer links from one place are clearer each for itself."""


def bundle(links: Iterable[Link], order: Mapping[str, int]) -> tuple[Trunk, ...]:
    """Bundle links greedily, the largest bundle first; each link is in exactly one.

    ``order`` numbers the blocks of the column; a block that is not in it stands beside.
    """
    left = list(links)
    made: list[Trunk] = []
    while left:
        trunk = max(_bundles(left, order), key=lambda each: len(each.links))
        taken = {link.key for link in trunk.links}
        left = [link for link in left if link.key not in taken]
        made.append(trunk)
    return tuple(made)


def _bundles(links: Sequence[Link], order: Mapping[str, int]) -> Iterable[Trunk]:
    for is_in in (True, False):
        groups: dict[tuple[str, Side], list[Link]] = {}
        for link in links:
            hub = link.target if is_in else link.source
            groups.setdefault((hub, _side(link, order)), []).append(link)
        for (hub, side), group in groups.items():
            if is_in or (len(group) >= _FEWEST_OUT and all(x.target in order for x in group)):
                yield Trunk(
                    links=tuple(group),
                    hub=hub,
                    is_in=is_in,
                    side=side,
                    may_flip=all(x.source in order and x.target in order for x in group),
                )


def _side(link: Link, order: Mapping[str, int]) -> Side:
    """Ways back run on the left, ways on and ways out on the right."""
    if link.source not in order or link.target not in order:
        return "right"
    return "left" if order[link.target] <= order[link.source] else "right"
