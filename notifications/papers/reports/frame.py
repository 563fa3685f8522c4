"""What all drawings of a table have: title, legend, axis, and the measures they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from ....workflow.report_showing import is_number
from ....workflow.reporting import ReportTable, shown
from ..titles import title_width
from .axis import Axis
from .shapes import Box, Drawing, Side, Stroke, Words

INKS: Final = ("#1f4e79", "#8fb3d9", "#d9dee5")
"""The fill of each series: told apart in grey too, from dark to light."""

LABEL: Final = 9.0
VALUE: Final = 8.0
TICK: Final = 7.5
SPACING: Final = 1.25
GAP: Final = 4.0
GRID: Final = "#d0d0d0"
AXIS: Final = "#404040"
_TITLE: Final = 10.5
_HEAD: Final = 20.0
_LEGEND: Final = 15.0
_APART: Final = 16.0
_LONGEST: Final = 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all parts of one chart share: which rows, which columns, which axis, how wide."""

    table: ReportTable
    series: tuple[int, ...]
    axis: Axis
    width: float
    title: str

    @property
    def top(self) -> float:
        """Where bars begin, below the title and the legend."""
        return _HEAD + (_LEGEND if len(self.series) > 1 else 0.0)

    def value(self, row: int, place: int) -> float | None:
        """Give the length of a bar, None where the cell holds no number."""
        cell = self.table.rows[row][place]
        return float(cell) if isinstance(cell, int | float) and is_number(cell) else None

    def value_words(self, row: int, place: int) -> str:
        """Write the cell of a bar."""
        return shown(self.table.rows[row][place], self.table.columns[place])

    def name(self, row: int) -> str:
        """Name a row by its first cell; the table has it whole."""
        return cut(shown(self.table.rows[row][0], self.table.columns[0]), _LONGEST)


def cut(text: str, width: float) -> str:
    """Cut a text to a width in hanzi, with … for what is left out."""
    if title_width(text) <= width:
        return text
    kept = text
    while kept and title_width(kept) > width - 1:
        kept = kept[:-1]
    return f"{kept}…"


def lines_of_names(frame: Frame, room: float) -> int:
    """Give how many lines the longest name of a row takes in a width."""
    names = (title_width(frame.name(row)) * LABEL for row in range(len(frame.table.rows)))
    return max(max(1, ceil(name / room)) for name in names)


def head(frame: Frame, mark: str) -> Iterator[Words]:
    """Give the title, with ``mark`` behind it, and the legend where there are several series."""
    yield Words(
        x=0,
        y=0,
        width=frame.width,
        height=_HEAD - GAP,
        side="center",
        size=_TITLE,
        text=cut(frame.title, frame.width / _TITLE - title_width(mark)) + mark,
        is_bold=True,
    )
    for x, place in zip(_legend_places(frame), frame.series, strict=False):
        yield Words(
            x=x + LABEL + 3,
            y=_HEAD - 2,
            width=frame.width - x - LABEL - 3,
            height=LABEL * SPACING,
            side="left",
            size=LABEL,
            text=frame.table.columns[place].title,
        )


def _legend_places(frame: Frame) -> list[float]:
    """Give where each entry of the legend begins; one series needs none."""
    if len(frame.series) == 1:
        return []
    widths = [
        title_width(frame.table.columns[place].title) * LABEL + LABEL + 3 for place in frame.series
    ]
    x = max(0.0, (frame.width - sum(widths) - _APART * (len(widths) - 1)) / 2)
    places = []
    for width in widths:
        places.append(x)
        x += width + _APART
    return places


def legend_boxes(frame: Frame) -> Iterator[Box]:
    """Give the ink of each series beside its name."""
    for number, x in enumerate(_legend_places(frame)):
        yield Box(x=x, y=_HEAD - 1, width=LABEL, height=LABEL, fill=INKS[number])


def tick_label(label: str, *, x: float, y: float, width: float, side: Side) -> Words:
    """Write the value of a tick."""
    return Words(x=x, y=y, width=width, height=2 * TICK, side=side, size=TICK, text=label)


def drawn(  # noqa: PLR0913, PLR0917 - the parts of one drawing
    frame: Frame,
    height: float,
    boxes: Sequence[Box],
    strokes: Sequence[Stroke],
    words: Sequence[Words],
    rows: range,
) -> Drawing:
    """Give the drawing of some rows, with what it shows in words."""
    shown_rows = (
        f"{frame.name(row)} " + "、".join(frame.value_words(row, place) for place in frame.series)
        for row in rows
    )
    names = "、".join(frame.table.columns[place].title for place in frame.series)
    return Drawing(
        width=frame.width,
        height=height,
        boxes=tuple(boxes),
        strokes=tuple(strokes),
        words=tuple(words),
        said=f"条形图，{frame.title}（{names}）：{'；'.join(shown_rows)}",
    )
