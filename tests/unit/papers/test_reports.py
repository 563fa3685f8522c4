"""A report on paper: what the tables say, on pages that can be read, the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import docx
import pdfplumber
import pytest

from guatu.errors import UnwritableFile
from guatu.notifications import press_report
from guatu.workflow.report_showing import standing
from guatu.workflow.reporting import ReportColumn, ReportTable, shown
from testkit.office_suite import PROGRAM, to_pdf
from testkit.papers import MM
from testkit.sample_reports import HOSTILE, LATE, LIGHTS, PUBLISHED, REPORT, SIXTY

REPORTS = {"published": PUBLISHED, "sixty": SIXTY, "hostile": HOSTILE}


def printed(report, paper="pdf"):
    return press_report(report, paper, are_system_fonts_used=False).content


def bare(text):
    return re.sub(r"\s", "", text or "")


def texts(table: ReportTable) -> list[list[str]]:
    """Give what a reader must find: headings, rows, total."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [
        [bare(column.heading) for column in table.columns],
        *(
            [
                bare(shown(cell, column)).replace("\x07", "")
                for cell, column in zip(row, table.columns, strict=True)
            ]
            for row in rows
        ),
    ]


def pdf_tables(content: bytes) -> list[list[list[str]]]:
    """Give the tables of the pages; rows of axes and bars are no tables of several columns."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        found = [table for page in pdf.pages for table in page.find_tables()]
        read = [[[bare(cell) for cell in row] for row in table.extract()] for table in found]
    return [rows for rows in read if len(rows[0]) > 1 and all(rows[0])]


def pdf_texts(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [bare(page.extract_text()) for page in pdf.pages]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_tables_of_a_pdf_say_what_those_of_the_report_say() -> None:
    found = pdf_tables(printed(PUBLISHED))

    for table in PUBLISHED.tables:
        assert texts(table) in found


def test_a_long_table_says_its_headings_again_on_every_page_and_every_row_once() -> None:
    head, *rows = texts(SIXTY.tables[0])
    pages = [rows for rows in pdf_tables(printed(SIXTY)) if rows[0] == head]

    assert len(pages) >= 2
    assert [row for page in pages for row in page[1:]] == rows


def test_a_table_of_more_than_seven_columns_lies_across_the_page() -> None:
    with pdfplumber.open(io.BytesIO(printed(REPORT))) as pdf:
        sizes = [(round(page.width / MM), round(page.height / MM)) for page in pdf.pages]

    assert sizes == [(297, 210), (297, 210), (210, 297)]


@pytest.mark.parametrize("report", [REPORT, PUBLISHED], ids=["made", "published"])
def test_every_page_says_whether_the_report_was_published_and_its_number(report) -> None:
    pages = pdf_texts(printed(report))

    for number, page in enumerate(pages, start=1):
        assert bare(standing(report)) in page
        assert f"第{number}页共{len(pages)}页" in page


def test_the_first_page_has_title_and_period_and_the_last_how_figures_were_computed() -> None:
    first, *_, last = pdf_texts(printed(PUBLISHED))

    assert PUBLISHED.name in first
    assert "统计期间：2026年3月1日至2026年3月31日公布时间：2026-04-0310:00" in first
    assert all(bare(note) in last for note in PUBLISHED.notes)


def test_every_unit_of_a_drawing_and_every_value_can_be_read() -> None:
    page = next(p for p in pdf_texts(printed(REPORT)) if "协议资金" in p and "合计" not in p)

    for row in REPORT.tables[0].rows:
        assert row[0] in page
        assert f"{row[3]:.1%}" in page


def test_no_text_is_code_to_the_typesetter() -> None:
    page = "".join(pdf_texts(printed(HOSTILE)))

    assert '=HYPERLINK("x")*_#setpage(fill:red)' in page
    assert "#letx=1;$y$\\喆堃" in page
    assert texts(HOSTILE.tables[0]) in pdf_tables(printed(HOSTILE))


def test_a_table_without_rows_says_there_was_nothing() -> None:
    empty = replace(REPORT, tables=(replace(LATE, rows=()),))

    assert "（本期没有）" in pdf_texts(printed(empty))[0]
    assert "（本期没有）" in parts(printed(empty, "docx"))["word/document.xml"].decode()


def test_a_report_without_tables_is_printed() -> None:
    nothing = replace(REPORT, tables=())

    assert REPORT.name in pdf_texts(printed(nothing))[0]
    assert docx.Document(io.BytesIO(printed(nothing, "docx"))).tables == []


def test_a_cell_longer_than_a_page_loses_nothing() -> None:
    long = "用地手续尚未办结，" * 400
    rows = ((long, "望溪区", "开工建设", None, 3),)
    pages = "".join(pdf_texts(printed(replace(REPORT, tables=(replace(LATE, rows=rows),)))))

    assert pages.count("尚") == 400


@pytest.mark.parametrize("count", [8, 14, 30, 120])
def test_any_number_of_columns_can_be_printed(count) -> None:
    columns = tuple(
        ReportColumn(key=f"c{number}", title=f"第{number}项指标", kind="count")
        for number in range(count)
    )
    table = ReportTable(key="t", title="表", columns=columns, rows=((7,) * count,))

    assert printed(replace(REPORT, tables=(table,))).startswith(b"%PDF")


@pytest.mark.parametrize("paper", ["pdf", "docx"])
@pytest.mark.parametrize("name", list(REPORTS))
def test_the_same_report_is_the_same_bytes(name, paper) -> None:
    assert printed(REPORTS[name], paper) == printed(REPORTS[name], paper)


def test_another_paper_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnwritableFile, match=r"ends in \.pdf or \.docx"):
        press_report(REPORT, "odt")


# --- DOCX ---------------------------------------------------------------------------------


def test_the_tables_of_a_docx_say_what_those_of_the_report_say() -> None:
    for report in (PUBLISHED, HOSTILE):
        opened = docx.Document(io.BytesIO(printed(report, "docx")))
        found = [
            [[bare(cell.text) for cell in row.cells] for row in table.rows]
            for table in opened.tables
        ]

        assert found == [texts(table) for table in report.tables]


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_part_of_a_docx_is_well_formed_and_every_relation_leads_somewhere(name) -> None:
    found = parts(printed(REPORTS[name], "docx"))
    for part, content in found.items():
        if part.endswith((".xml", ".rels")):
            ET.fromstring(content)
    relations = found["word/_rels/document.xml.rels"].decode()
    document = found["word/document.xml"].decode()
    known = set(re.findall(r'Id="(\w+)"', relations))
    types = found["[Content_Types].xml"].decode()

    assert {f"word/{target}" for target in re.findall(r'Target="([^"]+)"', relations)} <= set(found)
    assert set(re.findall(r'r:(?:id|embed)="(\w+)"', document)) <= known
    assert {p.lstrip("/") for p in re.findall(r'PartName="([^"]+)"', types)} <= set(found)


def test_drawings_are_pictures_that_say_in_words_what_they_show() -> None:
    found = parts(printed(PUBLISHED, "docx"))
    told = re.findall(
        r'<wp:docPr id="(\d+)"[^>]*descr="([^"]+)"', found["word/document.xml"].decode()
    )
    pictures = [content for name, content in found.items() if name.startswith("word/media/")]

    assert [number for number, _ in told] == ["1", "2", "3"]
    assert "望溪区 37.5%、39.2%" in told[0][1]
    assert len(pictures) == 3
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_the_heading_row_of_a_docx_table_comes_again_and_pages_turn() -> None:
    document = parts(printed(PUBLISHED, "docx"))["word/document.xml"].decode()

    assert document.count("<w:tblHeader/>") == len(PUBLISHED.tables)
    assert re.findall(r'<w:pgSz w:w="(\d+)"', document) == ["16838", "11906"]


def test_a_docx_says_whether_it_was_published_below_every_page() -> None:
    found = parts(printed(PUBLISHED, "docx"))
    footers = [content.decode() for name, content in found.items() if "footer" in name]

    assert len(footers) == 4
    assert all(standing(PUBLISHED) in footer and "NUMPAGES" in footer for footer in footers)


@pytest.mark.skipif(
    PROGRAM is None,
    reason="LibreOffice (soffice) is missing: no page of a DOCX report was looked at",
)
def test_an_office_program_opens_a_docx_and_shows_its_tables_and_pictures(tmp_path) -> None:
    made = {name: printed(report, "docx") for name, report in REPORTS.items()}
    shown_by = to_pdf(made, tmp_path)
    head, *rows = texts(SIXTY.tables[0])
    pages = [each for each in pdf_tables(shown_by["sixty"]) if each[0] == head]
    with pdfplumber.open(io.BytesIO(shown_by["published"])) as pdf:
        pictures = [len(page.images) for page in pdf.pages]
        sizes = [page.width > page.height for page in pdf.pages]

    assert [row for page in pages for row in page[1:]] == rows
    assert len(pages) >= 2
    assert (pictures, sizes) == ([0, 2, 1], [True, True, False])
    assert texts(LIGHTS) in pdf_tables(shown_by["published"])
