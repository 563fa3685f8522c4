"""Lights: a pure function of a deadline's facts and now; nothing here is ever stored as truth."""

from __future__ import annotations

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
    at = frozen(deadline, now)
    shown: Color = "green"
    for color in COLORS:
        moment = deadline.colors.get(color)
        if moment is not None and moment <= at:
            shown = color
    return shown


def light_name(color: Color, language: Language = "zh") -> str:
    """Name a light for people."""
    return LIGHT_NAMES[color][0 if language == "zh" else 1]
