"""Every example of the READMEs and the documentation runs as it stands, page by page.

A page's blocks run in order in one empty folder, as a reader would follow them:
blocks with a ``title`` are written as files, ``sh`` and ``python`` blocks are run, a ``text`` block
says what the block before it printed, a ``yaml`` flow is read without faults. A README starts
``guatu`` as a shell does; for other pages a process that has imported it forks, to be faster.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from guatu.definitions import read_flow
from guatu.notifications import LetterChecker, shipped_templates
from testkit.forking import forking

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(
    r"^```(?P<language>\w+)(?P<rest>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
TITLE = re.compile(r'title="([^"]+)"')
CODE = re.compile(r"#\s*(?:退出码|exit code)\s+(\d+)\s*$")
PRIVATE = re.compile(r"GUATU_|DATABASE_URL|PYTHON(PATH|HOME)")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of a page; ``line`` is where it begins."""

    line: int
    language: str
    rest: str
    text: str

    @property
    def title(self) -> str:
        found = TITLE.search(self.rest)
        return found[1] if found else ""

    @property
    def is_flow(self) -> bool:
        is_meant = self.language == "yaml" and "wrong" not in self.rest.split()
        return is_meant and re.search(r"^flow: ", self.text, re.MULTILINE) is not None


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(text.count("\n", 0, m.start()) + 1, m["language"], m["rest"], m["text"])
        for m in FENCE.finditer(text)
    ]


def is_run(page: Path) -> bool:
    return any(block.language in {"sh", "python"} for block in blocks(page))


def named(pages: list[Path]) -> dict[str, object]:
    return {"argvalues": pages, "ids": [str(page.relative_to(ROOT)) for page in pages]}


RUN = named([page for page in PAGES if is_run(page)])
FLOWS = named([page for page in PAGES if any(block.is_flow for block in blocks(page))])


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The launcher of commands that a process forks for."""
    with forking(tmp_path_factory.mktemp("forks"), clean_environment()) as launcher:
        yield launcher


@pytest.fixture
def reader(page: Path, tmp_path: Path, forked: Path) -> Reader:
    """Somebody at a terminal in an empty folder, who has installed guatu and nothing else."""
    programs = tmp_path / "bin"
    programs.mkdir()
    launcher = programs / "guatu"
    if not page.name.startswith("README"):
        launcher.symlink_to(forked)
        return Reader(tmp_path, programs, [str(launcher), "-c"])
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m guatu "$@"\n')
    launcher.chmod(0o755)
    return Reader(tmp_path, programs, [sys.executable, "-P", "-c"])


def clean_environment() -> dict[str, str]:
    """Give what a reader's shell knows: nothing of guatu."""
    known = {name: value for name, value in os.environ.items() if not PRIVATE.match(name)}
    return {**known, "COLUMNS": "160", "PYTHONUTF8": "1"}


class Reader:
    """Follows a page and remembers what was printed last."""

    def __init__(self, place: Path, programs: Path, python: list[str]) -> None:
        self.folder, self.printed, self.python = place / "empty", "", python
        self.folder.mkdir()
        self.environment = {
            **clean_environment(),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(place),
            "TMPDIR": str(place),
        }

    def follow(self, block: Block) -> None:
        if block.title:
            (self.folder / block.title).write_text(block.text, encoding="utf-8")
        match block.language:
            case "sh":
                self.printed = "".join(self._type(line) for line in commands(block.text))
            case "python":
                self.printed = self._run([*self.python, block.text], expected=0)
            case "text":
                self._compare(block)

    def _type(self, line: str) -> str:
        program, _, rest = line.partition(" ")
        if program == "make":
            assert rest.split()[0] in make_targets(), line
            return ""
        if program == "export":
            name, _, value = rest.partition("=")
            self.environment[name] = value
            return ""
        assert program == "guatu", f"only guatu, make and export are run, not {line!r}"
        expected = CODE.search(line)
        return self._run(["sh", "-c", line], expected=int(expected[1]) if expected else 0)

    def _run(self, command: list[str], *, expected: int) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        printed = done.stdout + done.stderr
        assert (command[-1], done.returncode, printed) == (command[-1], expected, printed)
        return printed

    def _compare(self, block: Block) -> None:
        printed = " ".join(self.printed.split())
        missing = [
            line
            for line in block.text.splitlines()
            if line.strip() and re.search(_pattern(line), printed) is None
        ]

        assert (missing, self.printed) == ([], self.printed)


def _pattern(line: str) -> str:
    """Read ``…`` in a promised line as anything."""
    return ".*?".join(re.escape(" ".join(piece.split())) for piece in line.split("…"))


def commands(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.MULTILINE))


@pytest.mark.slow
@pytest.mark.parametrize("page", **RUN)
def test_a_page_can_be_followed_in_an_empty_folder(
    page: Path, reader: Reader, request: pytest.FixtureRequest
) -> None:
    if "DATABASE_URL" in page.read_text(encoding="utf-8"):
        reader.environment["DATABASE_URL"] = request.getfixturevalue("postgres_url")

    for block in blocks(page):
        reader.follow(block)


@pytest.mark.parametrize("page", **FLOWS)
def test_every_flow_on_a_page_is_free_of_faults(page: Path) -> None:
    beside = {block.title: block.text for block in blocks(page) if block.title.endswith(".j2")}

    for block in blocks(page):
        if block.is_flow:
            read_flow(
                block.text,
                file=f"{page.name}:{block.line}",
                templates={**shipped_templates(), **beside},
                rules=set(re.findall(r"\brule: (\w+)", block.text)),
                template_checker=LetterChecker(),
            )


def test_every_block_says_what_language_it_is_in() -> None:
    bare = [
        f"{page.relative_to(ROOT)}:{number}"
        for page in PAGES
        for number, line in opening_fences(page)
        if line == "```"
    ]

    assert bare == []


def opening_fences(page: Path) -> Iterator[tuple[int, str]]:
    lines = page.read_text(encoding="utf-8").splitlines()
    fences = [(n, line) for n, line in enumerate(lines, 1) if line.startswith("```")]
    yield from fences[::2]
