"""What came of a simulation as pictures: lights and letters by month, times by stage, load by role."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import Language
from ..outcome import Outcome
from .bars import letters, lights
from .load import load
from .stages import stages

__all__ = ["pictures"]


def pictures(outcome: Outcome, language: Language = "zh") -> Mapping[str, str]:
    """Give the pictures of an outcome as SVG by name: ``lights``, ``letters``, ``stages``, ``load``.

    Each has its title and tells its figures in words, too; none needs colour to be read.
    """
    drawn = {"lights": lights, "letters": letters, "stages": stages, "load": load}
    return {name: draw(outcome, language) for name, draw in drawn.items()}
