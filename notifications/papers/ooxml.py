"""WordprocessingML, the words of it that letters need: runs, paragraphs, tables, drawings.

Lengths are points unless said. The order of elements is that of the schema (ECMA-376 part 1, 17);
Word refuses a file that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from xml.sax.saxutils import escape

from .faces import FaceName
from .sorts import clean

FONTS: Final[dict[FaceName, str]] = {
    "仿宋": "仿宋_GB2312",
    "楷体": "楷体_GB2312",
    "黑体": "黑体",
    "小标宋": "方正小标宋简体",
    "宋体": "宋体",
}
"""The products that offices set letters in; they are named in the file and never embedded."""

MM: Final = 72 / 25.4
WIDTH: Final = 156 * MM
SIZE: Final = 16.0
CHAR: Final = WIDTH / 28
LINE: Final = 28.95
"""Exact line height: 22 of them are 224.7 mm; 29 pt would already overflow the 225 mm (5.2.3)."""
RED: Final = "E60012"
BLACK: Final = "000000"
DRAWN: Final = "http://schemas.openxmlformats.org/drawingml/2006"
NAMES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    f'xmlns:wp="{DRAWN}/wordprocessingDrawing" xmlns:a="{DRAWN}/main" '
    f'xmlns:pic="{DRAWN}/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (2.2): control characters, lone surrogates, U+FFFE."""

Side = Literal["left", "center", "right", "both"]


def twips(points: float) -> int:
    """Give a length in twentieths of a point."""
    return round(points * 20)


def said(text: str) -> str:
    """Make any text fit for XML: what can't be printed or written is left out."""
    return escape(_FORBIDDEN.sub("", clean(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How signs look: ``squeeze`` is the width in per cent, ``spacing`` is added to each sign.

    Without ``spacing`` body text is set 28 to a line, and any other size as it is.
    """

    face: FaceName = "仿宋"
    size: float = SIZE
    color: str = ""
    squeeze: int = 100
    spacing: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a paragraph stands; ``first`` indents its first line, or hangs it out when negative.

    ``frame`` is where it stands on the page when it is not part of the flow: top and height.
    ``tabs`` are places with the side at which text meets them. ``rule`` draws a red line below.
    """

    side: Side = "both"
    line: float = LINE
    before: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    is_body: bool = False
    is_kept: bool = False
    is_new_page: bool = False
    frame: tuple[float, float] | None = None
    tabs: tuple[tuple[Side, float], ...] = ()
    rule: bool = False


PLAIN: Final = Type()
FLOWING: Final = Form()
BODY: Final = Form(is_body=True)


def run(text: str, kind: Type = PLAIN) -> str:
    """Give a run of text; no text, no run. A tab in ``text`` stays one."""
    parts = [said(part) for part in text.split("\t")]
    if parts == [""]:
        return ""
    words = "<w:tab/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)
    return f"<w:r>{_type_xml(kind)}{words}</w:r>"


def field(code: str, shown: str, kind: Type) -> str:
    """Give a field such as PAGE, with what it shows until it is worked out."""
    look = _type_xml(kind)
    return "".join(
        f"<w:r>{look}{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{shown}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )


def broken(lines: Sequence[str], kind: Type) -> str:
    """Give runs with a line break between them."""
    return "<w:r><w:br/></w:r>".join(run(line, kind) for line in lines)


def paragraph(runs: str = "", form: Form = FLOWING) -> str:
    """Give a paragraph of runs."""
    return f"<w:p>{_form_xml(form)}{runs}</w:p>"


@lru_cache(maxsize=256)
def _type_xml(kind: Type) -> str:
    fonts = '<w:rFonts w:hint="eastAsia"/>'
    if kind.face != "仿宋":
        name = FONTS[kind.face]
        fonts = (
            f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:eastAsia="{name}" '
            f'w:hAnsi="{name}" w:cs="{name}"/>'
        )
    color = f'<w:color w:val="{kind.color}"/>' if kind.color else ""
    spacing = kind.spacing if kind.size == SIZE else kind.spacing or 0.0
    size = twips(kind.size) // 10
    return "".join(
        (
            "<w:rPr>",
            fonts,
            color,
            "" if spacing is None else f'<w:spacing w:val="{twips(spacing)}"/>',
            "" if kind.squeeze == 100 else f'<w:w w:val="{max(1, kind.squeeze)}"/>',  # noqa: PLR2004
            "" if kind.size == SIZE else f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
            "</w:rPr>",
        )
    )


@lru_cache(maxsize=1_024)
def _form_xml(form: Form) -> str:
    made = "".join(
        (
            "<w:keepNext/>" if form.is_kept else "",
            "<w:pageBreakBefore/>" if form.is_new_page else "",
            _frame_xml(*form.frame) if form.frame else "",
            f'<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="7" w:color="{RED}"/></w:pBdr>'
            if form.rule
            else "",
            _tabs_xml(form.tabs),
            f'<w:spacing w:before="{twips(form.before)}" w:after="0" w:line="{twips(form.line)}" '
            'w:lineRule="exact"/>'
            if form.before or form.line != LINE
            else "",
            _indent_xml(form),
            f'<w:jc w:val="{form.side}"/>' if form.side != "both" else "",
        )
    )
    return f"<w:pPr>{made}</w:pPr>" if made else ""


def _frame_xml(top: float, height: float) -> str:
    return (
        f'<w:framePr w:w="{twips(WIDTH)}" w:h="{twips(height)}" w:hRule="exact" w:hSpace="0" '
        f'w:wrap="around" w:vAnchor="page" w:hAnchor="margin" w:x="1" w:y="{twips(top)}"/>'
    )


def _tabs_xml(tabs: Iterable[tuple[Side, float]]) -> str:
    stops = "".join(f'<w:tab w:val="{side}" w:pos="{twips(at)}"/>' for side, at in tabs)
    return f"<w:tabs>{stops}</w:tabs>" if stops else ""


def _indent_xml(form: Form) -> str:
    left = f' w:left="{twips(form.left)}"' if form.left else ""
    right = f' w:right="{twips(form.right)}"' if form.right else ""
    first = ""
    if form.is_body:  # in characters, so that Word's dialog says 首行缩进 2 字符 (7.3.3)
        first = f' w:firstLineChars="200" w:firstLine="{twips(2 * CHAR)}"'
    elif form.first:
        way = "firstLine" if form.first > 0 else "hanging"
        first = f' w:{way}="{twips(abs(form.first))}"'
    return f"<w:ind{left}{right}{first}/>" if left or right or first else ""


def table(
    widths: Sequence[float],
    rows: Iterable[Iterable[str]],
    *,
    has_head: bool = False,
    is_ruled: bool = True,
    padding: float = 4,
) -> str:
    """Give a table; each cell is its paragraphs. The head is said again on every page."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if is_ruled else ()
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{BLACK}"/>' for side in sides
    )
    margins = "".join(
        f'<w:{side} w:w="{twips(padding)}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if has_head and not place else ''}"
        f"</w:trPr>{_cells(widths, row)}</w:tr>"
        for place, row in enumerate(rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _cells(widths: Sequence[float], row: Iterable[str]) -> str:
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/>'
        f"</w:tcPr>{cell}</w:tc>"
        for width, cell in zip(widths, row, strict=True)
    )
