"""Playing scenarios: offices of their own, time that passes, deeds by commands, looks by views."""

from .day_by_day import play
from .workshop import Workshop, workshop

__all__ = ["Workshop", "play", "workshop"]
