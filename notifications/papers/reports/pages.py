"""A report as the plain data that ``report.typ`` reads: every word with its font, every width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from itertools import groupby
from typing import Any, Final

from ....workflow.report_showing import WIDE_COLUMNS, dated, is_numeric, period_line, standing
from ....workflow.reporting import Cell, Report, ReportColumn, ReportTable, shown
from ..columns import column_widths
from ..faces import FaceName, FontFile
from ..ooxml import MM
from ..sorts import Run, Sorts, clean
from ..titles import title_lines
from .bars import drawings_of
from .shapes import Drawing, Side

MARGIN: Final = 18.0
"""The margin at the left and right of a page, in mm."""

GAP: Final = 24.0
"""How far two drawings beside each other stand apart, in points."""

EMPTY: Final = "（本期没有）"
"""What stands below the headings of a table without rows, so that nobody looks for a lost page."""

TOP: Final = 22.0
BOTTOM: Final = 20.0
_SHORT, _LONG = 210.0, 297.0
PADDING: Final = 3.5
_SIZES: Final = ((8, 10.5), (12, 9.0))
_SMALLEST: Final = 7.5
_TITLE_UPRIGHT, _TITLE_WIDE = 20.0, 32.0
_ABOVE_DRAWING: Final = 36.0

Item = dict[str, Any]


def room_of(*, is_wide: bool) -> tuple[float, float]:
    """Give the width and height of what stands between the margins of a page, in points."""
    across, down = (_LONG, _SHORT) if is_wide else (_SHORT, _LONG)
    return (across - 2 * MARGIN) * MM, (down - TOP - BOTTOM) * MM


def is_wide(table: ReportTable) -> bool:
    """Say whether a table lies across the page."""
    return len(table.columns) > WIDE_COLUMNS


def groups_of(report: Report) -> list[tuple[bool, list[ReportTable]]]:
    """Give the tables in order, those that stand on pages of one kind together."""
    groups = [(wide, list(tables)) for wide, tables in groupby(report.tables, key=is_wide)]
    return groups or [(False, [])]


def drawings_on(table: ReportTable, *, is_wide: bool) -> list[list[Drawing]]:
    """Give the drawings of a table for a page of a kind, those that stand side by side together.

    Bars as long as a page that lies across are no easier to compare, so two stand on it.
    """
    width, height = room_of(is_wide=is_wide)
    beside = 2 if is_wide else 1
    each = (width - GAP * (beside - 1)) / beside
    drawings = list(drawings_of(table, width=each, height=height - _ABOVE_DRAWING))
    return [drawings[start : start + beside] for start in range(0, len(drawings), beside)]


def cell_size(table: ReportTable) -> float:
    """Give the size of the signs in a table, in points: the more columns, the smaller."""
    sizes = (size for most, size in _SIZES if len(table.columns) <= most)
    return next(sizes, _SMALLEST)


def cell_texts(table: ReportTable) -> list[list[str]]:
    """Give what stands in a table: the headings, the rows, then the total where there is one."""
    total = [table.total] if table.total is not None else []
    return [
        [clean(column.heading) for column in table.columns],
        *(_row_texts(row, table.columns) for row in (*table.rows, *total)),
    ]


def cell_sides(table: ReportTable) -> list[Side]:
    """Give the side of each column at which its cells stand."""
    return [
        "right" if is_numeric(column) else "center" if column.kind == "date" else "left"
        for column in table.columns
    ]


def table_widths(table: ReportTable, *, is_wide: bool) -> list[float]:
    """Share the width of the page among the columns, in points."""
    width, _ = room_of(is_wide=is_wide)
    size = cell_size(table)
    padding = 2 * PADDING
    room = max((width - padding * len(table.columns)) / size, len(table.columns))
    shares = column_widths(cell_texts(table), room, has_head=True)
    return [share * size + padding for share in shares]


def title_room(*, is_wide: bool) -> float:
    """Give how many hanzi a line of the title has at most."""
    return _TITLE_WIDE if is_wide else _TITLE_UPRIGHT


def subtitle(report: Report, zone: tzinfo) -> tuple[str, str]:
    """Give the two lines below the title: of which days it speaks, and when it was said."""
    return f"统计期间：{period_line(report)}", dated(report, zone)


def pages(
    report: Report, sorts: Sorts, zone: tzinfo, *, family_of: Callable[[FontFile], str]
) -> Item:
    """Give all the layout needs; ``family_of`` names a font as the typesetter knows it."""
    groups = groups_of(report)
    made: Item = {
        "name": clean(report.name),
        "title": [
            sorts.runs("小标宋", line)
            for line in title_lines((clean(report.name),), title_room(is_wide=groups[0][0]))
        ],
        "lines": [sorts.runs("楷体", line) for line in subtitle(report, zone)],
        "groups": [
            {"is_wide": wide, "items": [i for table in tables for i in _items(table, sorts, wide)]}
            for wide, tables in groups
        ],
        "notes": _notes(report, sorts),
        "standing": sorts.runs("仿宋", standing(report)),
        "page": [sorts.runs("仿宋", word) for word in ("第", "页 共", "页")],
        "digits": sorts.runs("仿宋", "1")[0][0],
        "margins": [MARGIN, TOP, BOTTOM],
    }
    made["fonts"] = _fonts(sorts, family_of)
    return made


def picture_pages(
    drawings: Sequence[Drawing], sorts: Sorts, *, family_of: Callable[[FontFile], str]
) -> Item:
    """Give what the layout needs to set each drawing on a page of its own size."""
    made: Item = {"drawings": [_drawing(drawing, sorts) for drawing in drawings]}
    # a drawing without a word would leave the layout without a font
    made["digits"] = sorts.runs("仿宋", "1")[0][0]
    made["fonts"] = _fonts(sorts, family_of)
    return made


def _fonts(sorts: Sorts, family_of: Callable[[FontFile], str]) -> list[Item]:
    return [
        {"family": family_of(font), "weight": font.weight, "is_stroked": is_stroked}
        for font, is_stroked in sorts.fonts
    ]


def _items(table: ReportTable, sorts: Sorts, wide: bool) -> Iterator[Item]:  # noqa: FBT001
    yield {"kind": "heading", "runs": sorts.runs("黑体", table.title)}
    texts = cell_texts(table)
    total = len(texts) - 1 if table.total is not None else -1
    yield {
        "kind": "table",
        "size": cell_size(table),
        "padding": PADDING,
        "widths": table_widths(table, is_wide=wide),
        "sides": cell_sides(table),
        "has_total": table.total is not None,
        "rows": [
            [sorts.runs(_face(number, total), cell) for cell in row]
            for number, row in enumerate(texts)
        ],
    }
    if not table.rows:
        yield {"kind": "words", "runs": sorts.runs("仿宋", EMPTY)}
    for row in drawings_on(table, is_wide=wide):
        yield {"kind": "drawings", "gap": GAP, "row": [_drawing(drawing, sorts) for drawing in row]}


def _face(row: int, total: int) -> FaceName:
    return "黑体" if row in {0, total} else "仿宋"


def _row_texts(row: Sequence[Cell], columns: Sequence[ReportColumn]) -> list[str]:
    return [clean(shown(cell, column)) for cell, column in zip(row, columns, strict=True)]


def _notes(report: Report, sorts: Sorts) -> Item | None:
    if not report.notes:
        return None
    return {
        "label": sorts.runs("黑体", "口径说明"),
        "lines": [
            [sorts.runs("仿宋", f"{number}."), sorts.runs("仿宋", note)]
            for number, note in enumerate(report.notes, start=1)
        ],
    }


def _drawing(drawing: Drawing, sorts: Sorts) -> Item:
    words: list[Item] = []
    for said in drawing.words:
        runs: list[Run] = sorts.runs("黑体" if said.is_bold else "仿宋", said.text)
        words.append(
            {
                "at": _rounded(said.x, said.y, said.width, said.height),
                "side": said.side,
                "size": said.size,
                "runs": runs,
            }
        )
    return {
        "width": round(drawing.width, 2),
        "height": round(drawing.height, 2),
        "boxes": [
            [*_rounded(box.x, box.y, box.width, box.height), box.fill] for box in drawing.boxes
        ],
        "strokes": [
            [*_rounded(line.x, line.y, line.to_x, line.to_y), line.color]
            for line in drawing.strokes
        ],
        "words": words,
    }


def _rounded(*lengths: float) -> list[float]:
    return [round(length, 2) for length in lengths]
