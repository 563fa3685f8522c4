"""How wide the columns of a table are: as wide as what stands in them, as far as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .titles import title_width

_NARROWEST: Final = 2.0
_SLACK: Final = 1.0


def column_widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Share ``width`` (in hanzi) among the columns of a table.

    A column whose cells fit its fair share gets what it needs; the others share the rest by what
    they hold. What is left over is given to all in proportion.
    """
    needs = [
        max(_NARROWEST, max(map(title_width, column)) + _SLACK) for column in zip(*rows, strict=True)
    ]
    if sum(needs) <= width:
        return [need * width / sum(needs) for need in needs]
    given: dict[int, float] = {}
    room = width
    for place in sorted(range(len(needs)), key=needs.__getitem__):
        fair = room / (len(needs) - len(given))
        if needs[place] > fair:
            break
        given[place] = needs[place]
        room -= needs[place]
    wide = [place for place in range(len(needs)) if place not in given]
    roots = {place: needs[place] ** 0.5 for place in wide}
    for place in wide:
        given[place] = room * roots[place] / sum(roots.values())
    return [given[place] for place in range(len(needs))]
