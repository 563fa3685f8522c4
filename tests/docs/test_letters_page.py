"""The page about letters says what there is: the catalogue, every variable, every bound."""

from __future__ import annotations

import re
from pathlib import Path

from guatu.notifications import catalogue, read_source
from guatu.notifications.writing import bounds
from guatu.notifications.writing.letters import Paragraph, Table

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")


def part(heading: str) -> str:
    return PAGE.split(f"\n{heading}\n", 1)[1].split("\n## ")[0].split("\n### ")[0]


def test_every_letter_is_in_the_table_with_its_genre_and_layout() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (\S+) \| (\S+) \| (\S+) \| (.+) \|$", PAGE, re.MULTILINE)

    assert rows == [
        (entry.template, entry.title.zh, entry.genre, entry.layout, entry.course)
        for entry in catalogue()
    ]


def test_every_letter_has_its_variables_with_type_and_meaning() -> None:
    for entry in catalogue():
        rows = re.findall(
            r"^\| `([^`]+)` \| (.+) \|$", part(f"### {entry.title.zh} `{entry.key}`"), re.MULTILINE
        )

        assert dict(rows) == dict(entry.variables)


def test_every_bound_of_a_template_is_on_the_page() -> None:
    said = {
        int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+)", part("## 模板的限度"))
    }

    assert said == {
        bounds.SOURCE_CHARACTERS,
        bounds.VALUE_CHARACTERS,
        bounds.LOOP_TURNS,
        bounds.MADE_CHARACTERS,
        int(bounds.SECONDS),
        bounds.NUMBER_SIZE,
        bounds.TREE_DEPTH,
        bounds.FAULTS,
    }


def test_the_source_text_on_the_page_is_read_as_the_page_says() -> None:
    shown = re.findall(r"```text\n(.*?)```", part("## 核稿时改的文字"), re.DOTALL)

    letter = read_source(shown[0])

    assert letter.blocks[1:] == (
        Paragraph(text="一、这一行前面有反斜杠，不是标题"),
        Table(rows=(("项目名称", "甲|乙"),)),
    )
