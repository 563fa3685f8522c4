"""Load by role and month: how many working days of work, and how much of what it has."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Language
from ..outcome import Outcome, RoleLoad
from .sheet import HEAD, INK, QUIET, WIDTH, box, cut, sheet, text

NAMES, RIGHT, ROW, FOOT = 190.0, 130.0, 34.0, 30.0
_DARK = 0.55
"""From this shade on, ink is white."""

_FULL = 0.9
"""From this share of a role's time on it is marked as used up."""


def load(outcome: Outcome, language: Language) -> str:
    """Draw how many working days each role worked in each month; the darker the more."""
    is_zh = language == "zh"
    most = max((days for role in outcome.roles for days in role.days.values()), default=0) or 1
    room = (WIDTH - NAMES - RIGHT) / 12
    parts = [
        text(NAMES + room * (n + 0.5), HEAD + 12, month[-2:], size=11, color=QUIET, anchor="middle")
        for n, month in enumerate(outcome.months)
    ]
    waiting = "最长排队" if is_zh else "most waiting"
    parts.append(text(WIDTH - 24, HEAD + 12, waiting, size=11, color=QUIET, anchor="end"))
    for place, role in enumerate(outcome.roles):
        parts += _row(outcome, role, HEAD + 20 + ROW * place, most, is_zh=is_zh)
    title = f"{outcome.year}年各角色负荷" if is_zh else f"Load by role, {outcome.year}"
    under = (
        f"{outcome.title}：每格为当月在办的工作日数；写明人手的，另写占用比例，九成以上加框"
        if is_zh
        else f"{outcome.title}: working days of work in a month, and the share of what a role has"
    )
    told = [
        f"{role.title}: " + ", ".join(f"{m[-2:]} {role.days[m]:g}" for m in outcome.months)
        for role in outcome.roles
    ]
    return sheet("load", title, under, told, HEAD + 20 + ROW * len(outcome.roles) + FOOT, parts)


def _row(outcome: Outcome, role: RoleLoad, y: float, most: float, *, is_zh: bool) -> Iterator[str]:
    yield text(NAMES - 10, y + 15, cut(role.title, NAMES - 34, 12), anchor="end")
    hands = "不限" if is_zh else "no bound"
    if role.capacity is not None:
        hands = f"人手 {role.capacity}" if is_zh else f"capacity {role.capacity}"
    yield text(NAMES - 10, y + 28, hands, size=10, color=QUIET, anchor="end")
    room = (WIDTH - NAMES - RIGHT) / 12
    for place, month in enumerate(outcome.months):
        days, used = role.days[month], role.used.get(month)
        x, part = NAMES + room * place, days / most
        frame = {"stroke": "#c4281c", "stroke_width": 2.0} if (used or 0) >= _FULL else {}
        yield box(x + 2, y + 2, room - 4, ROW - 4, _shade(part), **frame)
        ink, middle = "#ffffff" if part > _DARK else INK, x + room / 2
        down = 21.0 if used is None else 15.0
        yield text(middle, y + down, f"{days:.0f}", size=11, color=ink, anchor="middle")
        if used is not None:
            yield text(middle, y + 27, f"{used:.0%}", size=9, color=ink, anchor="middle")
    yield text(WIDTH - 24, y + 21, role.most_waiting, size=11, anchor="end")


def _shade(part: float) -> str:
    """Give a blue between almost white and dark."""
    light, dark = (238, 244, 251), (27, 79, 145)
    mixed = (round(a + (b - a) * part) for a, b in zip(light, dark, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
