"""The command line: ``guatu``, the same as ``python -m guatu``."""

from . import calendars, cases, flows, looking, operating, running
from .app import main

__all__ = ["calendars", "cases", "flows", "looking", "main", "operating", "running"]
