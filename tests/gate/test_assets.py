"""Browser libraries: by lock file from npm, into the wheel, and not into the repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ROOT / "tools" / "browser"
WANTED = json.loads((ORDER / "package.json").read_text(encoding="utf-8"))
LOCKED = json.loads((ORDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
ROW = re.compile(r"^\| ([\w.@/-]+) \| `([\d.]+)` \| ([\w.-]+) \|", flags=re.MULTILINE)
OBEDIENT = """#!/bin/sh
test "$1" = --version && { echo 10.2.0; exit; }
test "$1" = exec && { echo editor > editor.min.js; exit; }
echo "$@" >> "$(dirname "$0")/asked"
for part in $(sed -n 's|^ *"node_modules/\\(.*\\)": {|\\1|p' package-lock.json); do
  mkdir -p "node_modules/$part"; echo free > "node_modules/$part/LICENSE"
done
mkdir -p node_modules/axe-core node_modules/htmx.org/dist
echo axe > node_modules/axe-core/axe.min.js
echo htmx > node_modules/htmx.org/dist/htmx.min.js
echo free > node_modules/htmx.org/LICENSE
"""
STUBBORN = '#!/bin/sh\ntest "$1" = --version && { echo 10.2.0; exit; }\necho no such host\nexit 1\n'
OLD = '#!/bin/sh\ntest "$1" = --version && { echo 6.14.0; exit; }\necho "$@" > asked\n'


class Checkout:
    """The part of a checkout that fetches libraries, with an npm of our own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.vendor = folder / "web" / "static" / "vendor"
        self.programs.mkdir()
        shutil.copytree(ROOT / "tools", folder / "tools")

    def npm(self, script: str) -> None:
        program = self.programs / "npm"
        program.write_text(script, encoding="utf-8")
        program.chmod(0o755)

    def assets(self, *options: str) -> subprocess.CompletedProcess[str]:
        # -S: no Node beside us from the package index either
        command = [sys.executable, "-S", str(self.folder / "tools" / "assets.py"), *options]
        kept = {x: y for x, y in os.environ.items() if not x.startswith(("PIP_", "PYTHON", "COV"))}
        path = os.pathsep.join((str(self.programs), "/usr/bin", "/bin"))
        environment = {**kept, "PATH": path, "PIP_NO_INDEX": "1", "PYTHONUTF8": "1"}
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)

    def asked(self) -> int:
        log = self.programs / "asked"
        return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_lock_says_nothing_about_where_packages_come_from() -> None:
    text = (ORDER / "package-lock.json").read_text(encoding="utf-8")
    resolved = [place for place, entry in LOCKED.items() if "resolved" in entry]

    assert (resolved, "://" in text) == ([], False)


def test_every_package_of_the_lock_is_known_by_its_hash() -> None:
    unknown = [x for x, y in LOCKED.items() if x and not y["integrity"].startswith("sha512-")]

    assert unknown == []


def test_what_is_wanted_is_wanted_in_one_version() -> None:
    wanted = {**WANTED["dependencies"], **WANTED["devDependencies"]}
    locked = {name: LOCKED[f"node_modules/{name}"]["version"] for name in wanted}

    assert wanted == locked


def test_every_browser_library_is_explained_with_its_version() -> None:
    wanted = {**WANTED["dependencies"], **WANTED["devDependencies"]}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    assert wanted == {name: version for name, version, _licence in ROW.findall(page)}


def test_the_files_of_this_checkout_are_what_the_lock_names() -> None:
    command = [sys.executable, str(ROOT / "tools" / "assets.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_fetched_stands_in_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert "web/static/vendor/" in ignored


def test_libraries_are_fetched_once_with_their_licence_and_a_manifest(checkout: Checkout) -> None:
    checkout.npm(OBEDIENT)
    codes = [checkout.assets().returncode for _ in range(2)]
    manifest = json.loads((checkout.vendor / "manifest.json").read_text(encoding="utf-8"))

    assert (codes, checkout.asked()) == ([0, 0], 1)
    files = {each["name"]: (each["licence"], set(each["files"])) for each in manifest}
    assert files["htmx.org"] == ("0BSD", {"htmx.min.js", "LICENSE.htmx.org"})
    assert files["@codemirror/view"] == ("MIT", {"editor.min.js", "LICENSE.codemirror-view"})


def test_scripts_of_packages_are_never_run(checkout: Checkout) -> None:
    checkout.npm(OBEDIENT)
    checkout.assets()
    asked = (checkout.programs / "asked").read_text(encoding="utf-8").split()

    assert asked[:2] == ["ci", "--ignore-scripts"]


@pytest.mark.parametrize("change", ["changed", "removed", "added", "unlisted"])
def test_a_file_that_is_not_what_was_fetched_is_found_and_mended(
    checkout: Checkout, change: str
) -> None:
    checkout.npm(OBEDIENT)
    checkout.assets()
    if change == "changed":
        (checkout.vendor / "htmx.min.js").write_text("htmy", encoding="utf-8")
    elif change == "removed":
        (checkout.vendor / "LICENSE.htmx.org").unlink()
    elif change == "added":
        (checkout.vendor / "stray.js").write_text("", encoding="utf-8")
    else:
        (checkout.vendor / "manifest.json").unlink()
    found, mended, after = (checkout.assets(*x).returncode for x in (["--check"], [], ["--check"]))

    assert (found, mended, after) == (1, 0, 0)


@pytest.mark.parametrize("npm", [STUBBORN, OLD, None], ids=["unreachable", "old", "none"])
def test_without_npm_it_is_said_what_is_missing(checkout: Checkout, npm: str | None) -> None:
    if npm:
        checkout.npm(npm)
    else:
        # shadows the system's
        checkout.npm("#!/bin/sh\nexit 127\n")
    done = checkout.assets()

    assert done.returncode == 1
    assert "no browser libraries" in done.stderr
    assert "Install Node.js with npm" in done.stderr


def test_a_demo_goes_on_without_and_says_what_that_means(checkout: Checkout) -> None:
    checkout.npm(STUBBORN)
    done = checkout.assets("--or-without")

    assert (done.returncode, "the pages work as plain forms" in done.stdout) == (0, True)
