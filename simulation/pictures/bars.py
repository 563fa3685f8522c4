"""Bars by month, stacked: how often lights turned each colour, how many letters of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...definitions.model import Color
from ...errors import Language
from ..outcome import Outcome
from .sheet import HEAD, INK, QUIET, WIDTH, box, cut, rule, scale, sheet, text, width_of

LEFT, RIGHT, HIGH, FOOT = 64.0, 24.0, 250.0, 78.0
_READABLE: Final = 14
"""How high a band is to have its count written into it."""

MOST: Final = 5
"""How many kinds of letters are told apart; the rest are counted together."""

_COLORS: Final[Mapping[Color, tuple[str, str, str]]] = {
    "blue": ("#2b72c9", "蓝灯", "blue"),
    "yellow": ("#f2b01e", "黄灯", "yellow"),
    "orange": ("#d9690f", "橙灯", "orange"),
    "red": ("#c4281c", "红灯", "red"),
}
_KINDS: Final = ("#1b4f91", "#5b93d6", "#b9d3f0", "#7a5200", "#e2b968", "#9aa5b4")
_DARK: Final = frozenset({"#2b72c9", "#d9690f", "#c4281c", "#1b4f91", "#7a5200", "#5b93d6"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band of every bar: what it is, its colour, and how many by month."""

    title: str
    fill: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many over the year."""
        return sum(self.counts.values())


def lights(outcome: Outcome, language: Language) -> str:
    """Draw how often lights turned each colour, by month."""
    bands = [
        Band(
            title=zh if language == "zh" else en,
            fill=fill,
            counts={month: outcome.lights[month][color] for month in outcome.months},
        )
        for color, (fill, zh, en) in _COLORS.items()
    ]
    zh, en = f"{outcome.year}年各月亮灯", f"Lights by month, {outcome.year}"
    title = zh if language == "zh" else en
    return _bars(outcome, language, "lights", title, [band for band in bands if band.total])


def letters(outcome: Outcome, language: Language) -> str:
    """Draw how many letters of each kind were drafted, by month."""
    totals: dict[str, int] = {}
    for by_kind in outcome.letters.values():
        for kind, count in by_kind.items():
            totals[kind] = totals.get(kind, 0) + count
    ranked = sorted(totals, key=lambda kind: -totals[kind])
    groups = [(kind, [kind]) for kind in ranked[:MOST]]
    if ranked[MOST:]:
        groups.append(("其他" if language == "zh" else "others", ranked[MOST:]))
    bands = [
        Band(
            title=title,
            fill=fill,
            counts={
                month: sum(outcome.letters[month].get(kind, 0) for kind in kinds)
                for month in outcome.months
            },
        )
        for (title, kinds), fill in zip(groups, _KINDS, strict=False)
    ]
    zh, en = f"{outcome.year}年各月函件", f"Letters by month, {outcome.year}"
    return _bars(outcome, language, "letters", zh if language == "zh" else en, bands)


def _bars(
    outcome: Outcome, language: Language, name: str, title: str, bands: Sequence[Band]
) -> str:
    sums = {month: sum(band.counts[month] for band in bands) for month in outcome.months}
    steps = scale(max(sums.values()))
    told = [
        f"{month}: " + ", ".join(f"{b.title} {b.counts[month]}" for b in bands)
        for month in outcome.months
    ]
    parts = [*_grid(steps), *_legend(bands)]
    for place, month in enumerate(outcome.months):
        parts += _bar(place, month, bands, sums[month], steps[-1])
    under = (
        f"{outcome.title}：全年 {sum(sums.values())} 次"
        if language == "zh"
        else f"{outcome.title}: {sum(sums.values())} over the year"
    )
    return sheet(name, title, under, told, HEAD + HIGH + FOOT, parts)


def _y(count: float, top: float) -> float:
    return HEAD + 14 + (HIGH - 14) * (1 - count / top)


def _grid(steps: Sequence[float]) -> Iterator[str]:
    for step in steps:
        y = _y(step, steps[-1])
        yield rule(LEFT, y, WIDTH - RIGHT, y)
        yield text(LEFT - 8, y + 4, f"{step:g}", size=11, color=QUIET, anchor="end")


def _bar(place: int, month: str, bands: Sequence[Band], total: int, top: float) -> Iterator[str]:
    room = (WIDTH - LEFT - RIGHT) / 12
    x, wide, height = LEFT + room * place + room * 0.18, room * 0.64, 0
    for band in bands:
        count = band.counts[month]
        if not count:
            continue
        upper, lower = _y(height + count, top), _y(height, top)
        yield box(x, upper, wide, lower - upper, band.fill, stroke="#ffffff", stroke_width=1.0)
        if lower - upper >= _READABLE:
            ink = "#ffffff" if band.fill in _DARK else INK
            middle = (upper + lower) / 2 + 4
            yield text(x + wide / 2, middle, count, size=11, color=ink, anchor="middle")
        height += count
    if total:
        yield text(x + wide / 2, _y(total, top) - 4, total, size=11, anchor="middle", bold=True)
    yield text(x + wide / 2, HEAD + HIGH + 17, month[-2:], size=11, color=QUIET, anchor="middle")


def _legend(bands: Sequence[Band]) -> Iterator[str]:
    """Name the bands from below upwards, with what each comes to."""
    x, y = LEFT, HEAD + HIGH + 38
    for band in bands:
        said = cut(f"{band.title} {band.total}", 220, 12)
        if x + 34 + width_of(said, 12) > WIDTH - RIGHT:
            x, y = LEFT, y + 20
        yield box(x, y - 10, 12.0, 12.0, band.fill)
        yield text(x + 18, y, said)
        x += 34 + width_of(said, 12)
