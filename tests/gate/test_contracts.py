"""The import contract bites: every rule is broken once, in a copy, and every rule is reported."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "pyproject.toml"
ROOMS = (
    "definitions",
    "workflow",
    "notifications",
    "store",
    "exchange",
    "accounts",
    "simulation",
    "scenarios",
    "web",
    "demo",
    "cli",
)
OFFENCES = {
    "errors.py": "from .definitions import offence",
    "definitions/offence.py": "import typer, sqlalchemy, openpyxl, fastapi",
    "workflow/offence.py": "import transitions, apscheduler, chinese_calendar, pydantic, typst, fontTools, babel",
    "store/offence.py": "import jinja2, cel_expr_python, ruamel.yaml, procrastinate, argon2",
    "notifications/offence.py": "from ..store import offence\nimport apprise",
}

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("importlinter") is None, reason="import-linter is a development tool"
)


def test_every_contract_is_reported_when_it_is_broken(tmp_path: Path) -> None:
    house = tmp_path / "guatu"
    house.mkdir()
    for room in ROOMS:
        shutil.copytree(ROOT / room, house / room, ignore=shutil.ignore_patterns("__pycache__"))
    for module in ROOT.glob("*.py"):
        shutil.copy(module, house)
    for place, offence in OFFENCES.items():
        with (house / place).open("a", encoding="utf-8") as file:
            file.write(f"\n{offence}\n")

    said = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", CONFIG],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    ).stdout
    settings = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    contracts = {each["name"] for each in settings["tool"]["importlinter"]["contracts"]}
    broken = set(re.findall(r"^(.+?) BROKEN", said, flags=re.MULTILINE))

    assert broken == contracts
