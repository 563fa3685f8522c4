"""Draws bars: where each bar, rule and word of a drawing stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from ....workflow.report_showing import UPRIGHT_ROWS, chart_title, charts_of
from ....workflow.reporting import ReportTable
from ..titles import title_width
from .axis import axis_for
from .frame import (
    AXIS,
    GAP,
    GRID,
    INKS,
    LABEL,
    SPACING,
    TICK,
    VALUE,
    Frame,
    drawn,
    head,
    legend_boxes,
    lines_of_names,
    tick_label,
)
from .shapes import Box, Drawing, Stroke, Words

_FOOT: Final = 17.0
_LEAST_ROW: Final = 15.0
_LABELS_SHARE: Final = 0.34
_TALL: Final = 130.0
_WIDEST_BAR: Final = 34.0
_MOST_LINES: Final = 3
_FILLED: Final = 0.72


def drawings_of(table: ReportTable, *, width: float, height: float) -> Iterator[Drawing]:
    """Give the drawings of a table, none wider or higher than a page has room for.

    A few rows stand upright; more, or those whose words would not fit, lie one under another and
    go on in a next drawing with the same axis where one has no room.
    """
    for series in charts_of(table):
        cells = [row[place] for row in table.rows for place in series]
        numbers = [float(cell) for cell in cells if isinstance(cell, int | float)]
        frame = Frame(
            table=table,
            series=series,
            axis=axis_for(min(numbers), max(numbers), table.columns[series[0]]),
            width=width,
            title=chart_title(table, series),
        )
        if _may_stand(frame):
            yield _standing(frame)
        else:
            yield from _lying(frame, height)


# --- bars that stand ----------------------------------------------------------------------


def _tick_room(frame: Frame) -> float:
    return max(map(title_width, frame.axis.labels)) * TICK + GAP


def _pitch(frame: Frame) -> float:
    return (frame.width - _tick_room(frame)) / len(frame.table.rows)


def _may_stand(frame: Frame) -> bool:
    rows = range(len(frame.table.rows))
    if len(rows) > UPRIGHT_ROWS or frame.axis.ticks[0] < 0:
        return False
    bar = _pitch(frame) * _FILLED / len(frame.series)
    widest = max(title_width(frame.value_words(row, p)) for row in rows for p in frame.series)
    return widest * VALUE <= bar and lines_of_names(frame, _pitch(frame) - GAP) <= _MOST_LINES


def _standing(frame: Frame) -> Drawing:
    left, pitch, top = _tick_room(frame), _pitch(frame), frame.top + VALUE * SPACING
    foot = top + _TALL
    strokes: list[Stroke] = []
    words = list(head(frame, ""))
    for tick, label in zip(frame.axis.ticks, frame.axis.labels, strict=True):
        y = foot - frame.axis.share(tick) * _TALL
        color = GRID if tick else AXIS
        strokes.append(Stroke(x=left, y=y, to_x=frame.width, to_y=y, color=color))
        words.append(tick_label(label, x=0, y=y - TICK, width=left - GAP, side="right"))
    boxes = list(legend_boxes(frame))
    bar = min(pitch * _FILLED / len(frame.series), _WIDEST_BAR)
    lines = lines_of_names(frame, pitch - GAP)
    for row in range(len(frame.table.rows)):
        start = left + pitch * row + (pitch - bar * len(frame.series)) / 2
        for number, place in enumerate(frame.series):
            value = frame.value(row, place)
            tall = frame.axis.share(value or 0.0) * _TALL
            x = start + bar * number
            if value is not None:
                boxes.append(Box(x=x, y=foot - tall, width=bar, height=tall, fill=INKS[number]))
            room = max(bar, pitch * _FILLED / len(frame.series))
            words.append(
                Words(
                    x=x + bar / 2 - room / 2,
                    y=foot - tall - VALUE * SPACING - 1,
                    width=room,
                    height=VALUE * SPACING,
                    side="center",
                    size=VALUE,
                    text=frame.value_words(row, place),
                )
            )
        words.append(
            Words(
                x=left + pitch * row + GAP / 2,
                y=foot + 3,
                width=pitch - GAP,
                height=lines * LABEL * SPACING,
                side="center",
                size=LABEL,
                text=frame.name(row),
            )
        )
    height = foot + 5 + lines * LABEL * SPACING
    return drawn(frame, height, boxes, strokes, words, range(len(frame.table.rows)))


# --- bars that lie ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """How rows of lying bars are laid out: where bars begin and end, how high rows and bars are."""

    names: float
    left: float
    right: float
    row: float
    bar: float

    def x(self, frame: Frame, value: float) -> float:
        return self.left + frame.axis.share(value) * (self.right - self.left)


def _rows_of(frame: Frame) -> _Rows:
    count = len(frame.table.rows)
    names = max(title_width(frame.name(row)) for row in range(count)) * LABEL
    for_names = left = min(names + 2 * GAP, frame.width * _LABELS_SHARE)
    values = max(
        title_width(frame.value_words(row, place)) for row in range(count) for place in frame.series
    )
    room = values * VALUE + 2 * GAP
    if frame.axis.ticks[0] < 0:
        left += room
    bar = 10.0 if len(frame.series) == 1 else 9.5
    lines = lines_of_names(frame, for_names - GAP)
    row = max(_LEAST_ROW, bar * len(frame.series) + 6, lines * LABEL * SPACING + 3)
    return _Rows(names=for_names, left=left, right=frame.width - room, row=row, bar=bar)


def _lying(frame: Frame, height: float) -> Iterator[Drawing]:
    rows = _rows_of(frame)
    count = len(frame.table.rows)
    most = max(1, int((height - frame.top - _FOOT) // rows.row))
    parts = ceil(count / most)
    each = ceil(count / parts)
    for part in range(parts):
        these = range(part * each, min(count, (part + 1) * each))
        mark = f"（{part + 1}/{parts}）" if parts > 1 else ""
        yield _lying_part(frame, rows, these, mark)


def _lying_part(frame: Frame, rows: _Rows, these: range, mark: str) -> Drawing:
    foot = frame.top + rows.row * len(these)
    strokes: list[Stroke] = []
    words = list(head(frame, mark))
    step = (rows.right - rows.left) / (len(frame.axis.ticks) - 1)
    apart = ceil((max(map(title_width, frame.axis.labels)) * TICK + GAP) / step)
    nought = frame.axis.ticks.index(0.0)
    for place, (tick, label) in enumerate(zip(frame.axis.ticks, frame.axis.labels, strict=True)):
        x = rows.x(frame, tick)
        color = GRID if tick else AXIS
        strokes.append(Stroke(x=x, y=frame.top, to_x=x, to_y=foot, color=color))
        if (place - nought) % apart == 0:
            room = step * apart
            words.append(tick_label(label, x=x - room / 2, y=foot + 1, width=room, side="center"))
    boxes = list(legend_boxes(frame))
    for place, row in enumerate(these):
        y = frame.top + rows.row * place
        words.append(_row_name(frame, rows, row, y))
        start = y + (rows.row - rows.bar * len(frame.series)) / 2
        for number in range(len(frame.series)):
            filled, said = _lying_bar(frame, rows, row, number, start + rows.bar * number)
            boxes += filled
            words.append(said)
    return drawn(frame, foot + _FOOT, boxes, strokes, words, these)


def _row_name(frame: Frame, rows: _Rows, row: int, y: float) -> Words:
    return Words(
        x=0,
        y=y,
        width=rows.names - GAP,
        height=rows.row,
        side="right",
        size=LABEL,
        text=frame.name(row),
    )


def _lying_bar(
    frame: Frame, rows: _Rows, row: int, number: int, y: float
) -> tuple[list[Box], Words]:
    place = frame.series[number]
    value = frame.value(row, place)
    nought, end = rows.x(frame, 0.0), rows.x(frame, value or 0.0)
    is_left = end < nought
    boxes = []
    if value is not None:
        x, wide = min(nought, end), abs(end - nought)
        boxes.append(Box(x=x, y=y, width=wide, height=rows.bar, fill=INKS[number]))
    size = VALUE if len(frame.series) == 1 else VALUE - 0.5  # else one touches the next
    room = frame.width - rows.right
    said = Words(
        x=end - room - 3 if is_left else end + 3,
        y=y,
        width=room,
        height=rows.bar,
        side="right" if is_left else "left",
        size=size,
        text=frame.value_words(row, place),
    )
    return boxes, said
