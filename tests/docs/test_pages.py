"""The pages hang together: links lead somewhere, both READMEs say the same, nothing leaks."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
PAGES = sorted(
    [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("changelog.d/*.md")]
)
IDS = [str(page.relative_to(ROOT)) for page in PAGES]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ABBREVIATION = re.compile(r"(\b[A-Z]|\betc|\be\.g|\bi\.e|\d)$")
PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def slugs(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_leads_to_something_in_the_repository(page: Path) -> None:
    lost = []
    for target in LINK.findall(prose(page)):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in slugs(file)):
            lost.append(target)

    assert lost == []


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for target in LINK.findall(prose(page))
    }
    fragments = {page for page in PAGES if page.parent.name == "changelog.d"}

    assert [str(page) for page in PAGES if page not in linked | fragments] == []


@pytest.mark.parametrize("page", [*PAGES, *PICTURES], ids=lambda page: page.name)
def test_a_page_names_no_package_registry_and_no_place_on_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert re.findall(r"pypi\.|pythonhosted|npmjs|/root/|/home/|/work/|/Users/", text) == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_asks_nobody_for_anything(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"https?:|@font-face|@import|url\(|href", text) == []


@pytest.mark.slow
def test_the_picture_shows_what_the_demonstration_prints_today(tmp_path: Path) -> None:
    """When this fails, look at what changed and run ``python tools/make_pictures.py``."""
    tool, target = ROOT / "tools" / "make_pictures.py", tmp_path / "demo.svg"
    subprocess.run([sys.executable, "-P", tool, target], cwd=tmp_path, check=True, timeout=300)

    assert _shown(target) == _shown(ROOT / "docs" / "pictures" / "demo.svg")


def _shown(picture: Path) -> list[str]:
    return re.findall(r">([^<>\s][^<>]*)</text>", picture.read_text(encoding="utf-8"))


def test_both_readmes_have_the_same_sections() -> None:
    shapes = [re.findall(r"^(#+) ", prose(ROOT / name), re.MULTILINE) for name in READMES]

    assert shapes[0] == shapes[1]


def test_both_readmes_show_the_same_commands_and_code() -> None:
    shown = [list(_code(ROOT / name)) for name in READMES]

    assert shown[0] == shown[1]


def _code(page: Path) -> Iterator[str]:
    """Give every block, comments aside."""
    for block in FENCED.findall(page.read_text(encoding="utf-8")):
        lines = (re.sub(r"\s+#.*", "", line) for line in block.splitlines())
        yield "\n".join(line for line in lines if line.strip())


def test_both_readmes_link_to_the_same_pages() -> None:
    linked = [set(LINK.findall(prose(ROOT / name))) - set(READMES) for name in READMES]

    assert linked[0] == linked[1]


def test_the_python_of_the_readme_is_ten_lines() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    assert len([line for line in block.splitlines() if line.strip()]) <= 10


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_line_of_prose_holds_one_sentence(page: Path) -> None:
    lines = [line for line in prose(page).splitlines() if not re.match(r"[|#>-]|\d+\. ", line)]
    several = [line for line in lines if _ends_inside(re.sub(r"`[^`]*`", "x", line))]

    assert several == []


def _ends_inside(line: str) -> bool:
    if re.search(r"[。！？](?![”」）]|$)", line):
        return True
    ends = re.finditer(r"(?<=[\w)”])[.?!] (?=[A-Z])", line)
    return any(not ABBREVIATION.search(line[: end.start()]) for end in ends)


def test_every_fragment_of_the_changelog_says_its_issue_and_kind() -> None:
    names = [p.name for p in (ROOT / "changelog.d").iterdir() if p.name != "README.md"]
    shape = re.compile(r"\d+\.(added|changed|fixed|removed|security)(\.\d+)?\.md")

    assert [name for name in names if not shape.fullmatch(name)] == []


def test_every_decision_is_listed_and_numbered_without_gaps() -> None:
    folder = ROOT / "docs" / "adr"
    pages = sorted(p.name for p in folder.glob("[0-9]*.md"))
    listed = LINK.findall(prose(folder / "README.md"))

    assert listed == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))


@pytest.mark.parametrize("page", [p for p in PAGES if re.match(r"\d{4}-", p.name)])
def test_a_decision_has_its_four_parts(page: Path) -> None:
    parts = re.findall(r"^## (.+)$", prose(page), re.MULTILINE)

    assert parts == ["Context", "Decision", "Consequences", "What we gave up"]
