"""Writes the catalogue of docs/letters.md from the catalogue of letters, in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from guatu.notifications import CatalogueEntry, catalogue

PAGE = Path(__file__).resolve().parents[1] / "docs" / "letters.md"
BEGIN, END = "<!-- catalogue: make_letters_page -->", "<!-- /catalogue -->"


def section() -> str:
    """Give the catalogue as it stands on the page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "| 模板 | 名称 | 文种 | 版式 | 发文 → 收文 |"
    yield "|---|---|---|---|---|"
    for entry in catalogue():
        yield (
            f"| `{entry.template}` | {entry.title.zh} | {entry.genre} | {entry.layout}"
            f" | {entry.course} |"
        )
    for entry in catalogue():
        yield ""
        yield from _entry(entry)


def _entry(entry: CatalogueEntry) -> Iterator[str]:
    yield f"### {entry.title.zh} `{entry.key}`"
    yield ""
    yield "| 变量 | 类型和含义 |"
    yield "|---|---|"
    for name, meaning in entry.variables.items():
        yield f"| `{name}` | {meaning} |"


def main() -> int:
    """Put the section where it belongs."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{section()}\n\n{END}{after}", encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
