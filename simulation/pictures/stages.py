"""Times by stage: the middle and nine in ten, with what is overdue and which stages cost most."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Language
from ..outcome import Outcome, StageTime
from .sheet import BAR, HEAD, PALE, QUIET, WIDTH, box, cut, rule, scale, sheet, text

NAMES, RIGHT, ROW, FOOT = 190.0, 236.0, 27.0, 44.0


def stages(outcome: Outcome, language: Language) -> str:
    """Draw how long cases stood in each stage, in working days, in the order of the flow."""
    is_zh = language == "zh"
    ranks = {lost.stage: n for n, lost in enumerate(outcome.bottlenecks, start=1)}
    steps = scale(max((stage.p90 for stage in outcome.stages), default=0))
    deep = HEAD + ROW * len(outcome.stages)
    parts = [*_grid(steps, deep)]
    for place, stage in enumerate(outcome.stages):
        parts += _row(stage, HEAD + ROW * place, steps[-1], ranks.get(stage.stage), is_zh=is_zh)
    title = f"{outcome.year}年各环节用时" if is_zh else f"Time per stage, {outcome.year}"
    under = (
        f"{outcome.title}：深色到中位，浅色到九成以内，单位工作日；① 起为最费时的环节"
        if is_zh
        else f"{outcome.title}: dark to the middle, pale to nine in ten, in working days; ① costs most"
    )
    told = [f"{stage.title}: {_figures(stage, is_zh=is_zh)}" for stage in outcome.stages]
    return sheet("stages", title, under, told, deep + FOOT, parts)


def _figures(stage: StageTime, *, is_zh: bool) -> str:
    if not stage.ended:
        return "没有办完的" if is_zh else "none ended"
    if is_zh:
        return f"中位 {stage.median:g}，九成 {stage.p90:g}，超期 {stage.overdue:.0%}"
    return f"middle {stage.median:g}, nine in ten {stage.p90:g}, overdue {stage.overdue:.0%}"


def _x(days: float, most: float) -> float:
    return NAMES + (WIDTH - NAMES - RIGHT) * days / most


def _grid(steps: tuple[float, ...], deep: float) -> Iterator[str]:
    for step in steps:
        x = _x(step, steps[-1])
        yield rule(x, HEAD, x, deep)
        yield text(x, deep + 18, f"{step:g}", size=11, color=QUIET, anchor="middle")


def _row(
    stage: StageTime, y: float, most: float, rank: int | None, *, is_zh: bool
) -> Iterator[str]:
    name = cut(stage.title, NAMES - 60, 12)
    yield text(NAMES - 10, y + 18, name, anchor="end", bold=rank is not None)
    if rank is not None:
        yield text(24, y + 18, "①②③④⑤"[rank - 1], size=14, color="#c4281c", bold=True)
    yield box(NAMES, y + 6, max(_x(stage.p90, most) - NAMES, 0.0), ROW - 11, PALE)
    yield box(NAMES, y + 6, max(_x(stage.median, most) - NAMES, 0.0), ROW - 11, BAR)
    figures = _figures(stage, is_zh=is_zh)
    yield text(_x(stage.p90, most) + 8, y + 18, figures, size=11, color=QUIET)
