"""Lights: a pure function of a deadline's facts and now; nothing here is ever stored as truth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ...definitions.model import COLORS, Color
from ...errors import Language
from ..values import Deadline
from .deadlines import frozen

LIGHT_NAMES: dict[Color, tuple[str, str]] = {
    "green": ("绿灯", "green"),
    "blue": ("蓝灯", "blue"),
    "yellow": ("黄灯", "yellow"),
    "orange": ("橙灯", "orange"),
    "red": ("红灯", "red"),
}


def light_of(deadline: Deadline, now: datetime) -> Color:
    """Give the most alarming color whose moment has come, judged at the start of an open pause."""
    return color_at(deadline.colors, deadline, now)


def color_at(colors: Mapping[Color, datetime], deadline: Deadline, now: datetime) -> Color:
    """Give the most alarming of some colors whose moment has come."""
    at = frozen(deadline, now)
    shown: Color = "green"
    for color in COLORS:
        moment = colors.get(color)
        if moment is not None and moment <= at:
            shown = color
    return shown


def light_name(color: Color, language: Language = "zh") -> str:
    """Name a light for people."""
    return LIGHT_NAMES[color][0 if language == "zh" else 1]
