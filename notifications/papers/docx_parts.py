"""The parts of a DOCX letter around its text: type area, page numbers, the mark of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from ..writing.letters import OfficialLetter, draft_note
from .docx_package import XML_HEAD, pack
from .drawings import Rule, rule_drawing
from .ooxml import (
    CHAR,
    LINE,
    MM,
    NAMES,
    RED,
    Form,
    Side,
    Type,
    field,
    paragraph,
    run,
    twips,
)

_GREY: Final = "A6A6A6"
_PAGES: Final = ("default", "even", "first")
DOUBLE_TOP: Final = 46.0
"""Where the upper edge of the first double rule of the letter form lies, in mm (10.1)."""
_THICK, _GAP, _THIN = 0.9, 0.4, 0.35


def package(
    letter: OfficialLetter, body: str, *, seals: Sequence[bytes], moment: datetime, is_draft: bool
) -> bytes:
    """Pack a letter's body with all its parts."""
    margins: dict[str, str] = {}
    has_first = letter.layout == "信函"
    for page in _PAGES:
        is_bare = page == "first"
        rules = _double_rules() if has_first and is_bare else ""
        margins[f"header_{page}"] = _header(letter, rules, is_draft=is_draft)
        margins[f"footer_{page}"] = _footer(page)
    return pack(
        body + _section(letter),
        title=letter.full_title,
        authors=letter.signers,
        moment=moment,
        margins=margins,
        pictures={f"Seal{number}": seal for number, seal in enumerate(seals)},
    )


@lru_cache(maxsize=4)
def _footer(page: str) -> str:
    """页码: — 1 — in 4号宋体, odd pages right, even pages left, one 字 in (7.5)."""
    digits = Type(face="宋体", size=14)
    text = ""
    side: Side = "left" if page == "even" else "right"
    if page != "first":
        text = f"{run('— ', digits)}{field('PAGE', '1', digits)}{run(' —', digits)}"
    form = Form(
        side=side, line=14, left=CHAR if side == "left" else 0, right=CHAR if side == "right" else 0
    )
    return f"{XML_HEAD}<w:ftr {NAMES}>{paragraph(text, form)}</w:ftr>"


def _header(letter: OfficialLetter, rules: str, *, is_draft: bool) -> str:
    """草稿 in grey above the type area; without it the header is as high and empty."""
    word = run("草　稿", Type(face="黑体", size=18, color=_GREY)) if is_draft else ""
    note = draft_note(letter).removeprefix("【草稿】") if is_draft else ""
    first = paragraph(word + rules, Form(side="center", line=22))
    second = paragraph(
        run(note, Type(face="黑体", size=9, color=_GREY)), Form(side="center", line=12)
    )
    return f"{XML_HEAD}<w:hdr {NAMES}>{first}{second}</w:hdr>"


@lru_cache(maxsize=1)
def _double_rules() -> str:
    """Draw the double rules of the letter form: thick over thin, thin over thick, 170 mm (10.1)."""
    lower = 297 - 20
    middles = (
        (DOUBLE_TOP + _THICK / 2, _THICK),
        (DOUBLE_TOP + _THICK + _GAP + _THIN / 2, _THIN),
        (lower - _THICK - _GAP - _THIN / 2, _THIN),
        (lower - _THICK / 2, _THICK),
    )
    return "".join(
        rule_drawing(Rule(x=20, y=y, width=170, thickness=mm * MM, color=RED), 900 + number)
        for number, (y, mm) in enumerate(middles)
    )


def _section(letter: OfficialLetter) -> str:
    """版心 156 mm × 225 mm (5.2.1), 22 rows of 28 signs (5.2.3)."""
    references = "".join(
        f'<w:{kind}Reference w:type="{page}" r:id="rId_{kind}_{page}"/>'
        for kind in ("header", "footer")
        for page in _PAGES
    )
    is_first_apart = "<w:titlePg/>" if letter.layout == "信函" else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{twips(37 * MM)}" w:right="{twips(26 * MM)}" '
        f'w:bottom="{twips(35 * MM)}" w:left="{twips(28 * MM)}" w:header="{twips(12 * MM)}" '
        f'w:footer="{twips(28 * MM - 7)}" w:gutter="0"/>{is_first_apart}'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{twips(LINE)}" w:charSpace="-1024"/>'
        "</w:sectPr>"
    )
