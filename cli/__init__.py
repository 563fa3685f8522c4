"""The command line: ``guatu``, the same as ``python -m guatu``."""

from . import (
    batches,
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
    reports,
    running,
    staffing,
    templates,
    working,
)
from .app import main

__all__ = [
    "batches",
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
    "reports",
    "running",
    "staffing",
    "templates",
    "working",
]
