"""Make or refresh a virtual environment of this checkout.

``python tools/environment.py .venv`` installs what guatu needs to run, with the versions of
``tools/lock.txt``; ``--extra dev`` adds what developing needs. The checkout itself is not
installed but linked: ``.venv/src/guatu`` points at it, so ``import guatu`` is the checkout,
whatever its folder is called. Needs nothing but Python's standard library.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tools" / "lock.txt"
OWN_EXTRA = re.compile(r"guatu\[(\w+)\]")
LAUNCHER = '#!/bin/sh\nexec "$(dirname "$0")/python" -P -m guatu "$@"\n'


def requirements(extras: list[str], *, runtime: bool = True) -> list[str]:
    """Give the requirements of pyproject.toml, those of guatu's own extras unfolded."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: list[str] = list(project["dependencies"]) if runtime else []
    for extra in extras:
        for line in project["optional-dependencies"][extra]:
            own = OWN_EXTRA.fullmatch(line)
            found.extend(requirements([own[1]], runtime=False) if own else [line])
    return found


def python_of(folder: Path) -> Path:
    """Give the interpreter of a virtual environment."""
    return folder / "bin" / "python"


def works(folder: Path) -> bool:
    """Say whether the environment's interpreter starts and is new enough."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python_of(folder), "-c", check], check=False).returncode == 0
    except OSError:
        return False


def install(folder: Path, wanted: list[str], *, locked: bool = True) -> None:
    """Install requirements, in the locked versions where there is a lock."""
    command: list[str | Path] = [python_of(folder), "-m", "pip", "install", "--quiet", "--quiet"]
    command += ["--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    if locked:
        command += ["--constraint", LOCK]
    done = subprocess.run([*command, *wanted], check=False)
    if done.returncode:
        sys.exit(
            f"guatu: pip could not install what {folder} needs; its message stands above. "
            "Is a package index reachable?"
        )


def link(folder: Path) -> None:
    """Put the checkout on the environment's path under the name ``guatu``."""
    source = folder / "src"
    source.mkdir(exist_ok=True)
    checkout = source / "guatu"
    if not checkout.is_symlink():
        checkout.symlink_to(os.path.relpath(ROOT, source), target_is_directory=True)
    for site_packages in folder.glob("lib/python3.*/site-packages"):
        # relative, so that the folder may be moved
        (site_packages / "guatu-checkout.pth").write_text("../../../src\n", encoding="utf-8")
    launcher = folder / "bin" / "guatu"
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)


def freeze(folder: Path) -> None:
    """Write the lock: every version installed, and nothing about where it came from."""
    command: list[str | Path] = [python_of(folder), "-m", "pip", "list", "--format=freeze"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pins = [line for line in listed.splitlines() if not re.match(r"(pip|guatu)==", line)]
    head = "# Versions that work together on Python 3.11, 3.12 and 3.13. Refresh: make lock\n"
    LOCK.write_text(head + "\n".join(sorted(pins, key=str.lower)) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description="Make or refresh a virtual environment.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--extra", action="append", default=[], choices=["web", "test", "dev"])
    parser.add_argument("--fresh", action="store_true", help="begin with an empty environment")
    parser.add_argument("--wheel", type=Path, help="install this wheel instead of linking")
    parser.add_argument("--lock", action="store_true", help="newest versions; rewrite the lock")
    given = parser.parse_args()
    folder: Path = given.folder.absolute()
    if given.fresh or not works(folder):
        print(f"guatu: making {given.folder} with Python {sys.version.split()[0]} …", flush=True)
        venv.create(folder, clear=True, with_pip=True, symlinks=True)
    wanted = requirements(given.extra)
    print(f"guatu: installing {len(wanted)} requirements into {given.folder} …", flush=True)
    if given.wheel:
        # first alone: what guatu needs at run time must be enough to import it
        install(folder, [str(given.wheel)])
        subprocess.run([python_of(folder), "-I", "-c", "import guatu"], check=True, cwd="/")
    install(folder, wanted, locked=not given.lock)
    if given.lock:
        freeze(folder)
    elif not given.wheel:
        link(folder)


if __name__ == "__main__":
    main()
