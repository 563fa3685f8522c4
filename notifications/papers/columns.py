"""How wide the columns of a table are: as wide as what stands in them, as far as there is room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .titles import title_width

_NARROWEST: Final = 2.0
_SLACK: Final = 1.0
_WHOLE: Final = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|[!-~]{1,16}")
"""What reads badly in two lines: dates, numbers, words."""


def column_widths(rows: Sequence[Sequence[str]], width: float, *, has_head: bool) -> list[float]:
    """Share ``width`` (in hanzi) among the columns of a table.

    A column whose cells fit its fair share gets what they need; the others share the rest by what
    they hold, but none gets less than its longest date or number while there is room.
    What is left over is given to all in proportion; in a table without a head, whose first column
    names what stands beside it, to the last.
    """
    columns = list(zip(*rows, strict=True))
    needs = [_widest(column) for column in columns]
    spare = width - sum(needs)
    if spare >= 0 and not has_head:
        return [*needs[:-1], needs[-1] + spare]
    if spare >= 0:
        return [need * width / sum(needs) for need in needs]
    least = [_widest(_WHOLE.findall(" ".join(column))) for column in columns]
    if sum(least) > width:
        least = [_NARROWEST] * len(columns)
    given: dict[int, float] = {}
    room = width
    for place in sorted(range(len(needs)), key=needs.__getitem__):
        fair = room / (len(needs) - len(given))
        if needs[place] <= fair or least[place] >= fair:
            given[place] = min(needs[place], max(fair, least[place]))
            room -= given[place]
    wide = [place for place in range(len(needs)) if place not in given]
    roots = {place: needs[place] ** 0.5 for place in wide}
    for place in wide:
        given[place] = room * roots[place] / sum(roots.values())
    total = sum(given.values())
    return [given[place] * width / total for place in range(len(needs))]


def _widest(texts: Sequence[str]) -> float:
    return max([_NARROWEST, *(title_width(text) + _SLACK for text in texts)])
