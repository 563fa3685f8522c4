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
    openings,
    operating,
    people,
    registers,
    reports,
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
    "openings",
    "operating",
    "people",
    "registers",
    "reports",
    "running",
    "staffing",
    "templates",
    "working",
]
