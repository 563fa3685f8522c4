"""The command line: ``guatu``, the same as ``python -m guatu``."""

from . import (
    calendars,
    cases,
    desks,
    flows,
    indicators,
    letters,
    looking,
    operating,
    people,
    registers,
    running,
    staffing,
    templates,
    working,
)
from .app import main

__all__ = [
    "calendars",
    "cases",
    "desks",
    "flows",
    "indicators",
    "letters",
    "looking",
    "main",
    "operating",
    "people",
    "registers",
    "running",
    "staffing",
    "templates",
    "working",
]
