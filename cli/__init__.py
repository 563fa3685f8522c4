"""The command line: ``guatu``, the same as ``python -m guatu``."""

from . import (
    calendars,
    cases,
    desks,
    figures,
    flows,
    indicators,
    letters,
    looking,
    operating,
    people,
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
    "figures",
    "flows",
    "indicators",
    "letters",
    "looking",
    "main",
    "operating",
    "people",
    "running",
    "staffing",
    "templates",
    "working",
]
