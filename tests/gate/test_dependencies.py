"""The page on dependencies and the project file say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([\w.\[\]-]+) \| `(>=[^`]+)` \|", flags=re.MULTILINE)
REQUIREMENT = re.compile(r"([\w.-]+(?:\[\w+\])?)(.*)")


def test_every_dependency_is_explained_with_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(each for extra in extras for each in extra)]
    declared = {m.groups() for each in wanted if (m := REQUIREMENT.fullmatch(each)) and m[2]}
    explained = set(ROW.findall((ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")))

    assert declared == explained


def test_every_dependency_is_pinned_for_the_gate() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(each for extra in extras for each in extra)]
    names = {_plain(each) for each in wanted} - {"guatu"}
    lock = (ROOT / "tools" / "lock.txt").read_text(encoding="utf-8").splitlines()
    pinned = {_plain(line) for line in lock if re.fullmatch(r"[\w.-]+==[\w.]+", line)}

    assert names - pinned == set()


def test_the_lock_says_nothing_about_where_packages_come_from() -> None:
    lines = (ROOT / "tools" / "lock.txt").read_text(encoding="utf-8").splitlines()
    odd = [x for x in lines if not re.fullmatch(r"#.*|[\w.-]+==[\w.]+", x) or "://" in x]

    assert odd == []


def _plain(requirement: str) -> str:
    return re.split(r"[\[<>=]", requirement)[0].lower().replace("_", "-")
