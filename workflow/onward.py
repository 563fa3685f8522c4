"""What the nearest way onward still needs, in a word: 还差 N 项."""

from __future__ import annotations

from dataclasses import dataclass

from .forecast import main_line
from .steps.requirements import unmet
from .steps.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The transition that lacks least of those along the main line, and what it lacks.

    ``missing`` counts its needed requirements that are not met, ``first`` is the title of the
    first of them, empty for none.
    """

    case: int
    transition: str
    title: str
    missing: int
    first: str


def nearest(sheet: Sheet) -> Nearest | None:
    """Give the nearest way onward of a case; None where no transition leaves its stage.

    From a stage beside the main line, or one from which the line has no way, every transition
    counts. Of ways that lack equally much it is the first in the file.
    """
    flow, stage = sheet.flow, sheet.case.stage
    found = [
        Nearest(
            case=sheet.case.id,
            transition=way.key,
            title=str(way.title),
            missing=len(lacks),
            first=lacks[0].title if lacks else "",
        )
        for way in main_line(flow).ways(flow, stage) or flow.leaving(stage)
        for lacks in [unmet(sheet, way)]
    ]
    return min(found, key=lambda way: way.missing, default=None)
