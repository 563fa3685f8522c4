"""A walk through the rooms: sizes, names, and habits no linter knows."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKSHOP = {"tests", "tools", "bench", "docs", "changelog.d", "out", "build", "dist"}
ROOT_MODULES = {
    *(
        "__init__.py",
        "__main__.py",
        "calendars.py",
        "clock.py",
        "designing.py",
        "drafts.py",
        "desk.py",
        "errors.py",
        "health.py",
        "files.py",
        "letters.py",
        "migrating.py",
        "office.py",
        "people.py",
        "reports.py",
        "publishing.py",
        "registers.py",
        "settings.py",
    ),
    *("testing.py", "worker.py"),
}
SAYS_NOTHING = re.compile(r"(utils?|common|managers?|helpers?|misc)(\.py)?")
WALL_CLOCK = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
# Lists rather than stories: every error in one tree, every table in one place.
LISTS = {"errors.py", "store/layout/tables.py"}
MIGRATIONS = "store/migrations/versions/"  # a migration is a record, never edited again
LINES_PER_FILE, LINES_PER_FUNCTION, METHODS_PER_CLASS = 300, 60, 12


def _modules() -> Iterator[Path]:
    for module in sorted(ROOT.rglob("*.py")):
        first = module.relative_to(ROOT).parts[0]
        if first not in WORKSHOP and not first.startswith("."):
            yield module.relative_to(ROOT)


MODULES = list(_modules())
TREES = {module: ast.parse((ROOT / module).read_text(encoding="utf-8")) for module in MODULES}


def _functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, FUNCTION):
                yield module, node


def _lines(module: Path) -> list[str]:
    return (ROOT / module).read_text(encoding="utf-8").splitlines()


def _places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{module}:{number}: {line.strip()}"
        for module in MODULES
        for number, line in enumerate(_lines(module), 1)
        if pattern.search(line)
    ]


def test_the_walk_finds_the_rooms() -> None:
    rooms = {module.parts[0] for module in MODULES if len(module.parts) > 1}

    assert {"definitions", "workflow", "notifications", "store", "exchange"} <= rooms


def test_every_room_with_code_is_a_package_that_ships() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = set(settings["tool"]["setuptools"]["packages"])
    rooms = {".".join(("guatu", *module.parts[:-1])) for module in MODULES}

    assert rooms - shipped == set()


def test_no_stray_module_stands_in_the_root() -> None:
    in_root = {module.name for module in MODULES if len(module.parts) == 1}

    assert in_root - ROOT_MODULES == set()


def test_a_file_is_short_enough_to_read() -> None:
    lengths = {str(module): len(_lines(module)) for module in MODULES}
    stories = {n: x for n, x in lengths.items() if n not in LISTS and not n.startswith(MIGRATIONS)}
    long = {name: lines for name, lines in stories.items() if lines > LINES_PER_FILE}

    assert long == {}


def test_no_class_becomes_the_product() -> None:
    methods = {
        f"{module}:{node.lineno} {node.name}": sum(
            isinstance(member, FUNCTION) and not member.name.startswith("_") for member in node.body
        )
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    large = {name: count for name, count in methods.items() if count > METHODS_PER_CLASS}

    assert large == {}


def test_a_function_fits_a_screen() -> None:
    lengths = {
        f"{module}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, node in _functions()
        if not str(module).startswith(MIGRATIONS)
    }
    long = {place: lines for place, lines in lengths.items() if lines > LINES_PER_FUNCTION}

    assert long == {}


def test_no_function_imports() -> None:
    found = [
        f"{module}:{inner.lineno} in {node.name}"
        for module, node in _functions()
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]

    assert found == []


def test_only_the_clock_reads_the_wall_clock() -> None:
    assert [place for place in _places(WALL_CLOCK) if not place.startswith("clock.py:")] == []


def test_a_module_has_a_name_that_says_something() -> None:
    said = [str(m) for m in MODULES if any(SAYS_NOTHING.fullmatch(part) for part in m.parts)]

    assert said == []


def test_nothing_is_left_unfinished() -> None:
    assert _places(UNFINISHED) == []
