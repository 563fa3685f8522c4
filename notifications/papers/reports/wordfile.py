"""A report as DOCX, for those who go on editing it: tables as tables, drawings as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

from ....clock import as_utc
from ....workflow.report_showing import dated_at, standing
from ....workflow.reporting import Report, ReportTable
from ..docx_package import XML_HEAD, pack
from ..ooxml import DRAWN, MM, NAMES, Form, Type, broken, field, paragraph, run, said, table, twips
from ..titles import title_lines
from .pages import (
    BOTTOM,
    EMPTY,
    MARGIN,
    PADDING,
    TOP,
    cell_sides,
    cell_size,
    cell_texts,
    drawings_on,
    groups_of,
    room_of,
    subtitle,
    table_widths,
    title_room,
)
from .shapes import Drawing

_TITLE: Final = Type(face="小标宋", size=22)
_LINE: Final = Type(face="楷体", size=12)
_HEADING: Final = Type(face="黑体", size=13)
_NOTE: Final = Type(size=10.5)
_LABEL: Final = Type(face="黑体", size=10.5)
_FOOT: Final = Type(size=9)
_SPACING: Final = 1.4
_HANG: Final = 18.0
_MARGINS: Final = ("default", "even")
_EMU: Final = 12_700
_A4: Final = (11_906, 16_838)


def report_docx(report: Report, pictures: Sequence[bytes], zone: tzinfo) -> bytes:
    """Write a report as DOCX; ``pictures`` are those of ``report_drawings``, in their order.

    The office's fonts are named and none is embedded, as in letters.
    """
    groups = groups_of(report)
    parts = list(_head(report, zone, is_wide=groups[0][0]))
    number = 0
    for place, (is_wide, tables) in enumerate(groups):
        if place:
            parts.append(_new_section(is_wide=groups[place - 1][0]))
        for each in tables:
            parts += _table(each, is_wide=is_wide)
            for row in drawings_on(each, is_wide=is_wide):
                parts.append(_pictures(row, number))
                number += len(row)
    parts += _notes(report)
    return pack(
        "".join(parts) + _section(is_wide=groups[-1][0]),
        title=report.name,
        authors=(),
        moment=as_utc(dated_at(report)),
        margins={f"footer_{page}": _footer(report, is_wide=False) for page in _MARGINS}
        | {f"footer_wide_{page}": _footer(report, is_wide=True) for page in _MARGINS},
        pictures={f"Bars{place}": picture for place, picture in enumerate(pictures)},
    )


def report_drawings(report: Report) -> list[Drawing]:
    """Give every drawing of a report, in the order in which they stand in it."""
    return [
        drawing
        for is_wide, tables in groups_of(report)
        for each in tables
        for row in drawings_on(each, is_wide=is_wide)
        for drawing in row
    ]


def _head(report: Report, zone: tzinfo, *, is_wide: bool) -> Iterator[str]:
    lines = title_lines((said(report.name),), title_room(is_wide=is_wide))
    yield paragraph(broken(lines, _TITLE), Form(side="center", line=32, is_kept=True))
    line = "　　".join(subtitle(report, zone))
    yield paragraph(run(line, _LINE), Form(side="center", line=18, before=6, is_kept=True))


def _table(each: ReportTable, *, is_wide: bool) -> Iterator[str]:
    yield paragraph(
        run(each.title, _HEADING), Form(side="center", line=22, before=14, is_kept=True)
    )
    yield paragraph("", Form(line=4, is_kept=True))
    texts, sides, size = cell_texts(each), cell_sides(each), cell_size(each)
    last = len(texts) - 1 if each.total is not None else -1
    rows: list[list[str]] = []
    for number, row in enumerate(texts):
        is_head = number == 0
        kind = Type(face="黑体" if is_head or number == last else "仿宋", size=size)
        rows.append(
            [
                paragraph(
                    run(text, kind),
                    Form(
                        side="center" if is_head else side,
                        line=size * _SPACING,
                        is_kept=is_head or number == last - 1,
                    ),
                )
                for text, side in zip(row, sides, strict=True)
            ]
        )
    yield table(table_widths(each, is_wide=is_wide), rows, has_head=True, padding=PADDING)
    yield paragraph("", Form(line=6))
    if not each.rows:
        yield paragraph(run(EMPTY, _NOTE), Form(side="center", line=10.5 * _SPACING))


def _notes(report: Report) -> Iterator[str]:
    if not report.notes:
        return
    line = 10.5 * _SPACING
    yield paragraph(run("口径说明", _LABEL), Form(side="left", line=line, before=12, is_kept=True))
    for number, note in enumerate(report.notes, start=1):
        form = Form(line=line, left=_HANG, first=-_HANG, before=3, tabs=(("left", _HANG),))
        yield paragraph(run(f"{number}.\t", _NOTE) + run(note.replace("\t", " "), _NOTE), form)


def _pictures(row: Sequence[Drawing], number: int) -> str:
    drawn = [_picture(drawing, number + place) for place, drawing in enumerate(row)]
    spacing = 'w:before="160" w:after="0" w:line="240" w:lineRule="auto"'
    # an exact line would cut the pictures off
    form = f'<w:pPr><w:spacing {spacing}/><w:jc w:val="center"/></w:pPr>'
    between = '<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">  </w:t></w:r>'
    return f"<w:p>{form}{between.join(drawn)}</w:p>"


def _picture(drawing: Drawing, number: int) -> str:
    wide, tall = round(drawing.width * _EMU), round(drawing.height * _EMU)
    told = said(drawing.said).replace('"', "&quot;")
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{tall}"/><wp:docPr id="{number + 1}" '
        f'name="图{number + 1}" descr="{told}"/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{DRAWN}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr '
        f'id="{number + 1}" name="图{number + 1}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="rIdBars{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def _footer(report: Report, *, is_wide: bool) -> str:
    width, _ = room_of(is_wide=is_wide)
    words = "".join(
        (
            run(f"{standing(report)}\t第 ", _FOOT),
            field("PAGE", "1", _FOOT),
            run(" 页 共 ", _FOOT),
            field("NUMPAGES", "1", _FOOT),
            run(" 页", _FOOT),
        )
    )
    form = Form(side="left", line=13, tabs=(("right", width),))
    return f"{XML_HEAD}<w:ftr {NAMES}>{paragraph(words, form)}</w:ftr>"


def _new_section(*, is_wide: bool) -> str:
    """End the section so far; what comes next stands on pages of the other kind."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{spacing}{_section(is_wide=is_wide)}</w:pPr></w:p>"


def _section(*, is_wide: bool) -> str:
    wide = "wide_" if is_wide else ""
    footers = "".join(
        f'<w:footerReference w:type="{page}" r:id="rId_footer_{wide}{page}"/>' for page in _MARGINS
    )
    across, down = reversed(_A4) if is_wide else _A4
    turned = ' w:orient="landscape"' if is_wide else ""
    side = twips(MARGIN * MM)
    return (
        f'<w:sectPr>{footers}<w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar w:top="{twips(TOP * MM)}" w:right="{side}" w:bottom="{twips(BOTTOM * MM)}" '
        f'w:left="{side}" w:header="{twips(12 * MM)}" w:footer="{twips(9 * MM)}" w:gutter="0"/>'
        "</w:sectPr>"
    )
