"""What is shipped: the wheel's contents, and the installed package seen from elsewhere.

``make test`` builds and installs the wheel and says where it is (``GUATU_WHEEL``).
"""

from __future__ import annotations

import email
import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from testkit.wheel import contents

ROOT = Path(__file__).resolve().parents[2]
VENDOR = "guatu/web/static/vendor"
GOLDEN = Path(__file__).with_name("wheel_files.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OUR_ROOMS = [
    "definitions",
    "workflow",
    "notifications",
    "store",
    "exchange",
    "demo",
    "cli",
    "web",
    "tests",
    "tools",
    "bench",
]

pytestmark = [
    pytest.mark.wheel,
    pytest.mark.skipif("GUATU_WHEEL" not in os.environ, reason="make test builds the wheel"),
]


@pytest.fixture
def wheel() -> Path:
    return Path(os.environ["GUATU_WHEEL"]).resolve()


@pytest.fixture
def metadata(wheel: Path):
    with ZipFile(wheel) as archive:
        place = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(place))


def short(library: dict[str, str]) -> str:
    """Name a package as the file of its licence does."""
    return library["name"].lstrip("@").replace("/", "-")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def test_the_wheel_holds_what_the_golden_list_says(wheel: Path) -> None:
    """After a wanted change: ``make wheel-list``, and read the diff."""
    expected = GOLDEN.read_text(encoding="utf-8").splitlines()

    assert expected == contents(wheel)


def test_the_wheel_holds_the_type_marker_and_the_licence(wheel: Path) -> None:
    held = contents(wheel)

    assert {"guatu/py.typed", "guatu-VERSION.dist-info/licenses/LICENSE"} <= set(held)


def test_the_wheel_says_what_its_fonts_are_licensed_under_beside_its_own_licence(
    wheel: Path, metadata
) -> None:
    folder = "guatu-VERSION.dist-info/licenses/notifications/fonts"
    texts = {f"{folder}/{name}" for name in ("COPYING.Fandol", "README.Fandol", "OFL.Noto")}

    assert metadata["License-Expression"] == (
        "Apache-2.0 AND 0BSD AND MIT AND GPL-3.0-only WITH Font-exception-2.0 AND OFL-1.1"
    )
    assert texts <= set(contents(wheel))


def test_the_wheel_holds_what_the_pages_take_from_npm_with_its_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        libraries = json.loads(archive.read(f"{VENDOR}/manifest.json"))
    made = {name for library in libraries for name in library["files"]}
    licences = {f"LICENSE.{name}" for name in map(short, libraries)}
    folders = (VENDOR, f"guatu-VERSION.dist-info/licenses/{VENDOR.removeprefix('guatu/')}")
    held, beside = (
        {name.removeprefix(f"{folder}/") for name in contents(wheel) if name.startswith(folder)}
        for folder in folders
    )

    assert {"htmx.min.js", "editor.min.js", *licences} == made
    assert (made | {"manifest.json"}, licences) == (held, beside)


def test_the_wheel_holds_one_top_level_name(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in contents(wheel)}

    assert tops == {"guatu", "guatu-VERSION.dist-info"}


@pytest.mark.parametrize("room", ["tests", "bench", "tools", "docs", "changelog.d"])
def test_the_wheel_leaves_the_workshop_at_home(wheel: Path, room: str) -> None:
    assert [name for name in contents(wheel) if name.startswith(f"guatu/{room}/")] == []


def test_the_wheel_carries_the_version_and_the_licence_of_the_project(metadata) -> None:
    said = (metadata["Version"], metadata["License-Expression"])

    assert said == (PROJECT["version"], PROJECT["license"])


def test_the_installed_version_is_the_projects() -> None:
    assert importlib.metadata.version("guatu") == PROJECT["version"]


def test_guatu_is_imported_from_site_packages(tmp_path: Path) -> None:
    done = run(tmp_path, sys.executable, "-I", "-c", "import guatu; print(guatu.__file__)")
    site_packages = Path(sysconfig.get_path("purelib")).resolve()

    assert Path(done.stdout.strip()).resolve() == site_packages / "guatu" / "__init__.py"


def test_no_room_of_ours_stands_in_site_packages_by_its_bare_name() -> None:
    site_packages = Path(sysconfig.get_path("purelib"))
    found = [
        room
        for room in OUR_ROOMS
        if (site_packages / room).exists() or (site_packages / f"{room}.py").exists()
    ]

    assert found == []


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "guatu", "--help"],
        [str(Path(sys.executable).with_name("guatu")), "--help"],
    ],
    ids=["python -m guatu", "guatu"],
)
def test_the_command_line_explains_itself(tmp_path: Path, command: list[str]) -> None:
    done = run(tmp_path, *command)

    assert (done.returncode, "demo" in done.stdout, done.stderr) == (0, True, "")
