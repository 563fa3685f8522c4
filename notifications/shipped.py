"""The letter templates that come with guatu."""

from __future__ import annotations

from importlib import resources
from typing import Final

_SUFFIX: Final = ".txt.j2"


def shipped_templates() -> dict[str, str]:
    """Map the name of every shipped template, such as ``handover.txt.j2``, to its source."""
    folder = resources.files(__name__.rpartition(".")[0]) / "templates"
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda one: one.name)
        if entry.name.endswith(_SUFFIX)
    }
