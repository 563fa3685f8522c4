"""The cases behind a figure: the same page for reports and for indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from ..visits import Visit

PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """Cases a figure counts, one as often as it counts there; ``parts`` are those of a rate.

    ``said`` is the figure as it stood where it was followed, ``is_frozen`` that it stood in a
    published report.
    """

    title: str
    about: str
    said: str
    parts: Mapping[str, Sequence[int]]
    part: str
    back: str
    back_title: str
    is_frozen: bool = False
    formula: str = ""


def draw_cases(
    visit: Visit,
    found: CaseSet,
    *,
    offset: int,
    where: Callable[[Mapping[str, object]], str],
) -> Response:
    """Draw the list; ``where`` writes the address of another part or offset of it."""
    times = Counter(found.parts[found.part])
    numbers = sorted(times)
    return visit.page(
        "counted.html",
        found=found,
        rows=visit.desk.views().listed(numbers[offset : offset + PAGE], visit.office.clock.now()),
        times=times,
        cases=len(numbers),
        entries=times.total(),
        offset=offset,
        size=PAGE,
        where=lambda at: where({"offset": at or ""}),
        parts=[
            (part, len(numbers_of), where({"part": part, "offset": ""}))
            for part, numbers_of in found.parts.items()
        ],
    )
