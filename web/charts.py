"""Charts: bars placed on the server, drawn as SVG by the pages, so that print and phones have them too.

Only attributes place and size anything: a style attribute would break the content policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ..workflow.report_showing import chart_title, charts_of
from ..workflow.reporting import Cell, ReportTable, shown

WIDTH: Final = 330
"""Units across; small, so that words stay readable when a phone shrinks it."""

_ROOM: Final = 100
_LABEL, _BAR, _GAP, _AIR = 17, 13, 4, 8
_LONGEST: Final = 24

Say = Callable[[str], str]
"""Says a phrase in the language of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One lying bar: how far down it lies and how wide it is, with what it says behind it."""

    series: int
    top: int
    wide: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarGroup:
    """The bars of one row of a table, below its name."""

    name: str
    top: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing of a table: ``key`` is its own on the page, ``told`` says it in words.

    ``names`` are those of the bars of each group, in order; a number below 0 has no length.
    """

    key: str
    title: str
    told: str
    names: tuple[str, ...]
    width: int
    bar: int
    height: int
    groups: tuple[BarGroup, ...]


def charts(table: ReportTable, *, name: str, say: Say = str) -> list[Chart]:
    """Place the columns a table wants drawn; ``name`` begins the keys on the page."""
    return [
        _chart(table, series, f"{name}-{number}", say)
        for number, series in enumerate(charts_of(table), start=1)
    ]


def _chart(table: ReportTable, series: Sequence[int], key: str, say: Say) -> Chart:
    most = max([0.0, *(_size(row[place]) for row in table.rows for place in series)]) or 1.0
    groups: list[BarGroup] = []
    high = _LABEL + len(series) * (_BAR + _GAP) + _AIR
    for number, row in enumerate(table.rows):
        top = number * high
        bars = tuple(
            Bar(
                series=place,
                top=top + _LABEL + (place - 1) * (_BAR + _GAP),
                wide=round(_size(row[at]) / most * (WIDTH - _ROOM), 1),
                words=_words(table, row, at, say if len(series) > 1 else None),
            )
            for place, at in enumerate(series, start=1)
        )
        groups.append(BarGroup(name=_short(_name(table, row)), top=top + _LABEL - 4, bars=bars))
    return Chart(
        key=key,
        title=say(chart_title(table, series)),
        told="；".join(_told(table, row, series, say) for row in table.rows),
        names=tuple(say(table.columns[place].title) for place in series),
        width=WIDTH,
        bar=_BAR,
        height=max(len(groups) * high, 1),
        groups=tuple(groups),
    )


def _size(cell: Cell) -> float:
    return max(float(cell), 0.0) if isinstance(cell, int | float) else 0.0


def _name(table: ReportTable, row: Sequence[Cell]) -> str:
    return shown(row[0], table.columns[0])


def _words(table: ReportTable, row: Sequence[Cell], at: int, say: Say | None) -> str:
    """Say a figure, with the name of its column where ``say`` is given."""
    said = shown(row[at], table.columns[at])
    return f"{say(table.columns[at].title)} {said}" if say else said


def _told(table: ReportTable, row: Sequence[Cell], series: Sequence[int], say: Say) -> str:
    """Say a row in words, for whoever does not see the bars."""
    return f"{_name(table, row)}：{'，'.join(_words(table, row, at, say) for at in series)}"


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
