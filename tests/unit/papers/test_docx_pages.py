"""Pages of a DOCX letter as an office program sets them; needs LibreOffice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pdfplumber
import pytest
from PIL import ImageChops

from guatu.notifications.papers.docx import render_docx
from guatu.notifications.writing.letters import Paragraph
from testkit.office_suite import PROGRAM, to_pdf
from testkit.papers import CHAR, LEFT, MM, RIGHT, Paper
from testkit.sample_letters import DOCUMENT, JOINT, LETTER_FORM

MOMENT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
PURE = "请各单位抓紧办理"
DOTS = 254  # a tenth of a millimetre each

pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason="LibreOffice (soffice) is missing: no page of a DOCX letter was looked at",
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory) -> dict[str, bytes]:
    letters = {
        "document": replace(DOCUMENT, blocks=(Paragraph(text=PURE * 90),)),
        "joint": JOINT,
        "letter_form": LETTER_FORM,
    }
    made = {name: render_docx(letter, moment=MOMENT) for name, letter in letters.items()}
    return to_pdf(made, tmp_path_factory.mktemp("office"))


def reds(content: bytes) -> list[tuple[float, float]]:
    """Give from where to where, in mm from the top of page 1, red ink stands."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        picture = pdf.pages[0].to_image(resolution=DOTS).original.convert("RGB")
    wide, tall = picture.size
    red, green, _ = picture.split()
    bright = red.point(lambda shade: 255 if shade > 150 else 0)
    ink = ImageChops.multiply(bright, green.point(lambda shade: 255 if shade < 110 else 0))
    rows = [y for y in range(tall) if ink.crop((0, y, wide, y + 1)).getbbox()]
    spans: list[tuple[float, float]] = []
    for y in rows:
        if spans and y / 10 - spans[-1][1] < 0.15:
            spans[-1] = (spans[-1][0], y / 10)
        else:
            spans.append((y / 10, y / 10))
    return spans


def test_page_numbers_stand_one_sign_in_at_the_outer_side(papers) -> None:
    numbers = Paper(papers["document"]).is_numbered

    assert {page: row.text for page, row in numbers.items()} == {1: "—1—", 2: "—2—", 3: "—3—"}
    assert numbers[1].end == pytest.approx(RIGHT - CHAR, abs=MM)
    assert numbers[2].first.x == pytest.approx(LEFT + CHAR, abs=MM)
    assert list(Paper(papers["letter_form"]).is_numbered) == [2]


def test_the_last_rule_of_the_imprint_lies_on_the_bottom_of_the_type_area(papers) -> None:
    paper = Paper(papers["document"])
    rules = [s for s in paper.strokes if not s.is_red]

    assert len(rules) == 3
    assert {rule.page for rule in rules} == {len(paper.sizes)}
    assert max(rule.middle for rule in rules) / MM == pytest.approx(262, abs=1.5)
    assert not [s for s in Paper(papers["letter_form"]).strokes if not s.is_red]


def test_full_rows_of_hanzi_have_28_of_them(papers) -> None:
    rows = Paper(papers["document"]).rows
    full = [row for row in rows if set(row.text) <= set(PURE)][1:-1]

    assert len(full) > 20
    assert {len(row.signs) for row in full} <= set(range(26, 31))


@pytest.mark.parametrize("name", ["document", "joint"])
def test_the_mark_begins_72_mm_below_the_edge_of_the_paper(papers, name) -> None:
    assert reds(papers[name])[0][0] == pytest.approx(72, abs=2.5)


def test_the_letter_form_has_its_mark_at_30_mm_and_its_rules_4_mm_below(papers) -> None:
    mark, thick, thin, lower_thin, lower_thick = reds(papers["letter_form"])

    assert mark[0] == pytest.approx(30, abs=1)
    assert thick[0] - mark[1] == pytest.approx(4, abs=1)
    assert thin[0] > thick[1]
    assert lower_thick[1] > lower_thin[1]
    assert lower_thick[1] == pytest.approx(277, abs=0.5)
