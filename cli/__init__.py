"""The command line: ``guatu``, the same as ``python -m guatu``."""

from . import cases, flows, looking, running
from .app import main

__all__ = ["cases", "flows", "looking", "main", "running"]
