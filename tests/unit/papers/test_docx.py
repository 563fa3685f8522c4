"""A letter as DOCX: what Word is told, and that nothing of the letter is lost or forged."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.table import Table as WordTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guatu.errors import NaiveMoment, PrintingFailed
from guatu.notifications.papers.docx import render_docx
from guatu.notifications.papers.sorts import clean
from guatu.notifications.writing.letters import (
    Annex,
    Heading,
    OfficialLetter,
    Paragraph,
    Presence,
    Table,
)
from testkit.sample_letters import DOCUMENT, JOINT, LETTER_FORM, MINUTES, SAMPLES, UPWARD

MOMENT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
ORDER = {
    "pPr": "keepNext pageBreakBefore framePr widowControl pBdr tabs kinsoku overflowPunct "
    "autoSpaceDE autoSpaceDN snapToGrid spacing ind jc",
    "rPr": "rFonts snapToGrid color spacing w kern sz szCs lang",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg docGrid",
    "tblPr": "tblW jc tblBorders tblLayout tblCellMar",
    "tcPr": "tcW vAlign",
    "trPr": "cantSplit tblHeader",
}


def parts(content: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: ET.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


def document(letter: OfficialLetter, **how: object) -> ET.Element:
    return parts(render_docx(letter, moment=MOMENT, **how))["word/document.xml"]


def text_of(element: ET.Element) -> str:
    return "".join(said.text or "" for said in element.iter(f"{W}t"))


def paragraph_with(root: ET.Element, text: str) -> ET.Element:
    return next(p for p in root.iter(f"{W}p") if text in text_of(p))


def value(element: ET.Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def read_back(content: bytes) -> str:
    lines: list[str] = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, WordTable):
            lines += [p.text for row in block.rows for cell in row.cells for p in cell.paragraphs]
        else:
            lines.append(block.text)
    return squeezed("".join(lines))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", clean(text))


def told(letter: OfficialLetter) -> list[str]:
    """All that a letter says and that must be found in it."""
    said = [*letter.title, letter.copy_number, letter.secrecy, letter.urgency, letter.number]
    said += [*letter.approvers, letter.to, *letter.signers, letter.date, letter.notes]
    said += [letter.copy_to.rstrip("。")]
    said += letter.mark[:1] if letter.layout == "信函" else [*letter.mark, letter.mark_word]
    if letter.layout in {"文件", "纪要"}:
        said.append(letter.printer)
    said += [part for each in letter.presences for part in (each.label, each.names)]
    said += [annex.title for annex in letter.annexes]
    for block in (*letter.blocks, *(b for annex in letter.annexes for b in annex.blocks)):
        if isinstance(block, Table):
            said += [cell for row in block.rows for cell in row]
        elif isinstance(block, Heading):
            said += [block.text, block.rest]
        else:
            said.append(block.text)
    return [squeezed(part) for part in said]


@pytest.mark.parametrize("name", SAMPLES)
def test_another_program_reads_all_the_letter_says(name) -> None:
    letter = SAMPLES[name]

    text = read_back(render_docx(letter, moment=MOMENT))

    assert [part for part in told(letter) if part not in text] == []


def test_the_page_is_that_of_the_standard() -> None:
    section = document(DOCUMENT).find(f".//{W}sectPr")

    assert (value(section, "pgSz", "w"), value(section, "pgSz", "h")) == ("11906", "16838")
    margins = {side: value(section, "pgMar", side) for side in ("top", "left", "bottom", "right")}
    assert margins == {"top": "2098", "left": "1587", "bottom": "1984", "right": "1474"}
    assert value(section, "docGrid", "type") == "linesAndChars"
    assert value(section, "docGrid", "linePitch") == "579"


def test_each_element_is_in_its_face_and_size() -> None:
    made = parts(render_docx(DOCUMENT, moment=MOMENT))
    root, styles = made["word/document.xml"], made["word/styles.xml"]

    def look(text: str) -> tuple[str | None, str | None]:
        run = paragraph_with(root, text).find(f"{W}r")
        return value(run, "rPr/rFonts", "eastAsia"), value(run, "rPr/sz")

    default = styles.find(f".//{W}rPrDefault/{W}rPr/{W}rFonts")
    assert default.get(f"{W}eastAsia") == "仿宋_GB2312"
    assert value(styles.find(f".//{W}rPrDefault"), "rPr/sz") == "32"
    assert look("督办的通知") == ("方正小标宋简体", "44")
    assert look("一、办理情况") == ("黑体", None)
    assert look("（一）期限情况") == ("楷体_GB2312", None)
    assert look("特急") == ("黑体", None)
    assert look("有关单位应当") == (None, None)
    assert look("抄送：") == (None, "28")


def test_fonts_are_named_with_their_english_names_and_none_is_embedded() -> None:
    content = render_docx(DOCUMENT, moment=MOMENT)
    fonts = parts(content)["word/fontTable.xml"]

    assert {f.get(f"{W}name"): value(f, "altName") for f in fonts} == {
        "仿宋_GB2312": "FangSong_GB2312",
        "楷体_GB2312": "KaiTi_GB2312",
        "黑体": "SimHei",
        "方正小标宋简体": "FZXiaoBiaoSong-B05S",
        "宋体": "SimSun",
    }
    assert all(value(font, "panose1") for font in fonts)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "fonts/" in name]


def test_only_the_mark_is_red_and_a_long_one_is_squeezed() -> None:
    root = document(DOCUMENT)
    red = [r for r in root.iter(f"{W}r") if value(r, "rPr/color") == "E60012"]

    assert "".join(map(text_of, red)) == DOCUMENT.mark[0]
    assert int(value(red[0], "rPr/w")) < 100
    assert not any(value(r, "rPr/color") for r in document(SAMPLES["slip"]).iter(f"{W}r"))


def test_joint_issuers_stand_in_a_table_without_borders_beside_their_word() -> None:
    grid = document(JOINT).find(f".//{W}tbl")
    organs, word = grid.findall(f".//{W}tc")

    assert [text_of(p) for p in organs.iter(f"{W}p")] == list(JOINT.mark)
    assert text_of(word) == JOINT.mark_word
    assert value(word, "tcPr/vAlign") == "center"
    assert list(grid.find(f"{W}tblPr/{W}tblBorders")) == []


def test_signers_of_an_upward_letter_stand_two_in_a_row_above_the_red_rule() -> None:
    root = document(UPWARD)
    first, last = (paragraph_with(root, name) for name in (UPWARD.approvers[0], UPWARD.number))

    assert text_of(first) == "签发人：" + "".join(UPWARD.approvers[:2])
    assert text_of(last) == UPWARD.number + UPWARD.approvers[2]
    assert value(last, "pPr/pBdr/bottom", "color") == "E60012"
    assert first.find(f".//{W}pBdr") is None


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    made = parts(render_docx(DOCUMENT, moment=MOMENT))

    assert made["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    sides = {
        page: value(made[f"word/footer_{page}.xml"], "p/pPr/jc") for page in ("default", "even")
    }
    assert sides == {"default": "right", "even": "left"}
    codes = [i.text.strip() for i in made["word/footer_even.xml"].iter(f"{W}instrText")]
    assert codes == ["PAGE"]
    assert made["word/document.xml"].find(f".//{W}titlePg") is None


def test_the_first_page_of_the_letter_form_has_double_rules_and_no_number() -> None:
    made = parts(render_docx(LETTER_FORM, moment=MOMENT))
    header = made["word/header_first.xml"]

    assert made["word/document.xml"].find(f".//{W}titlePg") is not None
    assert text_of(made["word/footer_first.xml"]) == ""
    assert [e.get("cx") for e in header.iter(f"{WP}extent")] == [str(170 * 36_000)] * 4
    assert {c.get("val") for c in header.iter(f"{DRAWN}srgbClr")} == {"E60012"}


def test_seals_are_42_mm_wide_and_up_to_three_stand_in_a_row(seal) -> None:
    letter = replace(JOINT, signers=("甲局", "乙局", "丙局"))

    root = document(letter, seals=[seal] * 3)

    pictures = [a for a in root.iter(f"{WP}anchor") if a.find(f".//{DRAWN}blip") is not None]
    extents = {(e.get("cx"), e.get("cy")) for a in pictures for e in a.iter(f"{WP}extent")}
    assert extents == {(str(42 * 36_000), str(42 * 36_000))}
    row = paragraph_with(root, "甲局乙局丙局")
    assert len(list(row.iter(f"{WP}anchor"))) == 3
    places = [int(h.find(f"{WP}posOffset").text) for h in row.iter(f"{WP}positionH")]
    assert all(b - a >= 42 * 36_000 for a, b in pairwise(places))


def test_a_seal_that_nobody_signs_beside_or_word_can_not_show_is_refused(seal) -> None:
    with pytest.raises(PrintingFailed, match="2 seal"):
        render_docx(DOCUMENT, seals=[seal, seal], moment=MOMENT)
    with pytest.raises(PrintingFailed, match="PNG, JPEG or GIF"):
        render_docx(DOCUMENT, seals=[b"<svg/>"], moment=MOMENT)
    with pytest.raises(PrintingFailed):
        render_docx(MINUTES, seals=[seal], moment=MOMENT)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        render_docx(DOCUMENT, moment=MOMENT.replace(tzinfo=None))


def test_the_head_of_a_table_comes_again_on_every_page() -> None:
    grids = document(SAMPLES["annexes"]).findall(f".//{W}tbl")

    assert [row.find(f".//{W}tblHeader") is not None for row in grids[0].iter(f"{W}tr")] == [
        True,
        False,
        False,
        False,
    ]


def test_an_unsigned_letter_leaves_its_date_blank() -> None:
    root = document(replace(DOCUMENT, date="", print_date=""))

    assert "　　年　　月　　日" in [text_of(p) for p in root.iter(f"{W}p")]
    assert text_of(paragraph_with(root, "印发")).endswith("年　　月　　日印发")


def test_too_long_a_list_of_addressees_moves_to_the_imprint() -> None:
    letter = replace(DOCUMENT, to="，".join(f"第{n}县人民政府" for n in range(60)))

    paragraphs = [text_of(p) for p in document(letter).iter(f"{W}p")]

    assert not any(said.startswith("第0县") for said in paragraphs)
    assert any(said.startswith("主送：第0县") for said in paragraphs)


def test_a_draft_says_so_in_grey_and_its_text_is_the_same() -> None:
    final, draft = (
        parts(render_docx(DOCUMENT, moment=MOMENT, is_draft=is_draft)) for is_draft in (False, True)
    )

    same = ET.tostring(final["word/document.xml"])
    assert ET.tostring(draft["word/document.xml"]) == same
    for page in ("default", "even", "first"):
        header = draft[f"word/header_{page}.xml"]
        assert "草　稿" in text_of(header)
        assert {value(r, "rPr/color") for r in header.iter(f"{W}r")} == {"A6A6A6"}
        assert "草" not in text_of(final[f"word/header_{page}.xml"])


def test_the_same_letter_gives_the_same_bytes(seal) -> None:
    first, second = (render_docx(DOCUMENT, seals=[seal], moment=MOMENT) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("name", SAMPLES)
def test_elements_stand_in_the_order_of_the_schema(name) -> None:
    wrong = [
        (part, [child.tag.removeprefix(W) for child in element])
        for part, root in parts(render_docx(SAMPLES[name], moment=MOMENT)).items()
        for element in root.iter()
        if (wanted := ORDER.get(element.tag.removeprefix(W), "").split())
        and not is_ordered([child.tag.removeprefix(W) for child in element], wanted)
    ]

    assert wrong == []


def is_ordered(names: list[str], wanted: list[str]) -> bool:
    names = ["footerReference" if name == "headerReference" else name for name in names]
    return [wanted.index(name) for name in names] == sorted(wanted.index(name) for name in names)


HOSTILE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "<w:p>&amp;]]>",
            "\x00\x08\x0b\x1f\ufffe\uffff",
            "\ud800半",
            "一\t二\r\n三",
            "\u202e逆\u200b",
            "𠮷" * 40,
            "A" * 300,
            "'\"<!--",
        ]
    ),
)


@st.composite
def letters(draw) -> OfficialLetter:
    text = HOSTILE
    block = st.one_of(
        st.builds(Paragraph, text=text),
        st.builds(Heading, level=st.integers(1, 4), text=text, rest=text),
        st.tuples(text, text).map(lambda row: Table(rows=(row, row), has_head=True)),
    )
    blocks = st.lists(block, max_size=3).map(tuple)
    several = st.lists(text, max_size=5).map(tuple)
    fields = ("number", "to", "date", "note", "copy_to", "printer", "print_date", "secrecy")
    return OfficialLetter(
        title=draw(st.lists(text, min_size=1, max_size=2).map(tuple)),
        blocks=draw(blocks),
        annexes=draw(st.lists(st.builds(Annex, title=text, blocks=blocks), max_size=2).map(tuple)),
        layout=draw(st.sampled_from(["文件", "信函", "纪要", "单"])),
        mark=draw(several),
        mark_word=draw(text),
        approvers=draw(several),
        signers=draw(several),
        presences=draw(
            st.lists(st.builds(Presence, label=st.just("出席"), names=text), max_size=1).map(tuple)
        ),
        **{name: draw(text) for name in fields},
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(letter=letters(), is_draft=st.booleans())
def test_any_text_gives_a_file_that_opens_and_says_it(letter, is_draft) -> None:
    content = render_docx(letter, moment=MOMENT, is_draft=is_draft)

    assert all(root is not None for root in parts(content).values())
    wanted = legible("".join(getattr(block, "text", "") for block in letter.blocks))
    kept = iter(legible(read_back(content)))
    assert all(sign in kept for sign in wanted)


def legible(text: str) -> str:
    """Leave out what XML can't write or what is made into a blank."""
    return re.sub("[^\u0021-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", squeezed(text))
