"""Where tests find what only they take from npm."""

from __future__ import annotations

from pathlib import Path

MODULES = Path(__file__).resolve().parents[3] / ".build" / "browser" / "node_modules"


class NoPackageError(Exception):
    """A package of npm is not there; the text says how to fetch it."""


def package(name: str) -> Path:
    """Give the folder of a package; raise NoPackageError."""
    folder = MODULES / name
    if not folder.is_dir():
        message = f"{name} is not in .build/browser: `make assets` fetches it"
        raise NoPackageError(message)
    return folder
