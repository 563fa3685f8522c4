"""Charts: bars drawn on the server as SVG, so that print, phones and screen readers have them too.

Only attributes place and size anything: a style attribute would break the content policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from ..workflow.report_showing import chart_title, charts_of, is_number
from ..workflow.reporting import Cell, ReportTable, shown

WIDTH: Final = 330
"""Units across; small, so that words stay readable when a phone shrinks it."""

_ROOM: Final = 100
_LABEL, _BAR, _GAP, _AIR = 17, 13, 4, 8
_LONGEST: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing of a table and what it is called; ``names`` are those of its bars, in order."""

    title: str
    names: tuple[str, ...]
    drawing: Markup


Say = Callable[[str], str]
"""Says a phrase in the language of the page."""


def charts(table: ReportTable, *, name: str, say: Say = str) -> list[Chart]:
    """Draw the columns a table wants drawn; ``name`` begins the ids on the page."""
    return [
        Chart(
            title=say(chart_title(table, series)),
            names=tuple(say(table.columns[place].title) for place in series),
            drawing=_bars(table, series, f"{name}-{number}", say),
        )
        for number, series in enumerate(charts_of(table), start=1)
    ]


def _bars(table: ReportTable, series: Sequence[int], name: str, say: Say) -> Markup:
    """Draw lying bars, the name of a row above its own; a number below 0 has none."""
    cells = [row[place] for row in table.rows for place in series]
    numbers = [cell for cell in cells if isinstance(cell, int | float) and is_number(cell)]
    most = max([*numbers, 0]) or 1
    drawn, top = [Markup()], 0
    for row in table.rows:
        label = _short(shown(row[0], table.columns[0]))
        drawn.append(
            Markup('<text class="chart-row" x="0" y="{}">{}</text>').format(top + _LABEL - 4, label)
        )
        top += _LABEL
        for place, at in enumerate(series, start=1):
            cell = row[at]
            size = max(float(cell), 0.0) if isinstance(cell, int | float) else 0.0
            wide = size / most * (WIDTH - _ROOM)
            said = shown(cell, table.columns[at])
            if len(series) > 1:
                said = f"{say(table.columns[at].title)} {said}"
            drawn.append(
                Markup(
                    '<rect class="chart-bar bar-{}" x="0" y="{}" width="{:.1f}" height="{}" rx="2"/>'
                    '<text class="chart-number" x="{:.1f}" y="{}">{}</text>'
                ).format(place, top, wide, _BAR, wide + 5, top + _BAR - 2, said)
            )
            top += _BAR + _GAP
        top += _AIR
    title = escape(say(chart_title(table, series)))
    told = escape("；".join(_told(table, row, series, say) for row in table.rows))
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>'
    ).format(WIDTH, max(top, 1), name, name, name, title, name, told, Markup().join(drawn))


def _told(table: ReportTable, row: Sequence[Cell], series: Sequence[int], say: Say) -> str:
    """Say a row in words, for whoever does not see the bars."""
    said = "，".join(
        f"{say(table.columns[place].title)} {shown(row[place], table.columns[place])}"
        for place in series
    )
    return f"{row[0]}：{said}"


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
